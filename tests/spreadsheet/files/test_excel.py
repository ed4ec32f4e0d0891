"""Workbooks of Excel: what openpyxl reads of them, and what only Excel itself writes."""

import datetime
import io
from pathlib import Path

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from explant.config.models import Marker
from explant.problems import ProblemsError
from explant.spreadsheet.sheet.cells import TWICE, UNREADABLE, Area
from explant.spreadsheet.sheet.opening import read_workbook
from explant.spreadsheet.sheet.sheets import find_sheets
from explant.spreadsheet.structure.joined_headings import Vocabulary
from explant.spreadsheet.values.cell_values import conventions, read_value
from tests.spreadsheet.builders import plan_of
from tests.spreadsheet.files.writers import (
    MAIN,
    RELATIONS,
    archive,
    excel_members,
    excel_sheet,
    refusal,
)
from tests.tried import tried

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), max_size=12
).filter(lambda text: not text.startswith("=") and "_x" not in text)
VALUES = st.one_of(
    TEXTS,
    st.integers(-(10**12), 10**12),
    st.floats(-1e200, 1e200, allow_subnormal=False),
    st.booleans(),
    st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(2100, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.sampled_from(["#N/A", "#DIV/0!"]),
)
PLACES = st.tuples(st.integers(1, 60), st.integers(1, 800))
FORMATS = st.sampled_from(["General", "0.0%", "0.00E+00", '0" %"', "@", "0 \\%"])


@settings(max_examples=tried(25), deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.dictionaries(PLACES, st.tuples(VALUES, FORMATS), max_size=15))
@example({(1, 1): ("\t", "General"), (2, 1): (" \n\u00a0", "@"), (3, 1): ("a\t", "@")})
def test_it_reads_what_openpyxl_reads(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("books") / "a.xlsx"
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for (row, column), (value, number_format) in cells.items():
        cell = sheet.cell(row, column, value)
        if not isinstance(value, (str, datetime.datetime)):
            cell.number_format = number_format
    book.save(path)
    (ours,) = read_workbook(path).sheets
    theirs = load_workbook(io.BytesIO(path.read_bytes())).active
    assert isinstance(theirs, Worksheet)
    expected = {
        (row, column): cell
        for (row, column), cell in theirs._cells.items()
        # openpyxl keeps a cell that holds a tab alone; a sheet here has no blank cells.
        if cell.value is not None and not (isinstance(cell.value, str) and not cell.value.strip())
    }
    assert ours.cells.keys() == expected.keys()
    for position, cell in expected.items():
        found = ours.cells[position]
        assert found.value == cell.value
        assert found.error == (cell.data_type == "e")
        is_number = cell.data_type == "n"
        assert found.percent == (is_number and cell.number_format == "0.0%")


def test_texts_are_put_together_and_unescaped(tmp_path):
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>CD</t></r><r><t xml:space="preserve">25 </t></r></si>'
        "<si><t>東京</t><rPh><t>とうきょう</t></rPh></si>"
        "<si><t>a_x000D_&#10;b _x005F_x000D_</t></si></sst>"
    )
    data = "<row>" + "".join(f'<c t="s"><v>{number}</v></c>' for number in range(3)) + "</row>"
    sheet = excel_sheet(tmp_path, data, strings=strings)
    assert [cell.value for cell in sheet.cells.values()] == ["CD25 ", "東京", "a\r\nb _x000D_"]


def test_escaped_halves_of_a_character(tmp_path):
    data = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for row, text in enumerate(("_xD83E__xDDEA_", "a_xD83E_", "_xDDEA_b"), start=1)
    )
    sheet = excel_sheet(tmp_path, data)
    assert [cell.value for cell in sheet.cells.values()] == ["🧪", "a�", "�b"]


def test_inline_texts_and_places_that_are_not_written(tmp_path):
    data = (
        '<row r="3"><c t="inlineStr"><is><r><t>P</t></r><r><t>1</t></r></is></c><c><v>2.5</v></c>'
        '<c r="F3"><v>7E0</v></c><c><v>1</v></c></row><row><c><v>4</v></c></row>'
    )
    sheet = excel_sheet(tmp_path, data)
    assert {cell.address: cell.value for cell in sheet.cells.values()} == {
        **{"A3": "P1", "B3": 2.5, "F3": 7, "G3": 1, "A4": 4}
    }


def test_formulas_and_what_they_gave(tmp_path):
    data = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f><v></v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="E1" t="b"><f>TRUE()</f><v>1</v></c></row>'
    )
    cells = list(excel_sheet(tmp_path, data).cells.values())
    # The empty text in C1 is the result of its formula: the cell is blank, and left out.
    assert [cell.address for cell in cells] == ["A1", "B1", "D1", "E1"]
    assert [cell.value for cell in cells] == [2, None, "#DIV/0!", True]
    assert all(cell.formula and not cell.blank for cell in cells)


def test_a_formula_that_was_filled_down_is_that_of_each_cell(tmp_path):
    data = (
        '<row r="9"><c r="B9"><f t="shared" ref="B9:C10" si="0">AVERAGE(B2:B$8)</f><v>1</v></c>'
        '<c r="C9"><f t="shared" si="0"/><v>1</v></c></row>'
        '<row r="10"><c r="B10"><f t="shared" si="0"/><v>1</v></c></row>'
    )
    formulas = {c.address: c.formula for c in excel_sheet(tmp_path, data).cells.values()}
    assert formulas == {
        "B9": "=AVERAGE(B2:B$8)",
        "C9": "=AVERAGE(C2:C$8)",
        "B10": "=AVERAGE(B3:B$8)",
    }


def test_dates_since_1900_and_since_1904(tmp_path):
    data = '<row><c s="2"><v>45352.5</v></c><c s="3"><v>1.5</v></c><c s="2"><v>-1</v></c></row>'
    cells = list(excel_sheet(tmp_path, data).cells.values())
    assert [cell.value for cell in cells] == [
        datetime.datetime(2024, 3, 1, 12),
        datetime.timedelta(days=1.5),
        "#####",
    ]
    assert [cell.error for cell in cells] == [False, False, True]
    since_1904 = excel_members(data)["xl/workbook.xml"].replace(
        "<sheets>", '<workbookPr date1904="1"/><sheets>'
    )
    sheet = excel_sheet(tmp_path, data, workbook=since_1904)
    assert sheet.at(1, 1).value == datetime.datetime(2028, 3, 2, 12)


def test_formats_of_conditions_are_not_those_of_cells(tmp_path):
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="164"/></cellXfs><dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf>'
        "</dxfs></styleSheet>"
    )
    data = '<row><c s="0"><v>0.5</v></c><c s="1"><v>0.5</v></c><c s="9"><v>0.5</v></c></row>'
    sheet = excel_sheet(tmp_path, data, styles=styles)
    assert [cell.percent for cell in sheet.cells.values()] == [False, True, False]


def test_hidden_columns_and_rows_and_merged_cells(tmp_path):
    sheet = excel_sheet(
        tmp_path,
        '<row r="2" hidden="true"><c r="B2"><v>1</v></c></row><row r="3" hidden="1"/>',
        before='<cols><col min="2" max="16384" hidden="1"/></cols>',
        after='<mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>',
    )
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {2})
    assert sheet.merged == (Area(2, 2, 3, 3),)
    assert sheet.through_merge(3, 3).value == 1


def test_the_strict_variant_and_prefixes_are_read(tmp_path):
    members = {
        name: content.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, content in excel_members("<row><c><v>5</v></c></row>").items()
    }
    members["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row>'
        "<x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    (sheet,) = read_workbook(archive(tmp_path / "a.xlsx", members)).sheets
    assert sheet.at(1, 1).value == 5


def test_a_chart_on_a_sheet_of_its_own_is_no_sheet(tmp_path):
    members = excel_members("<row><c><v>5</v></c></row>")
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(
        "</sheets>", '<sheet name="Chart" sheetId="2" r:id="r9"/></sheets>'
    )
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="r9" Type="a/chartsheet" Target="c.xml"/></Relationships>',
    )
    assert len(read_workbook(archive(tmp_path / "a.xlsx", members)).sheets) == 1


@pytest.mark.parametrize(
    "data",
    [
        '<row><c r="XFE1"><v>1</v></c></row>',
        '<row><c r="A1048577"><v>1</v></c></row>',
        '<row><c r="A0"><v>1</v></c></row>',
        '<row><c r="1A"><v>1</v></c></row>',
        '<row r="-5"><c><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_cannot_be_right_is_refused(tmp_path, data):
    problem = refusal(archive(tmp_path / "a.xlsx", excel_members(data)))
    assert "damaged" in problem.what


@pytest.mark.parametrize(
    "cell",
    [
        "<c><v>one</v></c>",
        "<c><v>1e999</v></c>",
        "<c><v>nan</v></c>",
        '<c s="2"><v>nan</v></c>',
        '<c s="x"><v>1</v></c>',
        '<c t="s"><v>7</v></c>',
        '<c t="s"><v>-1</v></c>',
        '<c t="s"><v>x</v></c>',
        '<c t="other"><v>7</v></c>',
        '<c t="d"><v>yesterday</v></c>',
    ],
)
def test_a_fault_of_one_cell_belongs_to_that_cell(tmp_path, cell):
    sheet = excel_sheet(tmp_path, f"<row>{cell}<c><v>5</v></c></row>")
    faulty = sheet.at(1, 1)
    assert faulty.error
    assert faulty.value == UNREADABLE
    assert sheet.at(1, 2).value == 5
    marker = Marker(unit="%")
    reading = read_value(faulty, marker, conventions(plan_of()))
    assert reading.value is None
    assert [remark.severity for remark in reading.remarks] == ["error"]


def test_a_cell_with_two_contents_is_an_error_and_one_written_twice_is_not(tmp_path):
    data = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c><c r="A1"><v>1</v></c>'
        '<c r="B1"><v>3</v></c><c r="B1"><v>3</v></c></row>'
    )
    sheet = excel_sheet(tmp_path, data)
    assert (sheet.at(1, 1).value, sheet.at(1, 1).error) == (TWICE, True)
    assert (sheet.at(1, 2).value, sheet.at(1, 2).error) == (3, False)


def test_references_in_small_letters_and_times_that_are_written_out(tmp_path):
    data = (
        '<row><c r="b1" t="d"><v>10:10:10</v></c><c r="aa1" t="d"><v>2024-03-01T10:00:00Z</v></c>'
        "</row>"
    )
    sheet = excel_sheet(tmp_path, data)
    assert sheet.at(1, 2).value == datetime.time(10, 10, 10)
    assert sheet.at(1, 27).value == datetime.datetime(2024, 3, 1, 10)


@pytest.mark.parametrize("reference", ["B2:A1", "$a$1:$B$2", "A2:B1"])
def test_merged_cells_may_be_written_from_any_corner(tmp_path, reference):
    after = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    assert excel_sheet(tmp_path, after=after).merged == (Area(1, 1, 2, 2),)


@pytest.mark.parametrize("reference", ["A1:XFE9", "A:B", "A1:B1048577", ""])
def test_merged_cells_that_cannot_be_are_not_merged_and_said(tmp_path, reference):
    after = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    sheet = excel_sheet(tmp_path, "<row><c><v>5</v></c></row>", after=after)
    assert sheet.merged == ()
    assert sheet.at(1, 1).value == 5
    (problem,) = sheet.problems
    assert problem.severity == "warning"
    assert f'"{reference}"' in problem.what


def test_an_extension_does_not_reset_the_first_day(tmp_path):
    # Excel for Mac counts days from 1904, and says so once; its extension has an element of the
    # same name without it.
    book = excel_members()["xl/workbook.xml"].replace(
        "<sheets>", '<workbookPr date1904="1"/><sheets>'
    )
    extension = (
        '<extLst><ext uri="x"><x15:workbookPr xmlns:x15="urn:x15" chartTrackingRefBase="1"/></ext>'
        "</extLst></workbook>"
    )
    book = book.replace("</workbook>", extension)
    sheet = excel_sheet(tmp_path, '<row><c s="2"><v>0</v></c></row>', workbook=book)
    assert sheet.at(1, 1).value == datetime.time(0)
    sheet = excel_sheet(tmp_path, '<row><c s="2"><v>43890</v></c></row>', workbook=book)
    assert sheet.at(1, 1).value == datetime.datetime(2024, 3, 1)


@pytest.mark.parametrize(
    "styles", [None, "<styleSheet", "<styleSheet><numFmts><numFmt/></numFmts>"]
)
def test_without_its_formats_a_workbook_is_read_with_a_warning(tmp_path, styles):
    members = excel_members('<row><c s="1"><v>0.23</v></c></row>')
    if styles is None:
        del members["xl/styles.xml"]
    else:
        members["xl/styles.xml"] = styles
    book = read_workbook(archive(tmp_path / "a.xlsx", members))
    assert book.sheets[0].at(1, 1).value == 0.23
    (problem,) = book.problems
    assert problem.severity == "warning"
    assert "formats cannot be read" in problem.what


def with_second_sheet(target: str, *, relation: str = "r9", second: str = "") -> dict[str, str]:
    """Parts of a workbook with a sheet S and a sheet Read me, whose part is the given one."""
    members = excel_members('<row><c r="A1"><v>5</v></c></row>')
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(
        "</sheets>", f'<sheet name="Read me" sheetId="2" r:id="{relation}"/></sheets>'
    )
    kind = f"{RELATIONS}/worksheet"
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="r9" Type="{kind}" Target="{target}"/></Relationships>',
    )
    if second:
        members["xl/worksheets/sheet2.xml"] = second
    return members


@pytest.mark.parametrize(
    "members",
    [
        with_second_sheet("worksheets/none.xml"),
        with_second_sheet("worksheets/sheet2.xml", relation="r77", second="<worksheet/>"),
        with_second_sheet("worksheets/sheet2.xml", second="<worksheet><sheetData><row>"),
        with_second_sheet(
            "worksheets/sheet2.xml",
            second='<worksheet><sheetData><row r="x"/></sheetData></worksheet>',
        ),
    ],
)
def test_a_damaged_sheet_stops_only_what_reads_it(tmp_path, members):
    book = read_workbook(archive(tmp_path / "a.xlsx", members))
    sheet, other = book.sheets
    assert sheet.at(1, 1).value == 5
    assert not sheet.problems
    assert other.damaged
    assert "is damaged and cannot be read" in other.problems[0].what
    plan = plan_of(spreadsheet={"sheet": "Read me"})
    _, _, problems = find_sheets(book, plan, Vocabulary(plan))
    assert list(other.problems) == problems
    plan = plan_of(spreadsheet={"sheet": "S"})
    _, _, problems = find_sheets(book, plan, Vocabulary(plan))
    assert problems == []


def test_no_message_shows_what_a_library_says(tmp_path):
    broken = excel_members()
    broken["xl/workbook.xml"] = "<workbook"
    for members in (broken, with_second_sheet("worksheets/sheet2.xml", second="<a>")):
        path = archive(tmp_path / "a.xlsx", members)
        try:
            told = [p.what for s in read_workbook(path).sheets for p in s.problems]
        except ProblemsError as error:
            told = [p.what for p in error.problems]
        assert len(told) == 1
        assert "breaks off or is no XML" in told[0]
        assert "Error" not in told[0]


def test_macros_stay_where_they_are(tmp_path):
    members = excel_members("<row><c><v>5</v></c></row>") | {"xl/vbaProject.bin": "Sub Open()"}
    (sheet,) = read_workbook(archive(tmp_path / "a.xlsm", members)).sheets
    assert sheet.at(1, 1).value == 5


def test_what_lies_outside_of_the_file_is_not_read(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text(
        excel_members("<row><c><v>5</v></c></row>")["xl/worksheets/sheet1.xml"], encoding="utf-8"
    )
    for target in (f'{secret}" TargetMode="External', "../../secret.xml", str(secret)):
        members = excel_members()
        members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
            "worksheets/sheet1.xml", target
        )
        assert "damaged" in refusal(archive(tmp_path / "a.xlsx", members)).what


def test_a_workbook_written_with_backslashes_and_capitals_is_read(tmp_path: Path) -> None:
    members = excel_members("<row><c><v>5</v></c></row>")
    members = {name.replace("/", "\\").upper(): content for name, content in members.items()}
    (sheet,) = read_workbook(archive(tmp_path / "a.xlsx", members)).sheets
    assert sheet.at(1, 1).value == 5
