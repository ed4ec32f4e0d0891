"""A column that was sorted without the others."""

import itertools
import math

import pytest

from explant.spreadsheet.checks.sorted_columns import chance_of_order
from tests.spreadsheet.builders import read, with_severity
from tests.spreadsheet.simulated import plan, rows_of

ROWS = rows_of(10)


def with_column(values):
    rows = [list(row) for row in ROWS]
    for row, value in zip(rows[1:], values, strict=True):
        row[3] = value
    return rows


def asked(found):
    return [each for each in with_severity(found, "warning") if "sorted without" in each.what]


@pytest.mark.parametrize("values", [(1, 2, 3, 4), (1, 1, 2, 3), (2, 2, 1, 1), (1, 1, 1, 2)])
def test_the_chance_of_an_order_is_its_share_of_all_orders(values):
    orders = list(itertools.permutations(values))
    rising = sum(order in (tuple(sorted(values)), tuple(sorted(values)[::-1])) for order in orders)
    assert math.isclose(chance_of_order(values), rising / len(orders))


@pytest.mark.parametrize("falling", [False, True])
def test_a_column_sorted_alone_is_asked_about(tmp_path, falling):
    values = sorted((row[3] for row in ROWS[1:]), reverse=falling)
    found = read(tmp_path, with_column(values), plan())
    (problem,) = asked(found)
    assert problem.where == "Data!D2:D41"
    assert problem.marker == "CD25"
    assert "in order of size, and the patients in order of their IDs" in problem.what


def test_a_clean_study_and_a_whole_table_sorted_by_a_column_are_not(tmp_path):
    assert asked(read(tmp_path, ROWS, plan())) == []
    rows = [ROWS[0], *sorted(ROWS[1:], key=lambda row: row[3])]
    assert asked(read(tmp_path, rows, plan())) == []


def test_few_patients_and_equal_values_are_in_order_by_chance(tmp_path):
    assert asked(read(tmp_path, with_column([0.5] * 39 + [2.0]), plan())) == []
    rows = rows_of(4)
    values = sorted(row[3] for row in rows[1:])
    for row, value in zip(rows[1:], values, strict=True):
        row[3] = value
    assert asked(read(tmp_path, rows, plan())) == []
