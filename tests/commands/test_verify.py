"""What a reviewer is told of a folder of results."""

import json
import shutil

import pytest

from explant.__main__ import main
from explant.integrity.manifest import MANIFEST, manifest_of, outputs_digest
from explant.integrity.mending import mend, settle
from explant.integrity.records import FOLDER, Record, kept, publish
from tests.reported import make_plan

FILES = {
    "analyse": {"paired.csv": b"p\n0.01\n0.02\n"},
    "report": {"report.html": b"<p>", "run.json": b'{"seed": 1, "started": "today"}'},
}
STEPS = list(FILES)


def write(results, step, files, read=()):
    stage = results / "stage"
    stage.mkdir(parents=True)
    for name, data in files.items():
        (stage / name).write_bytes(data)
    publish(results, step, Record(step, {n: kept(d, n) for n, d in files.items()}, read), stage)
    stage.rmdir()


@pytest.fixture
def results(tmp_path):
    """What an author sends: the folder without what is hidden in it."""
    folder = tmp_path / "study"
    write(folder, "analyse", FILES["analyse"], {"mine.xlsx": "00"})
    table = kept(FILES["analyse"]["paired.csv"], "paired.csv")
    write(folder, "report", FILES["report"], {"paired.csv": table.whole})
    settle(folder, STEPS, ended=True)
    shutil.rmtree(folder / FOLDER)
    (folder / "logs").mkdir()
    (folder / "logs" / "report.log").touch()
    return folder


def verify(results, capsys):
    code = main(["verify", str(results)])
    screen = capsys.readouterr()
    return code, (screen.out + screen.err).splitlines()


def test_results_as_they_were_written(results, capsys):
    code, lines = verify(results, capsys)
    manifest = manifest_of((results / MANIFEST).read_text(encoding="utf-8"))
    assert code == 0
    assert lines[0] == f"As Explant wrote them: 3 of 3 files of {results}."
    assert outputs_digest(manifest) in lines[1]
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("alter", "line"),
    [
        (
            lambda folder: (folder / "paired.csv").write_bytes(b"p\n0.01\n"),
            "altered: paired.csv (1 row instead of 2)",
        ),
        (
            lambda folder: (folder / "paired.csv").write_bytes(b"p\n0.01\n0.03\n"),
            "altered: paired.csv (as long as before, with something else in it)",
        ),
        (
            lambda folder: (folder / "run.json").write_bytes(b'{"seed": 2, "started": "today"}'),
            "altered: run.json (as long as before, with something else in it)",
        ),
        (lambda folder: (folder / "report.html").unlink(), "missing: report.html"),
        (
            lambda folder: ((folder / "report.html").unlink(), (folder / "report.html").mkdir()),
            "altered: report.html (it is no file)",
        ),
    ],
)
def test_each_fault_has_its_line_and_the_exit_status_says_so(results, capsys, alter, line):
    alter(results)
    code, lines = verify(results, capsys)
    assert code == 1
    assert lines[0] == line
    assert lines[1] == f"As Explant wrote them: 2 of 3 files of {results}."


def test_another_file_is_told_and_is_no_fault(results, capsys):
    (results / "notes.txt").touch()
    code, lines = verify(results, capsys)
    assert code == 0
    assert lines[0] == "unknown: notes.txt (not written by Explant)"


def test_files_of_two_states_are_told(results, capsys):
    write(results, "analyse", {"paired.csv": b"p\n0.5\n"})
    record = kept(FILES["analyse"]["paired.csv"], "paired.csv")
    write(results, "report", FILES["report"], {"paired.csv": record.whole})
    settle(results, STEPS, ended=False)
    code, lines = verify(results, capsys)
    assert code == 1
    assert lines[0].startswith("outdated: what the step report wrote was made from another pair")


def test_a_table_with_other_rows_than_the_plan_asks_for_is_told(results, capsys):
    plan = make_plan()
    run = json.dumps({"config": plan.model_dump(), "started": "today"}).encode()
    write(results, "analyse", FILES["analyse"])
    write(results, "report", FILES["report"] | {"run.json": run})
    settle(results, STEPS, ended=True)
    code, lines = verify(results, capsys)
    asked = len(plan.questions(plan.paired_contrasts))
    assert asked != 2
    assert code == 1
    assert lines[0] == f"incomplete: paired.csv has 2 rows, and the plan asks for {asked}"


def test_adopted_files_are_told(results, capsys):
    (results / MANIFEST).unlink()
    mend(results, lambda name: True, lambda: ["paired.csv"])
    settle(results, STEPS, ended=True)
    code, lines = verify(results, capsys)
    assert code == 0
    assert "There before Explant kept a manifest, and as then: paired.csv." in lines


@pytest.mark.parametrize("damage", [b"", b"\xff", b"{}"])
def test_without_a_manifest_nothing_is_known(results, capsys, tmp_path, damage):
    (results / MANIFEST).write_bytes(damage)
    code, (line,) = verify(results, capsys)
    assert code == 1
    assert "manifest.json cannot be read, so nothing can be said of the other files." in line
    (results / MANIFEST).unlink()
    assert verify(results, capsys) == (
        1,
        [f"{results}: there is no manifest.json, so nothing can be verified."],
    )
    assert verify(tmp_path / "none", capsys)[1] == [
        f"{tmp_path / 'none'}: there is no folder, so nothing can be verified."
    ]
