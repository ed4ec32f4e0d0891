"""What runs write into the history, whatever becomes of them."""

import json
import os
from pathlib import Path

import pytest

from explant.history.chain import read_chain
from explant.history.events import HISTORY, Asked
from explant.history.kept_plans import hash_of
from explant.history.known import Doubt
from explant.run.between_runs import recording
from tests.history.test_kept_plans import plan_with

PLAN = plan_with()
OTHER = plan_with(lambda plan: plan.setdefault("inference", {}).update(test="t"))
AT = "2026-03-01T10:00:00+00:00"


class Study:
    """A study's folder, in which a run is played without Snakemake."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder.parent / "mine.yaml"

    def past(self, plan=PLAN, data: str = "a", at: str = AT) -> recording.Past:
        return recording.past(self.folder, [self.config], Asked(plan, data), at)

    def compute(self) -> None:
        """Tables of results appear."""
        history = (self.folder / HISTORY).stat().st_mtime_ns
        (self.folder / "paired.csv").write_text("marker\n", encoding="utf-8")
        os.utime(self.folder / "paired.csv", ns=(history + 1, history + 1))

    def report(self, plan=PLAN, data: str = "a", verdicts: str = "") -> None:
        """The report's step ends; it leaves what a record says of the history."""
        kept = {
            key: value for key, value in recording.recorded(self.folder).items() if key == "history"
        }
        state = {"plan": hash_of(plan), "data": data, "sha256": f"{hash_of(plan)} {data}"}
        state |= {"verdicts": {"q": {verdicts: ["CD25"]}}, "questions": {"q": "primary"}}
        record = {"state": state, "versions": {"explant": "1"}, "changed": "1 cell changed."} | kept
        (self.folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
        for name in ("measurements.csv", "patients.csv", "between.csv"):
            (self.folder / name).write_text("", encoding="utf-8")

    def run(self, plan=PLAN, data: str = "a", at: str = AT) -> recording.Finished:
        recording.settle(self.folder)
        recording.begin(self.past(plan, data, at))
        self.compute()
        self.report(plan, data)
        return recording.finish(self.folder)

    @property
    def events(self) -> list[str]:
        return [line.text("event") for line in read_chain(self.folder / HISTORY).lines]

    @property
    def head_in_record(self) -> str:
        return recording.recorded(self.folder)["history"]["sha256"]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    folder = tmp_path / "study"
    folder.mkdir()
    return Study(folder)


def test_a_run_writes_its_start_and_its_end(study: Study):
    assert study.run() == recording.Finished(belongs=True)
    assert study.events == ["started", "finished"]
    chain = read_chain(study.folder / HISTORY)
    assert study.head_in_record == chain.head
    assert all(line.follows for line in chain.lines)
    start, end = chain.lines
    assert start.content["plan"] == PLAN
    assert end.content["questions"] == {"q": "primary"}
    assert end.content["versions"] == {"explant": "1"}
    assert end.content["verdicts"] == {"q": {"": ["CD25"]}}


def test_a_repeat_writes_nothing(study: Study):
    study.run()
    before = (study.folder / HISTORY).read_bytes(), study.past().known
    assert study.run(at="2027-01-01T00:00:00+00:00") == recording.Finished(belongs=True)
    assert ((study.folder / HISTORY).read_bytes(), study.past().known) == before
    assert study.head_in_record == read_chain(study.folder / HISTORY).head


def test_what_is_said_does_not_change_when_the_run_has_ended(study: Study):
    for plan, data in ((PLAN, "a"), (OTHER, "a"), (OTHER, "b"), (PLAN, "b")):
        recording.begin(past := study.past(plan, data))
        study.compute()
        study.report(plan, data)
        recording.finish(study.folder)
        later = study.past(plan, data, "2027-01-01T00:00:00+00:00")
        assert later.known == past.known
        assert later.warnings == []


def test_another_state_is_told_once(study: Study):
    assert study.run().changed == ""
    assert study.run(OTHER).changed == "1 cell changed."
    assert study.run(OTHER).changed == ""


def test_a_plan_stands_in_one_line_only(study: Study):
    for plan in (PLAN, OTHER, PLAN):
        study.run(plan)
    lines = read_chain(study.folder / HISTORY).lines
    starts = [line for line in lines if line.text("event") == "started"]
    assert ["plan" in line.content for line in starts] == [True, True, False]


def test_a_run_that_fails_before_there_are_results_does_not_count(study: Study):
    recording.begin(study.past(OTHER, "mistaken"))
    recording.fail(study.folder)
    recording.fail(study.folder)
    assert study.events == ["started", "stopped"]
    study.run()
    assert study.past().known.changes == ()
    assert study.past().known.other_data == 0


@pytest.mark.parametrize("computed", [True, False])
def test_a_killed_run_is_closed_by_the_next(study: Study, computed: bool):
    recording.begin(study.past(OTHER))
    if computed:
        study.compute()
    study.run()
    assert study.events == ["started", "stopped", "started", "finished"]
    assert bool(study.past().known.changes) == computed


def test_a_run_that_was_killed_after_its_report_is_completed_by_the_next(study: Study):
    recording.begin(study.past())
    study.compute()
    study.report()
    assert recording.settle(study.folder) == []
    assert study.events == ["started", "finished"]
    assert study.head_in_record == read_chain(study.folder / HISTORY).head


def test_results_of_another_plan_do_not_end_a_run(study: Study):
    study.run()
    recording.begin(study.past(OTHER))
    assert not recording.finish(study.folder).belongs
    recording.fail(study.folder)
    assert study.events == ["started", "finished", "started", "stopped"]


def test_a_torn_line_is_set_aside_and_said(study: Study):
    study.run()
    with (study.folder / HISTORY).open("ab") as file:
        file.write(b'{"event": "star')
    assert study.past().warnings == []
    (said,) = recording.settle(study.folder)
    assert "the torn line was set aside as" in said
    assert (study.folder / "altered" / "history.torn-1.txt").read_bytes() == b'{"event": "star'
    assert study.events == ["started", "finished"]
    assert recording.settle(study.folder) == []


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_bytes(b""), "missing"),
        (
            lambda path: path.write_bytes(path.read_bytes().splitlines(keepends=True)[0]),
            "cut",
        ),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b"2026-03-01", b"2020-03-01")),
            "altered",
        ),
    ],
)
def test_damage_is_noticed_said_and_written_down_once(study: Study, damage, what: str):
    study.run()
    damage(study.folder / HISTORY)
    past = study.past(at="2026-03-05T10:00:00+00:00")
    assert what in {fault.what for fault in past.fresh}
    assert past.warnings
    assert all(warning.endswith("The report says so.") for warning in past.warnings)
    assert Doubt(what, "2026-03-05") in past.known.doubts
    study.run(at="2026-03-05T10:00:00+00:00")
    later = study.past(at="2027-01-01T00:00:00+00:00")
    assert later.warnings == []
    assert later.known == past.known


def test_if_history_and_record_are_gone_nothing_is_known(study: Study):
    study.run()
    (study.folder / HISTORY).unlink()
    (study.folder / "run.json").unlink()
    assert study.past().fresh == ()


def test_results_of_an_earlier_version_are_told(study: Study):
    study.report()
    assert [fault.what for fault in study.past().fresh] == ["earlier results"]
    study.run()
    assert study.past().known.doubts == (Doubt("earlier results", "2026-03-01"),)


def test_a_freeze_file_that_cannot_be_read_is_told(study: Study):
    (study.config.parent / "mine.frozen.json").write_text("{", encoding="utf-8")
    assert study.past().warnings == [
        "The freeze file beside the config cannot be read. The report says so."
    ]
    study.run()


@pytest.mark.parametrize("text", ["[]", '{"history": 3, "state": 4}', "{"])
def test_a_record_that_says_nonsense_stops_nothing(study: Study, text: str):
    (study.folder / "run.json").write_text(text, encoding="utf-8")
    recording.settle(study.folder)
    recording.begin(study.past())
    assert not recording.finish(study.folder).belongs


def test_a_history_that_cannot_be_written_stops_no_run(study: Study):
    # As on a full or read-only disk, also for who may write everywhere.
    (study.folder / HISTORY).mkdir()
    assert recording.settle(study.folder) == []
    past = study.past()
    (said,) = recording.begin(past)
    assert said == "The history of the study could not be written: Is a directory."
    study.report()
    assert recording.end(study.folder, past) == recording.Ended(said=[said])


def test_a_report_that_was_not_asked_for_is_told_as_an_earlier_one(study: Study):
    study.run()
    past = study.past(data="b")
    recording.begin(past)
    study.compute()
    assert recording.end(study.folder, past).is_earlier
    study.report(data="b")
    assert not recording.end(study.folder, study.past(data="b")).is_earlier


def test_where_nobody_wrote_the_start_the_end_does(study: Study):
    # Another workflow uses this one as a module: it calls no hook at the start.
    past = study.past()
    study.report()
    assert recording.end(study.folder, past) == recording.Ended(said=[])
    assert study.events == ["started", "finished"]
    assert recording.end(study.folder, past) == recording.Ended(said=[])
    assert study.events == ["started", "finished"]
