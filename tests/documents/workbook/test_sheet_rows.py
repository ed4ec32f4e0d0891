"""Rows written as XML: openpyxl reads from them what was put in."""

import math
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.characters import shown
from explant.documents.workbook.sheet_rows import ROWS_AT_ONCE
from explant.documents.workbook.table_sheets import write_table
from explant.excel_files import file_bytes, new_workbook
from tests.reported import make_plan
from tests.tried import tried

PLAN = make_plan()


def read_back(table: pd.DataFrame, path: Path, name: str = "paired") -> list[tuple[object, ...]]:
    workbook = new_workbook(write_only=True)
    rows = write_table(workbook, name, table, PLAN)
    path.write_bytes(file_bytes(workbook, rows={name: rows}))
    return list(openpyxl.load_workbook(path)[name].iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize(
    "text",
    [
        "a < b & c > d",
        "\"quoted\" and 'single'",
        "  spaces at both ends ",
        "two\nlines",
        "a\r\nb",
        "x" * 40_000,
        "]]>",
        "<c/>",
        "&amp;",
        "α ≥ β 🧪",
        "1.5",
        "TRUE",
        "#N/A",
    ],
)
def test_texts_come_back_as_they_were(text: str, tmp_path: Path):
    table = pd.DataFrame({"marker": [text], "note": [""]})
    assert read_back(table, tmp_path / "a.xlsx") == [(text[:32_767], None)]


@settings(max_examples=tried(40), deadline=None)
@given(st.text(min_size=1, max_size=20))
def test_any_text_makes_a_file_that_opens(tmp_path_factory: pytest.TempPathFactory, text: str):
    path = tmp_path_factory.mktemp("rows") / "a.xlsx"
    ((found, _),) = read_back(pd.DataFrame({"marker": [text], "n": [1]}), path)
    # XML has no other line break than the line feed once it is typed as itself.
    assert found == shown(text)


@pytest.mark.parametrize(
    "number", [0.1 + 0.2, 1 / 3, -2.0000000000000004, 5e-324, 1.7e308, -0.0, 3.0, 1e16, 2**53]
)
def test_numbers_keep_their_last_digit(number: float, tmp_path: Path):
    table = pd.DataFrame({"marker": ["A"], "t": [number], "n": [3]})
    ((_, found, count),) = read_back(table, tmp_path / "a.xlsx")
    assert found == number
    assert math.copysign(1, found) == math.copysign(1, number) or number == 0
    assert count == 3
    assert isinstance(count, int)


def test_missing_values_of_every_type_are_empty(tmp_path: Path):
    table = pd.DataFrame(
        {
            "marker": pd.Series(["A", None], dtype="string"),
            "n": pd.Series([4, None], dtype="Int64"),
            "t": [math.nan, 1.5],
            "note": [None, "why"],
        }
    )
    assert read_back(table, tmp_path / "a.xlsx") == [("A", 4, None, None), (None, None, 1.5, "why")]


def test_rows_go_on_where_a_part_of_the_file_ends(tmp_path: Path):
    count = 2 * ROWS_AT_ONCE + 1
    table = pd.DataFrame({"marker": [f"M{i}" for i in range(count)], "n": range(count)})
    assert read_back(table, tmp_path / "a.xlsx") == list(table.itertuples(index=False, name=None))
