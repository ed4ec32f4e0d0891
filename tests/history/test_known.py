"""What follows from a history and a freeze, and what does not."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explant.history.chain import Chain, append, parsed
from explant.history.events import (
    FROZEN,
    Asked,
    noticed,
    open_start,
    runs,
    started,
    stopped,
    with_plan,
)
from explant.history.freezes import (
    Freeze,
    FreezeFileError,
    freeze_file,
    freezes_text,
    read_freezes,
)
from explant.history.kept_plans import Kept, hash_of
from explant.history.known import ALTERED_FREEZE, Doubt, Fault, Known, faults, from_plain, known
from tests.history.test_kept_plans import plan_with

WILCOXON = plan_with()
T = plan_with(lambda plan: plan.setdefault("inference", {}).update(test="t"))
TITLE = plan_with(lambda plan: plan["report"].update(title="Another"))

MORNING, NOON, NIGHT = (f"2026-03-0{day}T10:00:00+00:00" for day in (1, 2, 3))
LATER = "2026-04-01T10:00:00+00:00"


class Study:
    """A history that is written as runs and freezes write it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "history.jsonl"
        self.chain = Chain()
        self.freezes: list[Freeze] = []

    def add(self, content: dict[str, Any]) -> None:
        self.chain = append(self.file, [content])

    def run(self, plan: Kept, data: str, at: str) -> Known:
        """A run that computes results, and what it knows before its first job."""
        found = self.asked(plan, data, at)
        self.add(started(Asked(plan, data), at, self.chain))
        self.add({"event": "finished", "at": at})
        return found

    def asked(self, plan: Kept, data: str, at: str, fresh: tuple[Fault, ...] = ()) -> Known:
        return known(self.chain, self.freezes, Asked(plan, data), at, fresh)

    def freeze(self, plan: Kept, at: str, *, sheet_there: bool = False) -> None:
        frozen = {"event": FROZEN, "at": at, "sheet_there": sheet_there}
        self.add(with_plan(frozen, plan, self.chain))
        self.freezes.append(Freeze(at, plan, hash_of(plan), sheet_there, self.chain.head))

    def cut(self, lines: int) -> None:
        kept = self.file.read_bytes().splitlines(keepends=True)[:lines]
        self.file.write_bytes(b"".join(kept))
        self.chain = parsed(self.file.read_bytes())


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)


def keys(changes) -> list[tuple[str, str, str]]:
    return [(each.key, each.old, each.new) for each in changes]


TEST_CHANGED = [("inference.test", "wilcoxon", "t")]


def test_the_first_run_is_the_first(study: Study):
    found = study.run(WILCOXON, "a", MORNING)
    assert found == Known(first_run="2026-03-01", data_run="2026-03-01")


def test_a_repeat_knows_the_same_whenever_it_is(study: Study):
    first = study.run(WILCOXON, "a", MORNING)
    assert study.asked(WILCOXON, "a", LATER) == first


def test_it_goes_through_the_parameters_of_a_rule_unchanged(study: Study):
    study.freeze(WILCOXON, MORNING)
    study.freeze(TITLE, MORNING)
    study.run(WILCOXON, "a", NOON)
    study.run(T, "b", NIGHT)
    study.add(noticed("missing", "x", NIGHT, study.chain))
    found = study.asked(TITLE, "b", LATER)
    assert found.frozen
    assert found.tried
    assert found.changes
    assert found.doubts
    assert from_plain(json.loads(json.dumps(found.plain()))) == found
    assert from_plain({}) == Known()


def test_frozen_before_the_first_run(study: Study):
    study.freeze(WILCOXON, MORNING)
    found = study.run(WILCOXON, "a", NOON)
    assert found.frozen is not None
    assert (found.frozen.on, found.frozen.before_run) == ("2026-03-01", True)
    assert found.frozen.changes == ()
    assert not found.frozen.sheet_there


def test_frozen_after_the_first_run_is_not_frozen_before(study: Study):
    study.run(WILCOXON, "a", MORNING)
    study.freeze(T, NOON, sheet_there=True)
    found = study.run(T, "a", NIGHT)
    assert found.frozen is not None
    assert found.frozen.before_run is False
    assert found.frozen.sheet_there
    assert found.frozen.changes == ()
    assert keys(found.changes) == TEST_CHANGED


def test_the_order_is_that_of_the_lines_not_of_the_dates(study: Study):
    study.freeze(WILCOXON, NIGHT)
    found = study.run(WILCOXON, "a", MORNING)
    assert found.frozen is not None
    assert found.frozen.before_run is True
    assert found.doubts == (Doubt("clock", "2026-03-01 10:00", "2026-03-03 10:00"),)
    assert study.asked(WILCOXON, "a", LATER) == found


def test_a_key_changed_after_the_first_run(study: Study):
    study.freeze(WILCOXON, MORNING)
    study.run(WILCOXON, "a", NOON)
    found = study.run(T, "a", NIGHT)
    assert found.frozen is not None
    assert keys(found.frozen.changes) == keys(found.changes) == TEST_CHANGED


def test_changed_and_changed_back_is_told(study: Study):
    study.run(WILCOXON, "a", MORNING)
    study.run(T, "a", NOON)
    found = study.run(WILCOXON, "a", NIGHT)
    assert found.changes == ()
    ((on, changes),) = [(each.on, keys(each.changes)) for each in found.tried]
    assert (on, changes) == ("2026-03-02", [("inference.test", "t", "wilcoxon")])


def test_words_tried_in_between_are_not_told(study: Study):
    study.run(WILCOXON, "a", MORNING)
    study.run(TITLE, "a", NOON)
    assert study.run(WILCOXON, "a", NIGHT).tried == ()


def test_a_changed_cell_with_the_test_changed_at_once_hides_nothing(study: Study):
    study.run(WILCOXON, "a", MORNING)
    found = study.run(T, "b", NOON)
    assert (found.first_run, found.data_run, found.other_data) == ("2026-03-01", "2026-03-02", 1)
    assert keys(found.changes) == TEST_CHANGED


def test_a_run_that_stopped_before_there_were_results_does_not_count(study: Study):
    study.add(started(Asked(T, "mistaken"), MORNING, study.chain))
    study.add(stopped(MORNING, computed=False))
    assert study.run(WILCOXON, "a", NOON) == Known(first_run="2026-03-02", data_run="2026-03-02")


def test_a_run_that_stopped_after_there_were_results_does(study: Study):
    study.add(started(Asked(T, "a"), MORNING, study.chain))
    assert open_start(study.chain) is not None
    study.add(stopped(MORNING, computed=True))
    assert open_start(study.chain) is None
    found = study.run(WILCOXON, "a", NOON)
    assert found.first_run == "2026-03-01"
    assert keys(found.changes) == [("inference.test", "t", "wilcoxon")]
    assert len(runs(study.chain.lines)) == 2


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_cut_history_is_noticed_by_the_hash_beside_it(study: Study, lines: int):
    study.run(WILCOXON, "a", MORNING)
    study.run(T, "a", NOON)
    head = study.chain.head
    study.cut(lines)
    assert faults(study.chain, head, [], earlier_results=False) == [Fault("cut", head)]


def test_a_missing_history_is_noticed_and_then_written_down(study: Study):
    study.run(WILCOXON, "a", MORNING)
    head = study.chain.head
    study.cut(0)
    (fault,) = faults(study.chain, head, [], earlier_results=True)[:1]
    assert fault == Fault("missing", head)
    found = study.asked(T, "a", NOON, (fault,))
    assert found.first_run == "2026-03-02"
    assert found.doubts == (Doubt("missing", "2026-03-02"),)
    study.add(noticed(fault.what, fault.head, NOON, study.chain))
    study.run(T, "a", NOON)
    assert faults(study.chain, head, [], earlier_results=False) == []
    assert study.asked(T, "a", LATER) == found


def test_if_all_are_gone_nothing_is_known():
    assert faults(Chain(), "", [], earlier_results=False) == []


def test_results_of_a_version_without_histories_are_told():
    assert faults(Chain(), "", [], earlier_results=True) == [Fault("earlier results")]


def test_nothing_before_an_altered_line_is_relied_on(study: Study):
    study.run(WILCOXON, "a", MORNING)
    study.run(T, "a", NOON)
    content = study.file.read_bytes().replace(b"2026-03-01", b"2026-01-01", 1)
    study.file.write_bytes(content)
    study.chain = parsed(content)
    (fault,) = faults(study.chain, study.chain.head, [], earlier_results=False)
    assert fault == Fault("altered")
    found = study.asked(T, "a", NIGHT, (fault,))
    assert found.first_run == "2026-03-02"
    assert found.doubts == (Doubt("altered", "2026-03-03"),)
    study.add(noticed(fault.what, fault.head, NIGHT, study.chain))
    assert faults(study.chain, study.chain.head, [], earlier_results=False) == []
    assert study.asked(T, "a", LATER) == found


def test_a_freeze_after_a_history_was_lost_does_not_say_what_came_first(study: Study):
    study.add(noticed("missing", "x", MORNING, study.chain))
    study.freeze(WILCOXON, NOON)
    found = study.run(WILCOXON, "a", NIGHT)
    assert found.frozen is not None
    assert found.frozen.before_run is None


def test_a_freeze_file_without_its_history_says_its_date_and_no_order(study: Study):
    study.freeze(WILCOXON, MORNING)
    head = study.chain.head
    study.cut(0)
    (fault,) = faults(study.chain, "", study.freezes, earlier_results=False)
    assert fault == Fault("not here", head)
    found = study.asked(WILCOXON, "a", NOON, (fault,))
    assert found.frozen is not None
    assert (found.frozen.on, found.frozen.before_run) == ("2026-03-01", None)
    assert found.doubts == (Doubt("not here", "2026-03-02"),)


def test_a_history_without_its_freeze_file_knows_the_freeze(study: Study):
    study.freeze(WILCOXON, MORNING)
    study.freezes = []
    found = study.run(T, "a", NOON)
    assert found.frozen is not None
    assert found.frozen.before_run is True
    assert keys(found.frozen.changes) == TEST_CHANGED


def test_a_second_freeze_leaves_the_first(study: Study):
    study.freeze(WILCOXON, MORNING)
    study.freeze(T, NOON)
    found = study.run(T, "a", NIGHT)
    assert found.frozen is not None
    assert (found.frozen.on, found.frozen.again) == ("2026-03-01", ("2026-03-02",))
    assert keys(found.frozen.changes) == TEST_CHANGED


def test_an_altered_freeze_file_counts_for_nothing(study: Study):
    forged = Freeze(MORNING, T, hash_of(WILCOXON), False, "x")
    assert not forged.is_whole
    found = known(study.chain, [forged], Asked(T, "a"), NOON, (), [ALTERED_FREEZE])
    assert found.frozen is None
    assert found.doubts == (Doubt(ALTERED_FREEZE, ""),)


def test_a_plan_that_the_history_lost_is_told(study: Study):
    study.add({"event": "started", "at": MORNING, "plan_sha256": "f" * 64, "data": "a"})
    found = study.run(WILCOXON, "a", NOON)
    assert found.changes == ()
    assert found.doubts == (Doubt("plan lost", "2026-03-01"),)


def test_lines_that_say_nonsense_stop_nothing(study: Study):
    for content in ({}, {"event": 7}, {"event": "started"}, {"event": "noticed", "lines": "x"}):
        study.add(content)
    assert study.asked(WILCOXON, "a", NOON).doubts


def test_a_freeze_file_is_read_as_it_was_written(tmp_path: Path):
    file = freeze_file(tmp_path / "mine.yaml")
    assert read_freezes(file) == []
    freeze = Freeze(MORNING, WILCOXON, hash_of(WILCOXON), False, "x")
    file.write_text(freezes_text([freeze, replace(freeze, at=NOON)]), encoding="utf-8")
    first, second = read_freezes(file)
    assert first == freeze
    assert first.is_whole
    assert second.at == NOON


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"frozen": 1}', '{"frozen": [{"at": 1}]}', '{"frozen": ["x"]}']
)
def test_a_freeze_file_that_is_none_is_refused(tmp_path: Path, text: str):
    file = tmp_path / "mine.frozen.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FreezeFileError):
        read_freezes(file)
