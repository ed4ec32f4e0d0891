"""What a run says at its start and at its end."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from snakemake.common import NOTHING_TO_BE_DONE_MSG

from explant.config.models import Plan
from explant.run.between_runs import lock, recording
from explant.run.starting import startup
from explant.run.starting.startup import Run, begin
from explant.run.steps import fork_server
from tests.figures.conftest import two_by_two


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    plan = Plan.model_validate(two_by_two())
    found = Run(plan, tmp_path, "results/x", "", Path("results/x"), None)
    found.folder.mkdir(parents=True)
    (found.folder / "report.html").write_text("<p>", encoding="utf-8")
    (found.folder / "summary.txt").write_text("Evidence.\n", encoding="utf-8")
    return found


def test_the_findings_and_the_report(run: Run):
    assert run.success() == "Evidence.\n\nReport: results/x/report.html"


def test_findings_of_an_earlier_run_are_not_told_as_those_of_this_one(run: Run, monkeypatch):
    monkeypatch.setattr(recording, "end", lambda *_: recording.Ended(is_earlier=True))
    assert run.success() == (
        "The steps that were asked for are complete. results/x/report.html is of an earlier run."
    )


def test_the_marked_copy_where_there_is_one(run: Run):
    (run.folder / "problems.xlsx").write_bytes(b"PK")
    assert "each place marked: results/x/problems.xlsx" in run.success()


def test_a_run_with_nothing_to_do_says_so_and_names_the_report(run: Run, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(Run, "say_at_exit", lambda self, message: said.append(message))
    run.heard("Building DAG of jobs...")
    assert said == []
    run.heard(NOTHING_TO_BE_DONE_MSG)
    assert said == [
        "Nothing to do: the results are those of this spreadsheet and this config. "
        "Report: results/x/report.html"
    ]


@pytest.mark.parametrize(
    ("jobs", "here", "started"), [(12, True, 1), (2, True, 0), (12, False, 0), (4, True, 1)]
)
def test_imports_are_shared_by_many_steps_on_this_machine(run, monkeypatch, jobs, here, started):
    starts: list[None] = []
    monkeypatch.setattr(fork_server, "start", lambda: starts.append(None))
    run.share_imports(jobs=jobs, on_this_machine=here)
    assert len(starts) == started


@pytest.mark.parametrize(
    ("there", "saved_after", "here", "first"),
    [
        (False, False, True, ()),
        (True, True, True, fork_server.FOR_REPORT),
        (True, False, True, None),
        (True, True, False, None),
    ],
)
def test_imports_begin_early_where_something_is_to_be_made(
    run, monkeypatch, tmp_path, there, saved_after, here, first
):
    starts: list[object] = []
    monkeypatch.setattr(fork_server, "start", starts.append)
    report, config = run.folder / "report.html", tmp_path / "config.yaml"
    config.touch()
    if there:
        report.touch()
        os.utime(report, ns=(config.stat().st_mtime_ns + (-1 if saved_after else 1),) * 2)
    else:
        report.unlink(missing_ok=True)
    foreseen = startup._outdated(report, [config, tmp_path / "missing.xlsx"])
    begun = replace(run, foreseen=foreseen, held=lock.hold(tmp_path / "a.lock", "this"))
    begun.foresee_work(on_this_machine=here)
    assert starts == ([] if first is None else [first])


def test_an_empty_marked_copy_is_none(run: Run):
    (run.folder / "problems.xlsx").touch()
    assert "problems.xlsx" not in run.success()
    assert not (run.folder / "problems.xlsx").exists()


def test_which_figures_a_step_draws(run: Run):
    svg = run.figures(formats=["svg"])
    parts = [
        file
        for step in ("marker_figures", "overview_figures", "robustness_figures", "completeness")
        for file in run.figures(step=step, formats=["svg"])
    ]
    assert sorted(parts) == sorted(svg)


def test_the_headline_is_read_for_markers_only_where_some_have_no_panel(run: Run):
    def read(panels: int) -> set[str]:
        plan = Plan.model_validate(two_by_two() | {"report": {"panels": panels}})
        source = Path(__file__).parents[3]
        started = Run(plan, source, "x", f"test {panels}", Path("x"), None)
        spec = started.spec("marker_figures", "figures.py")
        return set(spec["plan"]["report"])

    assert read(24) == {"panels", "show"}
    assert read(2) == {"headline", "panels", "show"}


def test_colors_alike_are_told_once_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    Path("x.xlsx").touch()
    overrides = two_by_two() | {"figures": {"colors": {"tissue": {"normal": "#D55E00"}}}}
    Path("plan.yaml").write_text(json.dumps(overrides), encoding="utf-8")
    for may_write in (True, False):
        started = begin(str(tmp_path), ["plan.yaml"], {}, may_write=may_write)
        if started.held is not None:
            started.held.close()
    (told,) = [line for line in capsys.readouterr().err.splitlines() if "color" in line]
    assert told.startswith("figures.colors.tissue: normal and tumor have the same color, #D55E00")
