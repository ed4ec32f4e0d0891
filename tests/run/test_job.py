import sys

import pytest

from explant.problems import Problem, ProblemsError
from explant.run.job import job
from explant.run.staging import OrphanedError


def test_problems_become_a_plain_message_and_the_traceback_goes_to_the_log(tmp_path, capsys):
    log = tmp_path / "logs" / "ingest.log"
    problem = Problem("error", "Sheet1!D7", "The cell holds text.", "Write a number.")
    with pytest.raises(SystemExit) as stop, job(log):
        print("working")
        raise ProblemsError([problem])
    assert stop.value.code == 1
    message = (tmp_path / "logs" / "failure.txt").read_text(encoding="utf-8")
    assert message == "Sheet1!D7: The cell holds text. Write a number.\n"
    text = log.read_text(encoding="utf-8")
    assert "working" in text
    assert "Traceback" in text
    assert capsys.readouterr() == ("", "")


def test_a_fault_of_ours_says_so_and_names_the_log(tmp_path):
    log = tmp_path / "analyse.log"
    with pytest.raises(SystemExit), job(log):
        raise ZeroDivisionError("division by zero")
    message = (tmp_path / "failure.txt").read_text(encoding="utf-8")
    assert "not in your data" in message
    assert "ZeroDivisionError: division by zero" in message
    assert str(log) in message


def test_a_step_that_succeeds_leaves_no_message(tmp_path):
    with job(tmp_path / "a.log"):
        print("to stderr", file=sys.stderr)
    assert not (tmp_path / "failure.txt").exists()
    assert (tmp_path / "a.log").read_text(encoding="utf-8") == "to stderr\n"


def test_a_step_that_outlived_its_run_says_nothing_in_the_name_of_the_next(tmp_path):
    (tmp_path / "failure.txt").write_text("of the next run\n", encoding="utf-8")
    with pytest.raises(SystemExit) as stop, job(tmp_path / "a.log"):
        raise OrphanedError
    assert stop.value.code == 1
    assert (tmp_path / "failure.txt").read_text(encoding="utf-8") == "of the next run\n"
