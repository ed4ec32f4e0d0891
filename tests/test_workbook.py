"""The workbook: sheets, types, formats, texts that stay texts, the same bytes each time."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from explant import workbook
from explant.columns import COLUMNS, TABLES, column
from explant.config.models import Plan
from explant.workbook import write_workbook
from tests.report.conftest import make_plan, make_tables


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan()


@pytest.fixture(scope="module")
def tables(plan: Plan) -> dict[str, pd.DataFrame]:
    return make_tables(plan)


@pytest.fixture(scope="module")
def book(
    plan: Plan, tables: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory
) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("workbook") / "results.xlsx"
    write_workbook(path, tables, plan)
    return openpyxl.load_workbook(path)


def cell_of(book: openpyxl.Workbook, sheet: str, header: str, row: int = 2):
    headers = [cell.value for cell in book[sheet][1]]
    return book[sheet].cell(row, headers.index(header) + 1)


def test_every_table_has_a_sheet_after_the_read_me(
    book: openpyxl.Workbook, tables: dict[str, pd.DataFrame]
):
    assert book.sheetnames == ["Read me", *(name for name in TABLES if name in tables)]


def test_every_column_of_every_table_is_described(plan: Plan, tables: dict[str, pd.DataFrame]):
    missing = [
        (table, name)
        for table, frame in tables.items()
        for name in frame.columns
        if column(table, name, plan) is None
    ]
    assert missing == []


def test_descriptions_are_sentences_and_of_known_tables():
    assert set(COLUMNS) == set(TABLES)
    for table, columns in COLUMNS.items():
        for name, described in columns.items():
            assert described.description.endswith("."), (table, name)


def test_a_column_nobody_described_is_found(plan: Plan):
    assert column("paired", "mystery", plan) is None


def test_read_me_explains_study_names_and_columns(
    book: openpyxl.Workbook, tables: dict[str, pd.DataFrame]
):
    rows = [tuple(row) for row in book["Read me"].iter_rows(values_only=True)]
    first = [row[0] for row in rows]
    assert "The data are simulated." in first
    assert ("contrast", "il2_in_tumor", "IL-2 effect in tumor") in rows
    assert ("marker", "CD25", "CD25 (%)") in rows
    described = {row[:2] for row in rows if row[2]}
    assert {(t, c) for t, frame in tables.items() for c in frame.columns} <= described


def test_numbers_keep_their_type_and_full_precision(
    book: openpyxl.Workbook, tables: dict[str, pd.DataFrame]
):
    for header, number_format in (("p", "0.0000"), ("n", "0"), ("mean_difference", "0.000")):
        cell = cell_of(book, "paired", header)
        assert cell.value == tables["paired"][header].iloc[0]
        assert cell.number_format == number_format
        assert cell.data_type == "n"


def test_missing_values_are_empty_cells(book: openpyxl.Workbook, tables: dict[str, pd.DataFrame]):
    assert tables["paired"]["estimate_ratio"].isna().iloc[0]
    assert cell_of(book, "paired", "estimate_ratio").value is None


def test_header_is_frozen_and_filtered(book: openpyxl.Workbook, tables: dict[str, pd.DataFrame]):
    sheet = book["differences"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:E{len(tables['differences']) + 1}"


def test_columns_are_neither_tiny_nor_endless(book: openpyxl.Workbook):
    for sheet in book:
        for dimension in sheet.column_dimensions.values():
            assert 6 <= dimension.width <= 96


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-", "@SUM(A1)", "\tx", "plain"])
def test_text_never_becomes_a_formula(text: str, plan: Plan, tmp_path: Path):
    path = tmp_path / "results.xlsx"
    table = pd.DataFrame({"patient": [text], "stage": ["I"]})
    write_workbook(path, {"patients": table}, plan)
    cell = openpyxl.load_workbook(path)["patients"]["A2"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert bool(cell.quotePrefix) == (text != "plain")


def test_odd_values_are_written(plan: Plan, tmp_path: Path):
    path = tmp_path / "results.xlsx"
    table = pd.DataFrame(
        {
            "patient": ["a\x00b", "مرحبا 🧪"],
            "size": [float("inf"), float("-inf")],
            "stage": [1.0, 2.0],
        }
    )
    write_workbook(path, {"patients": table}, plan)
    rows = list(openpyxl.load_workbook(path)["patients"].iter_rows(min_row=2, values_only=True))
    assert rows == [("a�b", "infinite", "1"), ("مرحبا 🧪", "−infinite", "2")]


def test_an_empty_table_is_a_header(plan: Plan, tmp_path: Path):
    path = tmp_path / "results.xlsx"
    write_workbook(path, {"strata": pd.DataFrame(columns=["marker", "n"])}, plan)
    rows = list(openpyxl.load_workbook(path)["strata"].iter_rows(values_only=True))
    assert rows == [("marker", "n")]


def test_a_long_table_stays_a_file(
    plan: Plan, tables: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workbook, "LONGEST_SHEET", 100)
    path = tmp_path / "results.xlsx"
    write_workbook(path, tables, plan)
    book = openpyxl.load_workbook(path)
    assert "measurements" not in book.sheetnames
    rows = list(book["Read me"].iter_rows(values_only=True))
    assert ("measurements", "279 rows: only in measurements.csv") in [row[:2] for row in rows]


def test_same_tables_give_the_same_bytes_on_any_day(
    plan: Plan, tables: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_workbook(first, tables, plan)
    later = type(
        "Later", (datetime,), {"now": classmethod(lambda cls, tz=None: cls(2031, 5, 6, tzinfo=tz))}
    )
    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", later)
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    write_workbook(second, tables, plan)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
