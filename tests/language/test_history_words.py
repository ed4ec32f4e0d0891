"""What the report says of the plan's past, and the line on what changed."""

import json

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.history.changes import COLUMNS
from explant.history.kept_plans import KeyChange
from explant.history.known import Doubt, Frozen, Known, Tried
from explant.language.history_words import (
    DOUBTS,
    change_line,
    history_sentences,
    of_what,
    verdict_words,
)
from explant.language.words import rows
from tests.reported import make_plan
from tests.wording import overclaims

TEST = KeyChange("inference.test", "wilcoxon", "t", True)
SCALE = KeyChange("markers.CD25.scale", "linear", "log2", True)
TITLE = KeyChange("report.title", "A", "B", False)
FIRST, FROZE, LATER = "2026-11-03", "2026-11-01", "2026-11-09"
RAN = {"first_run": FIRST, "data_run": FIRST}


def frozen(*changes: KeyChange, before: bool | None = True, **other) -> Frozen:
    return Frozen(FROZE, before, other.pop("sheet_there", False), changes, **other)


BEFORE = (
    "The plan was frozen on 1 November 2026, before the first recorded run on data "
    "(3 November 2026)"
)
AFTER = BEFORE.replace("before the first", "after the first")
NOT_FROZEN = (
    "The plan was not frozen; it was first run on data on 3 November 2026, as far as is recorded"
)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Known(), "Nothing is recorded of when this plan was written."),
        (Known(**RAN), f"{NOT_FROZEN}, and has not changed since."),
        (
            Known(**RAN, changes=(TEST,)),
            f"{NOT_FROZEN}. Changed after that run: inference.test (wilcoxon → t).",
        ),
        (
            Known(**RAN, changes=(TITLE,)),
            f"{NOT_FROZEN}; since then only words or looks changed (report.title).",
        ),
        (Known(frozen(), **RAN), f"{BEFORE}, and has not changed since."),
        (
            Known(frozen(sheet_there=True), **RAN),
            f"{BEFORE}; a spreadsheet was there already, and has not changed since.",
        ),
        (
            Known(frozen(TITLE), **RAN, changes=(TITLE,)),
            f"{BEFORE}; since then only words or looks changed (report.title).",
        ),
        (
            Known(frozen(TEST), **RAN, changes=(TEST,)),
            f"{BEFORE}. Changed after the first run: inference.test (wilcoxon → t).",
        ),
        (
            Known(frozen(TEST), **RAN),
            f"{BEFORE}. Changed before that run: inference.test (wilcoxon → t).",
        ),
        (
            Known(frozen(TEST, SCALE), **RAN, changes=(TEST,)),
            f"{BEFORE}. Changed after the first run: inference.test (wilcoxon → t). Changed before "
            "that run: markers.CD25.scale (linear → log2).",
        ),
        (Known(frozen(before=False), **RAN), f"{AFTER}, and has not changed since."),
        (
            # Frozen once the test was chosen by its result: the freeze hides nothing.
            Known(frozen(before=False), **RAN, changes=(TEST,)),
            f"{AFTER}, and has not changed since. Changed between that run and the freeze: "
            "inference.test (wilcoxon → t).",
        ),
        (
            Known(frozen(SCALE, before=False), **RAN, changes=(TEST, SCALE)),
            f"{AFTER}. Changed after the freeze: markers.CD25.scale (linear → log2). Changed "
            "between that run and the freeze: inference.test (wilcoxon → t).",
        ),
        (
            Known(frozen(before=None), **RAN),
            "The plan was frozen on 1 November 2026, and whether a run on data came before is not "
            "known; it has not changed since.",
        ),
        (
            Known(frozen(TEST, again=(LATER,)), **RAN),
            f"{BEFORE}; it was changed and frozen again on 9 November 2026. Changed before that "
            "run: inference.test (wilcoxon → t).",
        ),
        (
            Known(
                **RAN,
                tried=(Tried(LATER, (KeyChange("inference.test", "t", "wilcoxon", True),)),),
            ),
            f"{NOT_FROZEN}, and is the same again. In between it was also run with "
            "inference.test: t (9 November 2026).",
        ),
        (
            Known(first_run=FIRST, data_run=LATER, other_data=1),
            f"{NOT_FROZEN}, and has not changed since. The data changed, too: these were first run "
            "on 9 November 2026, after 1 other version of them.",
        ),
        (
            Known(**RAN, doubts=(Doubt("missing", LATER),)),
            f"{NOT_FROZEN}, and has not changed since. On 9 November 2026 the history of earlier "
            "runs was missing: what it held is not known.",
        ),
        (
            Known(**RAN, doubts=(Doubt("clock", "2026-11-02 10:00", "2026-11-03 10:00"),)),
            f"{NOT_FROZEN}, and has not changed since. The clock went backwards between two "
            "records, from 2026-11-03 10:00 to 2026-11-02 10:00 UTC: the dates stand as it gave "
            "them.",
        ),
    ],
)
def test_only_what_is_known_is_said(known: Known, expected: str):
    assert " ".join(map(str, history_sentences(known))) == expected
    assert overclaims(expected) == []


def test_many_keys_are_counted():
    changes = tuple(KeyChange(f"markers.M{i}.scale", "linear", "log2", True) for i in range(7))
    (said,) = history_sentences(Known(**RAN, changes=changes))
    assert str(said).endswith("markers.M2.scale (linear → log2), 4 other keys.")


@pytest.mark.parametrize("what", DOUBTS)
def test_every_doubt_has_its_sentence(what: str):
    said = str(history_sentences(Known(**RAN, doubts=(Doubt(what, LATER),)))[-1])
    assert said.endswith(".")
    assert "{" not in said


def changes(*found: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(found), columns=COLUMNS).fillna("")


def cell(how: str = "changed", **other: str) -> dict[str, str]:
    sample = json.dumps(["tumor", "IL-2"])
    place = {"patient": "P03", "sample": sample, "marker": "CTLA-4"}
    return {"what": "cell", "how": how, **place, "old": "1", "new": "2", **other}


def verdict(old: str, new: str, **other: str) -> dict[str, str]:
    about = {"marker": "CTLA-4", "contrast": "il2_in_tumor"}
    return {"what": "verdict", "how": "changed", **about, "old": old, "new": new, **other}


KEY = {"what": "key", "how": "changed", "key": "inference.test", "old": "wilcoxon", "new": "t"}
DOWN, UP, NONE = "evidence_of_decrease", "evidence_of_increase", "no_evidence"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], ""),
        (
            [cell(), cell(), verdict(DOWN, NONE)],
            "2 cells changed; CTLA-4 in tumor no longer shows evidence.",
        ),
        ([cell()], "1 cell changed; no verdict changed."),
        (
            [cell(), cell("added"), cell("gone"), cell("gone")],
            "1 cell changed, 1 cell added, 2 cells gone; no verdict changed.",
        ),
        (
            [{**cell(), "what": "property"}],
            "1 property of a patient changed; no verdict changed.",
        ),
        (
            [KEY, verdict(NONE, DOWN)],
            "1 key of the plan changed (inference.test: wilcoxon → t); CTLA-4 in tumor now shows "
            "evidence of a decrease.",
        ),
        ([verdict(NONE, "not_answerable")], "CTLA-4 in tumor can no longer be answered."),
        (
            [verdict("not_answerable", NONE)],
            "CTLA-4 in tumor can now be answered, without evidence.",
        ),
        (
            [verdict(UP, DOWN)],
            "CTLA-4 in tumor now shows evidence of a decrease in the other direction.",
        ),
        ([verdict("", NONE, how="added")], "CTLA-4 in tumor is asked anew, without evidence."),
        ([verdict(NONE, "", how="gone")], "CTLA-4 in tumor is no longer asked."),
    ],
)
def test_the_line_on_what_changed(plan: Plan, found, expected: str):
    assert str(change_line(changes(*found), plan)) == expected


def test_many_verdicts_are_counted(plan: Plan):
    found = [verdict(DOWN, NONE, marker=marker) for marker in plan.markers]
    assert str(change_line(changes(*found), plan)).endswith("; 2 other verdicts changed.")
    assert len(verdict_words(changes(*found), plan)) == 5


def test_where_two_questions_have_one_place_they_are_told_by_name():
    second = {"label": "IL-2 once more", "compare": {"treatment": ["control", "IL-2"]}}
    plan = make_plan(contrasts={"again": second | {"at": {"tissue": "tumor"}}})
    (said,) = verdict_words(changes(verdict(DOWN, NONE)), plan)
    assert str(said) == "CTLA-4 (IL-2 effect in tumor) no longer shows evidence"


def test_a_question_that_the_plan_has_no_more_keeps_its_key(plan: Plan):
    (said,) = verdict_words(changes(verdict(NONE, "", contrast="gone", marker="X")), plan)
    assert str(said) == "X (gone) is no longer asked"


def test_what_a_change_is_about(plan: Plan):
    (about,) = [of_what(row, plan) for row in rows("changes", changes(cell()))]
    assert str(about) == "P03, tumor / IL-2, CTLA-4"
