"""Who is at work on a study, on this computer and on others, and who no longer is."""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explant.run.between_runs import lock

HOLD = "import sys,time; from pathlib import Path; from explant.run.between_runs import lock; "
HOLD += "held = lock.hold(Path(sys.argv[1]), 'first'); print('held', flush=True); time.sleep(60)"


@pytest.fixture
def holder(tmp_path):
    file = tmp_path / "study.lock"
    source = Path(lock.__file__).parents[3]
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(source)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield file, process
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def elsewhere(tmp_path):
    """A lock held on a computer that does not exist here; its last sign of life is of now."""
    file = tmp_path / "study.lock"
    # The process of this number lives here, which says nothing of the one there.
    holder = {"run": "theirs", "host": "no-such-node", "boot": "b", "process": os.getpid()}
    file.write_text(json.dumps(holder), encoding="utf-8")
    return file


def silent_for(file: Path, seconds: float) -> None:
    os.utime(file, (time.time() - seconds,) * 2)


def test_a_second_process_is_told_who_is_at_work(holder):
    file, process = holder
    with pytest.raises(
        lock.AnotherRunError, match=f"process {process.pid} on {platform.node()}.*or stop it"
    ):
        lock.hold(file, "second")


def test_the_lock_falls_with_a_killed_process(holder):
    file, process = holder
    assert lock.lives(file, "first")
    process.kill()
    process.wait()
    assert not lock.lives(file, "first")
    held = lock.hold(file, "second")
    assert lock.running(file) == "second"
    held.close()


def test_a_step_does_not_wait_to_learn_that_its_run_lives(holder, monkeypatch):
    file, _ = holder

    def only_at_once(seconds: float) -> None:
        assert seconds == 0

    monkeypatch.setattr(lock.time, "sleep", only_at_once)
    assert lock.lives(file, "first")


def test_a_run_does_not_live_under_the_name_of_another(holder):
    file, _ = holder
    assert not lock.lives(file, "second")
    assert lock.running(file) == "first"


def test_who_has_ended_leaves_nothing_to_wait_for(tmp_path):
    file = tmp_path / "study.lock"
    held = lock.hold(file, "mine")
    held.close()
    held.close()
    assert not lock.lives(file, "mine")
    assert lock.running(file) is None
    assert file.read_text(encoding="utf-8") == ""


def test_a_run_on_another_computer_lives_while_it_gives_signs_of_life(elsewhere):
    assert lock.lives(elsewhere, "theirs")
    silent_for(elsewhere, lock.LEASE + 5)
    assert not lock.lives(elsewhere, "theirs")


def test_a_second_run_waits_for_one_on_another_computer_until_that_is_silent(elsewhere):
    silent_for(elsewhere, 20)
    with pytest.raises(lock.AnotherRunError) as refused:
        lock.hold(elsewhere, "mine")
    assert f"process {os.getpid()} on no-such-node" in str(refused.value)
    assert "20 seconds old" in str(refused.value)
    assert f"begin again {lock.LEASE - 20:.0f} seconds from now" in str(refused.value)
    silent_for(elsewhere, lock.LEASE + 5)
    held = lock.hold(elsewhere, "mine")
    assert lock.lives(elsewhere, "mine")
    assert not lock.lives(elsewhere, "theirs")
    held.close()


def test_signs_of_life_are_given_while_the_lock_is_held(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "BEAT", 0.02)
    file = tmp_path / "study.lock"
    held = lock.hold(file, "mine")
    silent_for(file, 1000)
    limit = time.monotonic() + 10
    while time.time() - file.stat().st_mtime > 500 and time.monotonic() < limit:
        time.sleep(0.02)
    assert time.time() - file.stat().st_mtime < 500
    held.close()
    silent_for(file, 1000)
    time.sleep(0.1)
    assert time.time() - file.stat().st_mtime > 500


def test_where_the_system_has_no_locks_the_signs_of_life_decide(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "_locked_by_other", lambda file, exclusive: None)
    file = tmp_path / "study.lock"
    held = lock.hold(file, "mine")
    assert lock.lives(file, "mine")
    with pytest.raises(lock.AnotherRunError):
        lock.hold(file, "second")
    silent_for(file, lock.LEASE + 5)
    assert not lock.lives(file, "mine")
    held.close()


@pytest.mark.parametrize("content", ["12345", "", '{"run": "x"}', "{", "[]"])
def test_a_file_that_names_nobody_is_nobodys(tmp_path, content):
    file = tmp_path / "study.lock"
    file.write_text(content, encoding="utf-8")
    assert lock.running(file) is None
    lock.hold(file, "mine").close()


def test_only_stale_locks_of_the_study_are_removed(tmp_path):
    ours, others = tmp_path / "0.output.lock", tmp_path / "1.output.lock"
    inputs = tmp_path / "0.input.lock"
    inputs.write_text("data/raw/a.xlsx\n", encoding="utf-8")
    ours.write_text("results/a/paired.csv\n", encoding="utf-8")
    others.write_text("results/ab/paired.csv\n", encoding="utf-8")
    assert lock.remove_stale_locks(tmp_path, "results/a")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["1.output.lock"]
    assert not lock.remove_stale_locks(tmp_path, "results/a")
