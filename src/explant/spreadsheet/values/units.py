"""What a unit says about its numbers: how it may be spelled, and which values are possible."""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from explant.characters import visible
from explant.config.models import Marker
from explant.problems import Severity


@dataclass(frozen=True, slots=True)
class Limits:
    """Values that are possible in a unit, and how grave it is to lie outside."""

    low: float
    high: float = math.inf
    severity: Severity = "error"
    why: str = ""


LIMITS: tuple[tuple[str, Limits], ...] = (
    (r"%", Limits(0, 100)),
    (r"fractions?|proportions?", Limits(0, 1)),
    (r"h-?scores?|histoscores?", Limits(0, 300)),
    (r"allred(?:scores?)?", Limits(0, 8)),
    (r"irs|immunoreactivescores?", Limits(0, 12)),
    (r"ph", Limits(0, 14)),
    (r"c[tqp](?:values?)?|cycles?", Limits(0, 60)),
    # Mass, amount, activity or cells in a volume, an area or a mass: pg/ml, IU/l, cells/mm2.
    (
        r"(?:[fpnumkc]?(?:g|mol|iu|u)|cells?|copies|counts?|spots?|sfu|sfc|cfu|pfu|particles?|"
        r"molecules?|10\^?[0-9]+(?:cells?)?)"
        r"(?:/(?:[0-9.,e^]*(?:[fpnumdc]?l|[numdck]?m[23]?|[munk]?g|well|cells?|hpf|field|"
        r"section|mgprotein|10\^?[0-9]+cells?)))+",
        Limits(0, why="a concentration"),
    ),
    (r"[fpnumc]m", Limits(0, why="a concentration or a length")),
    (
        r"cells?|counts?|copies|spots?|sfu|sfc|cfu|pfu|events?|reads?|nuclei|cpm|tpm|[fr]pkm",
        Limits(0, why="a count"),
    ),
    (r"fold(?:change)?|x|-?fold|foldinduction", Limits(0, why="a ratio")),
    (
        r"g?mfi|mdfi|mefl|rfu|mfi\(.*\)|od[0-9]*|absorbance|rlu|nmfi",
        Limits(0, severity="warning", why="a signal"),
    ),
)
PATTERNS = tuple((re.compile(pattern), limits) for pattern, limits in LIMITS)
LONGEST_UNIT = 60
"""Characters in which a unit is looked for, spaces within it among them."""
PERCENT = frozenset({"%", "٪", "percent", "percentage", "pct", "prozent", "pourcent", "درصد"})


def unit_key(unit: str) -> str:
    """Unit for comparison: case, spaces and the kind of micro sign do not count.

    Examples
    --------
    >>> unit_key("µg / mL"), unit_key("ug/ml"), unit_key("cells/mm³"), unit_key("percent")
    ('ug/ml', 'ug/ml', 'cells/mm3', '%')
    """
    plain = unicodedata.normalize("NFKC", visible(unit)).casefold()
    # The micro sign and mu become mu by NFKC and casefolding.
    key = "".join(plain.split()).replace("μ", "u").replace("٪", "%")
    return "%" if key in PERCENT else key


def is_unit(text: str) -> bool:
    """Whether a text is a unit of which something is known.

    Examples
    --------
    >>> is_unit("ng/ml"), is_unit("% "), is_unit("raw"), is_unit("")
    (True, True, False, False)
    """
    return _limits_of(text) != Limits(-math.inf)


def same_unit(written: str, declared: str) -> bool:
    """Whether a heading's unit is the declared one, or one of the two only says more.

    Examples
    --------
    >>> same_unit("µg / mL", "ug/ml"), same_unit("% of CD4", "%"), same_unit("pg/ml serum", "pg/ml")
    (True, True, True)
    >>> same_unit("ng/ml", "pg/ml"), same_unit("mg/l", "g/l"), same_unit("nM", "M")
    (False, False, False)
    """
    if unit_key(written) == unit_key(declared):
        return True
    words = [" ".join(unit_key(word) for word in text.split()) for text in (written, declared)]
    short, long = sorted(words, key=len)
    before = r"(?<![^\W_])" if short[:1].isalnum() else ""
    after = r"(?![^\W_])" if short[-1:].isalnum() else ""
    return re.search(before + re.escape(short) + after, long) is not None


def limits(marker: Marker) -> Limits:
    """Possible values of a marker: the declared range, else what its unit says.

    Examples
    --------
    >>> limits(Marker(unit="H-score")).high, limits(Marker(unit="pg/ml")).low
    (300, 0)
    >>> limits(Marker(unit="a.u.")).low
    -inf
    """
    return Limits(*marker.range) if marker.range is not None else _limits_of(marker.unit)


@lru_cache
def _limits_of(unit: str) -> Limits:
    key = unit_key(unit)
    for pattern, found in PATTERNS:
        if pattern.fullmatch(key):
            return found
    return Limits(-math.inf)


def without_unit(text: str, unit: str) -> str:
    """Text without the unit at its end.

    Examples
    --------
    >>> without_unit("23 %", "%"), without_unit("120 mfi", "MFI"), without_unit("5 pg/ml", "ng/ml")
    ('23', '120', '5 pg/ml')
    """
    key = unit_key(unit)
    if not key or not unit_key(text).endswith(key):
        for spelling in PERCENT if key == "%" else ():
            if text.casefold().endswith(spelling):
                return text[: -len(spelling)].rstrip()
        return text
    # The unit stands at the end, however long the text is.
    for start in range(max(len(text) - LONGEST_UNIT - 2 * len(unit), 0), len(text)):
        if unit_key(text[start:]) == key and not text[start].isspace():
            return text[:start].rstrip()
    return text
