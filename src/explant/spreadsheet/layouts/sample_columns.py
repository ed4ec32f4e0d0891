"""Columns of a table with one sample or one measurement a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from explant.config.models import Plan
from explant.config.names.spellings import listed
from explant.problems import Problem
from explant.spreadsheet.layouts.replicate_columns import replicate_groups, without_number
from explant.spreadsheet.sheet.cells import Cell, cell_text, places
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.headings import (
    Accepted,
    Wanted,
    attribute_columns,
    header_cells,
    headings,
    match_columns,
)
from explant.spreadsheet.structure.joined_headings import Given
from explant.spreadsheet.structure.titles import given_by


@dataclass(frozen=True)
class ValueColumn:
    """A column of values: of which marker, and which replicate if there are several."""

    cell: Cell
    marker: str
    replicate: str = ""


@dataclass
class ColumnRoles:
    """Columns of a table by what they hold."""

    given: Given
    factors: dict[str, Cell] = field(default_factory=dict)
    attributes: dict[str, Cell] = field(default_factory=dict)
    replicate: Cell | None = None
    block: Cell | None = None
    marker: Cell | None = None
    """Column of the marker's name (layout long)."""
    values: list[ValueColumn] = field(default_factory=list)
    unknown: list[Cell] = field(default_factory=list)
    unstated: list[Problem] = field(default_factory=list)
    """Columns without which it is not known what the values are."""
    lacking: dict[str, Problem] = field(default_factory=dict)
    """Columns that another table may have."""
    problems: list[Problem] = field(default_factory=list)


def sample_columns(block: Block, plan: Plan, *, attributes: bool) -> ColumnRoles:
    """Columns of a table with one row a sample."""
    columns, cells = _shared(block, plan, attributes=attributes)
    _marker_columns(columns, cells, block, plan)
    return _finished(columns, cells)


def long_columns(block: Block, plan: Plan, *, attributes: bool) -> ColumnRoles:
    """Columns of a table with one row a measurement."""
    columns, cells = _shared(block, plan, attributes=attributes)
    names = plan.spreadsheet.columns
    wanted = {
        "marker": Wanted((names.marker_heading,), "the marker's name"),
        "value": Wanted((names.value,), "the value"),
    }
    found, lacking, problems = match_columns(cells, wanted, block.patient)
    columns.marker = found.get("marker")
    given = columns.given.marker or ""
    if "value" in found:
        columns.values.append(ValueColumn(found["value"], given))
    else:
        # Ct 1, Ct 2, Ct 3: each of a row's values is a replicate.
        accepted = Accepted({"value": wanted["value"]})
        numbered = _replicates(cells, accepted, names.replicate_suffix).get("value", [])
        columns.values += [ValueColumn(cell, given, number) for cell, number in numbered]
        columns.problems += [_averaged([cell for cell, _ in numbered], given)] if numbered else []
        if numbered:
            lacking.pop("value", None)
            # Value (1) and Value (2) are no heading that stands there twice.
            twice = places(cell for cell, _ in numbered)
            problems = [problem for problem in problems if problem.where != twice]
    if columns.given.marker is not None:
        lacking.pop("marker", None)
    columns.unstated += lacking.values()
    columns.problems += problems
    return _finished(columns, cells)


def _shared(block: Block, plan: Plan, *, attributes: bool) -> tuple[ColumnRoles, list[Cell]]:
    """Columns that both layouts have, and all headings of the table."""
    names = plan.spreadsheet.columns
    row = block.patient.row
    cells = [cell for cell in header_cells(block.sheet, row) if cell != block.patient]
    columns = ColumnRoles(given_by(block.titles, above=row))
    factors = {
        name: Wanted(headings(factor.column, name), f"the factor {name}")
        for name, factor in plan.factors.items()
    }
    between = {
        name: Wanted((heading,), f"the {name}")
        for name, heading in (("replicate", names.replicate), ("block", names.block))
        if heading
    }
    known = attribute_columns(plan) if attributes else {}
    columns.factors, lacking, problems = match_columns(cells, factors, block.patient)
    columns.problems += problems
    columns.unstated += [
        problem
        for name, problem in lacking.items()
        if name not in columns.given.levels
        # A title that says one factor's level implies the others'.
        and not (columns.given.levels and name in block.vocabulary.level_names.implied)
    ]
    columns.attributes, lacking, problems = match_columns(cells, known, block.patient)
    columns.problems += problems
    columns.lacking |= {f"attribute {name}": problem for name, problem in lacking.items()}
    found, lacking, problems = match_columns(cells, between, block.patient)
    columns.replicate, columns.block = found.get("replicate"), found.get("block")
    columns.problems += problems
    columns.lacking |= {f"attribute {name}": problem for name, problem in lacking.items()}
    return columns, cells


def _finished(columns: ColumnRoles, cells: Sequence[Cell]) -> ColumnRoles:
    used = [
        *columns.factors.values(),
        *columns.attributes.values(),
        *(cell for cell in (columns.replicate, columns.block, columns.marker) if cell is not None),
        *(value.cell for value in columns.values),
    ]
    # All of them stand in the row of headings.
    taken = {cell.column for cell in used}
    columns.unknown = [cell for cell in cells if cell.column not in taken]
    return columns


def _marker_columns(columns: ColumnRoles, cells: list[Cell], block: Block, plan: Plan) -> None:
    names = plan.spreadsheet.columns
    wanted = {
        name: Wanted(headings(marker.column, name), f"the marker {name}", marker.unit)
        for name, marker in plan.markers.items()
    }
    given = columns.given.marker
    if given is not None:
        # Under the name of one marker its values may stand under the heading of values.
        own = wanted[given]
        wanted[given] = Wanted((*own.headings, names.value), own.what, own.unit)
    accepted = Accepted(wanted)
    replicates = _replicates(cells, accepted, names.replicate_suffix)
    single = {name: column for name, column in wanted.items() if name not in replicates}
    taken = {cell for numbered in replicates.values() for cell, _ in numbered}
    left = [cell for cell in cells if cell not in taken]
    found, lacking, problems = match_columns(left, single, block.patient)
    numbered: dict[str, list[Cell]] = {}
    for cell in left:
        parted = without_number(cell_text(cell), names.replicate_suffix)
        for name in accepted.of(parted[0]) if parted is not None else ():
            numbered.setdefault(name, []).append(cell)
    columns.problems += problems
    columns.lacking |= {f"marker {name}": _of(problem, name) for name, problem in lacking.items()}
    for name in wanted:
        if name in replicates:
            columns.values += [ValueColumn(cell, name, no) for cell, no in replicates[name]]
            columns.problems.append(_averaged([cell for cell, _ in replicates[name]], name))
        elif name in found:
            columns.values.append(ValueColumn(found[name], name))
            columns.problems += _half_numbered(found[name], name, numbered.get(name, []))
    others = [value for value in columns.values if value.marker != given]
    # A title that some columns agree with and some do not is the study's, not the table's.
    if given is not None and others and len(others) == len(columns.values):
        columns.problems.append(
            Problem(
                "error",
                " ".join(value.cell.place for value in others),
                f"The title or the sheet says {given}, and the heading "
                f"{listed(cell_text(value.cell) for value in others)} says another marker.",
                "Correct one of them.",
                marker=given,
            )
        )


def _averaged(cells: Sequence[Cell], marker: str) -> Problem:
    """A note on numbered columns, which are replicates of a marker, or of that of the row."""
    return Problem(
        "note",
        " ".join(cell.place for cell in cells),
        f"{listed(map(cell_text, cells))} are read as replicates of {marker or 'each marker'} and "
        "averaged.",
        "If they are something else, give each a heading of its own.",
        marker=marker,
    )


def _of(problem: Problem, marker: str) -> Problem:
    return Problem(problem.severity, problem.where, problem.what, problem.how_to_fix, marker=marker)


def _replicates(
    cells: Sequence[Cell], accepted: Accepted, suffix: str | None
) -> dict[str, list[tuple[Cell, str]]]:
    """Numbered columns of each marker, with their numbers."""
    exact = {cell: names for cell in cells if (names := accepted.of(_without_brackets(cell)))}
    numbered: dict[str, list[tuple[int, str]]] = {}
    by_column = {cell.column: cell for cell in cells}
    for cell in cells:
        parted = None if cell in exact else without_number(cell_text(cell), suffix)
        if parted is None:
            continue
        for name in accepted.of(parted[0]):
            numbered.setdefault(name, []).append((cell.column, parted[1]))
    groups = replicate_groups(numbered, declared=suffix is not None)
    taken = {name for names in exact.values() for name in names}
    return {
        name: [(by_column[column], number) for column, number in group.items()]
        for name, group in groups.items()
        if name not in taken
    }


def _without_brackets(cell: Cell) -> str:
    """Heading as it stands, a number in brackets not taken for a unit."""
    text = cell_text(cell)
    parted = without_number(text)
    return text if parted is None or not text.endswith((")", "]")) else f"{parted[0]} {parted[1]}"


def _half_numbered(cell: Cell, name: str, numbered: Sequence[Cell]) -> list[Problem]:
    """An error for numbered columns of a marker beside one without a number."""
    beside = [other for other in numbered if other != cell]
    if not beside:
        return []
    return [
        Problem(
            "error",
            " ".join(each.place for each in (cell, *beside)),
            f'"{cell_text(cell)}" has no number, and '
            f"{listed(cell_text(other) for other in beside)} may be replicates of it or something "
            "else.",
            "Number all columns of replicates from 1, or give what is something else a heading of "
            "its own.",
            marker=name,
        )
    ]
