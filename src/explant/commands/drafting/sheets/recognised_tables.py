"""Tables of an unknown workbook: their columns, rows and titles, before anything is understood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from explant.config.models import Marker, Plan
from explant.config.names.personal_headings import identifies
from explant.config.names.spellings import squeezed
from explant.problems import Problem
from explant.spreadsheet.checks.personal_data import holds_email
from explant.spreadsheet.layouts.header_rows import continues_header, spread_headings
from explant.spreadsheet.layouts.tidy import Table as Read
from explant.spreadsheet.places.stated_columns import with_stated_columns
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text, places
from explant.spreadsheet.structure.blocks import Block, tables_of
from explant.spreadsheet.structure.gaps import MOST_HEADER_ROWS
from explant.spreadsheet.structure.headings import header_cells, unit_of
from explant.spreadsheet.structure.joined_headings import Vocabulary
from explant.spreadsheet.structure.rows import data_rows, is_numeric
from explant.spreadsheet.structure.unlike_rows import DataRow
from explant.spreadsheet.values.cell_values import (
    Conventions,
    PlainNumbers,
    Reading,
    conventions,
    read_value,
)
from explant.spreadsheet.values.units import is_unit

NUMBER_ALL_THE_SAME = frozenset({"outside", "negative", "either", "sign", "zero", "no limit"})
"""Errors of values that are numbers, or stand for one."""
MEASURED = re.compile(r"[0-9]{2,}[.,][0-9]+")
"""A number such as 23.2, which no dose is."""
NAMES = "names"
MOST_SHARING = 2
MOSTLY, HALF = 0.7, 0.5
MOST_LETTERS = 5
"""Of a code such as a stage: longer texts may be remarks."""


@dataclass(frozen=True)
class SheetColumn:
    """One column of a table: its heading from top to bottom, and its cells in the rows of data."""

    headings: tuple[Cell, ...]
    cells: tuple[Cell, ...]
    patients: tuple[str, ...]
    written: Conventions

    @property
    def text(self) -> str:
        """The heading as one line."""
        return " ".join(cell_text(cell) for cell in self.headings)

    @property
    def own(self) -> Cell:
        """The lowest cell of the heading."""
        return self.headings[-1]

    @property
    def where(self) -> str:
        """The cells of the column, heading left out."""
        filled = [cell for _, cell in self.filled]
        if len(filled) < 2:
            return filled[0].place if filled else self.own.place
        return f"{filled[0].place} … {filled[-1].address}"

    @cached_property
    def filled(self) -> list[tuple[str, Cell]]:
        """Patient and cell where something stands."""
        pairs = zip(self.patients, self.cells, strict=True)
        return [(patient, cell) for patient, cell in pairs if not cell.blank]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Text of each cell, spaces and case taken away."""
        return tuple(
            # A number has neither.
            cell_text(cell) if isinstance(cell.value, float) else squeezed(cell_text(cell))
            for cell in self.cells
        )

    @cached_property
    def unit(self) -> str:
        """Unit that the heading gives, or that the cells are shown in."""
        for cell in reversed(self.headings):
            unit = unit_of(cell_text(cell))
            if any(character.isalnum() or character in "%٪" for character in unit):
                return unit
        cells = [cell for _, cell in self.filled]
        written = any(
            isinstance(c.value, str) and c.value.strip()[-1:] in ("%", "٪") for c in cells
        )
        return "%" if written or (cells and all(cell.percent for cell in cells)) else ""

    @cached_property
    def readings(self) -> list[tuple[Cell, Reading]]:
        """How the reader takes each cell for a number."""
        marker = Marker(unit=self.unit)
        plain = PlainNumbers(marker, self.written)
        # In a long table a few texts stand in many cells: each is looked at once.
        known: dict[str, Reading] = {}
        found = []
        for _, cell in self.filled:
            number = plain.number(cell)
            if number is not None:
                found.append((cell, Reading(number)))
                continue
            text = cell.value if isinstance(cell.value, str) and not cell.error else None
            reading = known.get(text) if text is not None else None
            if reading is None:
                reading = read_value(cell, marker, self.written)
                if text is not None:
                    known[text] = reading
            found.append((cell, reading))
        return found

    @cached_property
    def no_numbers(self) -> list[Cell]:
        """Cells that are neither numbers nor known texts for a missing or undetected value."""
        return [
            cell
            for cell, reading in self.readings
            if any(
                remark.severity == "error" and remark.kind not in NUMBER_ALL_THE_SAME
                for remark in reading.remarks
            )
        ]

    @cached_property
    def numeric(self) -> bool:
        """Most of its cells are numbers."""
        # 1,134 is a number, whatever its comma means.
        numbers = any(
            reading.value is not None
            or any(remark.kind in NUMBER_ALL_THE_SAME for remark in reading.remarks)
            for _, reading in self.readings
        )
        others = len(self.no_numbers)
        # Under a heading with a unit texts are faults.
        least = HALF if is_unit(unit_of(self.text)) else MOSTLY
        return numbers and len(self.filled) - others >= least * len(self.filled)

    @cached_property
    def dates(self) -> bool:
        """Most of its cells are dates."""
        dates = [cell for _, cell in self.filled if hasattr(cell.value, "isoformat")]
        return len(dates) > MOSTLY * len(self.filled)

    @cached_property
    def personal(self) -> str:
        """What of a person it holds, empty if nothing that identifies."""
        kinds = [identifies(text) for text in (self.text, *map(cell_text, self.headings))]
        kind = next(filter(None, kinds), "")
        # What stands at most patients again is nobody's name: those of pivoted columns.
        if kind and not (kind == NAMES and self._shared):
            return kind
        mails = [c for _, c in self.filled if isinstance(c.value, str) and holds_email(c.value)]
        return "e-mail addresses" if len(mails) > 1 else ""

    @property
    def _shared(self) -> bool:
        """Each of its texts stands at most of the patients, of whom there are several."""
        everyone = len(set(self.patients))
        own = [len({patient for patient, _ in cells}) for cells in self.spellings.values()]
        return everyone > MOST_SHARING and len(own) > 1 and 2 * min(own) > everyone

    @cached_property
    def spellings(self) -> dict[str, list[tuple[str, Cell]]]:
        """Patients and cells of each text, spaces and case taken away."""
        found: dict[str, list[tuple[str, Cell]]] = {}
        for text, patient, cell in zip(self.texts, self.patients, self.cells, strict=True):
            # A formula that was saved without its result is no text.
            if text:
                found.setdefault(text, []).append((patient, cell))
        return found

    @property
    def remarks_only(self) -> bool:
        """Nearly every patient has another text: a remark, and nothing to group by."""
        texts = len(self.spellings)
        patients = len({patient for patient, _ in self.filled})
        staged = [cell for _, cell in self.filled if len(str(cell.value)) <= MOST_LETTERS]
        return (
            not self.numeric and texts > 0.6 * patients > 2 and 2 * len(staged) < len(self.filled)
        )

    @cached_property
    def varying(self) -> float:
        """Share of the patients with several cells in whom these differ."""
        own: dict[str, list[str]] = {}
        for patient, text in zip(self.patients, self.texts, strict=True):
            if text:
                own.setdefault(patient, []).append(text)
        several = [texts for texts in own.values() if len(texts) > 1]
        return sum(len(set(texts)) > 1 for texts in several) / max(len(several), 1)


@dataclass(frozen=True)
class Table:
    """One table: where it stands, its rows and columns, and the texts that stand above it."""

    sheet: str
    block: Block
    rows: tuple[DataRow, ...]
    columns: tuple[SheetColumn, ...]
    titles: tuple[Cell, ...] = ()
    header_rows: tuple[int, ...] = field(default=())
    odd_rows: tuple[str, ...] = ()
    """IDs of rows that do not look like the patients above them."""
    left_out: tuple[str, ...] = ()
    """Sentences about rows that sum up others."""
    nameless: tuple[int, ...] = ()
    """Rows of numbers without an ID."""

    @cached_property
    def repeated(self) -> bool:
        """Patients stand in several rows."""
        return len(self.rows) > 1.2 * len({squeezed(row.patient) for row in self.rows})

    @property
    def where(self) -> str:
        """Headings of the table."""
        return places(header_cells(self.block.sheet, self.block.patient.row))


def tables_in(
    sheet: Sheet, plan: Plan, titles: Sequence[Cell]
) -> tuple[list[Table], list[Problem]]:
    """Tables of a sheet that have a column of patient IDs.

    Parameters
    ----------
    sheet
        The sheet.
    plan
        A provisional plan.
    titles
        Cells of the sheet that stand above tables.
    """
    vocabulary = Vocabulary(plan)
    blocks, problems = tables_of(sheet, plan, vocabulary)
    blocks = [with_stated_columns(block, plan)[0] for block in blocks]
    tables = [_table(block, plan, titles) for block in blocks]
    return [table for table in tables if table.rows], problems


def _table(block: Block, plan: Plan, titles: Sequence[Cell]) -> Table:
    sheet, patient = block.sheet, block.patient
    own = [
        sheet.through_merge(cell.row, cell.column)
        for cell in titles
        if not sheet.at(cell.row, cell.column).blank and cell.row < patient.row
    ]
    title_rows = {cell.row for cell in own}
    header = [patient.row]
    for row in (each for each in sheet.rows if each > patient.row):
        if len(header) == MOST_HEADER_ROWS or not continues_header(
            sheet, row, patient, block.vocabulary
        ):
            break
        if _measured(sheet, row):
            break
        header.append(row)
    for row in reversed([each for each in sheet.rows if each < patient.row]):
        cells = header_cells(sheet, row)
        words = all(isinstance(cell.value, str) for cell in cells)
        named = {sheet.through_merge(row, cell.column) for cell in cells}
        # Lines of an instrument stand above a blank row.
        apart = row < header[0] - 1
        if apart or row in title_rows or not words or len(named) < 2:
            break
        if len(header) == MOST_HEADER_ROWS:
            break
        header.insert(0, row)
    alone = [plan.spreadsheet.columns.patient]
    lines = [spread_headings(sheet, row, alone, last=row == header[-1]) for row in header]
    headings: dict[int, tuple[Cell, ...]] = {}
    for column in sheet.columns:
        cells = list(dict.fromkeys(line[column] for line in lines if column in line))
        own_here = any(cell.column == column for cell in cells)
        merged = any((cell.row, column) in area for cell in cells for area in sheet.merged)
        if column != patient.column and cells and (own_here or merged):
            headings[column] = tuple(cells)
    read = Read()
    rows = data_rows(
        *(sheet, header[-1], patient, list(headings), [], read),
        answers={},
        says_more=lambda text: False,
    )
    written = conventions(plan)
    ids = tuple(row.patient for row in rows)
    columns = tuple(
        SheetColumn(cells, tuple(sheet.through_merge(row.row, c) for row in rows), ids, written)
        for c, cells in headings.items()
    )
    return Table(
        *(sheet.name, block, tuple(rows), columns, tuple(own), tuple(header)),
        odd_rows=tuple(read.odd_rows),
        left_out=tuple(p.what for p in read.problems if "sums up other rows" in p.what),
        nameless=_nameless(sheet, header[-1], patient, rows),
    )


def _measured(sheet: Sheet, row: int) -> bool:
    """Whether a row of numbers holds values: headings are whole numbers, such as doses, or few."""
    texts = [cell_text(cell) for cell in header_cells(sheet, row) if is_numeric(cell)]
    return len(set(texts)) == len(texts) and any(map(MEASURED.fullmatch, texts))


def _nameless(
    sheet: Sheet, last_header_row: int, patient: Cell, rows: Sequence[DataRow]
) -> tuple[int, ...]:
    """Rows of numbers without an ID between the header and the last patient."""
    end = max((row.row for row in rows), default=0)
    return tuple(
        row
        for row in sheet.rows
        if last_header_row < row < end
        and sheet.through_merge(row, patient.column).blank
        and (cells := header_cells(sheet, row))
        and 2 * sum(map(is_numeric, cells)) > len(cells)
    )
