"""Why another program prints another p value: the rows of software.csv that differ, and sources."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.numbers import counted
from explant.report.cells import Cell, Listing, p_cell
from explant.report.questions import marker_name
from explant.report.words import Name, Row, Words, joined, listed, words

T_TEST = "paired t test"


@dataclass(frozen=True)
class Source:
    """A program with the place where its convention is documented."""

    software: str
    test: str
    address: str


def programs_sentence(found: Sequence[Row], plan: Plan) -> Words:
    """How many p values of one contrast differ between programs, and for which markers none does.

    Parameters
    ----------
    found
        The rows of ``software.csv`` of one contrast.
    plan
        The study's plan.
    """
    compared = [row for row in found if not math.isnan(row.number("p"))]
    if not compared:
        return Words(("No program would print a p value.",))
    differing = [row for row in compared if row.text("differs")]
    if not differing:
        return Words((f"All {counted(len(compared), 'p value')} agree with those of this report.",))
    first = words(
        "{differing} of {count} differ from the p value of the same test in this report.",
        differing=len(differing),
        count=counted(len(compared), "p value"),
    )
    markers = [
        marker_name(plan, marker)
        for marker in _agreeing(compared, differing, lambda row: row.text("marker"))
    ]
    programs = [Name(name) for name in _agreeing(compared, differing, _program)]
    return joined(
        [
            first,
            words("For {markers} all agree.", markers=listed(markers)) if markers else "",
            words("For every marker agree: {programs}.", programs=joined(programs, "; "))
            if programs
            else "",
        ]
    )


def _agreeing(
    compared: Sequence[Row], differing: Sequence[Row], key: Callable[[Row], str]
) -> list[str]:
    """Keys without a differing row, in the order of the table."""
    apart = {key(row) for row in differing}
    return [name for name in dict.fromkeys(key(row) for row in compared) if name not in apart]


def _program(row: Row) -> str:
    if row.text("test") == T_TEST:
        return "every program’s paired t test"
    return row.text("software")


def programs_listing(found: Sequence[Row], plan: Plan) -> Listing:
    """The p values of one contrast that differ, programs that print the same p in one row."""
    alike: dict[tuple[str, str, float, str], list[Row]] = {}
    for row in found:
        if row.text("differs") and not math.isnan(row.number("p")):
            key = (row.text("marker"), _kind(row), row.number("p"), row.text("differs"))
            alike.setdefault(key, []).append(row)
    alpha = plan.inference.alpha
    table: list[list[Cell]] = [
        [
            marker_name(plan, rows[0].text("marker")),
            joined([Name(row.text("software")) for row in rows], " · "),
            p_cell(rows[0], "p", alpha),
            p_cell(rows[0], "p_explant", alpha),
            rows[0].text("differs"),
        ]
        for rows in alike.values()
    ]
    return Listing(
        "Programs that print another p value for the same test; not adjusted",
        ["Marker", "Program", "p there", "p here", "Why"],
        table,
        numeric=frozenset({2, 3}),
        whole=frozenset({2, 3}),
        wide=frozenset({1, 4}),
    )


def _kind(row: Row) -> str:
    return f"{row.number('p_explant'):.12g}"


def sources(found: Sequence[Row]) -> list[Source]:
    """Every program with its source, once, in the order of the table."""
    return list(
        dict.fromkeys(
            Source(row.text("software"), row.text("test"), row.text("source")) for row in found
        )
    )
