"""Many studies: which are listed, which are refused, and the page that leads to them."""

import logging
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from explant.run.between_runs import lock
from explant.run.starting.startup import Run
from explant.run.starting.studies import INDEX, Studies, begin
from explant.run.steps.staging import RUN as RUN_TEXT
from tests.workflow.conftest import PROJECT, SMALL


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(RUN_TEXT, raising=False)
    Path("data/raw").mkdir(parents=True)
    Path("data/raw/nk.csv").write_text("ID,Time,Marker,Value\n", encoding="utf-8")
    Path("config/many").mkdir(parents=True)
    return tmp_path


def config(name: str, *, study: str | None = None, text: str = SMALL) -> str:
    file = Path("config/many") / f"{name}.yaml"
    named = f"study: {{name: {study or name}, description: Of {name}.}}\n"
    file.write_text(named + f"report: {{title: The {name}}}\n" + text, encoding="utf-8")
    return str(file)


def started(listed: Any, *files: str, **beside: Any) -> Studies:
    return begin({"studies": listed} | beside, files, str(PROJECT), may_write=False, is_job=False)


def refusal(listed: Any, *files: str, **beside: Any) -> str:
    with pytest.raises(SystemExit) as stopped:
        started(listed, *files, **beside)
    return str(stopped.value)


def test_a_folder_a_list_and_a_file_with_a_list_name_the_same_studies():
    files = [config("a"), config("b")]
    Path("config/all.yaml").write_text("studies: [config/many/a.yaml, config/many/b.yaml]\n")
    for listed in ("config/many", files, "config/all.yaml"):
        found = started(listed)
        assert [str(study.config) for study in found.listed] == files
        assert list(found.modules) == ["a", "b"]
        assert not found.refused


def test_the_file_that_lists_the_studies_is_none_of_its_folder():
    config("a")
    listing = Path("config/many/all.yaml")
    listing.write_text("studies: config/many\n", encoding="utf-8")
    assert list(started("config/many", str(listing)).modules) == ["a"]
    assert list(started("config/many/all.yaml").modules) == ["a"]


def test_of_a_folder_only_configs_of_studies_are_taken():
    file = Path(config("a"))
    file.rename(file.with_suffix(".YML"))
    for name in ("._a.yaml", "notes.txt"):
        (file.parent / name).write_bytes(b"\x00\x05\x16\x07")
    (file.parent / "old.yaml").mkdir()
    (file.parent / "some.yaml").write_text("# Two.\nstudies: [config/many/a.YML]\n", "utf-8")
    assert [study.config.name for study in started("config/many").listed] == ["a.YML"]


def test_a_list_that_leads_back_to_itself_is_refused():
    for one, other in (("one", "two"), ("two", "one")):
        Path(f"config/{one}.yaml").write_text(f"studies: config/{other}.yaml\n", "utf-8")
    assert "config/one.yaml names itself" in refusal("config/two.yaml", "config/one.yaml")


def test_a_config_that_is_not_there_is_told_as_one_of_the_list():
    found = started([config("a"), "config/many/b.yaml"])
    assert found.listed[1].refused == (
        "config/many/b.yaml: There is no such file. Correct the list of studies."
    )


def test_two_studies_of_one_folder_are_refused_before_anything_is_computed():
    said = refusal([config("a", study="Same"), config("b", study="same")])
    assert said == (
        "config/many/a.yaml and config/many/b.yaml have one folder for their results, "
        "results/Same. Give each a study.name of its own."
    )


def test_one_that_is_refused_leaves_the_others():
    wrong = config("wrong", text=SMALL.replace("markers:", "markerz:"))
    lost = config("lost", text=SMALL.replace("nk.csv", "kn.csv"))
    found = started([config("a"), wrong, lost])
    assert list(found.modules) == ["a"]
    assert found.refused
    _, of_wrong, of_lost = (study.refused for study in found.listed)
    assert 'config/many/wrong.yaml:9 markerz: "markerz" is no key here.' in of_wrong
    assert "There is no file data/raw/kn.csv" in of_lost
    assert "markerz" in refusal([wrong])


def test_one_at_which_another_run_is_at_work_is_left_out():
    held = lock.hold(lock.lock_file("results/b"), "other")
    found = started([config("a"), config("b")])
    assert list(found.modules) == ["a"]
    assert f"process {os.getpid()}" in found.listed[1].refused
    held.close()
    assert list(started("config/many").modules) == ["a", "b"]


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("nowhere", "there is no nowhere"),
        ("data", "no config (*.yaml) in data"),
        ([], "a folder of configs or a list"),
        ([1], "a folder of configs or a list"),
        ({"a": "b"}, "a folder of configs or a list"),
        (["x.yaml", "x.yaml"], "x.yaml stands there twice"),
        (["x.yaml", "a/../x.yaml"], "x.yaml and a/../x.yaml stands there twice"),
        (["x.yaml"], "x.yaml"),
        ("config/many/a.yaml", "does not list studies"),
    ],
)
def test_a_list_that_is_none_is_refused(listed: Any, said: str):
    config("a")
    assert said in refusal(listed)


def test_what_belongs_into_the_configs_of_the_studies_does_not_stand_beside_them():
    said = refusal([config("a")], spreadsheet="x.csv", inference={})
    assert "spreadsheet, inference belongs into the configs" in said


def test_names_of_rules_are_told_apart():
    names = ["a b", "a_b", "study_1", "7 days", "é", "study_2", "8 days"]
    files = [config(f"c{number}", study=name) for number, name in enumerate(names)]
    modules = started(files).modules
    assert [study.folder.name for study in modules.values()] == names
    assert all(name.isidentifier() and "__" not in name for name in modules)


def event(name: str, **said: Any) -> logging.LogRecord:
    record = logging.makeLogRecord({"msg": name})
    record.__dict__.update(said, event=SimpleNamespace(name=name))
    return record


def finish(studies: Studies, names: list[str], jobs: list[str]) -> None:
    """What Snakemake says of a run in which only some jobs ended well."""
    for name, study in studies.modules.items():
        assert study.plan is not None
        folder = study.folder
        studies.runs[name] = Run(study.plan, PROJECT, str(folder), "", folder, None)
    needed = {f"{name}__{job}": 1 for name in names for job in ("ingest", "report")}
    studies.jobs.heard(event("RUN_INFO", stats=needed))
    for number, rule in enumerate(jobs):
        studies.jobs.heard(event("JOB_INFO", jobid=number, rule_name=rule))
        studies.jobs.heard(event("JOB_FINISHED", job_id=number))


def results(name: str, *, findings: str = "", failure: str = "") -> None:
    folder = Path("results") / name
    (folder / "logs").mkdir(parents=True)
    (folder / "report.html").write_text("<p>", encoding="utf-8")
    (folder / "problems.xlsx").touch()
    (folder / "summary.txt").write_text(findings, encoding="utf-8")
    if failure:
        (folder / "logs/failure.txt").write_text(failure + "\n", encoding="utf-8")


def test_the_page_lists_each_study_with_its_findings_or_its_trouble(capsys):
    studies = started([config("a"), config("b b"), config("c"), config("d", text="markerz: 1\n")])
    results("a", findings="A is higher.\nB is <lower>.\n")
    results("b b", findings="Old.\n", failure="Sheet!A1 is no number.")
    results("c", findings="Of an earlier run.\n")
    finish(studies, ["a", "b_b", "c"], ["a__ingest", "a__report", "b_b__report", "c__ingest"])
    studies.end()
    page = INDEX.read_text(encoding="utf-8")
    assert "1 of 4 studies is complete." in page
    assert '<li dir="auto">A is higher.</li>' in page
    assert "B is &lt;lower&gt;." in page
    assert 'href="a/report.html"' in page
    assert 'href="b%20b/report.html"' in page
    assert "Sheet!A1 is no number." in page
    assert "Old." not in page
    assert "The run did not finish. What happened stands in results/c/logs." in page
    assert "Of an earlier run." not in page
    assert "markerz" in page
    assert 'href="d/' not in page
    assert "problems.xlsx" not in page, "an empty one is none"
    said = capsys.readouterr().err
    assert said.rstrip().endswith("1 of 4 studies complete: results/index.html")
    assert "A is higher.\nB is <lower>.\n\nReport: results/a/report.html" in said


def test_the_page_tells_no_folder_and_no_computer(tmp_path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("P01 Smith")
    held = lock.hold(lock.lock_file("results/b"), "other")
    text = SMALL.replace("data/raw/nk.csv", str(outside / "a.csv"))
    studies = started([config("a", text=text), config("b"), config("c")])
    finish(studies, ["c"], [])
    studies.end()
    held.close()
    page = INDEX.read_text(encoding="utf-8")
    assert "There is no file a.csv" in page
    assert "Another run is at work on this study." in page
    for word in ("Smith", "P01", str(tmp_path), platform.node(), str(os.getpid())):
        assert word not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_studies_of_one_title_are_told_apart_by_their_folders():
    for name in ("a", "b"):
        config(name)
        file = Path(f"config/many/{name}.yaml")
        file.write_text(file.read_text("utf-8").replace(f"The {name}", "IL-2"), "utf-8")
    studies = started("config/many")
    finish(studies, [], [])
    studies.end()
    page = INDEX.read_text(encoding="utf-8")
    assert all(f'dir="auto">IL-2 ({name})</a>' in page for name in ("a", "b"))


def test_another_workflow_can_move_the_results():
    files = [config("a"), config("b")]
    held = lock.hold(lock.lock_file("assay/results/b"), "other")
    moved = {"may_write": True, "is_job": False, "moved": "assay/{}".format}
    studies = begin({"studies": files}, [], str(PROJECT), **moved)
    held.close()
    assert list(studies.modules) == ["a"]
    assert studies.listed[0].folder == Path("assay/results/a")
    finish(studies, [], [])
    studies.end()
    assert "b" in Path("assay/results/index.html").read_text(encoding="utf-8")
    assert not INDEX.exists()


def test_the_page_is_where_the_studies_are():
    """Snakemake's --directory has gone back to where it came from when the process ends."""
    script = (
        "from pathlib import Path\nimport os\n"
        "from explant.run.between_runs.closing_words import at_exit\n"
        "at_exit(Path('here').touch)\nos.chdir('/')\n"
    )
    source = {"PYTHONPATH": str(PROJECT / "src")}
    subprocess.run([sys.executable, "-c", script], check=True, env=os.environ | source)
    assert Path("here").is_file()


def test_a_study_with_nothing_to_do_is_complete():
    studies = started([config("a"), config("b")])
    results("a", findings="A.\n")
    results("b", findings="B.\n")
    finish(studies, ["a"], ["a__ingest", "a__report"])
    studies.end()
    assert "2 of 2 studies are complete." in INDEX.read_text(encoding="utf-8")


def test_a_job_of_a_run_knows_the_studies_of_that_run(monkeypatch):
    files = [config("a"), config("b")]
    mine = lock.hold(lock.lock_file("results/a"), "mine")
    other = lock.hold(lock.lock_file("results/b"), "other")
    monkeypatch.setenv(RUN_TEXT, "mine")
    found = begin({"studies": files}, [], str(PROJECT), may_write=False, is_job=True)
    assert list(found.modules) == ["a"]
    mine.close()
    with pytest.raises(SystemExit, match="has ended"):
        begin({"studies": files}, [], str(PROJECT), may_write=False, is_job=True)
    other.close()
