"""OpenDocument spreadsheets: what LibreOffice, older programs and other writers put into them."""

import datetime

import pytest

from explant.spreadsheet.sheet.cells import UNREADABLE, Area
from explant.spreadsheet.sheet.opening import read_workbook
from tests.spreadsheet.files.writers import (
    archive,
    cell,
    open_document_members,
    open_document_sheet,
    refusal,
    row,
)

PERCENT = (
    '<number:percentage-style style:name="N11"/>'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N11"/>'
    '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>'
    '<style:style style:name="ce3" style:family="table-cell" style:data-style-name="N0"/>'
)


def test_values_of_each_type(tmp_path):
    sheet = open_document_sheet(
        tmp_path,
        row(
            cell("float", "2.5", "2.5"),
            cell("float", "7", "7"),
            cell("currency", "3", "3 €"),
            cell("percentage", "0.23", "23 %"),
            cell("boolean", "true", "TRUE"),
            cell("date", "2024-03-01", "01.03.24"),
            cell("date", "2024-03-01T13:30:00", "01.03.24"),
            cell("time", "PT07H45M00S", "07:45"),
            cell("time", "PT49H00M01.500S", "49:00"),
            cell("string", "", "P1"),
            cell("string", "stored", "shown"),
            cell("", "", "without a type"),
        ),
    )
    cells = list(sheet.cells.values())
    assert [each.value for each in cells] == [
        *(2.5, 7, 3, 0.23, True),
        datetime.datetime(2024, 3, 1),
        datetime.datetime(2024, 3, 1, 13, 30),
        datetime.time(7, 45),
        datetime.timedelta(days=2, hours=1, seconds=1.5),
        *("P1", "stored", "without a type"),
    ]
    assert [each.address for each in cells if each.percent] == ["D1"]


def test_a_style_that_shows_percentages_makes_one(tmp_path):
    styled = 'table:style-name="{}"'.format
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:default-cell-style-name="ce2"/>'
    )
    sheet = open_document_sheet(
        tmp_path,
        columns
        + row(
            cell("float", "0.5", "50 %", styled("ce1")),
            cell("float", "0.5", "0.5"),
            cell("float", "0.5", "50 %"),
            cell("float", "0.5", "0.5", styled("ce3")),
        )
        + row(cell(), cell(), cell("float", "0.5", "0.5", styled("ce3"))),
        styles=PERCENT,
    )
    assert [each.address for each in sheet.cells.values() if each.percent] == ["A1", "C1"]


def test_formulas_and_what_they_gave(tmp_path):
    def formula(text: str) -> str:
        return f'table:formula="{text}"'

    sheet = open_document_sheet(
        tmp_path,
        row(
            cell("float", "3", "3", formula("of:=AVERAGE([.B2:.B5];[$Other.C1])")),
            cell("", "", None, formula("of:=1+1")),
            cell("", "", "", formula("of:=&quot;&quot;")),
            cell("float", "1", "TRUE", formula("of:=TRUE()")),
            cell("string", "", "#DIV/0!", formula("of:=1/0") + ' calcext:value-type="error"'),
            cell("float", "0", "#VALUE!", formula("oooc:=A1+1")),
            cell("float", "0", "Err:508", formula("oooc:=(")),
            cell("float", "1234567", "###", formula("of:=A1")),
        ),
    )
    cells = list(sheet.cells.values())
    assert cells[0].formula == "=AVERAGE(B2:B5;Other!C1)"
    # The empty text in C1 is the result of its formula: the cell is blank, and left out.
    assert [each.address for each in cells] == [f"{letter}1" for letter in "ABDEFGH"]
    assert [each.value for each in cells] == [
        *(3, None, True, "#DIV/0!", "#VALUE!", "Err:508", 1234567)
    ]
    assert [each.error for each in cells] == [*[False] * 3, True, True, True, False]
    assert not any(each.blank for each in cells)


def test_texts_are_put_together(tmp_path):
    text = (
        'a<text:s text:c="2"/><text:span>b<text:s/></text:span><text:line-break/><text:a>c</text:a>'
        "<office:annotation><text:p>a remark</text:p></office:annotation>"
        "<text:ruby><text:ruby-base>d</text:ruby-base><text:ruby-text>no</text:ruby-text>"
        "</text:ruby></text:p><text:p>e"
    )
    sheet = open_document_sheet(tmp_path, row(cell("string", "", text)))
    assert sheet.at(1, 1).value == "a  b \ncd\ne"


def test_what_is_repeated_hidden_and_merged(tmp_path):
    sheet = open_document_sheet(
        tmp_path,
        '<table:table-column table:number-columns-repeated="2"/><table:table-column-group>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="16382"/>'
        "</table:table-column-group>"
        "<table:table-header-rows>"
        + row(cell("string", "", "ND", 'table:number-columns-repeated="3"'), repeated=2)
        + "</table:table-header-rows><table:table-row-group>"
        + row(cell(), cell("float", "1", "1")).replace(
            "<table:table-row ", '<table:table-row table:visibility="filter" '
        )
        + "</table:table-row-group>"
        + row(
            cell(
                *("string", "", "over two"),
                'table:number-columns-spanned="2" table:number-rows-spanned="2"',
            ),
            "<table:covered-table-cell/>",
            cell("float", "4", "4"),
        ),
    )
    assert {each.address: each.value for each in sheet.cells.values()} == {
        **dict.fromkeys(("A1", "B1", "C1", "A2", "B2", "C2"), "ND"),
        **{"B3": 1, "A4": "over two", "C4": 4},
    }
    assert sheet.hidden_rows == {3}
    assert sheet.hidden_columns == {3}
    assert sheet.merged == (Area(4, 1, 5, 2),)
    assert sheet.through_merge(5, 2).value == "over two"


def test_sheets_that_are_none_are_left_out(tmp_path):
    inner = f'<table:table table:name="inner">{row(cell("float", "9", "9"))}</table:table>'
    changes = (
        "<table:tracked-changes><table:cell-content-change><table:previous>"
        f"{cell('float', '8', '8')}</table:previous></table:cell-content-change>"
        f"{inner}</table:tracked-changes>"
    )
    cached = (
        "<table:table table:name=\"'file:///other.ods'#Data\">"
        f'<table:table-source xlink:href="../other.ods"/>{row(cell("float", "7", "7"))}'
        "</table:table>"
    )
    hidden = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    drawn = f"<draw:frame>{inner}</draw:frame>"
    content = cell("float", "5", "5").replace("</table:table-cell>", drawn + "</table:table-cell>")
    members = open_document_members(
        others=changes,
        styles=hidden,
        sheets=f'<table:table table:name="S"><table:shapes>{drawn}</table:shapes>{row(content)}'
        f'</table:table><table:table table:name="T" table:style-name="ta2"/>{cached}',
    )
    first, second = read_workbook(archive(tmp_path / "a.ods", members)).sheets
    assert [each.value for each in first.cells.values()] == [5]
    assert (first.hidden, second.hidden) == (False, True)


@pytest.mark.parametrize(
    "content",
    [
        cell("float", "", "5"),
        cell("float", "five", "5"),
        cell("float", "NaN", "5"),
        cell("boolean", "perhaps", ""),
        cell("date", "yesterday", ""),
        cell("time", "noon", ""),
        cell("color", "red", "red"),
    ],
)
def test_a_fault_of_one_cell_belongs_to_that_cell(tmp_path, content):
    sheet = open_document_sheet(tmp_path, row(content, cell("float", "5", "5")))
    assert (sheet.at(1, 1).value, sheet.at(1, 1).error) == (UNREADABLE, True)
    assert sheet.at(1, 2).value == 5


def test_a_damaged_sheet_stops_only_what_reads_it(tmp_path):
    wrong = row(cell("float", "5", "5", 'table:number-columns-repeated="-1"'))
    problem = refusal(archive(tmp_path / "a.ods", open_document_members(wrong)))
    assert "damaged" in problem.what
    sheets = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>'
        for name, rows in (("S", row(cell("float", "5", "5"))), ("Read me", wrong))
    )
    path = archive(tmp_path / "b.ods", open_document_members(sheets=sheets))
    sheet, other = read_workbook(path).sheets
    assert sheet.at(1, 1).value == 5
    assert (sheet.damaged, other.damaged) == (False, True)


def test_another_open_document_is_refused(tmp_path):
    members = {"content.xml": "<a/>"}
    assert "no spreadsheet" in refusal(archive(tmp_path / "a.ods", members)).what
