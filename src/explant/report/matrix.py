"""Markers against contrasts: which way, how much, how certain, each cell a link to its details."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from explant.config.models import Plan
from explant.numbers import MISSING, difference_unit
from explant.report.cards import chosen_words, leading
from explant.report.cells import Cell
from explant.report.estimates import shown
from explant.report.questions import contrast_name, marker_name, step_of_trend
from explant.report.sentences import p_words
from explant.report.verdicts import Verdict, direction_word, verdict
from explant.report.words import Name, Row, Words, words

MOST_ROWS = 50

ARROWS: dict[tuple[str, Verdict], str] = {
    ("increase", "evidence"): "▲",
    ("decrease", "evidence"): "▼",
    ("increase", "no evidence"): "△",
    ("decrease", "no evidence"): "▽",
    ("none", "evidence"): "◆",
    ("none", "no evidence"): "◇",
}
UNITS = {"log2": "ratio", "logit": "odds ratio"}


@dataclass(frozen=True)
class MatrixCell:
    """One marker and contrast; ``words`` say to a screen reader what the arrow shows."""

    link: str
    verdict: Verdict
    arrow: str
    words: str
    size: Cell
    p: Cell


@dataclass(frozen=True)
class MatrixRow:
    """A marker, with the unit of its differences."""

    link: str
    name: Name
    unit: str
    cells: list[MatrixCell | None]


@dataclass(frozen=True)
class MatrixColumn:
    """A contrast; ``step`` says what a slope is counted per."""

    name: Name
    role: str
    step: Words


@dataclass(frozen=True)
class Matrix:
    """Every marker against every contrast; ``left_out`` says which rows there was no room for."""

    columns: list[MatrixColumn]
    rows: list[MatrixRow]
    p_name: str
    left_out: str


def matrix(
    plan: Plan,
    paired: list[Row],
    panels: dict[str, str],
    link: Callable[[str, str], str],
) -> Matrix | None:
    """Build the matrix; None where it would hold no more than one card does.

    Parameters
    ----------
    plan
        The study's plan.
    paired
        The rows of ``paired.csv``.
    panels
        Anchor of each marker's panel.
    link
        Anchor of the details on a marker and a contrast.
    """
    if not plan.contrasts or len(paired) < 2:
        return None
    by_question = {(row.text("marker"), row.text("contrast")): row for row in paired}
    every = sum(1 for marker in plan.markers if (marker, plan.headline) in by_question)
    markers = [row.text("marker") for row in leading(plan, paired, MOST_ROWS)]
    families = Counter(row.text("family") for row in paired if verdict(row) != "not tested")
    adjusted = any(size > 1 for size in families.values())
    return Matrix(
        [
            MatrixColumn(contrast_name(plan, name), contrast.role, step_of_trend(plan, name))
            for name, contrast in plan.contrasts.items()
        ],
        [
            MatrixRow(
                panels.get(marker, ""),
                marker_name(plan, marker),
                UNITS.get(plan.markers[marker].scale, difference_unit(plan.markers[marker].unit)),
                [
                    _cell(by_question.get((marker, contrast)), plan, link(marker, contrast))
                    for contrast in plan.contrasts
                ],
            )
            for marker in markers
        ],
        "adjusted p" if adjusted else "p",
        chosen_words(plan, len(markers), every),
    )


def _cell(row: Row | None, plan: Plan, link: str) -> MatrixCell | None:
    if row is None:
        return None
    found = verdict(row)
    if found == "not tested":
        return MatrixCell(link, found, MISSING, "not tested", "", "")
    estimate = shown(row, plan)
    size: Cell = estimate.estimate
    if estimate.is_ratio:
        size = words("×{ratio}", ratio=size)
    seen = "evidence" if found == "evidence" else "no evidence; estimate"
    return MatrixCell(
        link,
        found,
        ARROWS.get((row.text("observed"), found), MISSING),
        f"{seen} {direction_word(row, plan)}".strip(),
        size,
        p_words(row, "p_adjusted", "p", plan.inference.alpha),
    )
