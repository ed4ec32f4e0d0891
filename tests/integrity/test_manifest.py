"""What a manifest says of files."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.integrity.manifest import (
    Content,
    Manifest,
    ManifestError,
    Written,
    content_of,
    content_of_bytes,
    manifest_of,
    outputs_digest,
)
from tests.tried import tried

# As sha256sum of coreutils prints it.
SHA256 = "b9485148546419a0f6a85e8d708c923557c15d7f3c7d078ef1fa7f7c0f57d5a5"


def test_hash_size_and_rows(tmp_path):
    table = tmp_path / "paired.csv"
    table.write_bytes(b"a,b\n1,2\n3,4\n")
    assert content_of(table) == Content(SHA256, 12, 2)
    assert content_of_bytes(b"x\n", "report.html").rows is None
    assert content_of_bytes(b"", "a.csv").rows == 0


@settings(max_examples=tried(100))
@given(
    rows=st.lists(
        st.lists(st.text(alphabet="a\",\n '", max_size=4), min_size=2, max_size=2), max_size=5
    ),
    cut=st.booleans(),
)
def test_rows_are_those_that_a_csv_reader_finds(rows, cut):
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows([["x", "y"], *rows])
    text = written.getvalue()[: -1 if cut else None]
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert content_of_bytes(text.encode(), "a.csv").rows == len(found) - 1


def manifest(**contents: bytes) -> Manifest:
    files = {
        name.replace("_", "."): Written(content_of_bytes(data, name.replace("_", ".")), "analyse")
        for name, data in contents.items()
    }
    return Manifest(files, {"analyse": {"mine.xlsx": "00"}}, {"analyse": "ff"})


def test_what_is_written_is_read():
    whole = manifest(a_csv=b"x\n1\n", run_json=b'{"seed": 1, "started": "today"}')
    assert manifest_of(whole.text()) == whole
    assert json.loads(whole.text())["files"]["a.csv"]["rows"] == 1
    assert json.loads(whole.text())["files"]["run.json"]["without"] == [
        "duration_seconds",
        "history",
        "started",
    ]


def test_times_leave_it_as_it_was_and_all_else_does_not():
    def of(record: bytes) -> str:
        return manifest(run_json=record).text()

    assert of(b'{"seed": 1, "started": "today"}') == of(b'{"started": "tomorrow", "seed": 1}')
    assert of(b'{"seed": 1, "started": "today"}') != of(b'{"seed": 2, "started": "today"}')


@pytest.mark.parametrize(
    "altered",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"rows": 1', '"rows": 2'),
        lambda text: text.replace('"mine.xlsx": "00"', '"mine.xlsx": "01"'),
    ],
)
def test_an_altered_manifest_is_refused(altered):
    text = manifest(a_csv=b"x\n1\n").text()
    with pytest.raises(ManifestError, match=r"manifest\.json"):
        manifest_of(altered(text))


def test_the_digest_is_that_of_names_and_contents():
    digest = outputs_digest(manifest(a_csv=b"x\n1\n", run_json=b'{"seed": 1}'))
    assert outputs_digest(manifest(run_json=b'{"seed": 2}', a_csv=b"x\n1\n")) == digest
    assert outputs_digest(manifest(a_csv=b"x\n2\n", run_json=b'{"seed": 1}')) != digest
    assert outputs_digest(manifest(b_csv=b"x\n1\n", run_json=b'{"seed": 1}')) != digest
    assert outputs_digest(manifest(a_csv=b"x\n1\n"), without=["a.csv"]) == outputs_digest(
        Manifest()
    )
