"""A known random study, written into a random layout with random noise.

What a value is travels with its cell, so that the truth is read off the finished sheet. Everything
that may rightly be refused is remembered as a risk: a sheet without risks has to be read.
"""

import random
from collections.abc import Sequence
from typing import Any

from tests.spreadsheet.random_damage import damage
from tests.spreadsheet.random_files import Case, Leaf
from tests.spreadsheet.random_noise import noise_of_sheets, noise_of_values
from tests.spreadsheet.random_places import restate, turn, unname
from tests.spreadsheet.random_studies import (
    MISSING,
    Choices,
    Item,
    Place,
    Study,
    study_of,
)
from tests.spreadsheet.random_tables import Grid, Part, Style, style_of, table_of

LAYOUTS = ("one_row_per_sample", "one_row_per_patient", "long", "one_row_per_patient")


COLUMNS_OF_XLS = 256
"""No program can write a wider sheet in the old format."""


def case_of(choose: Choices) -> Case:
    """Draw a case."""
    study = study_of(choose)
    style = style_of(choose, study, choose.one(LAYOUTS))
    extension = choose.one(("xlsx",) * 11 + ("csv",) * 5 + ("ods",) * 2 + ("xls",) * 2)
    spreadsheet: dict[str, Any] = {}
    tables = _tables(choose, study, style, extension, spreadsheet)
    # A title over samples in columns stands in the first of them.
    elsewhere = len(tables) == 1 and not (spreadsheet or tables[0][0].given) and choose.chance(45)
    if elsewhere and style.layout != "one_row_per_patient":
        restate(choose, study, style, tables[0][1])
    for _, grid in tables:
        _noise_of_rows(choose, style, grid, extension)
    if elsewhere:
        turn(choose, style, tables[0][1])
    sheets = _arranged(choose, style, tables, spreadsheet)
    if study.strata and "patients_sheet" in spreadsheet:
        sheets.append(_patients_sheet(choose, study))
    case = Case(study, {}, sheets, extension, {}, style.risks)
    if extension == "csv" and len(sheets) > 1:
        case.extension = "xlsx"
    noise_of_sheets(choose, case)
    noise_of_values(choose, case)
    # Of a level that blank cells imply nothing says that a cell was lost.
    if choose.chance(25) and not style.changes:
        damage(choose, case)
    elif elsewhere or choose.chance(10):
        unname(choose, style.changes, case)
    widest = max((column for sheet in case.sheets for _, column in sheet.cells), default=0)
    if case.extension == "xls" and widest > COLUMNS_OF_XLS:
        case.extension = "xlsx"
    auto = choose.chance(40)
    spreadsheet["layout"] = "auto" if auto else style.layout
    if any(item.role == "well" for sheet in sheets for item in sheet.cells.values()):
        spreadsheet["columns"] = {"replicate": "Well"}
    if "decimal_sign" in case.text:
        spreadsheet["decimal_sign"] = case.text.pop("decimal_sign")
    case.plan = study.plan(**spreadsheet)
    case.places = style.changes.places
    style.changes.put_into(case.plan)
    _risks_of_the_whole(case, auto)
    return case


def _tables(
    choose: Choices, study: Study, style: Style, extension: str, spreadsheet: dict[str, Any]
) -> list[tuple[Part, Grid]]:
    """The parts of the study, each as a table, and where the strata stand."""
    ways = ["one"] * 4 + ["factor titled", "factor stated", "marker stated", "patients"]
    ways += ["marker titled"] if style.layout != "one_row_per_sample" or choose.chance(50) else []
    ways += ["sheets", "sheets"] if extension != "csv" else []
    way = choose.one(ways)
    whole = Part(choose.order(study.patients), list(study.markers), study.cells)
    parts = [whole]
    if way.startswith("factor"):
        position = choose.number(0, len(study.factors) - 1)
        factor = list(study.factors)[position]
        parts = [
            Part(
                choose.order(study.patients),
                whole.markers,
                [cell for cell in study.cells if cell[position] == level],
                {factor: level} if way.endswith("titled") else {},
            )
            for level in choose.order(list(study.factors[factor]))
        ]
    elif way == "patients":
        cut = choose.number(1, len(study.patients) - 1)
        parts = [
            Part(part, whole.markers, whole.cells)
            for part in (whole.patients[:cut], whole.patients[cut:])
        ]
    elif way != "one":
        parts = [
            Part(
                choose.order(study.patients),
                [marker],
                whole.cells,
                {} if way == "marker stated" else {"": marker},
            )
            for marker in choose.order(whole.markers)
        ]
    if way == "sheets":
        spreadsheet["sheets"] = "one_per_marker"
    apart = bool(study.strata) and extension != "csv" and choose.chance(50)
    if apart:
        spreadsheet["patients_sheet"] = "Patients"
    found = []
    for number, part in enumerate(parts):
        # Strata stand in the first table, and with every patient there is.
        strata = not apart and (number == 0 or way == "patients")
        grid = table_of(choose, study, style, part, strata=strata, alone=len(parts) == 1)
        found.append((part, grid))
    return found


def _noise_of_rows(choose: Choices, style: Style, grid: Grid, extension: str) -> None:
    """Order of rows, IDs merged over theirs, missing and repeated rows, blank and summary rows."""
    generator = choose.random()
    header, body = grid.rows[: grid.header], grid.rows[grid.header :]
    if choose.chance(30):
        generator.shuffle(body)
    for _ in range(choose.number(0, 2) if choose.chance(30) else 0):
        row = generator.choice(body)
        row[:] = [_missing(item, generator) for item in row]
    for _ in range(choose.number(0, 2) if choose.chance(20) else 0):
        body.insert(generator.randrange(len(body) + 1), list(generator.choice(body)))
    if choose.chance(15):
        for _ in range(choose.number(1, 2)):
            body.insert(generator.randrange(len(body) + 1), [])
    if choose.chance(8) and len(body) > 4:
        body.insert(generator.randrange(1, len(body)), list(header[0]))
        grid.repeated = True
        if grid.header > 1:
            style.risks.append("the first of several rows of headings again")
    if choose.chance(20):
        for word in ("Mean", "SD")[: choose.number(1, 2)]:
            row = [None] * grid.width
            for column, item in enumerate(body[-1] or []):
                if item is not None and item.role in ("patient", "sample"):
                    row[column] = Item(word)
                elif item is not None and item.place is not None:
                    row[column] = Item(round(generator.uniform(1, 90), 2))
            body.append(row)
    if extension != "csv" and not grid.header > 1 and choose.chance(20):
        _merge_ids(grid, body)
    grid.rows = [*header, *body]


def _merge_ids(grid: Grid, body: list[list[Item | None]]) -> None:
    """Merge an ID over neighboring rows of one patient, as labs do."""
    start = 0
    column = next(
        column
        for column, item in enumerate(grid.rows[grid.header - 1])
        if item is not None and item.role == "patient heading"
    )

    def own(row: list[Item | None]) -> Item | None:
        item = row[column] if column < len(row) else None
        return item if item is not None and item.role == "patient" else None

    for position in range(1, len(body) + 1):
        first = own(body[start])
        here = own(body[position]) if position < len(body) else None
        if first is not None and here == first:
            continue
        if first is not None and position - start > 1:
            top = grid.header + start
            grid.merged.append((top, column, grid.header + position - 1, column))
            for row in body[start + 1 : position]:
                row[column] = None
        start = position


def _missing(item: Item | None, generator: random.Random) -> Item | None:
    if item is None or item.place is None or generator.random() < 0.3:
        return item
    return Item(generator.choice(MISSING), role="missing")


def _arranged(
    choose: Choices,
    style: Style,
    tables: Sequence[tuple[Part, Grid]],
    spreadsheet: dict[str, Any],
) -> list[Leaf]:
    """Tables under or beside each other in one sheet, or in a sheet each."""
    if "sheets" in spreadsheet:
        found = []
        for part, grid in tables:
            sheet = Leaf(style.names["", part.given[""]], {})
            _put(sheet, grid, 1, 1)
            found.append(sheet)
        return found
    sheet = Leaf("Data", {})
    row, column = 1, 1
    beside = len(tables) > 1 and choose.chance(50)
    gap = choose.number(1, 2)
    if beside and not any(part.given for part, _ in tables) and choose.chance(30):
        gap = 0
    starts = {_patient_row(grid) for _, grid in tables}
    if beside and not gap and (len(starts) > 1 or any(grid.repeated for _, grid in tables)):
        style.risks.append("tables without a gap whose headings begin in different rows")
    for part, grid in tables:
        top = row
        if part.given and grid.repeated:
            style.risks.append("headings again under a title")
        if part.given:
            (of, name), *_ = part.given.items()
            text = choose.one(("{}", "{} samples", "Table: {}", "{}, values"))
            title = Item(text.format(style.names[of, name]), role="title")
            if not any(character.isalnum() for character in style.names[of, name]):
                style.risks.append("a title without a letter")
            sheet.cells[top, column] = title
            if choose.chance(30) and grid.width > 1:
                sheet.merged.append((top, column, top, column + grid.width - 1))
            top += 1 + (1 if choose.chance(15) else 0)
        _put(sheet, grid, top, column)
        if beside:
            column += grid.width + gap
        else:
            row = top + len(grid.rows) + choose.number(1, 3)
    return [sheet]


def _patient_row(grid: Grid) -> int:
    return next(
        number
        for number, row in enumerate(grid.rows)
        if any(item is not None and item.role == "patient heading" for item in row)
    )


def _put(sheet: Leaf, grid: Grid, top: int, left: int) -> None:
    for row, items in enumerate(grid.rows, start=top):
        for column, item in enumerate(items, start=left):
            if item is not None:
                sheet.cells[row, column] = item
    for first, begin, last, end in grid.merged:
        sheet.merged.append((first + top, begin + left, last + top, end + left))


def _patients_sheet(choose: Choices, study: Study) -> Leaf:
    sheet = Leaf("Patients", {})
    patients = choose.order(study.patients)
    for column, name in enumerate(choose.order(["Patient", *study.strata]), start=1):
        sheet.cells[1, column] = Item(name)
        for row, patient in enumerate(patients, start=2):
            own = study.strata.get(name, study.patients)[study.patients.index(patient)]
            sheet.cells[row, column] = Item(own)
    return sheet


def _risks_of_the_whole(case: Case, auto: bool) -> None:
    """What may be refused: a study with too little in it, and layouts that are the same thing."""
    study = case.study
    have: dict[Place, set[str]] = {}
    for sheet in case.sheets:
        for item in sheet.cells.values():
            if item.place is not None and item.value is not None:
                have.setdefault(item.place, set()).add(item.censored)
    if any(len(flags) > 1 for flags in have.values()):
        case.risks.append("a value that stands there twice, once as a limit")
    everyone = {place[0] for place in have}
    for marker in study.markers:
        if not any(place[2] == marker for place in have):
            case.risks.append(f"no value of {marker}")
    for position, levels in enumerate(study.factors.values()):
        for level in levels:
            own = {place[0] for place in have if place[1][position] == level}
            if not own:
                case.risks.append(f"no value of {level}")
            elif study.unpaired == "refuse" and (own != everyone or len(own) < len(study.patients)):
                case.risks.append(f"a patient without {level}")
    first, *others = study.factors.values()
    held = tuple(next(iter(levels)) for levels in others)
    compared = [(level, *held) for level in list(first)[:2]]
    enter = [
        {
            patient
            for patient in everyone
            if all((patient, cell, name) in asked for cell in compared)
        }
        for name in study.markers
        for asked in [{(place[0], place[1], place[2]) for place in have}]
    ]
    if max(map(len, enter), default=0) < 2:
        case.risks.append("a question that fewer than two patients can enter")
    if case.text.get("encoding", "").startswith("cp"):
        texts = [item.content for item in case.sheets[0].cells.values()]
        if any(isinstance(text, str) and not text.isascii() for text in texts):
            case.risks.append("an encoding that the file does not name")
    if auto and len(study.factors) == 1:
        case.risks.append("with a factor in titles, a row a sample and a row a patient are alike")
