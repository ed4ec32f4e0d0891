"""Why another program prints another p value: the rows of software.csv that differ, and sources."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.language.asked import marker_name
from explant.language.words import Name, Row, Words, joined, listed, words
from explant.numbers import counted, plain
from explant.pages.page_cells import MOST_ROWS, Cell, Listing, p_cell

T_TEST = "paired t test"
SMALLEST = 1e-6
MOST_DIGITS = 6


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
        "Other programs, by conventions of their own, print {differing} of {count} otherwise.",
        differing=len(differing),
        count=counted(len(compared), "p value"),
    )
    markers = [
        marker_name(plan, marker)
        for marker in _agreeing(compared, differing, lambda row: row.text("marker"))
    ]
    # The names of some hold another.
    programs = [Name(name.replace("; ", ", ")) for name in _agreeing(compared, differing, _program)]
    return joined(
        [
            first,
            words("For {markers} all agree.", markers=listed(markers)) if markers else "",
            words(
                "In every marker {agree}: {programs}.",
                programs=joined(programs, "; "),
                agree="this one agrees" if len(programs) == 1 else "these agree",
            )
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
    caption = "Programs that print another p value for the same test; not adjusted"
    shown = list(alike.values())
    if len(shown) > MOST_ROWS:
        caption += f" (the first {MOST_ROWS} of {len(shown)}; the others stand in software.csv)"
    table: list[list[Cell]] = [
        [
            marker_name(plan, rows[0].text("marker")),
            joined([Name(row.text("software")) for row in rows], " · "),
            *_both(rows[0], alpha),
            rows[0].text("differs"),
        ]
        for rows in shown[:MOST_ROWS]
    ]
    return Listing(
        caption,
        ["Marker", "Program", "p there", "p here", "Why"],
        table,
        numeric=frozenset({2, 3}),
        whole=frozenset({2, 3}),
        wide=frozenset({1, 4}),
    )


def _both(row: Row, alpha: float) -> tuple[Cell, Cell]:
    """Both p values, in as many digits as tell them apart."""
    there, here = p_cell(row, "p", alpha), p_cell(row, "p_explant", alpha)
    p, own = row.number("p"), row.number("p_explant")
    if str(there) != str(here):
        return there, here
    if max(p, own) < SMALLEST:
        bound = plain(SMALLEST)
        return (
            words("<\N{NO-BREAK SPACE}{p}", p=row.traced("p", bound, "bound")),
            words("<\N{NO-BREAK SPACE}{p}", p=row.traced("p_explant", bound, "bound")),
        )
    digits = next(d for d in range(2, MOST_DIGITS + 1) if _apart(p, own, d) or d == MOST_DIGITS)
    return (
        row.traced("p", plain(p, digits)),
        row.traced("p_explant", plain(own, digits)),
    )


def _apart(first: float, second: float, digits: int) -> bool:
    return plain(first, digits) != plain(second, digits)


def _kind(row: Row) -> str:
    return f"{row.number('p_explant'):.12g}"


def sources(found: Sequence[Row]) -> list[Source]:
    """Every program with its source, once, in the order of the table."""
    return list(
        dict.fromkeys(
            Source(row.text("software"), row.text("test"), row.text("source")) for row in found
        )
    )
