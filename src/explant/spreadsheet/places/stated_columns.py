"""Columns added to a table for what its texts, titles and sections say of its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from explant.config.models import Plan
from explant.config.models.sheet_layout import (
    NAME_OF_THE_SHEET,
    SECTION_ABOVE,
    TITLE_ABOVE,
)
from explant.config.names.spellings import folded, listed
from explant.config.names.text_patterns import BLOCK, MARKER, PATIENT, REPLICATE
from explant.problems import Problem
from explant.spreadsheet.places.split_texts import split_text
from explant.spreadsheet.places.unnamed import plan_headings
from explant.spreadsheet.sheet.cells import (
    Cell,
    MovedCell,
    Position,
    cell_text,
    places,
)
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.headings import (
    attribute_columns,
    header_cells,
    headings,
    is_heading,
)
from explant.spreadsheet.structure.rows import is_numeric, is_summary_word
from explant.spreadsheet.structure.titles import row_cells
from explant.spreadsheet.structure.unlike_rows import is_standard

TOGETHER = " "

MARKS = frozenset({"x", "xx", "+", "✓", "✔", "☑", "☒", "✗", "✘", "●", "•", "√", "yes", "y", "ja"})
MARKS |= {"oui", "sí", "si", "sì", "sim", "是", "有", "بله", "نعم", "да", "はい", "예"}
"""What stands where something was given, and nothing where it was not."""


@dataclass
class _Stated:
    """A table whose columns are being added."""

    block: Block
    plan: Plan
    cells: dict[Position, Cell]
    names: dict[int, str]
    dropped: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @property
    def heading_row(self) -> int:
        return self.block.patient.row

    def rows(self) -> list[int]:
        return [row for row in self.block.sheet.rows if row > self.heading_row]

    def add(self, heading: str, source: Cell, texts: Mapping[int, tuple[str, Cell]]) -> None:
        """Add a column: its heading, and text and cell of the file by row."""
        sheet = self.block.sheet.name
        column = max(max(column for _, column in self.cells), *self.names, 0) + 1
        self.names[column] = self.block.sheet.column_name(source.column)
        row = self.heading_row
        self.cells[row, column] = MovedCell(sheet, row, column, heading, source=source)
        for row, (text, cell) in texts.items():
            self.cells[row, column] = MovedCell(sheet, row, column, text, source=cell)

    def column_of(self, heading: str) -> Cell | None:
        """Cell of a heading in the row of the patient heading, or under it."""
        cells = header_cells(self.block.sheet, self.heading_row)
        return next((cell for cell in cells if is_heading(cell_text(cell), [heading])), None)


def with_stated_columns(block: Block, plan: Plan) -> tuple[Block, list[Problem]]:
    """A table with a column for each thing that the plan finds elsewhere.

    Parameters
    ----------
    block
        The table.
    plan
        The study's plan.
    """
    wanted = {folded(heading) for heading in plan_headings(plan)}
    above = {name for name in (NAME_OF_THE_SHEET, TITLE_ABOVE, SECTION_ABOVE) if name in wanted}
    joined = [factor.together for factor in plan.factors.values() if factor.together]
    several = len(plan.spreadsheet.columns.marker) > 1
    if not (plan.spreadsheet.split or above or joined or several):
        return block, []
    stated = _Stated(block, plan, dict(block.sheet.cells), dict(block.sheet.column_names))
    if SECTION_ABOVE in above:
        _sections(stated)
    patient = folded(plan.spreadsheet.columns.patient)
    if TITLE_ABOVE in above and patient != TITLE_ABOVE:
        _title(stated)
    if NAME_OF_THE_SHEET in above and patient != NAME_OF_THE_SHEET:
        name, source = block.sheet.name, block.patient
        rows = {row: (name, block.sheet.at(row, source.column)) for row in stated.rows()}
        stated.add(NAME_OF_THE_SHEET, source, rows)
    for heading, pattern in plan.spreadsheet.split.items():
        _split(stated, heading, pattern)
    for name, factor in plan.factors.items():
        if factor.together:
            _join(stated, factor.together, headings(factor.column, name)[0])
    if several:
        _join(stated, plan.spreadsheet.columns.marker, plan.spreadsheet.columns.marker_heading)
    cells = {place: cell for place, cell in stated.cells.items() if place[0] not in stated.dropped}
    sheet = replace(block.sheet, cells=cells, column_names=stated.names)
    own = sheet.at(block.patient.row, block.patient.column)
    return replace(block, sheet=sheet, patient=own), stated.problems


def _split(stated: _Stated, heading: str, pattern: str) -> None:
    """Add a column for each part of the texts of a column."""
    source = stated.column_of(heading)
    if source is None:
        stated.problems.append(
            Problem(
                "error",
                stated.block.patient.place,
                f'No column has the heading "{heading}", whose texts are to be split.',
                "Correct spreadsheet.split in the config.",
            )
        )
        return
    plan, sheet = stated.plan, stated.block.sheet
    splitter = split_text(pattern, plan)
    # What holds the patient, or the marker, and more holds it alone from here on.
    named = [PATIENT] if source.column == stated.block.patient.column else []
    named += [MARKER] if is_heading(heading, [plan.spreadsheet.columns.marker_heading]) else []
    columns: dict[str, dict[int, tuple[str, Cell]]] = {part: {} for part in splitter.parts}
    unfit: list[Cell] = []
    for row in stated.rows():
        cell = sheet.through_merge(row, source.column)
        text = cell_text(cell)
        if cell.blank or row in stated.dropped or is_heading(text, [heading]):
            continue
        found = splitter(text)
        if found is None:
            known = is_summary_word(text) or is_standard(text)
            if not (known or text in plan.spreadsheet.odd_rows):
                unfit.append(cell)
            continue
        for part, own in found.items():
            if part in named:
                stated.cells[row, source.column] = MovedCell(
                    sheet.name, row, source.column, own, source=cell
                )
            elif own:
                columns[part][row] = own, cell
    for part, texts in columns.items():
        if part not in named:
            stated.add(_heading_of(part, plan), source, texts)
    # Texts that stand alone in their rows are remarks.
    alone = [c for c in unfit if len(row_cells(sheet, c.row, sheet.columns)) == 1]
    unfit = [cell for cell in unfit if cell not in alone]
    stated.dropped |= {cell.row for cell in alone if len(cell_text(cell).split()) > 1}
    if unfit:
        texts_seen = listed(map(cell_text, unfit))
        stated.problems.append(
            Problem(
                "error",
                places(unfit),
                f"{texts_seen} {'does' if len(unfit) == 1 else 'do'} not fit the pattern "
                f'"{pattern}" of "{heading}".',
                "Correct the cells; or add the spelling of a level, or correct the pattern under "
                "spreadsheet.split in the config.",
            )
        )


def _heading_of(part: str, plan: Plan) -> str:
    """Heading under which the readers look for a part."""
    columns = plan.spreadsheet.columns
    own = {
        PATIENT: columns.patient,
        REPLICATE: columns.replicate or REPLICATE,
        BLOCK: columns.block or BLOCK,
        MARKER: columns.marker_heading,
    }
    if part in own:
        return own[part]
    if part in plan.factors:
        return headings(plan.factors[part].column, part)[0]
    wanted = attribute_columns(plan).get(part)
    return wanted.headings[0] if wanted is not None else part


def _join(stated: _Stated, together: Sequence[str], name: str) -> None:
    """Add a column with the texts of several."""
    found = [stated.column_of(heading) for heading in together]
    sources = [cell for cell in found if cell is not None]
    if len(sources) < len(together):
        lacking = [h for h, cell in zip(together, found, strict=True) if cell is None]
        stated.problems.append(
            Problem(
                "error",
                stated.block.patient.place,
                f"No column has the heading {listed(lacking)}, which {name} is read from together "
                "with others.",
                "Correct the headings, or the config.",
            )
        )
        return
    sheet = stated.block.sheet
    texts: dict[int, tuple[str, Cell]] = {}
    by_row: dict[int, list[tuple[Cell, str]]] = {}
    for row in stated.rows():
        own = [(sheet.through_merge(row, cell.column), cell) for cell in sources]
        by_row[row] = [(cell, cell_text(head)) for cell, head in own if not cell.blank]
    every = [cell for filled in by_row.values() for cell, _ in filled]
    marks = all(is_mark(cell_text(cell)) for cell in every)
    for row, filled in by_row.items():
        if filled:
            said = (heading if marks else cell_text(cell) for cell, heading in filled)
            texts[row] = TOGETHER.join(said), filled[0][0]
    stated.add(name, sources[0], texts)


def _sections(stated: _Stated) -> None:
    """Add a column with the text of the row above that stands alone, and take those rows out."""
    sheet, patient = stated.block.sheet, stated.block.patient
    ids = [cell_text(sheet.at(row, patient.column)) for row in stated.rows()]
    texts: dict[int, tuple[str, Cell]] = {}
    section: Cell | None = None
    for row in stated.rows():
        cells = row_cells(sheet, row, sheet.columns)
        if len(cells) == 1 and is_section(cells[0], ids):
            section = cells[0]
            stated.dropped.add(row)
        elif section is not None and len(cells) > 1:
            texts[row] = cell_text(section), section
    if texts:
        stated.add(SECTION_ABOVE, patient, texts)
    else:
        stated.problems.append(
            Problem(
                "error",
                patient.place,
                "No text stands alone in a row among the rows of data: the plan reads a "
                f'"{SECTION_ABOVE}".',
                "Correct the config, or write such a row above the rows that it speaks for.",
            )
        )


def is_mark(text: str) -> bool:
    """Whether a text only says that what its heading names was given.

    Examples
    --------
    >>> [is_mark(text) for text in ("x", "✓", "+", "yes", "-", "IL-2")]
    [True, True, True, True, False, False]
    """
    return folded(text) in MARKS


def shape_of(text: str) -> str:
    """Kinds of the characters of a text, runs of one kind once: ``A0`` for P01.

    Examples
    --------
    >>> shape_of("BC01"), shape_of("P-12"), shape_of("Healthy donors")
    ('A0', 'A-0', 'A A')
    """
    kinds = ["0" if c.isdecimal() else "A" if c.isalpha() else c for c in folded(text)]
    return "".join(kind for i, kind in enumerate(kinds) if i == 0 or kinds[i - 1] != kind)


def is_section(cell: Cell, ids: Sequence[str]) -> bool:
    """Whether a cell that stands alone in its row is a section: words, and unlike the IDs."""
    text = cell_text(cell)
    if not isinstance(cell.value, str) or is_numeric(cell) or is_summary_word(text):
        return False
    same = sum(shape_of(each) == shape_of(text) for each in ids)
    # Its own row is among them.
    return not any(c.isdecimal() for c in text) or same * 4 < len(ids)


def _title(stated: _Stated) -> None:
    """Add a column with the nearest text that stands alone above the table."""
    title = next(_titles(stated.block), None)
    if title is None:
        stated.problems.append(
            Problem(
                "error",
                stated.block.patient.place,
                f'No text stands alone above this table: the plan reads a "{TITLE_ABOVE}".',
                "Write one, or correct the config.",
            )
        )
        return
    stated.add(TITLE_ABOVE, title, {row: (cell_text(title), title) for row in stated.rows()})


def _titles(block: Block) -> Iterator[Cell]:
    """Texts that stand alone above a table, the nearest first."""
    for row in reversed([row for row in block.sheet.rows if row < block.patient.row]):
        cells = row_cells(block.sheet, row, block.sheet.columns)
        if len(cells) == 1 and isinstance(cells[0].value, str):
            yield cells[0]
        elif any(is_numeric(cell) for cell in cells):
            return
