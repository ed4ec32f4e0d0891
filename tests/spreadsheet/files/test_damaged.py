"""No file makes the reader fail otherwise than with a message, whatever its bytes."""

import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.problems import ProblemsError
from explant.spreadsheet.sheet.opening import read_workbook
from tests.spreadsheet.fingerprints import fingerprint
from tests.tried import tried

FOLDER = Path(__file__).parent
TABLE = 'Patient;Größe;درصد\nP1;1,5;"12\nx"\nP2;<0.5;n.d.\n'
TEXTS = {
    "utf-8": TABLE.encode(),
    "utf-16": TABLE.encode("utf-16"),
    "utf-16-le": TABLE.encode("utf-16-le"),
    "cp1252": TABLE.replace("درصد", "µl").encode("cp1252"),
    "cp1256": TABLE.replace("Größe", "a").encode("cp1256"),
}


def read_or_refuse(path: Path) -> None:
    try:
        read_workbook(path)
    except ProblemsError as error:
        (problem,) = error.problems
        assert problem.severity == "error"
        assert problem.what
        assert problem.how_to_fix
    assert len(fingerprint(path)) == 64


def mutated(content: bytes, generator: random.Random) -> bytes:
    """Bytes with a few changes: some replaced, a part cut out, doubled or moved."""
    new = bytearray(content)
    for _ in range(generator.randint(1, 4)):
        if not new:
            break
        start = generator.randrange(len(new))
        stop = min(start + generator.choice((1, 2, 8, 200)), len(new))
        kind = generator.randrange(5)
        if kind == 0:
            for position in range(start, stop):
                new[position] = generator.randrange(256)
        elif kind == 1:
            new[start:stop] = generator.choice((b"\x00", b"\xff")) * (stop - start)
        elif kind == 2:
            del new[start:stop]
        elif kind == 3:
            new[start:start] = new[start:stop]
        else:
            del new[start:]
    return bytes(new)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("extension", ["xlsx", "ods", "xls"])
def test_changed_bytes_of_workbooks(tmp_path, extension, seed):
    content = (FOLDER / f"study.{extension}").read_bytes()
    path = tmp_path / f"a.{extension}"
    path.write_bytes(mutated(content, random.Random(seed)))
    read_or_refuse(path)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_changed_parts_of_workbooks(tmp_path, extension, seed):
    """The archive is whole, and a part within it is not what it should be."""
    generator = random.Random(seed)
    path = tmp_path / f"a.{extension}"
    with zipfile.ZipFile(FOLDER / f"study.{extension}") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(name for name in members if name.endswith((".xml", ".rels")))
    name = generator.choice(names)
    if generator.random() < 0.2:
        del members[name]
    elif generator.random() < 0.5:
        members[name] = mutated(members[name], generator)
    else:
        members[name] = changed_attributes(members[name], generator)
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    read_or_refuse(path)


def changed_attributes(xml: bytes, generator: random.Random) -> bytes:
    """XML that is well formed still, with other values of a few attributes."""
    parts = xml.split(b'"')
    for _ in range(5):
        if len(parts) > 2:
            place = 2 * generator.randrange(len(parts) // 2) + 1
            parts[place] = generator.choice(
                (b"", b"-1", b"0", b"99999999999999999999", b"1e400", b"x", b"A1", b"nan", b"A0:B1")
            )
    return b'"'.join(parts)


@pytest.mark.parametrize("name", TEXTS)
def test_changed_bytes_of_text(tmp_path, name):
    for seed in range(60):
        path = tmp_path / "a.csv"
        path.write_bytes(mutated(TEXTS[name], random.Random(seed)))
        read_or_refuse(path)


@settings(max_examples=tried(200), deadline=None)
@given(
    start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\x09\x08"]),
    rest=st.binary(max_size=300),
    extension=st.sampled_from(["xlsx", "ods", "xls", "csv", "tsv", ""]),
)
def test_any_bytes(tmp_path_factory, start, rest, extension):
    path = tmp_path_factory.getbasetemp() / f"any.{extension}"
    path.write_bytes(start + rest)
    read_or_refuse(path)


@pytest.mark.parametrize("extension", ["xlsx", "ods", "xls"])
def test_a_workbook_cut_off_anywhere_is_refused(tmp_path, extension):
    content = (FOLDER / f"study.{extension}").read_bytes()
    for tenth in range(10):
        path = tmp_path / f"a.{extension}"
        path.write_bytes(content[: len(content) * tenth // 10])
        with pytest.raises(ProblemsError):
            read_workbook(path)
