import subprocess
import sys

import pytest

from explant.run.staging import RUN_PROCESS, OrphanedError, staged


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
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    monkeypatch.setenv(RUN_PROCESS, str(ended.pid))
    with pytest.raises(OrphanedError), staged([tmp_path / "a.csv"], tmp_path) as folder:
        (folder / "a.csv").write_text("late", encoding="utf-8")
    assert list(tmp_path.iterdir()) == []
