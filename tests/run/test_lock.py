import os
import subprocess
import sys
from pathlib import Path

import pytest

from explant.run import lock

HOLD = "import sys,time; from pathlib import Path; from explant.run import lock; "
HOLD += "held = lock.hold(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"


@pytest.fixture
def holder(tmp_path):
    file = tmp_path / "study.lock"
    source = Path(lock.__file__).parents[2]
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


def test_a_second_process_is_told_who_is_at_work(holder):
    file, process = holder
    with pytest.raises(lock.AnotherRunError, match=f"process {process.pid}"):
        lock.hold(file)


def test_the_lock_falls_with_a_killed_process(holder):
    file, process = holder
    process.kill()
    process.wait()
    held = lock.hold(file)
    assert held is not None
    held.close()


def test_only_stale_locks_of_the_study_are_removed(tmp_path):
    ours, others = tmp_path / "0.output.lock", tmp_path / "1.output.lock"
    inputs = tmp_path / "0.input.lock"
    inputs.write_text("data/raw/a.xlsx\n", encoding="utf-8")
    ours.write_text("results/a/paired.csv\n", encoding="utf-8")
    others.write_text("results/ab/paired.csv\n", encoding="utf-8")
    assert lock.remove_stale_locks(tmp_path, "results/a")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["1.output.lock"]
    assert not lock.remove_stale_locks(tmp_path, "results/a")
