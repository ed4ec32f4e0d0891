"""Numbers of a finished report: those that name their cell, and those that do not.

A number that is a result stands in an element with ``data-table``, ``data-row`` and
``data-column``; :func:`wrong_numbers` compares each with its cell. :func:`untraced_numbers` finds
the digits of result sections that name no cell and are none of a few allowed kinds.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pandas as pd

from explant.config.models import Plan
from explant.listed_cells import from_cell

VOID = {"meta", "br", "hr", "img", "input", "link", "wbr", "col"}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DIGIT = re.compile(r"\d")
Attributes = dict[str, str | None]

NO_RESULTS = {
    "methods",
    "brief-methods",
    "history",
    "legends",
    "simulation",
    "checklists",
    "parameters",
    "references",
    "files",
}
"""Sections that say how, when and with what, not what was found."""

ALLOWED = {
    "alpha": r"α = 0\.05|(?:^|(?<=[\s(]))0\.05(?=[).;,]|\s|$)",
    "a level or a power that the plan or a convention sets": r"\b(?:80 % power|9[05] % interval)",
    "a count of rows or parts that stand there": (
        r"\b\d+ (?:of \d+ )?(?:other )?(?:markers?|samples?|contrasts?|tests?|comparisons?|analyses"
        r"|results|warnings?|notes?|errors?|p values)\b|\b\d+ of \d+ patients\b"
        r"|\b\d+ (?:of \d+ )?(?:that are not equivalent|in the direction)\b"
        r"|\b\d+ numbers? of the tables recomputed\b|\b\d+ digits? or more"
        r"|\b\d+ planned measurements\b|\b\d+ exist\b|\b\d+ (?:is|are) missing\b|\b\d+ values?\b"
        r"|\b(?:in|of) \d+ patients?\b|\b\d+ conditions?\b"
        r"|\b\d+ (?:more )?primary (?:findings|answers|verdicts?)\b|\b\d+ stays?\b"
        r"|\b\d+ (?:is |are )?(?:firm|nearly firm|fragile)\b"
    ),
    "a name of a measure, a rule or a menu": r"BF10|\blog2\b|limit / √?2|2 Related Samples",
    "the name of a table in a paper": r"^Table 1$",
    "a level's place in a trend": r"\(at −?[\d.]+\)",
    "the limit of a flag": r"farther than 3\.5 robust standard deviations",
}
"""Kinds of digits that are no result, by what they are."""


@dataclass(frozen=True)
class Text:
    """A run of text with the elements around it, outermost first."""

    text: str
    around: tuple[tuple[str, Attributes], ...]

    @property
    def section(self) -> str:
        """Id of the outermost section around it."""
        for tag, attributes in self.around:
            if tag == "section":
                return attributes.get("id") or ""
        return ""

    @property
    def says_how(self) -> bool:
        """Whether a section around it says how and with what, not what was found."""
        return any(
            tag == "section" and attributes.get("id") in NO_RESULTS
            for tag, attributes in self.around
        )

    @property
    def cell(self) -> Attributes | None:
        """The element that names its cell."""
        for _, attributes in reversed(self.around):
            if "data-table" in attributes:
                return attributes
        return None

    def inside(self, *tags: str) -> bool:
        """Whether one of these elements is around it."""
        return any(tag in tags for tag, _ in self.around)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, Attributes]] = []
        self.texts: list[Text] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if _DIGIT.search(data):
            self.texts.append(Text(data.replace("\N{NO-BREAK SPACE}", " "), tuple(self.open)))


def texts_of(html: str) -> list[Text]:
    """Every run of text that holds a digit, in the page's order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader.texts


def traced_numbers(html: str) -> Iterator[tuple[Attributes, str]]:
    """Every number that names its cell, with the attributes that do so."""
    return ((text.cell, text.text) for text in texts_of(html) if text.cell is not None)


def wrong_numbers(
    html: str, tables: Mapping[str, pd.DataFrame], plan: Plan
) -> list[tuple[Attributes, str, object]]:
    """Traced numbers that do not show their cell, with what the cell holds."""
    wrong: list[tuple[Attributes, str, object]] = []
    records: dict[str, list[dict[str, Any]]] = {}
    for attributes, text in traced_numbers(html):
        name = str(attributes["data-table"])
        if name not in records:
            records[name] = tables[name].to_dict("records")  # type: ignore[assignment]
        row = records[name][int(str(attributes["data-row"]))]
        cell = row[str(attributes["data-column"])]
        marker = row.get("marker")
        scale = plan.markers[marker].scale if marker in plan.markers else "linear"
        exact = attributes.get("data-value")
        if exact is not None and not math.isclose(float(exact), float(cell), rel_tol=1e-12):
            wrong.append((attributes, exact, cell))
        if not shows(str(attributes.get("data-as") or ""), text, cell, scale):
            wrong.append((attributes, text, cell))
    return wrong


def untraced_numbers(html: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Texts of result sections with digits that name no cell and are of no allowed kind.

    Parameters
    ----------
    html
        The report.
    names
        Names of the plan and the spreadsheet, which may hold digits.

    Returns
    -------
    list of tuple
        Id of the section, and the text.
    """
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    named = re.compile(rf"(?<![\w.−])(?:{'|'.join(map(re.escape, longest_first))})(?!\w|\.\d)")
    kinds = re.compile("|".join(ALLOWED.values()))
    texts = [text for text in texts_of(html) if text.section and not text.says_how]
    shown: dict[str, set[str]] = {}
    for text in texts:
        if text.cell is not None:
            shown.setdefault(text.section, set()).update(_NUMBER.findall(text.text))
    found: list[tuple[str, str]] = []
    for text in texts:
        # Names stand in <bdi>; the marks of a figure have tests of their own.
        if text.cell is not None or text.inside("bdi", "svg", "script", "style"):
            continue
        numbers = set(_NUMBER.findall(named.sub("", kinds.sub("", text.text))))
        if text.inside("figcaption"):
            # What a figure shows is told in plain text, in numbers that its section traces.
            numbers -= shown.get(text.section, set())
        if numbers:
            found.append((text.section, text.text.strip()))
    return found


def names_of(plan: Plan, patients: Iterable[str] = ()) -> set[str]:
    """Every name that a plan and a spreadsheet bring into a report."""
    names = {*plan.markers, *plan.contrasts, *plan.factors, *plan.patients.strata, *patients}
    names |= {plan.marker_label(marker) for marker in plan.markers}
    names |= {marker.gene or "" for marker in plan.markers.values()}
    names |= {plan.contrast_label(contrast) for contrast in plan.contrasts}
    names |= {plan.factor_label(factor) for factor in plan.factors}
    for name, factor in plan.factors.items():
        names |= {*factor.levels, *(plan.level_label(name, level) for level in factor.levels)}
    for name, stratifier in plan.patients.strata.items():
        names |= {plan.stratifier_label(name), *(stratifier.groups or {})}
        if stratifier.cut_point is not None:
            names |= {f"{sign} {stratifier.cut_point:g} {stratifier.unit}" for sign in "≤>"}
    return names


def number_of(text: str) -> float:
    """The number that a text shows."""
    return float(text.replace("−", "-").replace("×", "").replace("%", "").strip())


def tolerance(text: str) -> float:
    """Half of the last digit that a text shows."""
    digits = re.match(r"\d*", text.partition(".")[2])
    return 0.5000001 * 10.0 ** -len(digits[0] if digits else "")


def shows(shown_as: str, text: str, cell: object, scale: str) -> bool:
    """Whether a text shows a cell, by the ways of :class:`explant.language.words.Traced`."""
    if shown_as == "part":
        return text in from_cell(cell)
    value = float(str(cell))
    kinds = shown_as.split(", ") if shown_as else []
    if "ratio" in kinds:
        value = 2**value if scale == "log2" else math.exp(value)
    if "percent change" in kinds:
        found = re.fullmatch(r"([\d.]+) (% lower|% higher|times as high)|unchanged", text)
        assert found
        if found[0] == "unchanged":
            return value == 1
        sign = {"% lower": -1, "% higher": 1}.get(found[2])
        shown = float(found[1])
        if sign is None:
            return value >= 2 and math.isclose(shown, value, rel_tol=0.06)
        return abs(100 * (value - 1) * sign - shown) <= tolerance(found[1])
    if "percent" in kinds:
        value *= 100
    if "magnitude" in kinds:
        value = abs(value)
    if "bound" in kinds:
        return value < number_of(text)
    if "lower bound" in kinds:
        return value > number_of(text)
    return bool(abs(value - number_of(text)) <= tolerance(text))
