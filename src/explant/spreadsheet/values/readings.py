"""The values of a table's cells, and what there is to tell of them: one problem a kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.config.names.spellings import listed
from explant.numbers import counted
from explant.problems import errors
from explant.progress import through
from explant.spreadsheet.checks.missing_cells import check_complete
from explant.spreadsheet.layouts.tidy import Entry, Table
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text
from explant.spreadsheet.values.cell_values import PlainNumbers, Remark, conventions, read_value
from explant.spreadsheet.values.replicates import Key, Value, sort_out
from explant.spreadsheet.values.written_numbers import plain_digits

MOST_NOTED = 24
"""Cells that a note names of those that are all read in the same way."""
WHOLE_TABLE = frozenset({"comma", "thousands", "ambiguous", "doubtful"})
"""Remarks on how the table is written: one problem for all markers."""

TOKEN = re.compile(r"[0-9.,']+")
POINT = re.compile(r"[0-9]*\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]+|[0-9]{4,}\.[0-9]+")
"""0.123, 12.5 and 1234.567: not 12.345, which may be a thousand."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """A remark and the entry that it is about."""

    entry: Entry
    remark: Remark

    @property
    def cell(self) -> Cell:
        """Cell that it is about."""
        return self.entry.cell


def read_values(table: Table, sheets: Sequence[Sheet], plan: Plan) -> dict[Key, Sequence[Value]]:
    """Values by patient, cell and marker; problems of values and of the whole go to the table."""
    written = conventions(plan)
    plain = {name: PlainNumbers(marker, written) for name, marker in plan.markers.items()}
    groups: dict[Key, Sequence[Value]] = {}
    without: dict[Key, list[Cell]] = {}
    remarked: dict[tuple[str, str], list[Remarked]] = {}
    read_badly = set()
    for entry in through(table.entries, "values"):
        marker = entry.marker
        key = (entry.patient, entry.levels, marker)
        number = plain[marker].number(entry.cell)
        if number is not None:
            _add(groups, key, Value(entry, number, ""))
            continue
        reading = read_value(entry.cell, plan.markers[marker], written)
        for remark in reading.remarks:
            about = "" if remark.kind in WHOLE_TABLE else marker
            remarked.setdefault((remark.kind, about), []).append(Remarked(entry, remark))
            if remark.severity == "error":
                read_badly.add(key)
        if reading.value is None:
            without.setdefault(key, []).append(entry.cell)
        else:
            _add(groups, key, Value(entry, reading.value, reading.censored))
    _report_doubtful(remarked, table)
    for (kind, _), found in remarked.items():
        _report(kind, found, plan, table)
    for sheet in sheets:
        _report_merged(sheet, table)
    if not table.entries:
        if not errors(table.problems):
            table.report(
                "error",
                " ".join(sheet.name for sheet in sheets),
                "There is no row with data under the header.",
                "Fill in the sheet, or correct spreadsheet.sheet in the config.",
            )
        return {}
    sort_out(groups, plan, table)
    check_complete(groups.keys() | read_badly if read_badly else groups, without, plan, table)
    return groups


def _add(groups: dict[Key, Sequence[Value]], key: Key, value: Value) -> None:
    """Add a value; most samples have one, and a tuple of one takes less than a list."""
    own = groups.get(key)
    if own is None:
        groups[key] = (value,)
    elif isinstance(own, list):
        own.append(value)
    else:
        groups[key] = [*own, value]


def _report(kind: str, found: Sequence[Remarked], plan: Plan, table: Table) -> None:
    """One problem for all cells of one kind of remark."""
    first = found[0].remark
    markers = list(dict.fromkeys(each.entry.marker for each in found))
    patients = {each.entry.patient for each in found}
    note = _note(kind, found, plan)
    where = [each.cell for each in found]
    if note is not None:
        what, how_to_fix = note
    else:
        what, how_to_fix = first.what, first.how_to_fix
        others = [each for each in found[1:] if each.remark.what != what]
        if others:
            texts = listed(cell_text(each.cell) for each in others)
            more = counted(len(found) - 1, "more cell")
            what += f" The same holds for {more} of {' and '.join(markers)}: {texts}."
        elif len(found) > 1:
            what += f" So it is in {len(found)} cells of {' and '.join(markers)}."
    table.report(
        first.severity,
        where[:MOST_NOTED] if kind in {"comma", "thousands"} else where,
        what,
        how_to_fix,
        patient=patients.pop() if first.severity != "note" and len(patients) == 1 else "",
        marker=markers[0] if len(markers) == 1 else "",
    )


def _note(kind: str, found: Sequence[Remarked], plan: Plan) -> tuple[str, str] | None:
    """Sentence for kinds that are told of the cells together, and how to mend it."""
    name = found[0].entry.marker
    marker = plan.markers[name]
    text = cell_text(found[0].cell)
    limit = f"{marker.detection_limit or 0:g} {marker.unit}".rstrip()
    if kind == "percent":
        return (
            f"Cells of {name} are formatted as percentages: 0.23 shown as 23 % is read as 23.",
            "",
        )
    if kind == "below_limit":
        return (
            f"Values of {name} lie below the limit of detection of {limit} and are taken as "
            "below the limit.",
            "",
        )
    if kind == "at limit":
        cells = listed(cell_text(each.cell) for each in found)
        return f"{cells} of {name} means below the limit of detection of {limit}.", ""
    if kind == "comma":
        return (
            f"A comma is read as the decimal sign in {counted(len(found), 'cell')}, as in "
            f'"{text}".',
            "",
        )
    if kind == "thousands":
        return (
            f"Thousands are set apart in {counted(len(found), 'cell')}: "
            f'"{text}" is read as one number.',
            "",
        )
    if kind == "ambiguous":
        cells = listed(cell_text(each.cell) for each in found)
        return (
            f"{cells} is read as a missing value in {counted(len(found), 'cell')}: not determined, "
            "not as not detected.",
            "If it means that the value is below the limit of detection, list the text under "
            "spreadsheet.below_detection in the config and declare the marker's detection_limit.",
        )
    if kind == "zero":
        values = "0" if marker.scale == "log2" else "0 or 100"
        return (
            f"{name} is {values} here, which has no place on the {marker.scale} scale.",
            f"Declare an offset for {name} in the config, or scale: linear; or write values "
            "below the limit of detection as <0.5.",
        )
    return None


def _report_doubtful(remarked: dict[tuple[str, str], list[Remarked]], table: Table) -> None:
    """Refuse 1.234 as text where nothing shows that a point is the decimal sign."""
    doubtful = remarked.pop(("doubtful", ""), [])
    comma = remarked.get(("comma", ""), [])
    if not doubtful or (not comma and any(shows_a_point(entry.cell) for entry in table.entries)):
        return
    text = cell_text(doubtful[0].cell)
    why = "no other number of the table shows which"
    if comma:
        why = (
            f"other cells write a comma as the decimal sign ({comma[0].cell.place}: "
            f'"{cell_text(comma[0].cell)}")'
        )
    more = f" So can {counted(len(doubtful) - 1, 'more number')}." if len(doubtful) > 1 else ""
    table.report(
        "error",
        [each.cell for each in doubtful],
        f'"{text}" can be read as {text} or as {text.replace(".", "")}: {why}.{more}',
        "Declare spreadsheet.decimal_sign in the config: point or comma.",
    )


def shows_a_point(cell: Cell) -> bool:
    """Whether a text has a decimal point for certain.

    A number such as 1234 says nothing: people set thousands apart in one column, not in another.
    """
    if not isinstance(cell.value, str):
        return False
    token = TOKEN.search(plain_digits(cell.value))
    return token is not None and POINT.fullmatch(token[0]) is not None


def _report_merged(sheet: Sheet, table: Table) -> None:
    """Warn of one value that is merged over several cells of measurements."""
    if not sheet.merged:
        return
    by_place = {
        (entry.cell.row, entry.cell.column): entry
        for entry in table.entries
        if entry.cell.sheet == sheet.name
    }
    for area in sheet.merged:
        top = by_place.get((area.top, area.left))
        if top is None:
            continue
        inside = [
            (row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
            if (row, column) in by_place
        ]
        if not top.cell.blank and len(inside) > 1:
            table.report(
                "warning",
                top.cell,
                f"One value is merged over {len(inside)} cells: it is read for the first of them "
                "only.",
                "Unmerge the cells and write the value into each that it was measured for.",
                patient=top.patient,
                marker=top.marker,
            )
