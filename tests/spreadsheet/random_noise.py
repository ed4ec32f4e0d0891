"""What people do to a sheet that changes nothing of what it states: remarks, spellings, numbers."""

import re
from dataclasses import replace

from tests.spreadsheet.random_files import Case, Leaf
from tests.spreadsheet.random_studies import STYLES, WRONG, Choices, Item, Study, in_style, plain

EITHER = re.compile(r"[\s\u200f]*[<>≤≥]?=?\s*[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}(?!\d).*")
REMARKS = (
    "Measured by flow cytometry.",
    "* sample thawed twice",
    "n = number of donors, see protocol 7",
    "Operator: AB, checked 2024-05-01",
)
HEADLINES = ("Markers of a study, 2024", "Final data v3", "Ex vivo assay (do not edit)")


def shifted(
    sheet: Leaf, rows: int = 0, columns: int = 0, *, from_row: int = 1, from_column: int = 1
) -> None:
    """Move everything from a row and a column on."""

    def moved(row: int, column: int) -> tuple[int, int]:
        return (
            row + rows * (row >= from_row),
            column + columns * (column >= from_column),
        )

    sheet.cells = {moved(*place): item for place, item in sheet.cells.items()}
    sheet.merged = [
        (*moved(top, left), *moved(bottom, right)) for top, left, bottom, right in sheet.merged
    ]
    sheet.hidden_rows = frozenset(row + rows * (row >= from_row) for row in sheet.hidden_rows)


def noise_of_sheets(choose: Choices, case: Case) -> None:
    """Titles above, remarks below, columns at the edge, hidden rows, other sheets, IDs."""
    for sheet in [each for each in case.sheets if each.name != "Patients"]:
        if choose.chance(25):
            above = choose.number(1, 3)
            shifted(sheet, rows=above)
            sheet.cells[1, 1] = Item(choose.one(HEADLINES))
        if choose.chance(10):
            shifted(sheet, columns=choose.number(1, 2))
        if choose.chance(10):
            shifted(sheet, rows=choose.number(1, 3))
        if choose.chance(20):
            last = max(row for row, _ in sheet.cells)
            left = min(column for _, column in sheet.cells)
            sheet.cells[last + choose.number(1, 3), left] = Item(choose.one(REMARKS))
        if choose.chance(10) and case.extension != "csv":
            rows = sorted({row for row, _ in sheet.cells})
            sheet.hidden_rows = frozenset(choose.random().sample(rows, min(3, len(rows))))
        if choose.chance(20):
            _spell_ids(choose, case.study, sheet)
    if case.extension != "csv" and choose.chance(10):
        other = Leaf("Read me", {(1, 1): Item("Who measured what"), (3, 2): Item(12.5)})
        case.sheets.append(other)


def _spell_ids(choose: Choices, study: Study, sheet: Leaf) -> None:
    """Write some IDs with spaces, marks that nobody sees, and as far as the plan allows."""
    generator = choose.random()
    forms = [" {}", "{} ", "\u00a0{}", "{}\u200f", "\ufeff{}"]
    for place, item in sheet.cells.items():
        if item.role != "patient" or generator.random() < 0.7:
            continue
        text = str(item.content)
        if "case" in study.same_id and generator.random() < 0.5:
            text = text.lower() if generator.random() < 0.5 else text.upper()
        if "spaces" in study.same_id and generator.random() < 0.5:
            text = text.replace(" ", "")
        if "zeros" in study.same_id and generator.random() < 0.5:
            text = re.sub(r"(?<![0-9])0+(?=[0-9])", "", text)
        sheet.cells[place] = replace(item, content=generator.choice(forms).format(text))


def noise_of_values(choose: Choices, case: Case) -> None:
    """Numbers as labs write them; in a table of text every number is one."""
    text = case.extension == "csv"
    sign = "comma" if choose.chance(40) else "point"
    if text:
        separators = (";", "\t") if sign == "comma" else (",", ";", "\t")
        encodings = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1256")
        case.text = {"separator": choose.one(separators), "encoding": choose.one(encodings)}
        case.text["sign"] = sign
    declared = choose.chance(30)
    if declared:
        case.text["decimal_sign"] = sign
    units = {marker: unit for marker, (unit, _, _) in case.study.markers.items()}
    generator = choose.random()
    count = choose.number(0, 6)
    styles = [choose.one(STYLES) for _ in range(choose.number(1, 3))] if count else []
    everywhere = bool(count) and choose.chance(15)
    only = choose.one(list(units)) if choose.chance(50) else None
    for sheet in case.sheets:
        places = [place for place, item in sheet.cells.items() if item.place is not None]
        chosen = (
            set(places) if everywhere else set(generator.sample(places, min(count, len(places))))
        )
        if only is not None:
            chosen = {
                place for place in chosen if (sheet.cells[place].place or ("",) * 4)[2] == only
            }
        for place in places:
            item = replace(sheet.cells[place], content=sheet.cells[place].value)
            assert item.place is not None
            style = generator.choice(styles) if place in chosen else ""
            if style:
                item = in_style(item, style, sign, units[item.place[2]], generator, text=text)
            else:
                item = plain(item, sign, text=text)
            sheet.cells[place] = item
            if isinstance(item.content, str) and EITHER.fullmatch(item.content) and not declared:
                case.risks.append("a number that can be read in two ways")
    if choose.chance(4):
        sheet = case.sheets[0]
        places = [place for place, item in sheet.cells.items() if item.place is not None]
        if places:
            place = generator.choice(places)
            sheet.cells[place] = replace(sheet.cells[place], content=choose.one(WRONG))
            case.wrong.append(f"{sheet.cells[place].content} is no number")
