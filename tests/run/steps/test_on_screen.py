"""A long step says how far it is, a short one nothing, and the log is the same for both."""

import io
import logging
import time
from types import SimpleNamespace

import pytest

from explant.progress import LOGGER, through
from explant.run.steps import on_screen
from explant.run.steps.job import job
from explant.run.steps.on_screen import Progress, progress_on_screen


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(on_screen, "FIRST", 0.05)
    monkeypatch.setattr(on_screen, "BETWEEN", 10.0)


def told(folder):
    return SimpleNamespace(
        log=[str(folder / "logs" / "analyse.log")],
        input=[],
        rule="analyse",
        wildcards=[],
        params=SimpleNamespace(spec={"step": "analyse"}),
    )


def test_a_long_step_says_how_far_it_is(quick):
    screen = io.StringIO()
    with progress_on_screen("analyse", screen):
        for table in through(["paired", "strata"], "tables"):
            for gene in through(range(3), "results"):
                if (table, gene) == ("strata", 2):
                    time.sleep(0.3)
    assert screen.getvalue() == "analyse: 0 s, 1 of 2 tables, 2 of 3 results\n"


def test_a_loop_that_is_done_says_no_more():
    progress = Progress("analyse")
    LOGGER.addHandler(progress)
    LOGGER.setLevel(logging.INFO)
    try:
        for _ in through(["paired", "strata"], "tables"):
            list(through(range(3), "results"))
            assert list(progress.loops) == ["tables"]
        assert progress.loops == {}
    finally:
        LOGGER.removeHandler(progress)
        LOGGER.setLevel(logging.NOTSET)


def test_a_short_step_says_nothing(tmp_path, capsys):
    with job(told(tmp_path)):
        assert list(through([1, 2], "tables")) == [1, 2]
    assert capsys.readouterr() == ("", "")


def test_nothing_of_it_is_in_the_log(tmp_path, capsys, quick):
    with job(told(tmp_path)):
        print("said")
        time.sleep(0.2)
    assert capsys.readouterr().err.startswith("analyse: 0 s")
    log = (tmp_path / "logs/analyse.log").read_text(encoding="utf-8")
    assert log.startswith("said\n")
    assert "analyse: 0 s" not in log


def test_nobody_listens_where_no_step_runs():
    assert not LOGGER.isEnabledFor(logging.INFO)
    assert list(through({"a": 1}.items(), "tables")) == [("a", 1)]


def test_a_loop_over_very_many_items_is_not_slowed_down():
    progress, said = Progress("ingest"), []
    progress.emit = said.append
    LOGGER.addHandler(progress)
    LOGGER.setLevel(logging.INFO)
    try:
        assert sum(through(range(50_000), "values")) == 50_000 * 49_999 // 2
    finally:
        LOGGER.removeHandler(progress)
        LOGGER.setLevel(logging.NOTSET)
    assert len(said) == 101
