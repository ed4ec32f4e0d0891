"""Markers against contrasts: which way, how much, how certain, each cell a link to its details."""

from collections.abc import Callable
from dataclasses import dataclass

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.answers.answer import Answer, Standing, direction_word
from explant.language.answers.picture_words import chosen_words, leading, step_of
from explant.language.answers.sentences import family_sizes, p_words
from explant.language.asked import contrast_name, marker_name
from explant.language.estimates import shown
from explant.language.words import Name, Words, words
from explant.numbers import MISSING, difference_unit
from explant.pages.page_cells import Cell

MOST_ROWS = 50

ARROWS: dict[tuple[str, Standing], str] = {
    ("increase", "evidence"): "▲",
    ("decrease", "evidence"): "▼",
    ("increase", "no evidence"): "△",
    ("decrease", "no evidence"): "▽",
    ("none", "evidence"): "◆",
    ("none", "no evidence"): "◇",
    ("", "evidence"): "◆",
    ("", "no evidence"): "◇",
}
"""A diamond where there is no direction: an estimate of zero, or groups without an order."""

UNITS = {"log2": "ratio", "logit": "odds ratio"}


@dataclass(frozen=True)
class MatrixCell:
    """One marker and contrast; ``words`` say to a screen reader what the arrow shows."""

    link: str
    verdict: Standing
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
    """Every marker against every contrast; ``left_out`` says which rows there was no room for.

    ``tables`` hold every result; ``undirected`` says whether groups without an order are compared,
    ``partial`` whether some contrasts are asked of some markers only.
    """

    columns: list[MatrixColumn]
    rows: list[MatrixRow]
    p_name: str
    left_out: str
    tables: list[str]
    undirected: bool
    partial: bool


def matrix(
    plan: Plan,
    found: list[Answer],
    panels: dict[str, str],
    link: Callable[[str, str], str],
) -> Matrix | None:
    """Build the matrix; None where it would hold no more than one card does.

    Parameters
    ----------
    plan
        The study's plan.
    found
        The answers: the rows of ``paired.csv`` and ``between.csv``.
    panels
        Anchor of each marker's panel.
    link
        Anchor of the details on a marker and a contrast.
    """
    if not plan.contrasts or len(found) < 2:
        return None
    by_question = {(row.marker, row.contrast): row for row in found}
    answered = {row.marker for row in found}
    every = [marker for marker in plan.markers if marker in answered]
    markers = every
    if len(every) > MOST_ROWS:
        markers = [row.marker for row in leading(plan, found, MOST_ROWS)]
    adjusted = any(size > 1 for size in family_sizes(found).values())
    return Matrix(
        [
            MatrixColumn(contrast_name(plan, name), contrast.role, step_of(plan, name))
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
        chosen_words(plan, len(markers), len(every)),
        list(dict.fromkeys(row.table for row in found)),
        any(row.text("kind") == ComparisonKind.UNORDERED_GROUPS for row in found),
        any(
            (marker, contrast) not in by_question
            for marker in markers
            for contrast in plan.contrasts
        ),
    )


def _cell(row: Answer | None, plan: Plan, link: str) -> MatrixCell | None:
    if row is None:
        return None
    found = row.standing
    if found == "not tested":
        return MatrixCell(link, found, MISSING, "not tested", "", "")
    estimate = shown(row, plan)
    size: Cell = estimate.estimate
    if row.text("kind") == ComparisonKind.UNORDERED_GROUPS:
        size = ""
    elif estimate.is_ratio:
        size = words("×{ratio}", ratio=size)
    seen = "evidence" if found == "evidence" else "no evidence"
    if found != "evidence" and str(size):
        seen += "; estimate"
    return MatrixCell(
        link,
        found,
        ARROWS.get((row.observed, found), MISSING),
        f"{seen} {direction_word(row, plan)}".strip(),
        size,
        p_words(row, "p_adjusted", "p", plan.inference.alpha),
    )
