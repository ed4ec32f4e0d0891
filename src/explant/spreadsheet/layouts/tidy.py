"""What a layout reader hands on: cells with their meaning, not yet their values."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from explant.problems import Problem, Severity
from explant.spreadsheet.sheet.cells import Cell, places

Levels = tuple[str, ...]


def sample_name(patient: str, levels: Levels) -> str:
    """Name of a sample for people: a design without factors has one sample a patient.

    Examples
    --------
    >>> sample_name("P1", ("tumor", "IL-2")), sample_name("P1", ())
    ('P1 (tumor, IL-2)', 'P1')
    """
    return f"{patient} ({', '.join(levels)})" if levels else patient


# Not frozen, though nothing changes one: see Cell.
@dataclass(slots=True, unsafe_hash=True)
class Entry:
    """One cell of a marker: whose, under which levels (in the plan's order of factors)."""

    patient: str
    levels: Levels
    marker: str
    cell: Cell
    replicate: str = ""
    block: str = ""
    """What lies between patient and replicate, such as a piece of the tissue."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One cell of a stratifier or covariate of a patient."""

    patient: str
    name: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How one column of a sheet was read, and how many filled cells of it."""

    sheet: str
    column: str
    heading: str
    read_as: str
    cells: int


@dataclass
class Table:
    """Everything that was understood of one table, and what was not."""

    entries: list[Entry] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    patients: dict[str, list[Cell]] = field(default_factory=dict)
    """Cells in which each patient's ID stands."""
    problems: list[Problem] = field(default_factory=list)
    lacking: dict[str, Problem] = field(default_factory=dict)
    """What the table does not have, by its name: an error if no other table has it."""
    columns: list[ColumnReading] = field(default_factory=list)
    unpaired: dict[str, Problem] = field(default_factory=dict)
    """Problems of patients who lack a level, by patient: told after the questions about IDs."""
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Levels that patients lack whom the plan keeps: told by group, once the groups are known."""
    never_paired: list[Problem] = field(default_factory=list)
    """Factors of which no patient has samples at two levels."""
    unsure: set[str] = field(default_factory=set)
    """Patients of whom a row was not understood: what they lack is not known."""
    odd_rows: dict[str, None] = field(default_factory=dict)
    """IDs of rows about which it is asked whether they are patients."""
    partly_read: bool = False
    """Rows or columns were left out because it is not known what they hold: what the table lacks
    is not known either."""

    def add_patient(self, patient: str, cell: Cell) -> None:
        """Remember where a patient's ID stands; an ID merged over its rows stands there once."""
        cells = self.patients.setdefault(patient, [])
        if not cells or cells[-1] is not cell:
            cells.append(cell)

    def report(
        self,
        severity: Severity,
        where: str | Cell | list[Cell],
        what: str,
        how_to_fix: str = "",
        *,
        patient: str = "",
        marker: str = "",
    ) -> None:
        """Add a problem; its place may be given as cells."""
        if isinstance(where, Cell):
            where = where.place
        elif isinstance(where, list):
            where = places(where)
        self.problems.append(Problem(severity, where, what, how_to_fix, patient, marker))


def combined(tables: Sequence[Table]) -> Table:
    """All tables as one, which lacks what each of them lacks."""
    whole = Table()
    for table in tables:
        whole.entries += table.entries
        whole.attributes += table.attributes
        whole.problems += table.problems
        whole.columns += table.columns
        whole.unsure |= table.unsure
        whole.partly_read = whole.partly_read or table.partly_read
        for patient, cells in table.patients.items():
            whole.patients.setdefault(patient, []).extend(cells)
    if tables:
        first, *others = tables
        whole.lacking = {
            name: problem
            for name, problem in first.lacking.items()
            if all(name in other.lacking for other in others)
        }
    return whole
