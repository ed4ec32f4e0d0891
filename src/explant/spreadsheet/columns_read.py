"""How each column of a table was read: what ``columns.csv`` tells."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from explant.spreadsheet.blocks import Block
from explant.spreadsheet.cells import Cell, column_letter
from explant.spreadsheet.rows import DataRow
from explant.spreadsheet.text import cell_text, squeezed
from explant.spreadsheet.tidy import ColumnReading, Table

COLUMNS = ["sheet", "column", "heading", "read_as", "cells"]
NOT_READ = "not read"


def column_readings(
    block: Block, rows: Sequence[DataRow], meanings: Mapping[int, tuple[str, str]]
) -> list[ColumnReading]:
    """How each column of a table was read, from left to right.

    Parameters
    ----------
    block
        The table's cells.
    rows
        Its rows of data.
    meanings
        Heading and meaning of each column that has a heading; others with cells are not read.
    """
    sheet = block.sheet
    found = []
    for column in sheet.columns:
        filled = sum(not sheet.at(row.row, column).blank for row in rows)
        heading, meaning = meanings.get(column, ("", NOT_READ))
        if filled or column in meanings:
            found.append(ColumnReading(sheet.name, column, heading, meaning, filled))
    return found


def columns_frame(readings: Iterable[ColumnReading]) -> pd.DataFrame:
    """The table ``columns.csv``: sheet, column's letter, heading, meaning, number of cells."""
    rows = [
        (
            reading.sheet,
            column_letter(reading.column),
            reading.heading,
            reading.read_as,
            reading.cells,
        )
        for reading in readings
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype(dict.fromkeys(COLUMNS[:-1], "str") | {"cells": "int64"})


def refuse_other_ids(
    block: Block, rows: Sequence[DataRow], unread: Iterable[Cell], table: Table
) -> None:
    """Report a column that holds the patients' IDs in another order than the IDs' own column.

    The values beside it may be those of its patients: a second table without its own heading.
    """
    ids = {squeezed(row.patient) for row in rows}
    for heading in unread:
        own = [(row, cell_text(block.sheet.at(row.row, heading.column))) for row in rows]
        filled = [(squeezed(row.patient), squeezed(text)) for row, text in own if text]
        here = [text for _, text in filled]
        # Numbers may be anything, unless they are just the patients' own, each once.
        numbers = all(text.isdecimal() for text in here)
        alike = (
            set(here) == ids and len(here) == len(ids) > 2
            if numbers
            else len(here) > 1 and 2 * sum(text in ids for text in here) > len(here)
        )
        if alike and any(patient != text for patient, text in filled):
            table.report(
                "error",
                heading,
                f'The column "{cell_text(heading)}" holds patient IDs, and not in the order of '
                f'"{cell_text(block.patient)}": whose the values at its right are is not stated.',
                f'Give it the heading "{cell_text(block.patient)}" if it begins a table of its '
                "own; else delete the column.",
            )
