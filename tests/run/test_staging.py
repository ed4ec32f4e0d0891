import json
import os
import time
from pathlib import Path

import pytest

from explant.run.lock import LEASE, hold, lock_file
from explant.run.staging import RUN, OrphanedError, orphaned, staged


def test_outputs_appear_together_at_the_end(tmp_path):
    outputs = [tmp_path / "a.csv", tmp_path / "deeper" / "b.csv"]
    with staged(outputs, tmp_path) as folder:
        (folder / "a.csv").write_text("1", encoding="utf-8")
        (folder / "b.csv").write_text("2", encoding="utf-8")
        assert not outputs[0].exists()
    assert outputs[0].read_text(encoding="utf-8") == "1"
    assert outputs[1].read_text(encoding="utf-8") == "2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "deeper"]


def test_a_failure_leaves_what_was_there(tmp_path):
    output = tmp_path / "a.csv"
    output.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError), staged([output], tmp_path) as folder:
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
    with staged([output], results) as folder:
        (folder / "a.csv").write_text("in time", encoding="utf-8")
    held.close()
    with pytest.raises(OrphanedError), staged([output], results) as folder:
        (folder / "a.csv").write_text("late", encoding="utf-8")
    assert output.read_text(encoding="utf-8") == "in time"
    assert [path.name for path in results.iterdir()] == ["a.csv"]


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
