"""The picture of the first screen: its rows, columns and words."""

import re
from typing import Any

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.language.answers.answer import answers_in
from explant.language.answers.picture_words import MOST_ROWS, leading
from explant.language.words import rows
from explant.pages.answers.answer_picture import AnswerPicture, Links, PictureRow, answer_picture
from tests.reported import make_plan, paired_frame

NOT_TESTED = {
    **dict.fromkeys(("estimate", "low", "high", "p", "p_adjusted")),
    "observed": "",
    "note": "only one patient; another reason",
    "n": 1,
}
HELD = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "verdict": "evidence_of_decrease",
    "n_specifications": 18,
    "n_same_verdict": 18,
    "n_deciding": 0,
    "robustness": "firm",
}


def made(plan: Plan, paired: pd.DataFrame, **tables: pd.DataFrame) -> AnswerPicture:
    names = ("between", "interactions", "strata", "robustness", "cells")
    read = {name: rows(name, tables.get(name)) for name in names} | {
        "paired": answers_in("paired", paired)
    }
    found = answer_picture(
        plan,
        {"paired": paired, **tables},
        read,
        Links(
            lambda marker, contrast: f"{marker}-{contrast}",
            lambda marker: f"marker-{marker}",
            lambda marker, contrast: f"sure-{marker}-{contrast}",
        ),
    )
    assert found is not None
    return found


def one(**changes: Any) -> PictureRow:
    return made(make_plan(), paired_frame(changes, {"marker": "FOXP3"})).rows[0]


def test_a_row_has_estimate_interval_count_and_p():
    row = one(n_decrease=17, n=20)
    assert (str(row.estimate), str(row.interval)) == ("−6.1", "−8.9 to −3.2")
    assert str(row.counts) == "17 of 20 lower"
    assert str(row.p) == "adjusted p = 0.002"
    assert row.unit == "percentage points"
    assert row.evidence
    assert str(one(estimate=6.14, low=3.2, high=8.9).estimate) == "+6.1"


def test_a_single_test_is_not_called_adjusted():
    assert str(made(make_plan(), paired_frame({})).rows[0].p) == "p = 0.002"
    assert str(one(adjustment="none").p) == "p = 0.002"


def test_what_was_not_tested_says_why():
    row = one(**NOT_TESTED)
    assert (row.tested, row.reason) == (False, "only one patient")
    assert not row.p


def test_rows_stand_in_the_order_of_the_plan_and_lead_to_their_panels():
    paired = paired_frame({"marker": "FOXP3"}, {"contrast": "il2_in_normal"}, {"marker": "CD25"})
    found = made(make_plan(), paired)
    assert [str(row.name) for row in found.rows] == ["CD25", "FOXP3"]
    assert [row.link for row in found.rows] == ["marker-CD25", "marker-FOXP3"]
    assert found.left_out == ""
    (column,) = found.columns
    assert str(column.name) == "IL-2 effect in normal"
    assert found.rows[1].others == [None]
    assert found.rows[0].others[0] is not None
    assert found.rows[0].others[0].link == "CD25-il2_in_normal"


def test_of_many_markers_the_declared_and_those_with_the_smallest_p_have_a_row():
    names = [f"M{i:03d}" for i in range(60)]
    plan = make_plan(
        markers={"CD25": {"expected": None}} | {name: {} for name in names},
        report={"show": ["M059"]},
    )
    paired = paired_frame(
        {"marker": "CD25"} | NOT_TESTED,
        *({"marker": name, "p_adjusted": (i + 1) / 100} for i, name in enumerate(names)),
    )
    found = made(plan, paired)
    assert [str(row.name) for row in found.rows[:3]] == ["M059", "M000", "M001"]
    assert (
        len(found.rows) == MOST_ROWS == len(leading(plan, answers_in("paired", paired), MOST_ROWS))
    )
    assert "those that the plan declares, then those with" in found.left_out
    assert "tends to be larger here than in a new study" in found.left_out


def test_firm_and_fragile_stand_beside_what_they_rest_on():
    plan, paired = make_plan(), paired_frame({}, {"marker": "FOXP3"})
    firm = made(plan, paired, robustness=pd.DataFrame([HELD])).rows
    assert (firm[0].robust, str(firm[0].held)) == ("firm", "shown in 18 of 18 analyses")
    assert firm[0].sure == "sure-CD25-il2_in_tumor"
    assert (firm[1].robust, str(firm[1].held)) == ("", "")
    # What was not shown is no finding that could be firm.
    neither = HELD | {"verdict": "no_evidence"}
    row = made(plan, paired, robustness=pd.DataFrame([neither])).rows[0]
    assert (row.robust, str(row.held)) == ("", "not shown in 18 of 18 analyses")
    turned = neither | {"robustness": "fragile", "n_deciding": 1, "deciding_patients": '["P10"]'}
    row = made(plan, paired, robustness=pd.DataFrame([turned])).rows[0]
    assert (row.robust, str(row.held)) == ("", "shown without P10")
    fragile = HELD | {"robustness": "fragile", "n_deciding": 6, "n_left_out": 20}
    row = made(plan, paired, robustness=pd.DataFrame([fragile])).rows[0]
    assert (row.robust, str(row.held)) == ("fragile", "not shown without any one of 6 patients")
    one = fragile | {"n_deciding": 1, "deciding_patients": '["P18"]'}
    row = made(plan, paired, robustness=pd.DataFrame([one])).rows[0]
    assert (row.robust, str(row.held)) == ("nearly firm", "not shown without P18")


def test_a_fragile_answer_beside_the_leading_one_says_so():
    plan, paired = make_plan(), paired_frame({}, {"contrast": "il2_in_normal"})
    held = HELD | {"contrast": "il2_in_normal", "robustness": "fragile"}
    held |= {"n_same_verdict": 6}
    (cell,) = made(plan, paired, robustness=pd.DataFrame([held])).rows[0].others
    assert cell is not None
    assert (cell.evidence, cell.verdict) == (True, "fragile")
    (cell,) = made(plan, paired).rows[0].others
    assert cell is not None
    assert cell.verdict == ""


def test_primary_questions_have_room_before_others():
    at = [{"at": {"tissue": tissue}} for tissue in ("tumor", "normal") for _ in range(4)]
    asked = {
        f"q{i}": {"compare": {"treatment": ["IL-2", "control"]}, "label": f"Question {i}"}
        | at[i]
        | {"role": "primary" if i in (0, 7) else "exploratory"}
        for i in range(8)
    }
    plan = make_plan(contrasts=asked, report={"headline": "q0"})
    paired = paired_frame(*({"contrast": name} for name in asked))
    found = made(plan, paired)
    names = [str(column.name) for column in found.columns]
    assert names == ["Question 1", "Question 2", "Question 3", "Question 4", "Question 7"]
    assert found.columns_left_out == "2 other contrasts"


def test_the_level_of_exact_intervals_is_explained():
    exact = made(make_plan(), paired_frame({})).intervals
    assert exact == "95 % interval (exact ones have the next level that can be reached)"
    plan = make_plan(inference={"test": "t"})
    assert made(plan, paired_frame({})).intervals == "95 % interval"


def test_medians_stand_as_reference_and_compared():
    cells = pd.DataFrame(
        [
            {"marker": "CD25", "sample": "tumor/IL-2", "median": 16.45},
            {"marker": "CD25", "sample": "tumor/control", "median": 21.7},
        ]
    )
    found = made(make_plan(), paired_frame({}), cells=cells)
    assert (found.levels_order, str(found.rows[0].levels)) == ("control → IL-2", "21.7 → 16.5")
    assert made(make_plan(), paired_frame({})).levels_order == ""


STRATUM = {"marker": "CD25", "contrast": "il2_in_tumor", "stratifier": "stage"}


@pytest.mark.parametrize("shown", [True, False])
def test_a_stratum_stands_with_its_groups_only_where_a_difference_was_shown(shown: bool):
    compared = STRATUM | {
        "kind": "two groups",
        "estimate": -3.9,
        "verdict": "evidence_of_decrease" if shown else "no_evidence",
        "reason": "",
    }
    groups = [
        STRATUM | {"stratum": "early", "estimate": -6.2, "low": -9.0, "high": -4.0, "n": 12},
        STRATUM | {"stratum": "late", "estimate": -2.1, "low": -3.4, "high": 0.8, "n": 8},
    ]
    found = made(
        make_plan(),
        paired_frame({}),
        interactions=pd.DataFrame([compared]),
        strata=pd.DataFrame(groups),
        differences=differences([-8.0, -2.0, 1.0]),
    )
    (cell,) = found.rows[0].others
    assert cell is not None
    assert cell.evidence == shown
    assert (str(cell.text), cell.verdict) == (
        ("early −6.2, late −2.1", "") if shown else ("", "not shown")
    )
    assert "early −6.2; late −2.1" in str(cell.figure)


def differences(values: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"patient": f"P{i}", "marker": "CD25", "contrast": "il2_in_tumor", "difference": value}
            for i, value in enumerate(values)
        ]
    )


def test_the_small_figure_shows_the_patients_and_says_the_estimate():
    found = made(make_plan(), paired_frame({}), differences=differences([-8.0, -2.0, 1.0]))
    figure = str(found.rows[0].figure)
    assert re.findall(r'data-patient="(\w+)"', figure) == ["P0", "P1", "P2"]
    assert "Estimate −6.1 percentage points [−8.9, −3.2]" in figure


def test_the_small_figure_has_the_color_of_the_level_in_question():
    plan = make_plan(figures={"colors": {"tissue": {"tumor": "#123456"}}})
    found = made(plan, paired_frame({}), differences=differences([-8.0, -2.0, 1.0]))
    assert "--dot:#123456" in str(found.rows[0].figure)


def test_a_plan_without_contrasts_has_no_picture():
    plan = make_plan(contrasts=None, markers={"CD25": {"expected": None}})
    assert answer_picture(plan, {}, {}, Links(str.join, str, str.join)) is None
