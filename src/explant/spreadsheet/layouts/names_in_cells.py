"""Names of levels and markers as they stand in cells."""

from collections.abc import Callable, Iterable, Mapping

from explant.config.models import Plan
from explant.config.names.spellings import folded
from explant.problems import nearest
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import Cell, cell_text
from explant.spreadsheet.structure.headings import Accepted, Wanted, headings


def marker_finder(plan: Plan) -> Callable[[str], str | None]:
    """Find the marker whose name stands in a cell; a name with its unit goes before one without."""
    wanted = {
        name: Wanted(headings(marker.column, name), f"the marker {name}")
        for name, marker in plan.markers.items()
    }
    accepted = Accepted(wanted)

    def find(text: str) -> str | None:
        similar = accepted.of(text)
        exact = (name for name in similar if folded(text) in map(folded, wanted[name].headings))
        return next(exact, None) or next(iter(similar), None)

    return find


MOST_PLACES = 12


class Unknown:
    """Collects names that the plan does not know: one problem for each, however often it stands."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], list[Cell]] = {}
        self._valid: dict[str, list[str]] = {}
        self._why: dict[tuple[str, str], str] = {}

    def add(self, what: str, cell: Cell, valid: Iterable[str], why: str = "") -> None:
        """Remember a cell whose name is unknown."""
        if why:
            self._why[what, cell_text(cell)] = why
        self._cells.setdefault((what, cell_text(cell)), []).append(cell)
        self._valid.setdefault(what, list(valid))

    def report(self, table: Table, how_to_fix: Mapping[str, str] | None = None) -> None:
        """Add the problems to the table."""
        for (what, text), cells in self._cells.items():
            valid = self._valid[what]
            fix = (how_to_fix or {}).get(what, "Correct the cell, or add the spelling to the plan.")
            shown = f'"{text}" is no {what} of the plan.' if text else f"The {what} is missing."
            fix = f"{nearest(text, valid)} {fix}"
            if why := self._why.get((what, text)):
                shown = f'"{text}" is no {what}: {why}.'
            if cells[0].formula and cells[0].value is None:
                shown = f"The formula of this {what} was saved without its result."
                fix = "Open the workbook in Excel or LibreOffice, save it, and run again."
            often = f" It stands in {len(cells)} rows." if len(cells) > 1 else ""
            table.report("error", cells[:MOST_PLACES], shown + often, fix)
