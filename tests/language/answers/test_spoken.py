"""The answer as a person says it aloud."""

import re
from typing import Any

import pandas as pd

from explant.config.models import Plan
from explant.language.answers.answer import answers_in
from explant.language.answers.spoken import spoken
from explant.language.answers.spoken_beside import where
from explant.language.asked import combines
from tests.pages.designs import four_groups, plan_of
from tests.reported import make_plan, paired_frame

DOWN = {"n_decrease": 18, "n_increase": 2}
UP = {
    **{"estimate": 2.6, "low": 1.0, "high": 4.7, "observed": "increase"},
    **{"n_decrease": 4, "n_increase": 15, "n": 19},
    **{"estimate_ratio": 1.33, "estimate_ratio_low": 1.08, "estimate_ratio_high": 1.72},
}
NOT_SHOWN = {"p_adjusted": 0.4, "low": -1.6, "high": 2.1, "estimate": 0.3}
CELL = {"contrast": "il2_in_tumor", "stratifier": "stage", "marker": "CD25"}


def said(*changes: dict[str, Any], fragile: tuple[str, ...] = (), **tables: Any) -> list[str]:
    plan = make_plan()
    frame = paired_frame(*changes)
    found = spoken(
        plan,
        answers_in("paired", frame),
        answers_in("interactions", pd.DataFrame(tables.get("interactions", []))),
        answers_in("strata", pd.DataFrame(tables.get("strata", []))),
        lambda row: "fragile" if row.text("marker") in fragile else "",
        list(plan.markers),
    )
    return [str(passage).replace("\N{NO-BREAK SPACE}", " ") for passage in found]


def test_the_first_marker_is_told_in_full_and_the_others_in_short():
    assert said(
        DOWN,
        {"marker": "FOXP3"} | DOWN | {"n_decrease": 16},
        {"marker": "CTLA-4"} | DOWN | {"n_decrease": 13},
        {"marker": "Caspase-3"} | UP,
        fragile=("CTLA-4",),
    ) == [
        "In tumor, CD25 was 6.1 percentage points lower for IL-2 than for control (95.2 % interval "
        "−8.9 to −3.2; lower in 18 of 20 patients); FOXP3 (−6.1; 16 of 20) and CTLA-4 (−6.1; 13 of "
        "20; fragile) were lower as well; Caspase-3 (OR 1.33; 15 of 19) was higher."
    ]


def test_what_was_not_shown_is_named_and_never_called_none():
    first, *_ = said(DOWN, {"marker": "FOXP3"} | NOT_SHOWN)
    assert first.endswith("; for FOXP3 a difference was not shown.")
    (alone,) = said(NOT_SHOWN)
    assert alone == (
        "IL-2 effect in tumor: a difference was not shown for CD25 (0.3 percentage points; 95.2 % "
        "interval −1.6 to 2.1); this is no proof that there is none."
    )


def test_the_same_comparison_elsewhere_follows():
    _, elsewhere = said(
        DOWN,
        {"contrast": "il2_in_normal"} | NOT_SHOWN,
        {"contrast": "il2_in_normal", "marker": "FOXP3"} | DOWN,
    )
    assert elsewhere == (
        "In normal, a difference was shown for FOXP3 (−6.1; 18 of 20) only; none was shown for "
        "CD25 (0.3 percentage points; 95.2 % interval −1.6 to 2.1)."
    )


def test_what_is_asked_elsewhere_says_that_it_is_exploratory_and_what_is_fragile():
    plan = make_plan(contrasts={"il2_in_normal": {"role": "exploratory"}})
    frame = paired_frame(DOWN, {"contrast": "il2_in_normal"} | DOWN)
    found = spoken(
        plan,
        answers_in("paired", frame),
        [],
        [],
        lambda row: "fragile" if row.text("contrast") == "il2_in_normal" else "",
        list(plan.markers),
    )
    assert str(found[1]) == (
        "In normal (exploratory), a difference was shown for CD25 (−6.1; 18 of 20; fragile)."
    )


def test_other_primary_questions_are_told_so_that_no_verdicts_are_compared():
    plan = make_plan(
        contrasts={
            name: {"role": "primary"} for name in ("tumor_vs_normal", "il2_tumor_minus_normal")
        }
    )
    frame = paired_frame(
        DOWN,
        {"contrast": "tumor_vs_normal"} | NOT_SHOWN,
        {"contrast": "il2_tumor_minus_normal"} | DOWN | {"n_decrease": 15},
        {"contrast": "il2_tumor_minus_normal", "marker": "FOXP3"} | NOT_SHOWN,
    )
    _, last = spoken(
        plan,
        answers_in("paired", frame),
        [],
        [],
        lambda row: "fragile" if row.contrast == "il2_tumor_minus_normal" else "",
        list(plan.markers),
    )
    assert str(last).endswith(
        ": a difference was not shown for CD25. IL-2 effect, tumor minus normal: lower for CD25 "
        "(−6.1; 15 of 20; fragile); not shown for FOXP3."
    )


def test_in_whom_says_each_group_its_own_estimate():
    compared = CELL | {
        **{"kind": "two groups", "verdict": "evidence_of_decrease", "reason": ""},
        "estimate": -3.9,
    }
    groups = [
        CELL | {"stratum": "early", "estimate": -6.2, "low": -9.0, "high": -4.0},
        CELL | {"stratum": "late", "estimate": -2.1, "low": -3.4, "high": 0.8},
    ]
    *_, last = said(DOWN, interactions=[compared], strata=groups)
    assert (
        last == "Exploratory: the change in CD25 differed by stage: −6.2 in early and −2.1 in late."
    )
    none = compared | {"verdict": "no_evidence"}
    *_, last = said(DOWN, interactions=[none], strata=groups)
    assert last == "A difference in this by stage was not shown (exploratory)."


def test_more_markers_than_are_named_are_counted():
    names = [f"M{i:02d}" for i in range(30)]
    plan = make_plan(markers={"CD25": {"expected": None}} | {name: {} for name in names})
    frame = paired_frame(
        DOWN, *({"marker": n} | (UP if i < 10 else NOT_SHOWN) for i, n in enumerate(names))
    )
    first, *_ = spoken(plan, answers_in("paired", frame), [], [], lambda row: "", ["CD25"])
    assert str(first) == (
        "Of 31 markers, 10 were higher and 1 lower (IL-2 effect in tumor); for 20 a difference was "
        "not shown."
    )


def test_groups_against_one_are_told_marker_by_marker():
    plan, tables = four_groups()
    found = spoken(
        plan,
        answers_in("between", tables["between"]),
        [],
        [],
        lambda row: "",
        list(plan.markers),
    )
    assert len(found) == len(plan.analysed_markers)
    assert all(", against none." in str(passage) for passage in found)
    # The groups are what the mice differ by, not where something was measured; each has its n.
    label = plan.stratifier_label(next(iter(plan.patients.strata)))
    for passage in map(str, found):
        assert passage.startswith(f"By {label}, ")
        assert " higher in " not in passage
        assert all("; n = " in inside for inside in re.findall(r"\(([×−\d][^)]*)\)", passage))


COMBINED = {
    "spreadsheet": {"path": "x.xlsx", "layout": "long"},
    "factors": {
        "il2": {"levels": {"without": {"label": "no IL-2"}, "with": {"label": "IL-2"}}},
        "il15": {"levels": {"without": {"label": "no IL-15"}, "with": {"label": "IL-15"}}},
    },
    "markers": {"Lysis": {"unit": "%"}, "Survival": {"scale": "log2"}},
    "contrasts": {
        "synergy": {"compare": {"il2": ["with", "without"], "il15": ["with", "without"]}}
    },
}


def test_two_treatments_together_are_told_against_what_both_predict():
    plan = Plan.model_validate(COMBINED)
    assert combines(plan, "synergy")
    ratio = {
        **{"marker": "Survival", "scale": "log2", "estimate": -0.29, "low": -0.36, "high": -0.22},
        **{"estimate_ratio": 0.82, "estimate_ratio_low": 0.78, "estimate_ratio_high": 0.86},
    }
    frame = paired_frame(
        *(
            {"contrast": "synergy", "family": "synergy"} | row
            for row in ({"marker": "Lysis"} | NOT_SHOWN, ratio | DOWN | {"n_decrease": 12, "n": 12})
        )
    )
    found = spoken(plan, answers_in("paired", frame), [], [], lambda row: "", list(plan.markers))
    assert str(found[0]).replace("\N{NO-BREAK SPACE}", " ") == (
        "With IL-2 and IL-15 together Survival was 18 % lower than independence of the two "
        "predicts (×0.82, 95.2 % interval 0.78 to 0.86; lower in 12 of 12 patients); for Lysis a "
        "difference from what the two alone predict was not shown."
    )


def test_an_effect_in_two_tissues_is_no_combination():
    assert not combines(make_plan(), "il2_tumor_minus_normal")
    assert not combines(make_plan(), "il2_in_tumor")


def test_a_level_stands_small_inside_a_sentence_where_the_config_has_it_so():
    tissue = {"tumor": {"label": "Tumor"}, "normal": {"label": "Treg"}}
    plan = make_plan(factors={"tissue": {"levels": tissue}})
    assert str(where(plan, "il2_in_tumor")) == "in tumor"
    # No key or alias has it small: it may be a name.
    assert str(where(plan, "il2_in_normal")) == "in Treg"


def test_too_few_patients_and_no_test_are_never_told_as_not_shown():
    few = {"p": 0.13, "p_adjusted": 0.2, "smallest_attainable_p": 0.0625}
    none = {"p": None, "p_adjusted": None}
    first, *_ = said(DOWN, {"marker": "FOXP3"} | few, {"marker": "CTLA-4"} | none)
    assert first.endswith("; too few patients to tell for FOXP3; CTLA-4 was not tested.")
    (alone,) = said(few)
    assert alone == "IL-2 effect in tumor: too few patients to tell for CD25."


def test_an_interval_of_ratios_stands_beside_its_ratio():
    row = {"marker": "Blimp-1", "scale": "log2", "expected": ""} | UP
    (alone,) = said(row)
    assert "was 33 % higher for IL-2 than for control (×1.33, 95.2 % interval 1.08 to" in alone


def test_markers_that_are_not_named_are_not_told_as_not_differing():
    other = CELL | {
        "kind": "two groups",
        "marker": "G1",
        "verdict": "evidence_of_decrease",
        "reason": "",
    }
    own = CELL | {"kind": "two groups", "verdict": "no_evidence", "reason": ""}
    *_, last = said(DOWN, interactions=[own, other])
    assert last == (
        "A difference in this by stage was not shown (exploratory); of markers that are not named "
        "here 1 differed."
    )


def test_a_primary_question_of_other_markers_is_told():
    plan = make_plan(contrasts={"tumor_vs_normal": {"role": "primary", "markers": ["FOXP3"]}})
    frame = paired_frame(DOWN, {"contrast": "tumor_vs_normal", "marker": "FOXP3"} | DOWN)
    *_, last = spoken(plan, answers_in("paired", frame), [], [], lambda row: "", ["CD25"])
    assert "lower for FOXP3 (−6.1; 18 of 20)" in str(last)


def test_a_stratifier_with_too_few_patients_is_not_told_as_not_shown():
    few = CELL | {"kind": "two groups", "group_sizes": "[4, 2]", "p": 0.3}
    few |= {"verdict": "not_answerable", "reason": "too_few_patients"}
    *_, last = said(DOWN, interactions=[few])
    assert last == "Too few patients to tell a difference in this by stage (exploratory)."
    other = few | {"stratifier": "size", "verdict": "no_evidence", "reason": ""}
    *_, last = said(DOWN, interactions=[few, other])
    assert last.endswith("not shown (exploratory); too few patients to tell by stage.")


def test_a_family_of_unlike_comparisons_of_groups_is_not_told_as_groups_against_one():
    plan, tables = four_groups()
    both = {"between": {"source": ["T", "B"]}, "role": "primary", "family": "f"}
    given = {"between": {"source": ["B", "T"]}, "role": "primary", "family": "f"}
    mixed = plan_of(
        patients=plan.patients.model_dump(),
        markers={"Treg": {}},
        contrasts={"one": both, "two": given},
    )
    found = answers_in("between", tables["between"]).copy()
    rows = [
        row.__class__(row.table, row.index, {**row.values, "contrast": name})
        for name, row in zip(("one", "two"), found, strict=False)
    ]
    passages = [str(each) for each in spoken(mixed, rows, [], [], lambda row: "", ["Treg"])]
    assert not [each for each in passages if ", against" in each]
