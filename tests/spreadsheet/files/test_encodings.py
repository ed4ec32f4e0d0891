"""Which letters the bytes of a table stand for."""

import pytest

from explant.spreadsheet.files.encodings import decoded
from explant.spreadsheet.files.safety import Refusal
from explant.spreadsheet.sheet.opening import read_workbook

LATIN = "Patient;Größe (µm);Übergang\nMüller;1,5;Ærø\n"
PERSIAN = "بیمار;نام;CD25 درصد\nP1;پاک;۱\n".replace("ی", "ي").replace("۱", "1")
ARABIC = "المريض;الورم\nP1;سليم و\n"
FRENCH = "Prélèvement;Numéro\nP1;3\n"


@pytest.mark.parametrize("text", [LATIN, PERSIAN, ARABIC])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_says_what_it_is(text, encoding):
    found = decoded(text.encode(encoding))
    assert found.text == text
    assert found.encoding == ""


@pytest.mark.parametrize(
    ("text", "encoding", "sure"),
    [
        (LATIN, "cp1252", True),
        (PERSIAN, "cp1256", True),
        # A single letter, و, could be any.
        (ARABIC, "cp1256", False),
        ("Temperature;P1\n37 ºC;5\n", "cp1252", True),
        ("Tumeur Ø;Œdème\n", "cp1252", False),
    ],
)
def test_letters_and_their_neighbors_show_the_encoding(text, encoding, sure):
    found = decoded(text.encode(encoding))
    assert found.text == text
    assert found.encoding == encoding
    assert found.sure is sure


@pytest.mark.parametrize("text", ["P1\u200f;5\n", "P1;\u200f12\n", "A\u200f;1\n", "P1\u200e;1\n"])
def test_a_mark_of_direction_beside_an_id_is_no_letter(text):
    found = decoded(text.encode("cp1256"))
    assert (found.text, found.encoding, found.sure) == (text, "cp1256", True)


def test_letters_of_icelandic_are_no_marks_of_direction():
    text = "Það;þú;ný\n"
    assert decoded(text.encode("cp1252")).text == text


def test_nothing_is_said_where_nothing_would_differ():
    found = decoded(FRENCH.encode("cp1252"))
    assert (found.text, found.encoding) == (FRENCH, "")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Пациент;Опухоль\nИванова;5\n", "cp1251"),
        ("Ασθενής;Όγκος\nΠ1;5\n", "cp1253"),
        ("חולה;גידול\nאב;5\n", "cp1255"),
    ],
)
def test_other_encodings_are_refused(text, encoding):
    with pytest.raises(Refusal, match="letters cannot be told"):
        decoded(text.encode(encoding))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Größe;Über\nä;ö".encode()[:-1], "line 2 has a byte that is not"),
        (b"\xff\xfea", "breaks off"),
        (b"\x89PNG\r\n\x1a\n;1,2\n", "neither a workbook nor"),
        (b"a\0\0\0\1\2", "neither a workbook nor"),
    ],
)
def test_broken_text_is_refused(content, expected):
    with pytest.raises(Refusal, match=expected):
        decoded(content)


def test_the_reader_names_the_cells_and_both_readings(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(PERSIAN.encode("cp1256"))
    book = read_workbook(path)
    (problem,) = book.problems
    assert problem.severity == "note"
    assert problem.where == "table!A1:C1 table!B2"
    assert "read as Windows-1256; in Windows-1252" in problem.what
    assert '"بيمار" (else "ÈíãÇÑ")' in problem.what

    path.write_bytes("ID;CD25\nMüllÖr;3\nØ;4\n".encode("cp1252"))
    (problem,) = read_workbook(path).problems
    assert problem.severity == "warning"
    assert "table!A2:A3" in problem.where or "table!A2 table!A3" in problem.where
