import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.design import (
    analysis_values,
    cells,
    contrast_weights,
    differences,
    never_detected,
    polynomial_weights,
)


def plan(contrasts, markers=None, inference=None, **factors):
    return Plan.model_validate(
        {
            "spreadsheet": {"path": "x.xlsx", "layout": "long"},
            "factors": {name: {"levels": levels} for name, levels in factors.items()},
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
    assert list(table["missing"]) == ["", "tumor/IL-2", "tumor/control; tumor/IL-2"]


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
