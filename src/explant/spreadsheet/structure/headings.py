"""Locating the header of a table, and matching its headings with the plan's names."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.config.names.spellings import folded, listed
from explant.problems import Problem, similar
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text, places
from explant.spreadsheet.values.units import same_unit

MOST_COMPARED = 2000
"""Texts among which the nearest to a missing heading is looked for."""
UNIT = re.compile(r"(?:\s*[(\[]([^()\[\]]*)[)\]]|\s+(%))\s*$")


@dataclass(frozen=True)
class Wanted:
    """A column to find: the headings that are accepted, and what it is to the plan."""

    headings: tuple[str, ...]
    what: str
    unit: str = ""
    by_id: bool = False
    """The IDs themselves may be what is looked for: groups that list the patients they hold."""


def without_unit(heading: str) -> str:
    """Heading without the unit in brackets at its end.

    Examples
    --------
    >>> without_unit("CD25 (% of CD4)"), without_unit("Tumor size [cm]"), without_unit("FOXP3 %")
    ('CD25', 'Tumor size', 'FOXP3')
    """
    return UNIT.sub("", heading)


def unit_of(heading: str) -> str:
    """Unit at the end of a heading, empty if there is none."""
    match = UNIT.search(heading)
    return (match.group(1) or match.group(2) or "").strip() if match else ""


def is_heading(text: str, accepted: Iterable[str]) -> bool:
    """Whether a cell's text is one of the accepted headings.

    A unit at the end does not count where only one of the two has it.
    """
    seen, bare = folded(text), folded(without_unit(text))
    for heading in accepted:
        name, bare_name = folded(heading), folded(without_unit(heading))
        if seen == name or (bare == name and name == bare_name):
            return True
        if seen == bare_name and seen == bare:
            return True
    return False


class Accepted:
    """Headings of many columns: finds those that a text is one of without trying them all.

    Parameters
    ----------
    wanted
        Columns by a key of the caller's.
    """

    def __init__(self, wanted: Mapping[str, Wanted]) -> None:
        self._wanted = wanted
        self._place = {key: place for place, key in enumerate(wanted)}
        self._keys: dict[str, list[str]] = {}
        for key, column in wanted.items():
            for form in {form for heading in column.headings for form in _forms(heading)}:
                self._keys.setdefault(form, []).append(key)

    def of(self, text: str) -> list[str]:
        """Keys of the columns whose heading a text is, in the caller's order."""
        # Whatever is_heading calls equal shares one of these forms.
        near = {key for form in _forms(text) for key in self._keys.get(form, ())}
        found = [key for key in near if is_heading(text, self._wanted[key].headings)]
        return sorted(found, key=self._place.__getitem__)


def _forms(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((folded(text), folded(without_unit(text)))))


def headings(column: Sequence[str], name: str) -> tuple[str, ...]:
    """Accepted headings of something in the plan: those declared, or its name."""
    return tuple(column) or (name,)


def patient_headings(sheet: Sheet, patient: str) -> list[Cell]:
    """Cells with the heading of the patient IDs, from top to bottom and from left to right.

    A cell that stands alone in its row is a title, not a heading.
    """
    return [
        cell
        for cell in with_heading(sheet, patient)
        if any(other != cell for other in header_cells(sheet, cell.row))
    ]


def with_heading(sheet: Sheet, heading: str) -> list[Cell]:
    """Cells with a heading, from top to bottom and from left to right.

    One of three or more under each other is a value.
    """
    # A large table repeats its texts: each is looked at once, and numbers are passed over.
    first = {folded(heading)[:1], folded(without_unit(heading))[:1]}
    matching = {
        text
        for text in sheet.texts
        if (not text.isascii() or text.lstrip()[:1].casefold() in first)
        and is_heading(text, [heading])
    }
    if not matching:
        return []
    found = [cell for cell in sheet.cells.values() if cell.value in matching]
    places = {(cell.row, cell.column) for cell in found}

    def is_value(cell: Cell) -> bool:
        near = [(cell.row + step, cell.column) in places for step in (-2, -1, 1, 2)]
        return (near[0] and near[1]) or (near[1] and near[2]) or (near[2] and near[3])

    found = [cell for cell in found if not is_value(cell)]
    return sorted(found, key=lambda cell: (cell.row, cell.column))


def find_header(sheet: Sheet, patient: str) -> tuple[Cell | None, list[Problem]]:
    """Cell of the patient heading; its row is the header.

    It is the first cell with that text that does not stand alone in its row, as a title does.
    """
    found = with_heading(sheet, patient)
    if found:
        beside = (cell for cell in found if len(header_cells(sheet, cell.row)) > 1)
        return next(beside, found[0]), []
    texts = [cell_text(cell) for cell in sheet.cells.values() if isinstance(cell.value, str)]
    short = dict.fromkeys(text for text in texts if len(text) <= 40)
    return None, [
        Problem(
            "error",
            sheet.name,
            f'No cell holds the heading "{patient}" of the patient IDs.',
            f"{similar(patient, itertools.islice(short, MOST_COMPARED))} Write the heading of the "
            "ID column under spreadsheet.columns.patient in the config, and the sheet under "
            "spreadsheet.sheet.".lstrip(),
        )
    ]


def header_cells(sheet: Sheet, row: int) -> list[Cell]:
    """Headings of a row, from left to right."""
    get = sheet.cells.get
    return [cell for column in sheet.columns if (cell := get((row, column))) is not None]


def attribute_columns(plan: Plan) -> dict[str, Wanted]:
    """Columns of stratifiers and covariates."""
    wanted = {
        name: Wanted(
            headings(stratifier.column, name),
            f"the stratifier {name}",
            stratifier.unit,
            by_id=bool(stratifier.groups),
        )
        for name, stratifier in plan.patients.strata.items()
    }
    wanted |= {
        name: Wanted(headings(column, name), f"the covariate {name}")
        for name, column in plan.patients.covariates.items()
    }
    return wanted


def match_columns(
    cells: Sequence[Cell], wanted: Mapping[str, Wanted], patient: Cell
) -> tuple[dict[str, Cell], dict[str, Problem], list[Problem]]:
    """Heading of each wanted column.

    Parameters
    ----------
    cells
        Cells of the header.
    wanted
        Columns by a key of the caller's.
    patient
        Heading of the patient ID: the place of a problem where there is no other heading.

    Returns
    -------
    tuple
        The heading's cell by key, for those that were found; an error for each that is missing;
        and errors for those that stand there twice.
    """
    found: dict[str, Cell] = {}
    lacking: dict[str, Problem] = {}
    problems: list[Problem] = []
    seen = [cell_text(cell) for cell in cells]
    accepted = Accepted(wanted)
    by_key: dict[str, list[Cell]] = {}
    for cell in cells:
        for key in accepted.of(cell_text(cell)):
            by_key.setdefault(key, []).append(cell)
    for key, column in wanted.items():
        matching = by_key.get(key, [])
        exact = [
            cell
            for cell in matching
            if folded(cell_text(cell)) in {folded(name) for name in column.headings}
        ]
        if len(matching) > 1 and len(exact) != 1:
            problems.append(
                Problem(
                    "error",
                    places(matching),
                    f"Several columns have the heading of {column.what}: "
                    f"{listed(cell_text(cell) for cell in matching)}.",
                    "Give each column a heading of its own.",
                )
            )
        elif matching:
            found[key] = exact[0] if exact else matching[0]
            problems += _unit_problems(found[key], column)
        elif column.by_id and is_heading(cell_text(patient), column.headings):
            found[key] = patient
        else:
            lacking[key] = Problem(
                "error",
                places(cells or [patient]),
                f"No column has the heading {' or '.join(map(repr_name, column.headings))} "
                f"of {column.what}. Headings seen: {listed(seen) or 'none'}.",
                f"{similar(column.headings[0], seen)} Correct the heading, or list it under "
                "column in the config.".lstrip(),
            )
    return found, lacking, problems


def repr_name(name: str) -> str:
    """Name in quotes."""
    return f'"{name}"'


def _unit_problems(cell: Cell, column: Wanted) -> list[Problem]:
    written = unit_of(cell_text(cell))
    if not written or not column.unit:
        return []
    if same_unit(written, column.unit):
        return []
    return [
        Problem(
            "warning",
            cell.place,
            f'The heading "{cell_text(cell)}" gives the unit {written}, the plan gives '
            f"{column.unit} for {column.what}.",
            "Correct the heading or the unit in the config: the numbers are not converted.",
        )
    ]
