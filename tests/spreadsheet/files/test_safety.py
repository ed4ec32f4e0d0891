"""Files made to do harm are refused within seconds, in bounded memory, with a message."""

import io
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from explant.spreadsheet.files import safety
from explant.spreadsheet.sheet.opening import read_workbook
from tests.spreadsheet.files.writers import (
    MAIN,
    archive,
    cell,
    excel_members,
    open_document_members,
    refusal,
    row,
)

LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'
EXCEL = excel_members("<row><c><v>5</v></c></row>")
OPEN_DOCUMENT = open_document_members(row(cell("float", "5", "5"))) | {
    "styles.xml": "<a/>",
    "META-INF/manifest.xml": "<a/>",
}


@pytest.fixture(autouse=True)
def _within_seconds():
    start = time.process_time()
    yield
    assert time.process_time() - start < 15


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE, REMOTE])
@pytest.mark.parametrize(
    ("members", "member"),
    [(EXCEL, name) for name in EXCEL]
    + [(OPEN_DOCUMENT, name) for name in OPEN_DOCUMENT if name != "mimetype"],
)
def test_entities_are_refused_in_every_part(tmp_path, members, member, doctype):
    attacked = {**members, member: doctype + members[member].replace(">5<", ">&c;<")}
    assert "DOCTYPE" in refusal(archive(tmp_path / "a.xlsx", attacked)).what


@pytest.mark.more
def test_a_long_attribute_or_comment_is_looked_at_once(tmp_path):
    # An older parser looks at it again from its beginning with every piece that it is given.
    long = "x" * 40_000_000
    for members in (
        excel_members(f'<row spans="{long}"><c r="A1"><v>5</v></c></row>'),
        excel_members(f'<row><c r="A1"><v>5</v></c></row><!--{long}-->'),
    ):
        start = time.process_time()
        (sheet,) = read_workbook(archive(tmp_path / "a.xlsx", members)).sheets
        assert sheet.at(1, 1).value == 5
        assert time.process_time() - start < 5


def test_deep_nesting_is_refused(tmp_path):
    deep = "<c>" * 1_000_000
    problem = refusal(archive(tmp_path / "a.xlsx", excel_members(f"<row>{deep}")))
    assert "nested more than 100 levels" in problem.what
    spans = "<text:span>" * 1_000_000
    rows = f"<table:table-row><table:table-cell><text:p>{spans}"
    problem = refusal(archive(tmp_path / "a.ods", open_document_members(rows)))
    assert "nested more than 100 levels" in problem.what


def big_archive(path: Path, members: dict[str, str], name: str, megabytes: int) -> Path:
    archive(path, members)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file,
        file.open(name, "w") as member,
    ):
        for _ in range(megabytes):
            member.write(b" " * 1_000_000)
    return path


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path):
    path = big_archive(tmp_path / "a.xlsx", EXCEL, "xl/media/big.bin", 301)
    assert path.stat().st_size < 1_000_000
    assert "unpacks to 301 MB" in refusal(path).what


def with_declared_size(path: Path, name: str, size: int) -> Path:
    """Let the archive's list say that a member unpacks to another size."""
    content = bytearray(path.read_bytes())
    position = content.rindex(name.encode()) - 46
    assert content[position : position + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, position + 24, size)
    path.write_bytes(content)
    return path


@pytest.mark.more
def test_an_archive_that_lies_about_its_size_is_not_believed(tmp_path):
    # 400 MB of spaces after the sheet, of which the list admits 2 kB.
    members = {**EXCEL}
    sheet = members.pop("xl/worksheets/sheet1.xml")
    path = archive(tmp_path / "a.xlsx", members)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file,
        file.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        member.write(sheet.encode())
        for _ in range(400):
            member.write(b" " * 1_000_000)
    problem = refusal(with_declared_size(path, "xl/worksheets/sheet1.xml", 2_000))
    assert "damaged" in problem.what


def test_an_archive_within_an_archive_is_not_opened(tmp_path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", b"\0" * 100_000_000)
    members: dict[str, str | bytes] = {**EXCEL, "xl/embeddings/b.zip": bomb.getvalue()}
    (sheet,) = read_workbook(archive(tmp_path / "a.xlsx", members)).sheets
    assert sheet.at(1, 1).value == 5


def test_many_small_members_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        for number in range(safety.MOST_MEMBERS + 1):
            file.writestr(f"xl/{number}", "")
    assert "consists of more than 10,000 files" in refusal(path).what


def test_a_member_that_stands_twice_is_refused(tmp_path):
    path = archive(tmp_path / "a.xlsx", EXCEL)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("XL/worksheets/sheet1.xml", "<a/>")
    assert "twice" in refusal(path).what


def test_a_locked_archive_and_a_locked_open_document_are_refused(tmp_path):
    path = archive(tmp_path / "a.xlsx", EXCEL)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "password" in refusal(path).what
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        "<m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    )
    locked = {**OPEN_DOCUMENT, "META-INF/manifest.xml": manifest, "content.xml": "\x01\x02"}
    assert "password" in refusal(archive(tmp_path / "a.ods", locked)).what


def test_thousands_of_sheets_are_refused(tmp_path):
    sheets = "".join(
        f'<sheet name="S{number}" sheetId="{number}" r:id="r1"/>' for number in range(1, 5_000)
    )
    workbook = EXCEL["xl/workbook.xml"]
    workbook = workbook[: workbook.index("<sheets>")] + f"<sheets>{sheets}</sheets></workbook>"
    members = {**EXCEL, "xl/workbook.xml": workbook}
    assert "more than 1,000 sheets" in refusal(archive(tmp_path / "a.xlsx", members)).what
    members = open_document_members(sheets="<table:table/>" * 5_000)
    assert "more than 1,000 sheets" in refusal(archive(tmp_path / "a.ods", members)).what


def test_gigantic_merged_areas_are_refused(tmp_path):
    after = '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    problem = refusal(archive(tmp_path / "a.xlsx", excel_members(after=after)))
    assert "S!A2:XFD1048576 is one merged cell" in problem.what
    many = "".join(f'<mergeCell ref="A{2 * n}:XFD{2 * n}"/>' for n in range(1, 100))
    after = f"<mergeCells>{many}</mergeCells>"
    problem = refusal(archive(tmp_path / "a.xlsx", excel_members(after=after)))
    assert "span more than 1,000,000 cells" in problem.what
    spans = 'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'
    rows = row(cell("float", "5", "5", spans))
    problem = refusal(archive(tmp_path / "a.ods", open_document_members(rows)))
    assert "S!A1:XFD1048576 is one merged cell" in problem.what
    rows = row(cell("", "", None, 'table:number-columns-spanned="2"'), repeated=1_048_576)
    problem = refusal(archive(tmp_path / "a.ods", open_document_members(rows)))
    assert "merged" in problem.what


@pytest.mark.parametrize(
    ("columns", "rows"), [(16_384, 1_048_576), (1, 10**8), (10**30, 1), (16_384, 200)]
)
def test_content_that_is_repeated_without_end_is_refused(tmp_path, columns, rows):
    repeated = f'table:number-columns-repeated="{columns}"'
    table = row(cell("float", "5", "5", repeated), repeated=rows)
    problem = refusal(archive(tmp_path / "a.ods", open_document_members(table)))
    assert "repeated over" in problem.what or "beyond the last column" in problem.what


def test_empty_cells_that_are_repeated_cost_nothing(tmp_path):
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    table = row(cell("float", "5", "5")) + row(empty, repeated=1_048_574) + row(cell("float", "6"))
    (sheet,) = read_workbook(archive(tmp_path / "a.ods", open_document_members(table))).sheets
    assert {c.address: c.value for c in sheet.cells.values()} == {"A1": 5, "A1048576": 6}


def test_declared_dimensions_cost_nothing(tmp_path):
    members = excel_members("<row><c><v>5</v></c></row>", before='<dimension ref="A1:XFD1048576"/>')
    (sheet,) = read_workbook(archive(tmp_path / "a.xlsx", members)).sheets
    assert len(sheet.cells) == 1


def test_of_a_text_of_ten_megabytes_is_kept_what_a_cell_may_have(tmp_path):
    text = "x" * 10_000_000
    inline = f'<row><c r="B2" t="inlineStr"><is><t>{text}</t></is></c></row>'
    strings = f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'
    shared = excel_members('<row><c r="B2" t="s"><v>0</v></c></row>', strings=strings)
    table = row(cell("string", "", text))
    spaces = '<text:s text:c="2000000000"/>'
    for name, members in (
        ("a.xlsx", excel_members(inline)),
        ("b.xlsx", shared),
        ("a.ods", open_document_members(table)),
        ("b.ods", open_document_members(row(cell("string", "", f"a{spaces}b")))),
    ):
        (sheet,) = read_workbook(archive(tmp_path / name, members)).sheets
        assert [len(found.value) for found in sheet.cells.values()] == [safety.LONGEST_TEXT]
    # In a text a cell without end is a quotation mark that nobody closed.
    (tmp_path / "a.csv").write_text(f"Patient,CD25\nP1,{text}\n", encoding="utf-8")
    assert "A cell in row 2 has more than" in refusal(tmp_path / "a.csv").what


def test_too_many_cells_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(safety, "MOST_CELLS", 3)
    data = "<row>" + "<c><v>1</v></c>" * 4 + "</row>"
    problem = refusal(archive(tmp_path / "a.xlsx", excel_members(data)))
    assert "beyond S!D1; the most that is read is 3 cells" in problem.what
    (tmp_path / "a.csv").write_text("a,b\nc,d\n", encoding="utf-8")
    assert "beyond a!B2" in refusal(tmp_path / "a.csv").what


def test_too_many_elements_characters_and_bytes_are_refused(tmp_path, monkeypatch):
    path = archive(tmp_path / "a.xlsx", excel_members("<row/>" * 1000))
    monkeypatch.setattr(safety, "MOST_ELEMENTS", 500)
    assert "more than 500 XML elements" in refusal(path).what
    monkeypatch.setattr(safety, "MOST_CHARACTERS", 5)
    strings = f'<sst xmlns="{MAIN}"><si><t>a long text</t></si></sst>'
    path = archive(tmp_path / "a.xlsx", excel_members(strings=strings))
    assert "more than 5 characters" in refusal(path).what
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(safety.LARGEST_FILE + 1)
    assert "The file has 200 MB" in refusal(large).what


STATUS = Path("/proc/self/status")
MEASURE = f"""
import re, sys
from pathlib import Path
from explant.problems import ProblemsError
from explant.spreadsheet.sheet.opening import read_workbook
try:
    read_workbook(Path(sys.argv[1]))
except ProblemsError as error:
    # Not the peak that getrusage tells: it begins with that of the process which started this one.
    kilobytes = re.search(r"VmHWM:\\s*(\\d+) kB", Path("{STATUS}").read_text())[1]
    print(int(kilobytes) // 1024, error)
"""


@pytest.mark.more
@pytest.mark.skipif(not STATUS.exists(), reason="the memory is asked of Linux")
def test_refusing_takes_little_memory(tmp_path):
    # 250 MB of cells, within the limit of size: rows with more of them than a sheet has columns.
    data = "<c/>" * 250_000
    path = tmp_path / "a.xlsx"
    members = excel_members("@")
    sheet = members.pop("xl/worksheets/sheet1.xml")
    archive(path, members)
    before, _, after = sheet.partition("@")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file,
        file.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        member.write(before.encode())
        for _ in range(250):
            member.write(f"<row>{data}</row>".encode())
        member.write(after.encode())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[3] / "src"), "PATH": ""},
    )
    megabytes, _, message = done.stdout.partition(" ")
    assert "damaged" in message
    assert int(megabytes) < 500
