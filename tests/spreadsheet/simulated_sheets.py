"""The simulated study as a sheet in several layouts, with the meaning of each cell."""

from collections.abc import Sequence
from typing import Any

from tests.spreadsheet.builders import CELLS
from tests.spreadsheet.random_files import Leaf
from tests.spreadsheet.random_studies import Item
from tests.spreadsheet.simulated import HEADER, MARKERS, PERCENT

Rows = list[list[Any]]
LAYOUTS = {
    "a row a sample": "one_row_per_sample",
    "a row a measurement": "long",
    "a row a patient": "one_row_per_patient",
    "a row a patient, two rows of headings": "one_row_per_patient",
    "a table a tissue, beside each other": "one_row_per_patient",
}
UNITS = {marker: "%" if marker in PERCENT else "MFI" for marker in MARKERS}


def sheet_of(rows: Rows, layout: str) -> Leaf:
    """The study in one of the layouts.

    Parameters
    ----------
    rows
        What :func:`tests.spreadsheet.simulated.rows_of` makes.
    layout
        One of the keys of ``LAYOUTS``.
    """
    samples = {
        (patient, (tissue, treatment)): values for patient, tissue, treatment, *values in rows[1:]
    }
    sheet = Leaf("Data", {})
    if layout == "a row a sample":
        _put(sheet, [_heads([*HEADER[:3], *map(_with_unit, MARKERS)])])
        for (patient, cell), _ in samples.items():
            _put(sheet, [[_id(patient), *map(Item, cell), *_values(samples, patient, [cell])]])
    elif layout == "a row a measurement":
        _put(sheet, [_heads([*HEADER[:3], "Marker", "Value"])])
        for (patient, cell), _ in samples.items():
            for marker, value in zip(MARKERS, _values(samples, patient, [cell]), strict=True):
                _put(sheet, [[_id(patient), *map(Item, cell), Item(marker), value]])
    elif layout == "a table a tissue, beside each other":
        for number, tissue in enumerate(("Tumor", "Normal")):
            cells = [cell for cell in CELLS if cell[0] == tissue]
            table = [[Item(tissue, role="title")], *_wide(samples, cells, given=True)]
            _put(sheet, table, left=1 + number * (2 + len(MARKERS) * len(cells)), top=1)
    else:
        _put(sheet, _wide(samples, CELLS, stacked="two rows" in layout))
    return sheet


def _wide(
    samples: dict[tuple[str, tuple[str, str]], list[Any]],
    cells: Sequence[tuple[str, str]],
    *,
    stacked: bool = False,
    given: bool = False,
) -> list[list[Item | None]]:
    names = [treatment if given else f"{tissue} {treatment}" for tissue, treatment in cells]
    table: list[list[Item | None]]
    if stacked:
        upper: list[Item | None] = [Item("Patient", role="heading")]
        for marker in MARKERS:
            upper += [Item(_with_unit(marker), role="heading"), *[None] * (len(cells) - 1)]
        table = [upper, [None, *_heads(names * len(MARKERS))]]
    else:
        texts = [f"{marker} {name} ({UNITS[marker]})" for marker in MARKERS for name in names]
        table = [_heads(["Patient", *texts])]
    for patient in dict.fromkeys(patient for patient, _ in samples):
        by_cell = [_values(samples, patient, [cell]) for cell in cells]
        values = [own[number] for number in range(len(MARKERS)) for own in by_cell]
        table.append([_id(patient), *values])
    return table


def _with_unit(marker: str) -> str:
    return f"{marker} ({UNITS[marker]})"


def _heads(texts: Sequence[str]) -> list[Item | None]:
    return [Item(text, role="heading") for text in texts]


def _id(patient: str) -> Item:
    return Item(patient, role="patient")


def _values(
    samples: dict[tuple[str, tuple[str, str]], list[Any]],
    patient: str,
    cells: Sequence[tuple[str, str]],
) -> list[Item]:
    return [
        Item(value, (patient, cell, marker, ""), float(value))
        for cell in cells
        for marker, value in zip(MARKERS, samples[patient, cell], strict=True)
    ]


def _put(
    sheet: Leaf, table: Sequence[Sequence[Item | None]], left: int = 1, top: int | None = None
) -> None:
    first = top or 1 + max((row for row, _ in sheet.cells), default=0)
    for row, items in enumerate(table, start=first):
        for column, item in enumerate(items, start=left):
            if item is not None:
                sheet.cells[row, column] = item
