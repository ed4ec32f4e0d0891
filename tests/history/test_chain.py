"""Lines that hold the hash of the line before, and what an accident does to them."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from explant.history.chain import append, parsed, read_chain, set_torn_aside


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "study" / "history.jsonl"
    append(path, [{"event": "started", "at": "a"}])
    append(path, [{"event": "finished"}, {"event": "started", "at": "µ"}])
    return path


def test_each_line_holds_the_hash_of_the_one_before(file: Path):
    lines = file.read_bytes().splitlines()
    # Independently of the module: SHA-256 over the bytes of each line.
    hashes = [sha256(line).hexdigest() for line in lines]
    assert [json.loads(line)["before"] for line in lines] == ["", *hashes[:-1]]
    chain = read_chain(file)
    assert chain.head == hashes[-1]
    assert [line.follows for line in chain.lines] == [True] * 3
    assert chain.holds(hashes[0])
    assert not chain.holds("")


def test_a_missing_file_has_no_lines(tmp_path: Path):
    assert read_chain(tmp_path / "none") == parsed(b"")
    assert parsed(b"").head == ""


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        (lambda lines: [lines[0].replace(b'"a"', b'"b"'), *lines[1:]], [2]),
        (lambda lines: [lines[0], b"{", lines[2]], [2, 3]),
        (lambda lines: lines[1:], [1]),
        (lambda lines: [lines[0], lines[2]], [2]),
        (lambda lines: [lines[1], lines[0], lines[2]], [1, 2, 3]),
        (lambda lines: [lines[0], b"[1]", *lines[1:]], [2, 3]),
        # Nothing in the file itself shows that its end is lost.
        (lambda lines: lines[:2], []),
    ],
)
def test_a_damaged_place_is_seen(file: Path, damage, broken):
    content = b"\n".join(damage(file.read_bytes().splitlines())) + b"\n"
    assert [line.number for line in parsed(content).lines if not line.follows] == broken


@pytest.mark.parametrize("length", [1, 10, 60])
def test_a_torn_line_is_set_aside_and_lines_can_be_added(file: Path, length: int):
    whole = file.read_bytes()
    append(file, [{"event": "finished", "of": "a long line that a kill has cut off"}])
    torn = file.read_bytes()[len(whole) :][:length]
    file.write_bytes(whole + torn)
    assert read_chain(file).torn == torn
    aside = set_torn_aside(file, file.parent / "altered")
    assert aside is not None
    assert aside.read_bytes() == torn
    assert file.read_bytes() == whole
    chain = append(file, [{"event": "stopped"}])
    assert [line.follows for line in chain.lines] == [True] * 4
    assert set_torn_aside(file, file.parent / "altered") is None


def test_two_torn_lines_lie_beside_each_other(file: Path):
    for _ in range(2):
        with file.open("ab") as stream:
            stream.write(b'{"event"')
        set_torn_aside(file, file.parent / "altered")
    names = sorted(path.name for path in (file.parent / "altered").iterdir())
    assert names == ["history.torn-1.txt", "history.torn-2.txt"]


def test_a_last_line_without_its_line_break_is_whole(file: Path):
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    assert len(read_chain(file).lines) == 3
    assert read_chain(file).torn == b""
    assert [line.follows for line in append(file, [{"event": "stopped"}]).lines] == [True] * 4


def test_nothing_to_add_makes_no_file(tmp_path: Path):
    append(tmp_path / "history.jsonl", [])
    assert not (tmp_path / "history.jsonl").exists()
