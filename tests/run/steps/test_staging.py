import json
import os
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from explant.integrity.inputs import seen
from explant.integrity.records import records_in
from explant.problems import ProblemsError
from explant.run.between_runs.lock import LEASE, hold, lock_file
from explant.run.steps.staging import RUN, Job, OrphanedError, orphaned


def test_outputs_appear_together_at_the_end(tmp_path):
    outputs = [tmp_path / "a.csv", tmp_path / "deeper" / "b.csv"]
    with Job("analyse", tmp_path).staged(outputs) as folder:
        (folder / "a.csv").write_text("1", encoding="utf-8")
        (folder / "b.csv").write_text("2", encoding="utf-8")
        assert not outputs[0].exists()
    assert outputs[0].read_text(encoding="utf-8") == "1"
    assert outputs[1].read_text(encoding="utf-8") == "2"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".explant", "a.csv", "deeper"]


def test_a_failure_leaves_what_was_there(tmp_path):
    output = tmp_path / "a.csv"
    output.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError), Job("analyse", tmp_path).staged([output]) as folder:
        (folder / "a.csv").write_text("half", encoding="utf-8")
        raise RuntimeError
    assert output.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_step_whose_run_has_ended_publishes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = Path("results/x")
    held = hold(lock_file(results), "this run")
    monkeypatch.setenv(RUN, "this run")
    output = results / "a.csv"
    with Job("analyse", results).staged([output]) as folder:
        (folder / "a.csv").write_text("in time", encoding="utf-8")
    held.close()
    with pytest.raises(OrphanedError), Job("analyse", results).staged([output]) as folder:
        (folder / "a.csv").write_text("late", encoding="utf-8")
    assert output.read_text(encoding="utf-8") == "in time"
    assert sorted(path.name for path in results.iterdir()) == [".explant", "a.csv"]


@pytest.mark.parametrize("silent", [0, LEASE + 5])
def test_a_step_asks_after_a_run_on_another_computer_by_the_shared_folder(
    tmp_path, monkeypatch, silent
):
    monkeypatch.chdir(tmp_path)
    results = Path("results/x")
    file = lock_file(results)
    file.parent.mkdir(parents=True)
    # The number of a process that lives here and is no run.
    there = {"run": "theirs", "host": "no-such-node", "boot": "b", "process": os.getpid()}
    file.write_text(json.dumps(there), encoding="utf-8")
    os.utime(file, (time.time() - silent,) * 2)
    monkeypatch.setenv(RUN, "theirs")
    assert orphaned(results) == bool(silent)


def test_a_script_that_was_called_by_no_run_publishes(tmp_path, monkeypatch):
    monkeypatch.delenv(RUN, raising=False)
    assert not orphaned(tmp_path)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (lambda file: None, False),
        (lambda file: file.touch(), False),
        (lambda file: file.write_text("2", encoding="utf-8"), True),
        (lambda file: file.unlink(), True),
    ],
)
def test_what_was_read_of_a_file_that_was_saved_meanwhile_is_not_published(
    tmp_path, change, refused
):
    sheet, results = tmp_path / "genes.csv", tmp_path / "results"
    sheet.write_text("1", encoding="utf-8")
    before = sheet.stat()
    step = Job("network", results, seen([sheet], results))
    expected = pytest.raises(ProblemsError) if refused else nullcontext()
    with expected as caught, step.staged([results / "a.csv"]) as folder:
        (folder / "a.csv").write_text("a\n1\n", encoding="utf-8")
        change(sheet)
        if sheet.exists():
            # Its time and size are no sign.
            os.utime(sheet, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (results / "a.csv").exists() != refused
    if refused:
        assert "\n" not in str(caught.value)
        assert "while it was being read. Run the study again" in str(caught.value)


def test_a_part_is_published_apart_and_can_be_withdrawn(tmp_path):
    step = Job("ingest", tmp_path)
    for name, part in (("problems.csv", "problems"), ("a.csv", "")):
        with step.staged([tmp_path / name], part=part) as folder:
            (folder / name).write_text("a\n", encoding="utf-8")
    assert set(records_in(tmp_path)) == {"ingest", "ingest-problems"}
    step.withdraw("problems")
    step.withdraw("marked")
    assert set(records_in(tmp_path)) == {"ingest"}
    assert not (tmp_path / "problems.csv").exists()
    assert (tmp_path / "a.csv").exists()
