"""Old workbooks of Excel: what is not read of them, and containers made to be read for ever."""

import struct
from pathlib import Path

import pytest

from explant.spreadsheet.files.compound_file import check_chains
from explant.spreadsheet.files.safety import Damaged
from explant.spreadsheet.sheet.opening import read_workbook
from tests.spreadsheet.files.writers import refusal
from tests.spreadsheets.grid import Cell, Sheet
from tests.spreadsheets.write.old_excel import workbook

STUDY = Path(__file__).parent / "study.xls"


def changed(tmp_path: Path, change: dict[int, int]) -> Path:
    """The study with 32-bit numbers replaced at byte positions."""
    content = bytearray(STUDY.read_bytes())
    for position, value in change.items():
        struct.pack_into("<I", content, position, value)
    (tmp_path / "a.xls").write_bytes(content)
    return tmp_path / "a.xls"


def allocation_table() -> tuple[int, list[int]]:
    """Byte position of the first sector of the allocation table, and its entries."""
    content = STUDY.read_bytes()
    (sector,) = struct.unpack_from("<I", content, 76)
    position = 512 + 512 * sector
    return position, list(struct.unpack_from("<128I", content, position))


def test_a_chain_that_bites_its_tail_is_refused_at_once(tmp_path):
    position, table = allocation_table()
    first = next(number for number, following in enumerate(table) if following == number + 1)
    path = changed(tmp_path, {position + 4 * (first + 1): first})
    assert "a chain of its sectors has no end" in refusal(path).what
    with pytest.raises(Damaged):
        check_chains(path.read_bytes())


def test_whole_files_pass():
    check_chains(STUDY.read_bytes())


def test_a_file_whose_parts_lie_over_each_other_is_read_with_a_warning(tmp_path):
    rows = [["Patient", "CD25"], *([f"P{number}", Cell(number)] for number in range(1, 200))]
    content = bytearray(workbook([Sheet("Data", rows)]))
    (tmp_path / "whole.xls").write_bytes(content)
    (directory,) = struct.unpack_from("<I", content, 48)
    entry = 512 + 512 * directory
    (begin,) = struct.unpack_from("<I", content, entry + 128 + 116)
    # The stream of small parts begins where the workbook does.
    struct.pack_into("<II", content, entry + 116, begin, 512)
    (tmp_path / "a.xls").write_bytes(content)
    book = read_workbook(tmp_path / "a.xls")
    assert book.sheets == read_workbook(tmp_path / "whole.xls").sheets
    (problem,) = book.problems
    assert problem.severity == "warning"
    assert "lie over each other" in problem.what


def test_formats_of_which_a_file_holds_only_the_number(tmp_path):
    content = bytearray(STUDY.read_bytes())
    style = b"\xe0\x00\x14\x00"
    position = content.find(style)
    while position != -1:
        (kind,) = struct.unpack_from("<H", content, position + 6)
        if kind > 164:
            # yyyy年m月d日, which Excel in some languages does not write out.
            struct.pack_into("<H", content, position + 6, 31)
        position = content.find(style, position + 1)
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    found = read_workbook(path).sheets[0]
    for place in ((2, 5), (3, 5), (4, 5)):
        assert found.at(*place) == read_workbook(STUDY).sheets[0].at(*place)


@pytest.mark.parametrize("length", [8, 511, 512, 600])
def test_a_container_cut_off_is_refused(tmp_path, length):
    path = tmp_path / "a.xls"
    path.write_bytes(STUDY.read_bytes()[:length])
    refusal(path)


def test_a_locked_workbook_is_refused(tmp_path):
    content = STUDY.read_bytes()
    # A record that says how the rest is encrypted stands right after the first one.
    begin = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    after = begin + 4 + 16
    (code, length) = struct.unpack_from("<HH", content, after)
    assert length >= 2
    assert code != 0x002F
    locked = content[:after] + struct.pack("<H", 0x002F) + content[after + 2 :]
    path = tmp_path / "a.xls"
    path.write_bytes(locked)
    assert "password" in refusal(path).what


def test_another_document_of_the_time_is_refused(tmp_path):
    content = STUDY.read_bytes()
    path = tmp_path / "a.xls"
    path.write_bytes(
        content.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
    )
    assert "no Excel workbook" in refusal(path).what


def test_formulas_that_no_program_has_computed_have_no_value(tmp_path):
    content = bytearray(STUDY.read_bytes())
    # Programs that compute nothing leave an empty text as the result of each formula.
    position = content.find(b"\x06\x00", 512)
    found = 0
    while position != -1:
        length = int.from_bytes(content[position + 2 : position + 4], "little")
        row, column = struct.unpack_from("<HH", content, position + 4)
        if 22 <= length < 60 and row < 10 and column < 6:
            content[position + 10 : position + 18] = b"\x03\0\0\0\0\0\xff\xff"
            found += 1
        position = content.find(b"\x06\x00", position + 2)
    assert found == 7
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    sheet = read_workbook(path).sheets[0]
    formulas = [cell for cell in sheet.cells.values() if cell.formula]
    assert [cell.value for cell in formulas] == [None] * 7
    assert not any(cell.blank for cell in formulas)
