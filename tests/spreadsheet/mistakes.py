"""Mistakes that people make in a sheet: each changes one random place of a simulated study."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tests.spreadsheet.random_files import Leaf
from tests.spreadsheet.random_noise import shifted
from tests.spreadsheet.random_studies import Place
from tests.spreadsheet.simulated import MARKERS
from tests.spreadsheet.simulated_sheets import UNITS

Spot = tuple[int, int]
Generator = np.random.Generator
Mutation = Callable[[Leaf, Generator], bool]


def spots(sheet: Leaf, role: str = "") -> list[Spot]:
    """Cells of values, or those with a role."""
    return sorted(
        spot
        for spot, item in sheet.cells.items()
        if (item.role == role if role else item.place is not None)
    )


def place_of(sheet: Leaf, spot: Spot) -> Place:
    """Whose value a cell holds."""
    place = sheet.cells[spot].place
    assert place is not None
    return place


def pick(items: list[Spot], random: Generator) -> Spot:
    """One of them."""
    return items[int(random.integers(len(items)))]


def exchange(sheet: Leaf, one: Spot, other: Spot) -> bool:
    """Exchange the contents of two cells; false if they are the same."""
    first, second = sheet.cells[one], sheet.cells[other]
    sheet.cells[one] = replace(first, content=second.content)
    sheet.cells[other] = replace(second, content=first.content)
    return bool(first.content != second.content)


def swap_where(fits: Callable[[Place, Place], bool]) -> Mutation:
    """Exchange two values whose places fit."""

    def change(sheet: Leaf, random: Generator) -> bool:
        one = pick(spots(sheet), random)
        mine = place_of(sheet, one)
        others = [
            spot
            for spot in spots(sheet)
            if fits(mine, place_of(sheet, spot)) and place_of(sheet, spot) != mine
        ]
        return exchange(sheet, one, pick(others, random))

    return change


def column_of(sheet: Leaf, spot: Spot) -> list[Spot]:
    """Values under each other in the same column."""
    return [other for other in spots(sheet) if other[1] == spot[1]]


def insert_cell(sheet: Leaf, random: Generator) -> bool:
    """Everything from a cell down moves one row down: its last value stands under the table."""
    start = pick(spots(sheet), random)
    for spot in reversed([each for each in column_of(sheet, start) if each >= start]):
        sheet.cells[spot[0] + 1, spot[1]] = sheet.cells.pop(spot)
    return True


def push_column(sheet: Leaf, random: Generator) -> bool:
    """Everything from a cell down moves one row down, and the last value is lost."""
    insert_cell(sheet, random)
    ids = {row for row, _ in spots(sheet, "patient")}
    for spot in [spot for spot in spots(sheet) if spot[0] not in ids]:
        del sheet.cells[spot]
    return True


def delete_and_move_up(sheet: Leaf, random: Generator) -> bool:
    """Everything under a cell moves one row up."""
    start = pick(spots(sheet), random)
    column = [each for each in column_of(sheet, start) if each >= start]
    for spot, below in itertools.pairwise(column):
        sheet.cells[spot] = sheet.cells[below]
    del sheet.cells[column[-1]]
    return True


def turn_column(sheet: Leaf, random: Generator) -> bool:
    """A column moves one row down, and its last value comes to the top."""
    column = column_of(sheet, pick(spots(sheet), random))
    contents = [sheet.cells[spot].content for spot in column]
    for spot, content in zip(column, [contents[-1], *contents[:-1]], strict=True):
        sheet.cells[spot] = replace(sheet.cells[spot], content=content)
    return True


def sort_column(sheet: Leaf, random: Generator) -> bool:
    """A column is sorted without the others."""
    column = column_of(sheet, pick(spots(sheet), random))
    contents = sorted(sheet.cells[spot].content for spot in column)
    for spot, content in zip(column, contents, strict=True):
        sheet.cells[spot] = replace(sheet.cells[spot], content=content)
    return True


def duplicate_row(sheet: Leaf, random: Generator) -> bool:
    """A row stands there twice."""
    row = pick(spots(sheet, "patient"), random)[0]
    shifted(sheet, rows=1, from_row=row + 1)
    own = {spot: item for spot, item in sheet.cells.items() if spot[0] == row}
    sheet.cells |= {(row + 1, column): item for (_, column), item in own.items()}
    return True


def copy_row(sheet: Leaf, random: Generator) -> bool:
    """The values of a row are written over those of another."""
    source, target = (pick(spots(sheet, "patient"), random)[0] for _ in range(2))
    for row, column in [spot for spot in spots(sheet) if spot[0] == target]:
        item = sheet.cells[row, column]
        sheet.cells[row, column] = replace(item, content=sheet.cells[source, column].content)
    same_marker = all(
        place_of(sheet, (source, spot[1]))[2] == place_of(sheet, spot)[2]
        for spot in spots(sheet)
        if spot[0] == target
    )
    return source != target and same_marker


def delete_value(sheet: Leaf, random: Generator) -> bool:
    """A value is deleted."""
    del sheet.cells[pick(spots(sheet), random)]
    return True


def delete_other(sheet: Leaf, random: Generator) -> bool:
    """An ID, a level, a name, a heading or a title is deleted."""
    others = [spot for spot, item in sheet.cells.items() if item.place is None]
    del sheet.cells[pick(sorted(others), random)]
    return True


def times(factor: float, *, whole_patient: bool = False, everybody: bool = False) -> Mutation:
    """A value, a marker of a patient, or a marker is in a smaller or a larger unit."""

    def change(sheet: Leaf, random: Generator) -> bool:
        patient, cell, marker, _ = place_of(sheet, pick(spots(sheet), random))
        change_by = 1 / factor if everybody or random.random() < 0.5 else factor
        for spot in spots(sheet):
            own = place_of(sheet, spot)
            if own[2] != marker or (own[0] != patient and not everybody):
                continue
            if own[1] != cell and not (whole_patient or everybody):
                continue
            item = sheet.cells[spot]
            sheet.cells[spot] = replace(item, content=round(item.content * change_by, 6))
        return True

    return change


def change_heading(sheet: Leaf, random: Generator) -> bool:
    """A heading gives another unit than the plan."""
    heads = [spot for spot in spots(sheet, "heading") if "(" in sheet.cells[spot].content]
    if not heads:
        return False
    spot = pick(heads, random)
    text = sheet.cells[spot].content
    unit = next(unit for unit in set(UNITS.values()) if f"({unit})" not in text)
    changed = re.sub(r"\([^)]*\)", f"({unit})", text)
    sheet.cells[spot] = replace(sheet.cells[spot], content=changed)
    return True


def swap_ids(sheet: Leaf, random: Generator) -> bool:
    """The IDs of two rows are exchanged."""
    ids = spots(sheet, "patient")
    one = pick(ids, random)
    return exchange(sheet, one, pick([spot for spot in ids if spot[1] == one[1]], random))


def swap_patients(sheet: Leaf, random: Generator) -> bool:
    """The IDs of two patients are exchanged in all rows of a table."""
    ids = spots(sheet, "patient")
    one = pick(ids, random)
    names = [sheet.cells[spot].content for spot in (one, pick(ids, random))]
    for spot in [spot for spot in ids if spot[1] == one[1]]:
        item = sheet.cells[spot]
        if item.content in names:
            sheet.cells[spot] = replace(item, content=names[item.content == names[0]])
    return bool(names[0] != names[1])


def another_id(sheet: Leaf, random: Generator) -> bool:
    """A row has the ID of another patient."""
    ids = spots(sheet, "patient")
    one, other = pick(ids, random), pick(ids, random)
    changed = sheet.cells[one].content != sheet.cells[other].content
    sheet.cells[one] = replace(sheet.cells[one], content=sheet.cells[other].content)
    return bool(changed)


def mistype_id(sheet: Leaf, random: Generator) -> bool:
    """A digit of an ID in one row is another."""
    spot = pick(spots(sheet, "patient"), random)
    text = sheet.cells[spot].content
    digit = str(random.integers(10))
    sheet.cells[spot] = replace(sheet.cells[spot], content=text[:-1] + digit)
    return bool(text[-1] != digit)


def swap_labels(*, part: bool) -> Mutation:
    """The labels of a patient's samples are exchanged: of all, or of the two at another level."""

    def change(sheet: Leaf, random: Generator) -> bool:
        patient = place_of(sheet, pick(spots(sheet), random))[0]
        factor, held = int(random.integers(2)), int(random.integers(2))
        own = {
            (place[1], place[2]): spot
            for spot in spots(sheet)
            if (place := place_of(sheet, spot))[0] == patient
        }
        pairs = {0: ("Tumor", "Normal"), 1: ("control", "IL-2")}
        for level in pairs[1 - factor][held : held + 1] if part else pairs[1 - factor]:
            one, other = ((name, level) if factor == 0 else (level, name) for name in pairs[factor])
            for marker in MARKERS:
                exchange(sheet, own[one, marker], own[other, marker])
        return True

    return change


def swap_digits(sheet: Leaf, random: Generator) -> bool:
    """Two neighboring digits of a value are exchanged."""
    spot = pick(spots(sheet), random)
    text = str(sheet.cells[spot].content)
    digits = [place for place in range(len(text) - 1) if text[place : place + 2].isdigit()]
    if not digits:
        return False
    at = digits[int(random.integers(len(digits)))]
    changed = float(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    sheet.cells[spot] = replace(sheet.cells[spot], content=changed)
    return changed != float(text)


MUTATIONS: dict[str, Mutation] = {
    "two values of a marker exchanged between patients": swap_where(
        lambda one, other: one[2] == other[2] and one[0] != other[0]
    ),
    "two values of a marker exchanged within a patient": swap_where(
        lambda one, other: one[2] == other[2] and one[0] == other[0]
    ),
    "two markers of a sample exchanged": swap_where(lambda one, other: one[:2] == other[:2]),
    "two digits of a value exchanged": swap_digits,
    "a column moved down from a cell on": insert_cell,
    "the same, the last value lost": push_column,
    "a column moved up from a cell on": delete_and_move_up,
    "a column moved down, the last value to the top": turn_column,
    "a column sorted without the others": sort_column,
    "a row twice": duplicate_row,
    "a row copied over another": copy_row,
    "a value deleted": delete_value,
    "an ID, level, name, heading or title deleted": delete_other,
    **{f"a value {n} times larger or smaller": times(n) for n in (10, 100, 1000)},
    **{
        f"a marker of a patient {n} times larger or smaller": times(n, whole_patient=True)
        for n in (10, 100, 1000)
    },
    "a marker 100 times smaller in every patient": times(100, everybody=True),
    "a heading with another unit": change_heading,
    "the IDs of two rows exchanged": swap_ids,
    "two patients exchanged in a table": swap_patients,
    "a row with the ID of another patient": another_id,
    "a digit of an ID mistyped": mistype_id,
    "a patient's labels exchanged": swap_labels(part=False),
    "labels of two samples of a patient exchanged": swap_labels(part=True),
}
