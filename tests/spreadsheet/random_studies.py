"""Random studies for the fuzzer: a plan, its values, and how people write names and numbers.

What is drawn by hypothesis is the shape; the values follow from a drawn seed and are all different,
so that a value in the wrong place cannot pass for the right one.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

Levels = tuple[str, ...]
Place = tuple[str, Levels, str, str]
"""Patient as the sheet spells it, levels, marker, replicate (empty if there are none)."""
T = TypeVar("T")
LARGEST = 60
"""Values of a study about which it has no more patients than two."""


@dataclass(frozen=True)
class Item:
    """What is written into one cell, and what it means if it is a value."""

    content: Any
    place: Place | None = None
    value: float | None = None
    censored: str = ""
    percent: bool = False
    role: str = ""
    """patient, level, marker, heading, title: what damage looks for."""


class Choices:
    """Draws of hypothesis under short names; everything shrinks towards the plain sheet."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw

    def chance(self, percent: int) -> bool:
        """True in about so many cases of a hundred."""
        return bool(self._draw(st.integers(0, 99)) >= 100 - percent)

    def number(self, low: int, high: int) -> int:
        """A whole number, the low ones simpler."""
        return int(self._draw(st.integers(low, high)))

    def one(self, options: Sequence[T]) -> T:
        """One of several, the first the simplest."""
        return options[self.number(0, len(options) - 1)]

    def random(self) -> random.Random:
        """A generator with a drawn seed, for what need not shrink."""
        return random.Random(self.number(0, 9999))

    def order(self, items: Sequence[T], percent: int = 50) -> list[T]:
        """Items, perhaps in another order."""
        found = list(items)
        if len(found) > 1 and self.chance(percent):
            self.random().shuffle(found)
        return found


FACTORS: dict[str, dict[str, Sequence[str]]] = {
    "tissue": {
        "tumor": ("T", "TU", "Tumour"),
        "normal": ("N", "healthy", "adjacent normal"),
        "node": ("LN", "lymph node"),
    },
    "treatment": {
        "control": ("-", "medium", "ctrl"),
        "IL-2": ("+", "IL2", "rhIL-2"),
        "IFN-γ": ("IFNg", "IFN gamma"),
    },
    "time": {
        "day 0": ("d0", "0 h", "baseline"),
        "day 3": ("d3", "72 h"),
        "day 7": ("d7", "168 h"),
    },
    "dose": {"none": ("0 IU",), "low": ("100 IU", "lo"), "high": ("1000 IU", "hi")},
    "بافت": {"تومور": ("توموری",), "سالم": ("نرمال",)},
}
MARKERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "CD25": ("%", "linear", ("IL2RA", "CD25+")),
    "Blimp-1": ("MFI", "log2", ("PRDM1", "Blimp1")),
    "FOXP3": ("%", "logit", ("Foxp3+ of CD4+",)),
    "CD4": ("%", "linear", ()),
    "CD45": ("%", "linear", ("LCA",)),
    "IL-10": ("pg/ml", "log2", ("IL10", "interleukin 10")),
    "Caspase-3": ("H-score", "linear", ("Casp3",)),
    "T-bet": ("MFI", "log2", ("TBX21",)),
    "PD-1": ("%", "linear", ("CD279",)),
    "PD-L1": ("H-score", "linear", ("CD274",)),
    "ΔCt": ("", "linear", ("dCt", "delta Ct")),
}
NUMBERS = {"%": (50, 9899, 2), "MFI": (100, 99999, 0), "pg/ml": (2, 2_499_999, 3)} | {
    "H-score": (10, 2989, 1),
    "": (-5000, 5000, 2),
}
"""Smallest and largest value times ten to the number of decimals, and that number."""
IDS: tuple[Callable[[int], str], ...] = (
    lambda n: f"P{n}",
    lambda n: f"P{n:02d}",
    lambda n: f"{n}",
    lambda n: f"BC-{n:03d}",
    lambda n: f"Pat {n}",
    lambda n: f"{2020 + n // 5}/{n:02d}-A",
    lambda n: f"بیمار {n}",
    lambda n: f"{chr(64 + n)}.{n * 7 % 26}",
)
STRATA: dict[str, tuple[dict[str, Any], Sequence[Any]]] = {
    "stage": ({"kind": "ordered", "groups": {"I": [], "II": [], "III": []}}, ("I", "II", "III")),
    "size": ({"kind": "continuous", "unit": "cm"}, (1.2, 2.5, 3.1, 4.0, 0.8)),
    "subtype": ({"kind": "unordered"}, ("luminal A", "HER2", "TNBC")),
}


@dataclass
class Study:
    """A study: who was measured, in which cells of the design, for which markers."""

    patients: list[str]
    factors: dict[str, dict[str, tuple[str, ...]]]
    markers: dict[str, tuple[str, str, tuple[str, ...]]]
    strata: dict[str, list[Any]]
    replicates: int
    values: dict[Place, float] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)
    same_id: list[str] = field(default_factory=list)
    unpaired: str = "keep"
    headings: dict[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> list[Levels]:
        """Cells of the design in the plan's order."""
        found: list[Levels] = [()]
        for levels in self.factors.values():
            found = [(*cell, level) for cell in found for level in levels]
        return found

    def numbers(self) -> list[str]:
        """Numbers of the replicates; one without a number if there are none."""
        return [str(n) for n in range(1, self.replicates + 1)] if self.replicates > 1 else [""]

    def plan(self, **spreadsheet: Any) -> dict[str, Any]:
        """Content of the plan."""
        first = next(iter(self.factors))
        levels = list(self.factors[first])
        others = {name: next(iter(each)) for name, each in self.factors.items() if name != first}
        return {
            "spreadsheet": {"path": "study.xlsx", **spreadsheet},
            "patients": {
                "unpaired": self.unpaired,
                "same_id": self.same_id,
                # A group of its own for everybody would be refused where it is explored.
                "strata": {name: {**STRATA[name][0], "explore": False} for name in self.strata},
            },
            "factors": {
                name: {"levels": {level: {"aliases": list(a)} for level, a in each.items()}}
                for name, each in self.factors.items()
            },
            "markers": {
                name: {
                    "unit": unit,
                    "scale": scale,
                    "column": [name, *aliases],
                    "detection_limit": self.limits.get(name),
                }
                for name, (unit, scale, aliases) in self.markers.items()
            },
            "contrasts": {"asked": {"compare": {first: levels[:2][::-1]}, "at": others}},
        }


def levels_of(factor: str, most: int) -> dict[str, tuple[str, ...]]:
    """The first levels of a factor, with their aliases."""
    names = list(FACTORS[factor])[:most]
    return {name: tuple(FACTORS[factor][name]) for name in names}


def study_of(choose: Choices) -> Study:
    """Draw a study; its values are all different."""
    factors = {
        name: levels_of(name, choose.number(2, 3))
        for name in choose.order(list(FACTORS))[: choose.number(1, 3)]
    }
    markers = {name: MARKERS[name] for name in choose.order(list(MARKERS))[: choose.number(1, 5)]}
    spell = choose.one(IDS)
    replicates = choose.number(2, 3) if choose.chance(25) else 1
    cells = math.prod(len(levels) for levels in factors.values())
    most = LARGEST // (cells * len(markers) * replicates)
    patients = [spell(n) for n in range(1, 1 + min(choose.number(2, 12), max(most, 2)))]
    strata = {
        name: [choose.random().choice(options) for _ in patients]
        for name, (_, options) in STRATA.items()
        if choose.chance(25)
    }
    study = Study(patients, factors, markers, strata, replicates)
    study.unpaired = "refuse" if choose.chance(15) else "keep"
    study.same_id = [each for each in ("case", "spaces", "zeros") if choose.chance(20)]
    generator = choose.random()
    for marker, (unit, scale, _) in markers.items():
        low, high, decimals = NUMBERS[unit]
        places = [
            (patient, cell, marker, number)
            for patient in patients
            for cell in study.cells
            for number in study.numbers()
        ]
        drawn = generator.sample(range(low, high), len(places))
        for place, number in zip(places, drawn, strict=True):
            value = round(number / 10**decimals, decimals)
            study.values[place] = value if value or scale == "linear" else 1.0
        if unit and choose.chance(10):
            # A tenth of the values lie below the limit.
            study.limits[marker] = sorted(study.values[place] for place in places)[
                len(places) // 10
            ]
    return study


PERSIAN = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
STYLES = (
    "text",
    "spaces",
    "unit",
    "grouped",
    "exponent",
    "persian",
    "arabic",
    "percent",
    "below",
    "above",
    "below spaced",
)
MISSING = ("", "NA", "n.d.", "-", " ", "ND", "N/A", "?", "#N/A")
WRONG = ("5*", "~5", "5±0.3", "12/5", "5-7", "11-Mar", "5 mg", "n/r", "5,,3", "(5)", "10²", "5 6")
GROUPS = {"point": (",", "'", "\u00a0"), "comma": (".", "'", "\u202f")}


def in_style(
    item: Item, style: str, sign: str, unit: str, generator: random.Random, *, text: bool = False
) -> Item:
    """A value written as people do; the item itself where the style does not fit it.

    ``sign`` is the decimal sign of whoever wrote the sheet: point or comma. ``text`` is true for
    tables that are text, where every number is one.
    """
    value = item.value
    if value is None or item.place is None:
        return item
    number = repr(value).removesuffix(".0")
    mark = "." if sign == "point" else ","
    local = number.replace(".", mark)
    whole, _, rest = number.lstrip("-").partition(".")
    group = generator.choice(GROUPS[sign])
    censored = item.censored
    content: Any = local
    percent = False
    if style == "spaces":
        content = generator.choice((" {} ", "\u00a0{}", "{}\u00a0", "\t{}", "\u200f{}")).format(
            local
        )
    elif style == "unit" and unit:
        content = f"{local}{generator.choice(('', ' ', chr(160)))}{unit}"
    elif style == "grouped" and len(whole) > 3 and unit:
        content = f"{whole[:-3]}{group}{whole[-3:]}" + (f"{mark}{rest}" if rest else "")
    elif style == "exponent" and value > 0:
        digits = f"{value:.10e}".split("e")
        body, power = digits[0].rstrip("0").rstrip("."), int(digits[1])
        form = generator.choice(("{}e{}", "{}E{}", "{}×10^{}", "{} x 10^{}"))
        content = form.format(body.replace(".", mark), power)
    elif style in ("persian", "arabic"):
        content = number.translate(PERSIAN if style == "persian" else ARABIC)
    elif style == "percent" and unit == "%" and not text:
        content, percent = round(value / 100, 12), True
    elif style in ("below", "above", "below spaced") and value > 0:
        censored = "above" if style == "above" else "below"
        limits = {
            "below": ("<{}", "≤{}", "<={}"),
            "above": (">{}", "> {}", "≥{}"),
            "below spaced": ("< {}", "\u00a0<{}", "≤ {} "),
        }[style]
        content = generator.choice(limits).format(local)
    return Item(content, item.place, value, censored, percent, item.role)


def plain(item: Item, sign: str, *, text: bool) -> Item:
    """A value as a number; in a table of text with the decimal sign of its writer."""
    if not text or item.value is None:
        return item
    return in_style(item, "text", sign, "", random.Random(0), text=True)


def spelled(name: str, aliases: Sequence[str], generator: random.Random) -> str:
    """A name or one of its aliases, in any case and with spaces around."""
    text = generator.choice((name, name, *aliases))
    form = generator.randrange(6)
    if form == 1:
        text = text.upper() if text.upper().casefold() == text.casefold() else text
    elif form == 2:
        text = text.lower()
    elif form == 3:
        text = f" {text}\u00a0"
    elif form == 4:
        text = text.replace(" ", "\u00a0")
    return text
