"""Which jobs belong to the run at work on a study."""

import os
from pathlib import Path

import pytest

from explant.run.between_runs import belonging, lock
from explant.run.steps.provenance import RUN_STARTED
from explant.run.steps.staging import RUN, STAGE

FOLDER = Path("results/x")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (RUN, RUN_STARTED):
        # Set and taken away, so that both are as before afterwards.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_a_job_that_lost_the_runs_variables_belongs_to_it() -> None:
    held = belonging.take(FOLDER)
    started = os.environ.pop(RUN_STARTED)
    del os.environ[RUN]
    assert belonging.join(FOLDER)
    assert os.environ[RUN] == belonging.THIS_RUN
    assert os.environ[RUN_STARTED] >= started
    held.close()


def test_a_job_whose_run_has_ended_belongs_to_none() -> None:
    belonging.take(FOLDER).close()
    assert not belonging.join(FOLDER)


def test_what_a_killed_run_left_half_made_goes() -> None:
    (FOLDER / STAGE / "1").mkdir(parents=True)
    held = belonging.take(FOLDER)
    assert not (FOLDER / STAGE).exists()
    held.close()


def test_another_run_is_refused_and_the_same_one_is_not() -> None:
    other = lock.hold(lock.lock_file(FOLDER), "other")
    with pytest.raises(lock.AnotherRunError):
        belonging.take(FOLDER)
    other.close()
    held = belonging.take(FOLDER)
    # Snakemake reads a module again for each rule that another workflow alters.
    assert belonging.take(FOLDER) is held
    held.close()
    again = belonging.take(FOLDER)
    assert again is not held
    again.close()
