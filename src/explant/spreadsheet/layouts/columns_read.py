"""How each column of a table was read: what ``columns.csv`` tells."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from explant.config.models import Plan
from explant.config.names.spellings import squeezed
from explant.spreadsheet.layouts.tidy import ColumnReading, Table
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.unlike_rows import DataRow

COLUMNS = ["sheet", "column", "heading", "read_as", "cells"]
NOT_READ = "not read"


def column_readings(
    sheet: Sheet, rows: Sequence[DataRow], meanings: Mapping[int, tuple[str, str]]
) -> list[ColumnReading]:
    """How each column of a table was read, from left to right.

    Parameters
    ----------
    sheet
        The table's cells.
    rows
        Its rows of data.
    meanings
        Heading and meaning of each column that has a heading; others with cells are not read.
    """
    found = []
    own = {row.row for row in rows}
    counts = Counter([column for row, column in sheet.cells if row in own])
    for column in sheet.columns:
        filled = counts[column]
        heading, meaning = meanings.get(column, ("", NOT_READ))
        if filled or column in meanings:
            found.append(
                ColumnReading(sheet.name, sheet.column_name(column), heading, meaning, filled)
            )
    return found


def columns_frame(readings: Iterable[ColumnReading]) -> pd.DataFrame:
    """The table ``columns.csv``: sheet, column's letter, heading, meaning, number of cells."""
    rows = [
        (
            reading.sheet,
            reading.column,
            reading.heading,
            reading.read_as,
            reading.cells,
        )
        for reading in readings
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype(dict.fromkeys(COLUMNS[:-1], "str") | {"cells": "int64"})


def fits(columns: pd.DataFrame, plan: Plan) -> bool:
    """Whether a sheet has what its plan looks for: most markers, and every factor.

    Parameters
    ----------
    columns
        How each column was read (:func:`columns_frame`).
    plan
        The study's plan, without derived markers.
    """
    meanings = list(columns["read_as"])
    parts = {part for meaning in meanings for part in meaning.split(", ")}
    named = sum(f"marker {marker}" in parts for marker in plan.markers)
    in_rows = {"name of the marker", "value"} <= parts
    factors = all(
        f"factor {name}" in parts
        or any(level in meaning for meaning in meanings for level in factor.levels)
        for name, factor in plan.factors.items()
    )
    return (in_rows or 2 * named >= len(plan.markers)) and factors


def check_unread(
    block: Block, rows: Sequence[DataRow], meanings: Mapping[int, tuple[str, str]], table: Table
) -> None:
    """Note columns without a heading, and refuse a second column of patient IDs.

    Values beside a column that holds the patients' IDs in another order may be those of its
    patients: a table without a heading of its own.

    Parameters
    ----------
    block
        The table's cells.
    rows
        Its rows of data.
    meanings
        Heading and meaning of each column that has a heading.
    table
        Receives the problems.
    """
    sheet = block.sheet
    ids = {squeezed(row.patient) for row in rows}
    nameless: list[Cell] = []
    numbers = False
    for column in sheet.columns:
        heading, meaning = meanings.get(column, ("", NOT_READ))
        if meaning != NOT_READ:
            continue
        cells = [(row, sheet.at(row.row, column)) for row in rows]
        cells = [(row, cell) for row, cell in cells if not cell.blank]
        texts = [squeezed(cell_text(cell)) for _, cell in cells]
        if cells and not heading:
            nameless.append(cells[0][1])
            numbers = numbers or 2 * sum(map(looks_like_a_number, texts)) > len(rows)
        # Numbers may be anything, unless they are just the patients' own, each once.
        if all(text.isdecimal() for text in texts):
            alike = len(ids) > 2 and len(texts) == len(ids) and set(texts) == ids
        else:
            alike = len(texts) > 1 and 2 * sum(text in ids for text in texts) > len(texts)
        own = [squeezed(row.patient) for row, _ in cells]
        if not alike and own != texts and _begins_a_table(sheet, column, texts, rows, meanings):
            table.report(
                "error",
                [cell for _, cell in cells],
                f"Column {sheet.column_name(column)} stands behind a blank column, holds a "
                "different text in every row, and values stand at its right: are these the IDs of "
                "another table?",
                f'Give the column the heading "{cell_text(block.patient)}" if they are; else take '
                "the blank column out, or move the column to the end.",
            )
        if alike and own != texts:
            named = f' ("{heading}")' if heading else ""
            table.report(
                "error",
                [cell for _, cell in cells],
                f"Column {sheet.column_name(column)}{named} holds patient IDs, and not in the "
                f'order of "{cell_text(block.patient)}" in {block.patient.address}: whose the '
                "values beside them are is not stated.",
                f'Give the column the heading "{cell_text(block.patient)}" if it begins a table '
                "of its own; else delete it.",
            )
    if nameless:
        table.report(
            "warning" if numbers else "note",
            nameless,
            "Columns without a heading are not read: "
            f"{', '.join(sheet.column_name(cell.column) for cell in nameless)}.",
            "If they hold values, write their headings." if numbers else "",
        )


def looks_like_a_number(text: str) -> bool:
    """Whether a text begins as a measured value does: with a digit or a limit.

    Examples
    --------
    >>> [looks_like_a_number(text) for text in ("12.5", "<0.5", "-3", "P1", "-")]
    [True, True, True, False, False]
    """
    return text.lstrip("<>≤≥=+-")[:1].isdecimal()


def _begins_a_table(
    sheet: Sheet,
    column: int,
    texts: Sequence[str],
    rows: Sequence[DataRow],
    meanings: Mapping[int, tuple[str, str]],
) -> bool:
    """Whether an unread column behind a blank one may hold the IDs of the values at its right."""
    names = len(texts) > 2 and len(set(texts)) == len(texts) and 2 * len(texts) > len(rows)
    if not names or any(not text[:1].isalpha() for text in texts):
        return False
    if column - 1 in sheet.columns or column == sheet.columns[0]:
        return False
    following = column + 1
    return meanings.get(following, ("", NOT_READ))[1].startswith(("marker", "value"))
