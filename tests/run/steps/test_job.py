import re
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from explant.integrity.records import records_in
from explant.problems import Problem, ProblemsError
from explant.run.steps import job as job_module
from explant.run.steps.job import job
from explant.run.steps.nameless_logs import for_everybody
from explant.run.steps.staging import OrphanedError


def told(log, *inputs, rule="analyse", wildcards=()):
    """What Snakemake tells a script."""
    params = SimpleNamespace(spec={"step": rule})
    given = {"log": [str(log)], "input": [str(file) for file in inputs]}
    return SimpleNamespace(**given, params=params, rule=f"il2__{rule}", wildcards=wildcards)


@pytest.mark.parametrize(
    ("wildcards", "name"), [([], "il2__analyse"), (["2", "7"], "il2__analyse 2 of 7")]
)
def test_how_far_a_step_is_names_study_and_part(tmp_path, monkeypatch, wildcards, name):
    named: list[str] = []

    def heard(step, _):
        named.append(step)
        return nullcontext()

    monkeypatch.setattr(job_module, "progress_on_screen", heard)
    with job(told(tmp_path / "logs/analyse.log", wildcards=wildcards)):
        pass
    assert named == [name]


def test_problems_become_a_plain_message_and_the_traceback_goes_to_the_log(tmp_path, capsys):
    log = tmp_path / "logs" / "ingest.log"
    problem = Problem("error", "Sheet1!D7", "The cell holds text.", "Write a number.")
    with pytest.raises(SystemExit) as stop, job(told(log)):
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
    with pytest.raises(SystemExit), job(told(log)):
        raise ZeroDivisionError("division by zero")
    message = (tmp_path / "failure.txt").read_text(encoding="utf-8")
    assert "not in your data" in message
    assert "ZeroDivisionError: division by zero" in message
    assert str(log) in message


def test_a_log_tells_no_folder_of_this_computer(tmp_path, monkeypatch):
    project, outside = tmp_path / "project", tmp_path / "P01 Smith"
    sheet, log = outside / "nk.csv", project / "results/nk/logs/ingest.log"
    for folder in (project, outside):
        folder.mkdir()
    sheet.write_text("1", encoding="utf-8")
    monkeypatch.chdir(project)
    with pytest.raises(SystemExit), job(told(Path("results/nk/logs/ingest.log"), sheet)):
        print(f"reading {sheet}", "and /opt/lab/Smith/b.csv")
        print(f"{project}/data/a.csv")
        raise ValueError(f"{sheet}: 3 cells/µl")
    text = log.read_text(encoding="utf-8")
    failure = log.with_name("failure.txt").read_text(encoding="utf-8")
    for told_text in (text, failure):
        assert "nk.csv: 3 cells/µl" in told_text
        folders = ("Smith", str(tmp_path), f"{Path.home()}/", sys.prefix)
        assert [word for word in folders if word in told_text] == []
    assert "reading nk.csv and b.csv\ndata/a.csv\n" in text
    assert "Traceback" in text


def test_a_step_that_succeeds_leaves_no_message(tmp_path):
    with job(told(tmp_path / "logs" / "a.log")):
        print("to stderr", file=sys.stderr)
    assert not (tmp_path / "logs" / "failure.txt").exists()
    said = (tmp_path / "logs" / "a.log").read_text(encoding="utf-8").splitlines()
    assert said[0] == "to stderr"
    assert re.fullmatch(r"Processor time: \d+\.\d s\.( Most memory: [1-9]\d* MB\.)?", said[1])


def test_a_step_that_outlived_its_run_says_nothing_in_the_name_of_the_next(tmp_path):
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "failure.txt").write_text("of the next run\n", encoding="utf-8")
    with pytest.raises(SystemExit) as stop, job(told(logs / "a.log")):
        raise OrphanedError
    assert stop.value.code == 1
    assert (logs / "failure.txt").read_text(encoding="utf-8") == "of the next run\n"


def test_a_step_records_what_it_read_and_wrote(tmp_path):
    results, sheet = tmp_path / "results", tmp_path / "mine.csv"
    log = results / "logs" / "x.log"
    sheet.write_text("1", encoding="utf-8")
    read, written = results / "measurements.csv", results / "paired.csv"
    with job(told(log, sheet, rule="ingest")) as running, running.staged([read]) as folder:
        (folder / read.name).write_text("a\n1\n", encoding="utf-8")
    with job(told(log, read)) as running, running.staged([written]) as folder:
        (folder / written.name).write_text("a\n2\n", encoding="utf-8")
    records = records_in(results)
    assert list(records["ingest"].read) == ["mine.csv"]
    measured = records["ingest"].files["measurements.csv"].content.sha256
    assert records["analyse"].read == {"measurements.csv": measured}
    assert list(records["analyse"].files) == ["paired.csv"]


@pytest.mark.parametrize("known", [True, False])
def test_a_step_reads_no_table_that_explant_did_not_write(tmp_path, monkeypatch, known):
    monkeypatch.setattr("explant.integrity.inputs.PATIENCE", 0.0)
    results = tmp_path / "results"
    table, log = results / "paired.csv", results / "logs" / "report.log"
    if known:
        with job(told(log)) as running, running.staged([table]) as folder:
            (folder / table.name).write_text("a\n1\n2\n", encoding="utf-8")
    results.mkdir(exist_ok=True)
    table.write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(SystemExit), job(told(log, table)):
        raise AssertionError("it was read")
    (message,) = (log.parent / "failure.txt").read_text(encoding="utf-8").splitlines()
    assert message.startswith(f"{table.name}: ")
    what = "It was altered while the study ran (1 row instead of 2)."
    assert (what if known else "Explant did not write this file.") in message


def test_problems_in_a_table_name_a_file_outside_the_project_alone(tmp_path):
    file = tmp_path / "P01 Smith" / "genes.tsv"
    found = Problem("error", f"{file}:3", f"{file.parent} has no /CD8/.", f"Look at {file}.")
    (told_problem,) = for_everybody([found], [file, Path("data/raw/nk.csv")])
    assert told_problem == Problem(
        "error", "genes.tsv:3", "its folder has no /CD8/.", "Look at genes.tsv."
    )
