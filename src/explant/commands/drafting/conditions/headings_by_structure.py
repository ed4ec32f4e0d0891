"""Headings whose conditions no usual word names: they are found by what is crossed with what."""

import re
from collections.abc import Sequence

from explant.commands.drafting.conditions.crossed_texts import crossed
from explant.commands.drafting.conditions.headed_columns import (
    Headed,
    Named,
    Understood,
    factors_of,
)
from explant.commands.drafting.conditions.in_rows import with_crossed
from explant.commands.drafting.sheets.pools import usable
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.config.names.spellings import folded
from explant.spreadsheet.sheet.cells import Cell, cell_text


def numbers_as_doses(found: Understood) -> None:
    """Take numbers at the end of what is left for doses, if each marker has each of them."""
    parted = {each.marker: each.marker.rsplit(maxsplit=1) for each in found.columns}
    if not all(len(parts) == 2 and parts[1].isdecimal() for parts in parted.values()):
        return
    firsts = {folded(first) for first, _ in parted.values()}
    lasts = {last for _, last in parted.values()}
    if len(lasts) < 2 or len(parted) != len(firsts) * len(lasts):
        return
    for each in found.columns:
        each.marker, dose = parted[each.marker]
        each.levels["dose"] = (dose, dose, each.column.own)
    for factor in factors_of(found.columns, ["dose"]):
        factor.unsure = "numbers at the end of the headings"
        found.factors.append(factor)


def crossed_rests(found: Understood) -> None:
    """Take words beside the markers for a condition, if each marker stands with each and without.

    ``CD25 tumor`` and ``CD25 tumor + aPD1``: what is added is no marker.
    """
    markers = {folded(each.marker): each.marker for each in found.columns}
    crossing = crossed(list(markers.values()))
    if crossing is None:
        # What is added may stand before the marker.
        for each in found.columns:
            each.marker = _turned_around(each.marker)
        markers = {folded(each.marker): each.marker for each in found.columns}
        crossing = crossed(list(markers.values()))
        if crossing is None or not crossing.factors[-1].implied:
            for each in found.columns:
                each.marker = _turned_around(each.marker)
    if crossing is None or crossing.joint or len(crossing.factors) != 2:
        return
    first, second = crossing.factors
    if not second.implied or first.implied:
        return
    family = "condition"
    parts = {folded(text): (first.levels[text], second.levels[text]) for text in first.levels}
    cells: dict[str, Cell] = {}
    for each in found.columns:
        (_, marker), (level, spelling) = parts[folded(each.marker)]
        each.marker = marker
        each.levels[family] = (level, spelling, each.column.own)
        cells.setdefault(spelling, each.column.own)
    for factor in factors_of(found.columns, [family]):
        added = ", ".join(f'"{spelling}"' for spelling in cells if spelling)
        factor.unsure = f"{added} stands in some headings of each marker, and not in others"
        found.factors.append(factor)


def _turned_around(text: str) -> str:
    """Words of a text from the last to the first."""
    return " ".join(reversed(text.split()))


def by_structure(tables: Sequence[Table]) -> Understood:
    """Headings that are all combinations of two lists of words, of which none is usual."""
    found = Understood()
    for table in tables:
        usables = [c for c in table.columns if usable(c, table, found.remarks)]
        parted = {c.own.column: _parts(c) for c in usables if c.numeric}
        firsts = {first for first, _ in parted.values() if first}
        lasts = {last for first, last in parted.values() if first}
        pairs = {pair for pair in parted.values() if pair[0]}
        if crossed(list(lasts)) is None and crossed(list(firsts)) is not None:
            # The names of conditions stand before those of the markers.
            parted = {column: (last, first) for column, (first, last) in parted.items()}
            firsts, lasts = lasts, firsts
            pairs = {(last, first) for first, last in pairs}
        complete = min(len(firsts), len(lasts)) > 1 and len(pairs) == len(firsts) * len(lasts)
        for column in usables:
            first, last = parted.get(column.own.column, ("", ""))
            if complete and first:
                name: Named = {"condition": (folded(last), last, column.own)}
                found.columns.append(Headed(column, table, first, name))
            else:
                found.properties.append(column)
    found.factors = [
        one
        for factor in factors_of(found.columns, ["condition"])
        for one in with_crossed(
            factor, {s: [("", each)] for s, each in _spelled(found.columns).items()}
        )
    ]
    for factor in found.factors:
        if factor.crossed:
            continue
        names = ", ".join(f'"{level.name}"' for level in factor.levels[:6])
        factor.unsure = f"{names} may be levels of a factor, or what was measured"
    return found


def _spelled(columns: Sequence[Headed]) -> dict[str, Cell]:
    """A cell for each text that stands for a condition in the headings."""
    found: dict[str, Cell] = {}
    for each in columns:
        _, spelling, cell = each.levels["condition"]
        found.setdefault(folded(spelling), Cell(cell.sheet, cell.row, cell.column, spelling))
    return found


def _parts(column: SheetColumn) -> tuple[str, str]:
    """The first cells and the last cell of a heading; in one cell, the words and the last word."""
    if len(column.headings) > 1:
        first = " ".join(cell_text(cell) for cell in column.headings[:-1])
        return first, cell_text(column.own)
    parts = re.split(
        r"[\s_/|,;:]+|\.(?=[^\W\d])", re.sub(r"[(\[][^()\[\]]*[)\]]", " ", column.text).strip()
    )
    return " ".join(parts[:-1]), parts[-1]
