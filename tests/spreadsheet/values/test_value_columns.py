"""Values stand beside what they are of, and line after line as in the sheet."""

import numpy as np
import pytest

from explant.spreadsheet.layouts.tidy import Entry
from explant.spreadsheet.sheet.cells import Cell
from explant.spreadsheet.values.replicates import Value
from explant.spreadsheet.values.value_columns import ValueColumns
from tests.spreadsheet.simulated import plan

STUDY = plan()
MARKERS = list(STUDY.markers)[:3]
LEVELS = [("tumor", "control"), ("normal", "IL-2")]


def groups_of(seed):
    """Values of three patients, one or two of a sample, anywhere in two sheets."""
    random = np.random.default_rng(seed)
    groups = {}
    places = random.permutation(400).tolist()
    for patient in ("P2", "P1", "P3"):
        for marker in MARKERS:
            for levels in LEVELS:
                for replicate in range(int(random.integers(0, 3))):
                    place = places.pop()
                    cell = Cell("AB"[place % 2], 1 + place // 20, 1 + place // 2 % 10, "")
                    entry = Entry(patient, levels, marker, cell, str(replicate))
                    value = Value(entry, float(place), "" if place % 5 else "below")
                    groups.setdefault((patient, levels, marker), []).append(value)
    return groups


@pytest.mark.parametrize("seed", range(5))
def test_each_value_stands_beside_what_it_is_of(seed):
    groups = groups_of(seed)
    found = ValueColumns.of(groups, STUDY)
    assert found.values == [value for group in groups.values() for value in group]
    assert [found.values[start] for start in found.starts] == [own[0] for own in groups.values()]
    markers = list(STUDY.markers)
    for place, value in enumerate(found.values):
        cell = value.entry.cell
        assert found.number[place] == value.value
        assert found.censored[place] == (value.censored == "below")
        assert (found.row[place], found.column[place]) == (cell.row, cell.column)
        assert markers[found.marker[place]] == value.entry.marker
        assert found.patients[found.patient[place]] == value.entry.patient
    same = {(value.entry.cell.sheet, int(found.sheet[i])) for i, value in enumerate(found.values)}
    assert len(same) == 2
    of_cells = {(v.entry.levels, int(found.cell[i])) for i, v in enumerate(found.values)}
    assert len(of_cells) == 2


@pytest.mark.parametrize("rows", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_lines_come_as_their_values_do_each_in_order(seed, rows):
    found = ValueColumns.of(groups_of(seed), STUDY)
    chosen = found.every[~found.censored]
    lines = {}
    for place in chosen.tolist():
        cell = found.values[place].entry.cell
        key = (cell.sheet, cell.row if rows else cell.column)
        lines.setdefault(key, []).append((cell.column if rows else cell.row, place))
    ordered, lengths = found.in_lines(chosen, rows=rows)
    assert lengths.tolist() == [len(line) for line in lines.values()]
    assert ordered.tolist() == [place for line in lines.values() for _, place in sorted(line)]


def test_places_go_by_marker_in_the_order_of_the_plan():
    found = ValueColumns.of(groups_of(1), STUDY)
    by_marker = dict(found.by_marker(found.every[::-1]))
    assert list(by_marker) == sorted(by_marker)
    for number, places in by_marker.items():
        assert places.tolist() == np.flatnonzero(found.marker == number)[::-1].tolist()
    assert list(found.by_marker(found.every[:0])) == []
