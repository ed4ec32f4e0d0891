"""What a layout reader hands on: cells with their meaning, not yet their values."""

from dataclasses import dataclass, field

from explant.problems import Problem, Severity
from explant.spreadsheet.cells import Cell, places

Levels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a marker: whose, under which levels (in the plan's order of factors)."""

    patient: str
    levels: Levels
    marker: str
    cell: Cell
    replicate: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One cell of a stratifier or covariate of a patient."""

    patient: str
    name: str
    cell: Cell


@dataclass
class Table:
    """Everything that was understood of one sheet, and what was not."""

    entries: list[Entry] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    patients: dict[str, list[Cell]] = field(default_factory=dict)
    """Cells in which each patient's ID stands."""
    problems: list[Problem] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    """Patients of whom a row was not understood: what they lack is not known."""
    rows_lost: bool = False
    """Rows whose patient is not known were left out."""

    def add_patient(self, patient: str, cell: Cell) -> None:
        """Remember where a patient's ID stands."""
        cells = self.patients.setdefault(patient, [])
        if cell not in cells:
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
