"""Golden sentences on margins, ordered levels, flagged patients, models and programs."""

from typing import Any

import pytest

from explant.language.words import Row
from explant.pages.robustness.diagnostics_section import diagnostics_listing, flagged_sentences
from explant.pages.robustness.equivalence_section import equivalence_listing, equivalence_sentence
from explant.pages.robustness.mixed_models_section import (
    mixed_models_listing,
    not_fitted,
    variances_listing,
)
from explant.pages.robustness.programs_section import programs_listing, programs_sentence, sources
from explant.pages.robustness.trends_section import trend_sentence, trends_listing
from tests.reported import make_plan, paired_row

MARGIN: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "tumor_vs_normal",
    "scale": "linear",
    "margin_low": -5.0,
    "margin_high": 5.0,
    "n": 20,
    "n_incomplete": 0,
    "mean_difference": 0.42,
    "low": -1.21,
    "high": 2.04,
    "level": 0.9,
    "p": 0.0004,
    "conclusion": "equivalent within the margin",
    "note": "",
}
NOT_SHOWN = {"high": 6.1, "p": 0.21, "conclusion": "equivalence not shown"}
RATIO = {
    "marker": "Blimp-1",
    "scale": "log2",
    "margin_ratio_low": 0.8,
    "margin_ratio_high": 1.25,
    "ratio": 0.96,
    "ratio_low": 0.84,
    "ratio_high": 1.1,
    "p": 0.014,
}


def margin(**changes: Any) -> str:
    return str(equivalence_sentence(Row("equivalence", 0, MARGIN | changes), make_plan()))


def test_equivalence_shown():
    assert margin() == (
        "Equivalent within the margin: the mean difference of CD25 (tumor vs normal), 0.4 "
        "percentage points, lies within the declared margin of ±5 percentage points (90 % interval "
        "−1.2 to 2.0; n = 20; two one-sided tests, unadjusted p < 0.001)."
    )


def test_equivalence_not_shown_is_no_claim_of_a_difference():
    assert margin(n=18, n_incomplete=2, **NOT_SHOWN) == (
        "Equivalence not shown for CD25 (tumor vs normal): the interval reaches beyond the "
        "declared margin of ±5 percentage points (mean difference 0.4 percentage points; 90 % "
        "interval −1.2 to 6.1; n = 18, 2 left out; two one-sided tests, unadjusted "
        "p = 0.21). This does not show that the difference is larger than the margin."
    )


def test_a_margin_of_ratios():
    text = margin(**RATIO)
    assert (
        "of Blimp-1 (tumor vs normal), ×0.96, lies within the declared margin of ×0.8 to ×1.25 "
        "(90 % interval 0.84 to 1.10; n = 20; two one-sided tests, unadjusted p = 0.014)."
    ) in text


def test_a_margin_with_two_ends():
    assert "margin of −2 to 5 percentage points (" in margin(margin_low=-2.0)


def test_a_bound_never_rounds_to_the_margin():
    assert "90 % interval −1.21 to 4.98;" in margin(high=4.98)
    assert "90 % interval −1.210 to 4.999;" in margin(high=4.999)


def test_equivalence_not_tested():
    changes = {"conclusion": "not tested", "note": "n = 1: no interval", "p": None}
    assert margin(**changes) == (
        "CD25 (tumor vs normal) was not tested against its margin of ±5 percentage points (n = 1: "
        "no interval)."
    )
    row = Row("equivalence", 0, MARGIN | changes | {"mean_difference": None, "low": None})
    cells = [str(cell) for cell in equivalence_listing([row], make_plan()).rows[0]]
    assert cells[3:5] == ["–", "–"]


TREND: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "dose_trend",
    "factor": "dose",
    "levels": '["0", "10", "100"]',
    "n": 12,
    "n_incomplete": 0,
    "friedman": 9.5,
    "df": 2,
    "p_friedman": 0.0087,
    "p_friedman_permutation": 0.0062,
    "kendall_w": 0.396,
    "page": 158.0,
    "p_page": 0.0031,
    "observed": "increase",
    "note": "",
}
WHOLE = {"contrast": "", "page": None, "p_page": None, "observed": ""}


def dose_plan():
    return make_plan(
        factors={"tissue": None, "treatment": None, "dose": {"levels": ["0", "10", "100"]}},
        contrasts={
            "il2_in_tumor": None,
            "il2_in_normal": None,
            "tumor_vs_normal": None,
            "il2_tumor_minus_normal": None,
            "dose_trend": {"trend": {"dose": ["0", "10", "100"]}},
        },
        markers={
            "CD25": {"expected": None},
            "FOXP3": {"expected": None},
            "Blimp-1": {"expected": None},
        },
    )


def trend(**changes: Any) -> str:
    return str(trend_sentence(Row("trends", 0, TREND | changes), dose_plan()))


@pytest.mark.parametrize(("observed", "moves"), [("increase", "rises"), ("decrease", "falls")])
def test_levels_in_order(observed: str, moves: str):
    assert trend(observed=observed) == (
        f"Evidence that CD25 {moves} in order over dose 0, 10 and 100 (dose trend; Page’s L = 158, "
        "unadjusted p = 0.003; n = 12)."
    )


def test_no_order():
    assert trend(p_page=0.41, page=147.0, n_incomplete=1) == (
        "No evidence that CD25 rises or falls in order over dose 0, 10 and 100 (dose trend; "
        "Page’s L = 147, unadjusted p = 0.41; n = 12, 1 left out)."
    )


def test_levels_as_a_whole():
    assert trend(**WHOLE) == (
        "Evidence that CD25 differs between the levels of dose (Friedman’s statistic 9.50, "
        "Kendall’s W = 0.40, unadjusted p = 0.006; n = 12)."
    )
    assert trend(**WHOLE, p_friedman_permutation=0.3).startswith(
        "No evidence that CD25 differs between the levels of dose ("
    )


def test_levels_not_tested():
    assert trend(p_page=None, note="no patients") == (
        "Whether CD25 rises or falls over dose (dose trend) was not tested (no patients)."
    )
    none = WHOLE | {"p_friedman_permutation": None, "p_friedman": None}
    assert trend(**none, note="no patients") == (
        "Whether CD25 differs between the levels of dose was not tested (no patients)."
    )


def test_the_table_of_levels():
    found = [Row("trends", i, TREND | row) for i, row in enumerate([{}, WHOLE])]
    table = trends_listing(found, dose_plan())
    assert [str(cell) for cell in table.rows[0]] == [
        *("CD25", "dose trend", "0, 10, 100", "12", "158.0", "0.003", "increase"),
        *("9.50", "0.006", "0.40"),
    ]
    assert [str(cell) for cell in table.rows[1]][4:7] == ["–", "–", "–"]
    assert "Page’s L" not in trends_listing(found[1:], dose_plan()).headings


def flagged(*people: tuple[str, float]) -> list[Row]:
    base = {"marker": "CD25", "contrast": "il2_in_tumor", "outlier": "yes"}
    return [
        Row("quantiles", i, base | {"patient": name, "robust_z": z})
        for i, (name, z) in enumerate(people)
    ]


SHAPE = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "n": 20,
    "shapiro_w": 0.9312,
    "p_shapiro": 0.1634,
    "skewness": -0.412,
    "mean_minus_median": 0.07,
    "n_outliers": 0,
    "outliers": "",
}


def test_flagged_patients_stay():
    (one,) = flagged_sentences([Row("diagnostics", 0, SHAPE)], flagged(("P07", -4.1)), make_plan())
    assert str(one) == (
        "CD25 (IL-2 effect in tumor): P07 (4.1 below) is flagged and stays in every result."
    )
    (two,) = flagged_sentences([], flagged(("P07", -4.1), ("P09", 3.52)), make_plan())
    assert str(two) == (
        "CD25 (IL-2 effect in tumor): P07 (4.1 below) and P09 (3.52 above) are flagged and stay "
        "in every result."
    )


def test_nobody_flagged():
    (none,) = flagged_sentences([Row("diagnostics", 0, SHAPE)], [], make_plan())
    assert str(none) == "No patient is flagged in the one result."


def test_the_table_of_shapes():
    cells = diagnostics_listing([Row("diagnostics", 0, SHAPE)], make_plan()).rows[0]
    assert [str(cell) for cell in cells] == [
        *("CD25", "IL-2 effect in tumor", "20", "0.931", "0.16", "−0.41", "0.07", "–")
    ]


MODEL = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "scale": "linear",
    "n_patients": 20,
    "n_values": 78,
    "estimate": -5.9,
    "low": -8.3,
    "high": -3.5,
    "p": 0.00002,
    "variance_components": "patient 3.1; residual 4.2",
    "note": "",
}


def test_the_mixed_model_stands_beside_the_declared_test():
    found = [Row("mixed_models", 0, MODEL)]
    cells = mixed_models_listing(found, [paired_row(p=0.02)], make_plan()).rows[0]
    assert [str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in cells] == [
        *("CD25", "IL-2 effect in tumor", "−5.9 percentage points", "−8.3 to −3.5", "20", "78"),
        *("< 0.001", "0.020"),
    ]
    variances = variances_listing([*found, Row("mixed_models", 1, MODEL)], make_plan()).rows
    assert [[str(cell) for cell in row] for row in variances] == [
        ["CD25", "patient 3.1; residual 4.2"]
    ]
    assert not_fitted(found, make_plan()) == []


def test_markers_without_a_model_are_named():
    found = [
        Row("mixed_models", i, MODEL | {"marker": marker, "estimate": None, "note": "no variance."})
        for i, marker in enumerate(["CD25", "CD25", "FOXP3"])
    ]
    assert [str(passage) for passage in not_fitted(found, make_plan())] == [
        "Without a model for CD25, FOXP3 (2 markers): no variance."
    ]
    assert not mixed_models_listing(found, [], make_plan())


PROGRAM: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "software": "SPSS",
    "test": "NPAR TESTS WILCOXON",
    "n": 20,
    "p": 0.0312,
    "p_explant": 0.0312,
    "differs": "",
    "source": "https://example.org/spss",
    "note": "",
}
APART = {"p": 0.04, "differs": "the normal approximation instead of an exact test"}
T_TEST = {"software": "R, SPSS", "test": "paired t test", "p": 0.02, "p_explant": 0.02}


def programs(*rows: dict[str, Any]) -> list[Row]:
    return [Row("software", i, PROGRAM | row) for i, row in enumerate(rows)]


def test_programs_agree():
    assert str(programs_sentence(programs({}, T_TEST), make_plan())) == (
        "All 2 p values agree with those of this report."
    )
    assert not programs_listing(programs({}, T_TEST), make_plan())


def test_programs_differ():
    found = programs(
        APART,
        APART | {"software": "jamovi"},
        {"software": "R 4.6"},
        T_TEST,
        {"marker": "FOXP3"},
        {"marker": "FOXP3", "software": "R 4.6"},
    )
    assert str(programs_sentence(found, make_plan())) == (
        "Other programs, by conventions of their own, print 2 of 6 p values otherwise. For FOXP3 "
        "all agree. In every marker these agree: R 4.6; every program’s paired t test."
    )
    (row,) = programs_listing(found, make_plan()).rows
    assert [str(cell) for cell in row] == [
        *("CD25", "SPSS · jamovi", "0.040", "0.031"),
        "the normal approximation instead of an exact test",
    ]
    assert [source.software for source in sources(found)] == ["SPSS", "jamovi", "R 4.6", "R, SPSS"]


@pytest.mark.parametrize(
    ("p", "own", "shown"),
    [
        (0.6812, 0.6961, ["0.68", "0.70"]),
        (0.68124, 0.68131, ["0.6812", "0.6813"]),
        (0.00021, 0.00034, ["0.00021", "0.00034"]),
        (1e-12, 1e-9, ["< 0.000001", "< 0.000001"]),
    ],
)
def test_p_values_that_differ_look_different(p: float, own: float, shown: list[str]):
    (row,) = programs_listing(programs(APART | {"p": p, "p_explant": own}), make_plan()).rows
    assert [str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row[2:4]] == shown


def test_no_program_prints_a_p():
    assert str(programs_sentence(programs({"p": None}), make_plan())) == (
        "No program would print a p value."
    )
