import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.questions.design import (
    analysis_values,
    cells,
    contrast_weights,
    differences,
    never_detected,
    polynomial_weights,
)


def plan(contrasts, markers=None, inference=None, strata=None, **factors):
    return Plan.model_validate(
        {
            "spreadsheet": {"path": "x.xlsx", "layout": "long"},
            "factors": {name: {"levels": levels} for name, levels in factors.items()},
            "patients": {"strata": strata or {}},
            "markers": markers or {"CD25": {}},
            "contrasts": contrasts,
            "inference": inference or {},
        }
    )


TWO_BY_TWO = {"tissue": ["tumor", "normal"], "treatment": ["control", "IL-2"]}


def measured(rows, factors=("tissue", "treatment")):
    table = pd.DataFrame(rows, columns=["patient", *factors, "marker", "value"])
    return table.assign(censored="")


def test_comparing_one_factor_at_a_level_needs_two_cells():
    study = plan(
        {"a": {"compare": {"treatment": ["IL-2", "control"]}, "at": {"tissue": "tumor"}}},
        **TWO_BY_TWO,
    )
    assert contrast_weights(study, "a") == {("tumor", "control"): -1.0, ("tumor", "IL-2"): 1.0}


def test_two_compared_factors_multiply_into_a_difference_of_differences():
    study = plan(
        {"a": {"compare": {"treatment": ["IL-2", "control"], "tissue": ["tumor", "normal"]}}},
        **TWO_BY_TWO,
    )
    assert contrast_weights(study, "a") == {
        ("tumor", "control"): -1.0,
        ("tumor", "IL-2"): 1.0,
        ("normal", "control"): 1.0,
        ("normal", "IL-2"): -1.0,
    }


def test_a_factor_that_is_not_named_is_averaged_over():
    study = plan({"a": {"compare": {"treatment": ["IL-2", "control"]}}}, **TWO_BY_TWO)
    assert set(contrast_weights(study, "a").values()) == {-0.5, 0.5}


def test_a_trend_over_equal_steps_is_the_slope_per_step():
    study = plan({"a": {"trend": {"dose": [0, 10, 100]}}}, dose=[0, 10, 100])
    assert contrast_weights(study, "a") == {("0",): -0.5, ("100",): 0.5}


def test_a_trend_over_declared_scores_is_the_least_squares_slope():
    scores = {"0": 0.0, "10": 10.0, "100": 100.0}
    values = {"0": 3.0, "10": 4.5, "100": 2.0}
    slope = sum(weight * values[level] for level, weight in polynomial_weights(scores).items())
    expected = np.polyfit(list(scores.values()), list(values.values()), 1)[0]
    assert slope == pytest.approx(expected, rel=1e-12)
    study = plan(
        {"a": {"trend": {"dose": [0, 10, 100]}}},
        dose={level: {"score": score} for level, score in scores.items()},
    )
    weights = contrast_weights(study, "a")
    assert {cell[0]: weight for cell, weight in weights.items()} == polynomial_weights(scores)


def test_three_factors_multiply_into_eight_cells():
    study = plan(
        {"a": {"compare": {"a": ["1", "0"], "b": ["1", "0"], "c": ["1", "0"]}}},
        a=["0", "1"],
        b=["0", "1"],
        c=["0", "1"],
    )
    weights = contrast_weights(study, "a")
    assert len(cells(study)) == 8
    assert weights[("1", "1", "1")] == 1.0
    assert weights[("0", "0", "0")] == -1.0
    assert sum(weights.values()) == 0.0


def test_differences_pair_by_patient_whatever_the_order_of_rows():
    rows = [
        (patient, tissue, treatment, "CD25", 100 * number + 10 * (tissue == "tumor") + effect)
        for number, patient in enumerate(["P1", "P2", "P3"])
        for tissue in ("tumor", "normal")
        for treatment, effect in (("control", 0.0), ("IL-2", float(number)))
    ]
    table = measured(rows)
    study = plan(
        {"a": {"compare": {"treatment": ["IL-2", "control"]}, "at": {"tissue": "tumor"}}},
        **TWO_BY_TWO,
    )
    ordered = differences(table, study, ["P1", "P2", "P3"])
    shuffled = differences(table.sample(frac=1, random_state=3), study, ["P1", "P2", "P3"])
    assert list(ordered["difference"]) == [0.0, 1.0, 2.0]
    pd.testing.assert_frame_equal(ordered, shuffled)


def test_a_patient_without_a_needed_cell_has_no_difference_and_the_cell_is_named():
    rows = [
        ("P1", "tumor", "control", "CD25", 1.0),
        ("P1", "tumor", "IL-2", "CD25", 3.0),
        ("P2", "tumor", "control", "CD25", 1.0),
    ]
    study = plan(
        {"a": {"compare": {"treatment": ["IL-2", "control"]}, "at": {"tissue": "tumor"}}},
        **TWO_BY_TWO,
    )
    table = differences(measured(rows), study, ["P1", "P2", "P3"])
    assert list(table["difference"].fillna(-99)) == [2.0, -99, -99]
    assert list(table["missing"]) == ["", '["tumor/IL-2"]', '["tumor/control", "tumor/IL-2"]']


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("limit_over_sqrt2", 0.5 / np.sqrt(2)),
        ("half_limit", 0.25),
        ("limit", 0.5),
        ("drop", np.nan),
    ],
)
def test_values_below_detection_enter_as_the_plan_says(rule, expected):
    study = plan(
        {"a": {"compare": {"treatment": ["IL-2", "control"]}}},
        inference={"below_detection": rule},
        **TWO_BY_TWO,
    )
    table = measured([("P1", "tumor", "control", "CD25", 0.5)]).assign(censored="below")
    np.testing.assert_allclose(analysis_values(table, study), [expected])


def test_never_detected_asks_only_for_the_samples_of_the_contrast():
    study = plan(
        {
            "tumor": {"compare": {"treatment": ["IL-2", "control"]}, "at": {"tissue": "tumor"}},
            "normal": {"compare": {"treatment": ["IL-2", "control"]}, "at": {"tissue": "normal"}},
        },
        markers={"CD25": {}, "FOXP3": {}},
        **TWO_BY_TWO,
    )
    rows = [
        (patient, tissue, treatment, marker, 0.5)
        for patient in ("P1", "P2")
        for tissue in TWO_BY_TWO["tissue"]
        for treatment in TWO_BY_TWO["treatment"]
        for marker in ("CD25", "FOXP3")
    ]
    table = measured(rows)
    assert never_detected(table, study) == set()
    below = table["marker"].eq("CD25") & (table["tissue"].eq("tumor") | table["patient"].eq("P1"))
    censored = table.assign(censored=np.where(below, "below", ""))
    assert never_detected(censored, study) == {("CD25", "tumor")}
    # Without a sample of a cell nothing says that it was below detection.
    part = censored[~(censored["tissue"].eq("tumor") & censored["treatment"].eq("IL-2"))]
    assert never_detected(part, study) == set()


def test_the_log_scale_turns_differences_into_fold_changes():
    rows = [
        ("P1", "tumor", "control", "M", 100.0),
        ("P1", "tumor", "IL-2", "M", 400.0),
    ]
    study = plan(
        {"a": {"compare": {"treatment": ["IL-2", "control"]}, "at": {"tissue": "tumor"}}},
        markers={"M": {"scale": "log2"}},
        **TWO_BY_TWO,
    )
    assert differences(measured(rows), study, ["P1"])["difference"].item() == pytest.approx(2.0)


def test_a_contrast_is_asked_among_the_patients_of_its_groups_alone():
    study = plan(
        {
            "rise": {"compare": {"dose": ["high", "none"]}, "among": {"group": ["patient"]}},
            "everyone": {"compare": {"dose": ["high", "none"]}},
        },
        dose=["none", "high"],
    )
    rows = [
        (patient, level, "CD25", value)
        for patient in ("P1", "P2", "C1")
        for level, value in (("none", 1.0), ("high", 2.0))
    ]
    table = measured([row for row in rows if row[:2] != ("P2", "high")], ("dose",))
    patients = pd.DataFrame(
        {"patient": ["P1", "P2", "C1"], "group_group": ["patient", "patient", "control"]}
    )
    found = differences(table, study, ["P1", "P2", "C1"], patients)
    of_rise = found[found["contrast"] == "rise"]
    assert list(of_rise["patient"]) == ["P1", "P2"]
    assert of_rise["difference"].isna().tolist() == [False, True]
    assert len(found[found["contrast"] == "everyone"]) == 3
    with pytest.raises(ValueError, match="rise is asked among groups"):
        differences(table, study, ["P1", "P2", "C1"])


def test_declared_weights_are_taken_as_they_are():
    study = plan(
        {"a": {"weights": {"dose": {"none": -1, "low": 0.25, "high": 0.75}}}},
        dose=["none", "low", "high"],
    )
    assert contrast_weights(study, "a") == {("none",): -1.0, ("low",): 0.25, ("high",): 0.75}


def test_a_level_without_a_weight_is_not_needed():
    study = plan(
        {"a": {"weights": {"dose": {"none": -1, "high": 1}}, "at": {"tissue": "tumor"}}},
        dose=["none", "low", "high"],
        tissue=["tumor", "normal"],
    )
    assert contrast_weights(study, "a") == {("none", "tumor"): -1.0, ("high", "tumor"): 1.0}


@pytest.mark.parametrize("scores", [[0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 10.0, 100.0], [-3, 0.5, 2, 9]])
@pytest.mark.parametrize("degree", [1, 2, 3])
def test_a_trend_of_any_degree_is_the_leading_coefficient_of_a_polynomial(scores, degree):
    named = dict(zip("abcd", scores, strict=True))
    values = np.array([3.0, 4.5, 2.0, 7.0])
    weights = polynomial_weights(named, degree)
    found = sum(weights[name] * value for name, value in zip("abcd", values, strict=True))
    assert found == pytest.approx(np.polyfit(scores, values, degree)[0], rel=1e-8)
    assert sum(weights.values()) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("scale", ["linear", "log2", "logit"])
def test_equal_values_bend_nowhere_whatever_binary_rounding_leaves(scale):
    """With scores 0, 1, 2 the weights 1/2, −1, 1/2 of 20 gave 3.6e-15, which was "evidence"."""
    levels = {level: {"score": score} for score, level in enumerate("abc")}
    contrasts = {"bend": {"trend": {"dose": list("abc")}, "degree": 2}}
    study = plan(contrasts, markers={"CD25": {"scale": scale}}, dose=levels)
    names = [f"P{i}" for i in range(40)]
    values = np.linspace(0.1, 90.1, 40).round(2)
    rows = [
        (name, level, "CD25", value)
        for name, value in zip(names, values, strict=True)
        for level in "abc"
    ]
    table = measured(rows, factors=("dose",))
    assert (differences(table, study, names)["difference"] == 0).all()
    # What was measured is kept, however small beside the values.
    table.loc[1, "value"] += 1e-9
    assert (differences(table, study, names)["difference"] != 0).sum() == 1


def test_the_degree_of_the_plan_is_the_one_that_is_computed():
    levels = {level: {"score": score} for level, score in zip("abc", (0, 1, 5), strict=True)}
    study = plan({"a": {"trend": {"dose": list("abc")}, "degree": 2}}, dose=levels)
    weights = contrast_weights(study, "a")
    expected = np.polyfit([0, 1, 5], np.eye(3), 2)[0]
    np.testing.assert_allclose([weights[level,] for level in "abc"], expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("marker", "against", "value", "expected"),
    [
        ({}, 1.5, 4.0, 2.5),
        ({"scale": "log2"}, 2.0, 16.0, 3.0),
        ({"scale": "log2", "offset": 1}, 1.0, 7.0, 2.0),
        ({"scale": "logit", "unit": "%"}, 50.0, 75.0, np.log(3)),
        ({"scale": "logit", "unit": "%", "offset": 0.5}, 50.0, 99.5, np.log(100.0)),
    ],
)
def test_a_fixed_value_is_subtracted_on_the_analysis_scale(marker, against, value, expected):
    study = plan(
        {"a": {"against": against, "at": {"dose": "high"}}},
        markers={"M": marker},
        dose=["none", "high"],
    )
    rows = [("P1", "none", "M", 33.0), ("P1", "high", "M", value), ("P2", "none", "M", 33.0)]
    table = differences(measured(rows, ["dose"]), study, ["P1", "P2"])
    assert table["difference"].iloc[0] == pytest.approx(expected, rel=1e-12)
    assert table["missing"].to_list() == ["", '["high"]']


ONE_SAMPLE = {
    "groups": {"between": {"sex": ["f", "m"]}},
    "above": {"against": 10},
}
SEX = {"sex": {"kind": "unordered", "groups": {"f": ["f"], "m": ["m"]}}}


def test_without_factors_the_difference_is_the_value():
    study = plan(ONE_SAMPLE, markers={"A": {}, "B": {"scale": "log2"}}, strata=SEX)
    assert cells(study) == [()]
    assert contrast_weights(study, "groups") == {(): 1.0}
    rows = [("P1", "A", 12.0), ("P1", "B", 8.0), ("P2", "A", 9.0)]
    table = differences(measured(rows, []), study, ["P1", "P2"])
    np.testing.assert_allclose(
        table["difference"],
        [12.0, 9.0, 2.0, -1.0, 3.0, np.nan, 3.0 - np.log2(10), np.nan],
        rtol=1e-12,
    )
    assert table["missing"].to_list() == ["", "", "", "", "", '["value"]', "", '["value"]']


def test_without_factors_all_below_detection_is_never_detected():
    study = plan(ONE_SAMPLE, markers={"A": {}, "B": {}}, strata=SEX)
    rows = [("P1", "A", 1.0), ("P1", "B", 1.0), ("P2", "A", 1.0), ("P2", "B", 3.0)]
    table = measured(rows, []).assign(censored=["below", "below", "below", ""])
    assert never_detected(table, study) == {("A", "groups"), ("A", "above")}


def test_a_difference_is_there_for_each_marker_that_is_asked_and_for_no_other():
    compare = {"compare": {"treatment": ["IL-2", "control"]}}
    study = plan(
        {"every": compare, "of_b": compare | {"markers": ["B"]}},
        markers={"A": {}, "B": {}, "Total": {"analysed": False}},
        treatment=["control", "IL-2"],
    )
    assert study.asks("every", "A")
    assert not study.asks("of_b", "A")
    assert not study.asks("every", "Total")
    assert study.questions() == [("A", "every"), ("B", "every"), ("B", "of_b")]
    assert study.questions(["of_b"]) == [("B", "of_b")]
    rows = [("P1", treatment, marker, 1.0) for treatment in ("control", "IL-2") for marker in "AB"]
    rows += [("P1", "control", "Total", 5.0)]
    table = differences(measured(rows, ["treatment"]), study, ["P1"])
    assert list(zip(table["marker"], table["contrast"], strict=True)) == study.questions()


def test_a_contrast_between_groups_keeps_its_weights():
    compare = {"compare": {"treatment": ["IL-2", "control"]}}
    study = plan(
        {"within": compare, "between": compare | {"between": {"sex": ["f", "m"]}}},
        strata=SEX,
        treatment=["control", "IL-2"],
    )
    assert contrast_weights(study, "between") == contrast_weights(study, "within")
    assert (study.paired_contrasts, study.between_contrasts) == (["within"], ["between"])
