"""The workbook: sheets, types, formats, texts that stay texts, the same bytes each time."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from PIL import Image

from explant.config.models import Plan
from explant.config.slices import read_by
from explant.documents.workbook import large_tables
from explant.documents.workbook.book import write_workbook
from explant.documents.workbook.pictures import Drawn, shrunk
from explant.documents.workbook.table_sheets import DOWN, NUMBER_FORMATS, UP
from explant.figures.alternative_text import alternative_texts
from explant.language.methods.study_methods import study_methods
from explant.language.words import rows
from explant.tables.columns import COLUMNS, TABLES, column
from tests.language.methods.test_methods_designs import mice
from tests.reported import make_plan

VERSIONS = {"explant": "0.1.0", "pandas": "3.1.0"}


def png(shade: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (400, 200), (shade, 0, 0)).save(target, "PNG")
    return target.getvalue()


FIGURES = [
    Drawn("marker_CD25", "CD25", 'CD25 (%): "values" of 14 patients & their differences.', png(10)),
    Drawn("forest", "All effects", "Effects.", png(20)),
    Drawn("completeness", "Which samples were measured", "All.", png(30)),
]


def methods_of(plan: Plan, tables: dict[str, pd.DataFrame]):
    read = {name: rows(name, tables[name]) for name in ("paired", "interactions", "baseline")}
    return study_methods(plan, read, set(tables), VERSIONS)


@pytest.fixture(scope="module")
def file(
    plan: Plan, tables: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "results.xlsx"
    write_workbook(path, tables, plan, methods_of(plan, tables), FIGURES)
    return path


@pytest.fixture(scope="module")
def book(file: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(file)


def cell_of(book: openpyxl.Workbook, sheet: str, header: str, row: int = 2):
    headers = [cell.value for cell in book[sheet][1]]
    return book[sheet].cell(row, headers.index(header) + 1)


def test_every_table_with_rows_has_a_sheet_after_the_first_ones(
    book: openpyxl.Workbook, tables: dict[str, pd.DataFrame]
):
    filled = [name for name in TABLES if len(tables.get(name, ()))]
    expected = ["Results", "Read me", "Methods", *filled]
    for name in ("paired", "measurements"):
        expected.insert(expected.index(name) + 1, f"{name} figures")
    assert book.sheetnames == expected


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
    for header, number_format in (
        ("p", "[<0.0001]0.0E+00;0.0000"),
        ("n", "0"),
        ("mean_difference", '"▲" 0.000;"▼" −0.000;0.000'),
        ("t", "0.000"),
        ("superiority", "0.0%"),
    ):
        cell = cell_of(book, "paired", header)
        assert cell.value == tables["paired"][header].iloc[0]
        assert cell.number_format == number_format
        assert cell.data_type == "n"


def test_missing_values_are_empty_cells(book: openpyxl.Workbook, tables: dict[str, pd.DataFrame]):
    assert tables["paired"]["estimate_ratio"].isna().iloc[0]
    assert cell_of(book, "paired", "estimate_ratio").value is None


def test_header_is_frozen_and_filtered(book: openpyxl.Workbook, tables: dict[str, pd.DataFrame]):
    sheet = book["differences"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:E{len(tables['differences']) + 1}"


def test_columns_are_neither_tiny_nor_endless(book: openpyxl.Workbook):
    for sheet in book:
        for dimension in sheet.column_dimensions.values():
            assert 6 <= dimension.width <= 130


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


def test_an_empty_table_has_no_sheet_and_is_named_in_the_first(plan: Plan, tmp_path: Path):
    path = tmp_path / "results.xlsx"
    write_workbook(path, {"strata": pd.DataFrame(columns=["marker", "n"])}, plan)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Read me", "Methods"]
    assert ("strata", "no rows") in [row[:2] for row in book["Read me"].iter_rows(values_only=True)]


def test_a_long_table_stays_a_file(
    plan: Plan, tables: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(large_tables, "MOST_ROWS", 10)
    monkeypatch.setattr(large_tables, "LONGEST_SHEET", 10)
    path = tmp_path / "results.xlsx"
    write_workbook(path, {"patients": tables["patients"]}, plan)
    book = openpyxl.load_workbook(path)
    assert "patients" not in book.sheetnames
    rows = list(book["Read me"].iter_rows(values_only=True))
    assert ("patients", "14 rows: only in patients.csv") in [row[:2] for row in rows]


def test_same_tables_give_the_same_bytes_on_any_day(
    plan: Plan, tables: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    methods = methods_of(plan, tables)
    write_workbook(first, tables, plan, methods, FIGURES)
    later = type(
        "Later", (datetime,), {"now": classmethod(lambda cls, tz=None: cls(2031, 5, 6, tzinfo=tz))}
    )
    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", later)
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    write_workbook(second, tables, plan, methods, FIGURES)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_read_me_leads_to_every_sheet(book: openpyxl.Workbook):
    links = {
        cell.hyperlink.location
        for row in book["Read me"].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert links == {f"'{name}'!A1" for name in book.sheetnames if name != "Read me"}


def test_methods_are_those_of_the_report(
    book: openpyxl.Workbook, plan: Plan, tables: dict[str, pd.DataFrame]
):
    written = [cell.value for cell in book["Methods"]["A"] if cell.value]
    for topic in methods_of(plan, tables):
        assert topic.title in written
        assert {str(paragraph) for paragraph in topic.paragraphs} <= set(written)
    assert any(text.startswith("Lazic SE") for text in written)
    assert any(cell.hyperlink for cell in book["Methods"]["A"])


def test_what_the_step_reads_of_the_plan_gives_the_same_words(
    plan: Plan, tables: dict[str, pd.DataFrame]
):
    """Its parameters hold only those keys: a key too few would change the text unseen."""
    part = Plan.model_validate(read_by(plan, "workbook"))
    assert part != plan
    assert methods_of(part, tables) == methods_of(plan, tables)
    names = ("measurements", "patients", "paired", "strata", "interactions")
    needed = {name: tables[name] for name in names}
    assert alternative_texts(part, needed) == alternative_texts(plan, needed)


def test_effects_say_their_direction_by_arrow_and_by_color(book: openpyxl.Workbook):
    cell = cell_of(book, "paired", "estimate")
    assert cell.number_format.startswith('"▲"')
    assert cell.number_format == NUMBER_FORMATS["effect"]
    fills = {
        (str(area.sqref), rule.operator): rule.dxf.fill.bgColor.rgb[-6:]
        for area in book["paired"].conditional_formatting
        for rule in area.rules
        if rule.dxf.fill
    }
    last = book["paired"].max_row
    column_of = f"{cell.column_letter}2:{cell.column_letter}{last}"
    assert fills[column_of, "greaterThan"] == UP[0]
    assert fills[column_of, "lessThan"] == DOWN[0]
    observed = cell_of(book, "paired", "observed")
    assert (f"{observed.column_letter}2:{observed.column_letter}{last}", "equal") in fills


def test_figures_lie_beside_their_table_with_their_words(book: openpyxl.Workbook, file: Path):
    sheet = book["paired figures"]
    assert [picture.anchor._from.row for picture in sheet._images] == [4, 31]
    texts = [cell.value for cell in sheet["A"] if cell.value]
    assert texts[1] == "CD25"
    assert texts[2].startswith(FIGURES[0].text)
    assert len(book["measurements figures"]._images) == 1
    with zipfile.ZipFile(file) as archive:
        drawings = [archive.read(f"xl/drawings/drawing{n}.xml").decode() for n in (1, 2)]
    assert "CD25 (%): &quot;values&quot;" in drawings[0] or 'CD25 (%): "values"' in drawings[0]
    assert 'descr="Effects."' in drawings[0]
    assert 'descr="All."' in drawings[1]
    assert "Picture" not in "".join(drawings)


def test_pictures_are_shrunk_to_the_same_bytes_each_time():
    assert shrunk(png(7)) == shrunk(png(7))
    with Image.open(io.BytesIO(shrunk(png(7)))) as image:
        assert image.size == (200, 100)
        assert image.convert("RGB").getpixel((0, 0)) == (7, 0, 0)


def read_me_of(path: Path, tables: dict[str, pd.DataFrame], plan: Plan) -> list[tuple[str, ...]]:
    write_workbook(path, tables, plan)
    return list(openpyxl.load_workbook(path)["Read me"].iter_rows(values_only=True))


def test_read_me_lists_the_questions_of_every_kind(tmp_path: Path):
    plan = make_plan(
        contrasts={"stages": {"between": {"stage": ["late", "early"]}, "at": {"tissue": "tumor"}}}
    )
    found = read_me_of(tmp_path / "results.xlsx", {}, plan)
    questions = {row[0]: row[1:] for row in found if row[1] and ", in " in row[1]}
    assert list(questions) == list(plan.contrasts)
    assert questions["il2_in_tumor"] == (
        "primary, in paired",
        "IL-2 minus control, at tissue tumor.",
    )
    where, formula = questions["stages"]
    assert where == "secondary, in between"
    assert "late minus early" in formula


def test_read_me_speaks_of_the_units_of_the_plan(plan: Plan, tmp_path: Path):
    mice = make_plan(patients={"called": ["mouse", "mice"]})
    named = read_me_of(tmp_path / "mice.xlsx", EMPTY, mice)
    usual = read_me_of(tmp_path / "patients.xlsx", EMPTY, plan)
    text = " ".join(str(row) for row in named)
    assert "One row per mouse, sample and marker." in text
    assert "Mice who " not in text
    assert "Mice that have every sample that the contrast needs." in text
    assert ("column patient", None, "Holds the ID of each mouse: tables keep this name.") in named
    kind = next(row[2] for row in named if row[:2] == ("baseline", "kind"))
    assert kind.startswith("patient, ordered")
    # Names of tables and columns stay.
    assert {row[:2] for row in usual} <= {row[:2] for row in named}


EMPTY = {name: pd.DataFrame(columns=list(COLUMNS[name])) for name in TABLES}


def test_a_study_that_compares_groups_only_has_its_sheet(tmp_path: Path):
    """Its table of paired results has no row, and so no sheet: the figures stand beside groups."""
    plan = mice(test="sign_flip")
    row = dict.fromkeys(COLUMNS["between"]) | {
        "marker": "Treg",
        "contrast": "sources_T",
        "groups": '["T", "none"]',
        "estimate": 4.5,
        "d": -0.5,
        "p": 0.01,
        "conclusion": "evidence that the first group is higher",
    }
    tables = EMPTY | {"between": pd.DataFrame([row])}
    path = tmp_path / "results.xlsx"
    figures = [Drawn("marker_Treg", "Treg", "Treg (%).", png(10))]
    write_workbook(path, tables, plan, methods_of(plan, tables), figures)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Read me", "Methods", "between", "between figures"]
    estimate = cell_of(book, "between", "estimate")
    assert (estimate.value, estimate.number_format) == (4.5, NUMBER_FORMATS["effect"])
    assert cell_of(book, "between", "groups").value == "T, none"
    assert cell_of(book, "between", "p").number_format == NUMBER_FORMATS["p"]
    read_me = [row[:2] for row in book["Read me"].iter_rows(values_only=True)]
    assert {("between", "1 row"), ("paired", "no rows")} <= {*read_me}
