"""What goes wrong with a sheet: lost IDs, headings and titles, blank columns, contradictions."""

from collections.abc import Callable
from dataclasses import replace

from tests.spreadsheet.random_files import Case, Leaf
from tests.spreadsheet.random_noise import shifted
from tests.spreadsheet.random_studies import Choices, Item

Place = tuple[int, int]


def _places(sheet: Leaf, *roles: str) -> list[Place]:
    return sorted(place for place, item in sheet.cells.items() if item.role in roles)


def _take_out(roles: tuple[str, ...]) -> Callable[[Choices, Case, Leaf], bool]:
    def change(choose: Choices, case: Case, sheet: Leaf) -> bool:
        places = _places(sheet, *roles)
        if not places:
            return False
        del sheet.cells[choose.random().choice(places)]
        return True

    return change


def _misspell(roles: tuple[str, ...]) -> Callable[[Choices, Case, Leaf], bool]:
    def change(choose: Choices, case: Case, sheet: Leaf) -> bool:
        places = _places(sheet, *roles)
        if not places:
            return False
        generator = choose.random()
        place = generator.choice(places)
        text = str(sheet.cells[place].content)
        cut = generator.randrange(len(text))
        changed = choose.one((text + "x", f"{text[:cut]}x{text[cut:]}", text + " 2", f"no {text}"))
        sheet.cells[place] = replace(sheet.cells[place], content=changed)
        return True

    return change


def _blank_columns(choose: Choices, case: Case, sheet: Leaf) -> bool:
    left, right = (pick(column for _, column in sheet.cells) for pick in (min, max))
    if left == right:
        return False
    shifted(sheet, columns=choose.number(1, 3), from_column=choose.number(left + 1, right))
    return True


def _blank_row(choose: Choices, case: Case, sheet: Leaf) -> bool:
    top, bottom = (pick(row for row, _ in sheet.cells) for pick in (min, max))
    if top == bottom:
        return False
    shifted(sheet, rows=choose.number(1, 3), from_row=choose.number(top + 1, min(bottom, top + 6)))
    return True


def _contradict(choose: Choices, case: Case, sheet: Leaf) -> bool:
    """A row again with other values."""
    rows = sorted({row for row, _ in _places(sheet, "patient")})
    if not rows:
        return False
    generator = choose.random()
    row = generator.choice(rows)
    own = {column: item for (other, column), item in sheet.cells.items() if other == row}
    if any(top <= row <= bottom for top, _, bottom, _ in sheet.merged):
        return False
    shifted(sheet, rows=1, from_row=row + 1)
    for column, item in own.items():
        if item.value is not None:
            other = item.value + 0.5
            item = replace(item, content=other, value=other, censored="", percent=False)
        sheet.cells[row + 1, column] = item
    return True


def _lone_word(choose: Choices, case: Case, sheet: Leaf) -> bool:
    """A name of a level or of a marker alone in a row among the data."""
    places = _places(sheet, "patient")
    if not places:
        return False
    names = [level for levels in case.study.factors.values() for level in levels]
    row, column = choose.random().choice(places)
    shifted(sheet, rows=1, from_row=row)
    sheet.cells[row, column] = Item(choose.one([*names, *case.study.markers]))
    return True


def _lost_ids(choose: Choices, case: Case, sheet: Leaf) -> bool:
    """All IDs of one table with their heading; only where a blank column parts it from others."""
    columns = sorted({column for _, column in _places(sheet, "patient heading")})
    if len(columns) < 2:
        return False
    column = choose.one(columns[1:])
    if any(place[1] == column - 1 for place in sheet.cells):
        return False
    for place in [place for place in sheet.cells if place[1] == column]:
        if sheet.cells[place].role in ("patient", "patient heading"):
            del sheet.cells[place]
    return True


DAMAGES: tuple[Callable[[Choices, Case, Leaf], bool], ...] = (
    _take_out(("patient",)),
    _take_out(("heading", "factor heading")),
    _take_out(("patient heading",)),
    _take_out(("title",)),
    _take_out(("level", "marker")),
    _misspell(("level", "marker")),
    _misspell(("heading", "factor heading")),
    _misspell(("patient heading",)),
    _misspell(("title",)),
    _blank_columns,
    _blank_row,
    _contradict,
    _lone_word,
    _lost_ids,
)


def damage(choose: Choices, case: Case) -> None:
    """Damage one sheet of measurements once; what may be refused is a risk from then on."""
    sheet = choose.one(
        [sheet for sheet in case.sheets if sheet.name not in ("Patients", "Read me")]
    )
    change = choose.one(DAMAGES)
    if change(choose, case, sheet):
        case.damaged = True
        case.risks.append("damaged")
