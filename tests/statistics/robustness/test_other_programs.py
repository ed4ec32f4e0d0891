"""Do we print what the programs print? R and SciPy themselves; published numbers for the rest."""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import pytest
import scipy
from scipy.stats import ttest_rel, wilcoxon

from explant.statistics.kernel.rank_distributions import signed_rank_tail
from explant.statistics.one_sample.signed_rank import signed_rank_test
from explant.statistics.robustness.other_programs import (
    _lower_tail,
    software_results,
    t_test_result,
)

R = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "software_fixtures.json").read_text(encoding="utf-8")
)
CASES = pytest.mark.parametrize("r", R["cases"], ids=[case["name"] for case in R["cases"]])


def close(value):
    return pytest.approx(value, rel=1e-9)


def results(differences, zero_rule="wilcoxon"):
    found = software_results(differences, zero_rule)
    names = ["r_4_5", "r_4_6", "scipy", "prism", "jamovi", "spss"]
    return dict(zip(names, found, strict=True))


def differences_of(r):
    return np.array(r["x"], dtype=float) - np.array(r["y"], dtype=float)


def decimal_differences_of(r):
    return np.round(differences_of(r), 6)


def agrees(found, number):
    if number in (None, "NaN", "NA"):
        assert math.isnan(found.p)
        assert found.reason
    else:
        assert found.p == close(number)


@CASES
def test_r_before_4_6_prints_this(r):
    agrees(results(differences_of(r))["r_4_5"], r["r"])
    agrees(results(decimal_differences_of(r))["r_4_5"], r["r_rounded"])


@CASES
def test_jamovis_call_of_r_prints_this(r):
    agrees(results(differences_of(r))["jamovi"], r["approximate"])


@CASES
def test_the_formula_of_spss_gives_this_in_r(r):
    agrees(results(differences_of(r))["spss"], r["approximate_uncorrected"])


@CASES
def test_exact_p_of_prism_and_of_r_4_6_is_that_of_coin(r):
    if "exact_pratt" not in r:
        assert not decimal_differences_of(r).any()
        return
    assert results(differences_of(r))["prism"].p == close(r["exact_wilcoxon"])
    if len(r["x"]) < 50:
        assert results(decimal_differences_of(r))["r_4_6"].p == close(r["exact_pratt"])
    else:
        assert results(decimal_differences_of(r))["r_4_6"].p == close(r["r_rounded"])


# SciPy tries every sign pattern of up to 13 tied pairs, which takes seconds: one sample of 13.
SLOW = "many zeros 13"
FOR_SCIPY = [r for r in R["cases"] if not 9 <= len(r["x"]) <= 13 or r["name"] == SLOW]


@pytest.mark.parametrize(
    "r",
    [
        pytest.param(r, id=r["name"], marks=[pytest.mark.more] if r["name"] == SLOW else [])
        for r in FOR_SCIPY
    ],
)
def test_scipy_itself_prints_this(r):
    assert scipy.__version__.startswith("1.17.")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        printed = float(wilcoxon(r["x"], r["y"]).pvalue)
    agrees(results(differences_of(r))["scipy"], None if math.isnan(printed) else printed)


@CASES
def test_the_t_test_is_that_of_scipy_and_of_r(r):
    found = t_test_result(differences_of(r))
    if r["t"] in (None, "NaN", "NA"):
        assert math.isnan(found.p)
        assert found.reason
        return
    assert found.differs == ""
    assert found.p == close(r["t"])
    assert found.p == close(float(ttest_rel(r["x"], r["y"]).pvalue))


def test_fixtures_hold_ties_that_only_decimals_show():
    lost = [r for r in R["cases"] if r["r"] != r["r_rounded"]]
    assert len(lost) >= 15


# Printed by R 4.6.1, as published in the tests of Stats::LikeR 0.298 (metacpan.org).
SIXTEENTHS = [-0.25, -1, 0, 0, 0.25, -1, 0, 0.25, 0.75]
WHOLE = [1, -1, 0, -1, -1, -2, 2, -1, 2]
LONGER = [2, 2, 1, -2, 0, -2, 1, -2, -2, -1, -2, 1, -1, 1, -2]
QUARTERS = [1.75, 0, -0.5, -0.5, 0.5, -1.25, 0, -1, 1.5, 1.25, -1, -1.25, 1, 1, -0.75]
R_4_6 = [
    (SIXTEENTHS, 0.8125),
    (np.array(SIXTEENTHS) + 1, 0.015625),
    (WHOLE, 1.0),
    (np.array(WHOLE) + 1, 0.1875),
    (LONGER, 0.31298828125),
    (np.array(LONGER) - 0.5, 0.05828857421875),
    (np.array(QUARTERS) - 0.5, 0.1138916015625),
    (np.array(QUARTERS) - np.array(LONGER), 0.3525390625),
    ([-1, 0, 1, 0, 2], 0.75),
    ([0.5, -0.5, -1.5, -0.5, -2.5], 0.25),
    ([0, 0, 0, 0, 0], 1.0),
]


@pytest.mark.parametrize(("differences", "p"), R_4_6)
def test_r_4_6_printed_this(differences, p):
    assert results(differences)["r_4_6"].p == close(p)


def test_the_example_of_prisms_guide():
    # Article 2020 of GraphPad's knowledge base: the same p whether divided by ten or not.
    whole = np.array([1, -1, 9, 12, -15, 8, 10, 4], dtype=float)
    assert results(whole)["prism"].p == 0.265625
    assert results(whole / 10)["prism"].p == 0.265625


def test_all_agree_on_plain_data_where_all_are_exact():
    found = results([0.5, -1.5, 2.5, 3.5, 4.5, 7.5])
    for name in ("r_4_5", "r_4_6", "scipy", "prism"):
        assert found[name].p == found[name].p_explant == 0.09375
        assert found[name].differs == ""
        assert found[name].continuity is None
    assert found["jamovi"].differs == (
        "the normal approximation with continuity correction instead of an exact test"
    )
    assert found["spss"].differs == (
        "the normal approximation without continuity correction instead of an exact test"
    )


def test_zeros_are_named_only_where_they_move_p():
    moved = np.array([-18, -15, -14, -9, 8, 6, 4, -2, 2, -1, 0, -3], dtype=float)
    assert results(moved)["r_4_6"].differs == "zeros are ranked (Pratt)"
    assert results(moved)["r_4_6"].p == close(0.2919921875)
    assert results(moved, "pratt")["r_4_6"].differs == ""
    assert results(moved, "pratt")["prism"].differs == "zeros are dropped"
    assert results([-1, 0, 1, 0, 2])["r_4_6"].differs == ""


def test_ties_lost_in_binary_numbers_are_named():
    tied = np.array([0.5, 0.3, -1.3]) - np.array([0.3, 0.5, -1.1])
    assert len(set(np.abs(tied))) == 2
    found = results([*tied, 1.1, 2.0, 1.3])
    assert found["r_4_6"].differs == "ties are decided on binary numbers, not on decimals"
    assert found["prism"].differs == ""


def test_above_fifty_the_approximate_programs_differ():
    differences = np.random.default_rng(3).normal(0.3, 1.0, 60)
    found = results(differences)
    approximate = "the normal approximation with continuity correction instead of an exact test"
    assert {found[name].differs for name in ("r_4_5", "r_4_6", "jamovi")} == {approximate}
    approximate = approximate.replace("with", "without")
    assert {found[name].differs for name in ("scipy", "spss")} == {approximate}
    assert found["prism"].differs == ""


@pytest.mark.parametrize("n", [199, 200, 201])
def test_prism_is_exact_below_200_pairs(n):
    found = results(np.random.default_rng(n).normal(0.1, 1.0, n))["prism"]
    assert (found.continuity is None) == (n < 200)
    assert found.p == pytest.approx(found.p_explant, rel=0.02)


@pytest.mark.parametrize("zero_rule", ["wilcoxon", "pratt"])
def test_the_causes_named_lead_from_our_p_to_theirs(zero_rule):
    random = np.random.default_rng(11)
    seen = set()
    for n in [*range(1, 30), 49, 50, 51, 70]:
        sample = random.integers(-4, 7, n) / 10 + 0.1 * random.integers(0, 3, n)
        for found in software_results(sample, zero_rule):
            assert found.p_explant == signed_rank_test(sample, zero_rule).p
            same = found.reason or found.p == close(found.p_explant)
            assert (found.differs == "") == bool(same)
            seen.add(found.differs)
    assert len(seen) >= 6


def test_exact_tail_is_that_of_the_counted_patterns():
    random = np.random.default_rng(2)
    for n in (1, 2, 5, 17, 40, 63):
        doubled = np.sort(random.integers(1, 2 * n + 1, n)).astype(np.int64)
        counted = signed_rank_tail(tuple(doubled.tolist()), int(doubled.sum()))
        counted = counted[: doubled.sum() + 1]
        np.testing.assert_allclose(_lower_tail(doubled.tobytes()), counted, rtol=1e-12)


def test_all_zero_is_said_and_not_printed():
    found = results([0.0, 0.0, 0.0])
    assert found["r_4_5"].reason == "prints NaN, as every difference is zero"
    assert found["r_4_6"].p == found["scipy"].p == 1.0
    assert found["r_4_6"].reason == found["scipy"].reason == ""
    assert results([0.0] * 14)["scipy"].reason
    for row in found.values():
        assert math.isnan(row.p) == bool(row.reason)
        assert row.differs == ""


def test_no_patients():
    for row in software_results([]):
        assert math.isnan(row.p)
        assert math.isnan(row.p_explant)
        assert (row.reason, row.differs) == ("no patients", "")


@pytest.mark.parametrize("sample", [[1e300, -2e300, 3e300], [1e-300, 2e-310, -5e-324], [4.0]])
def test_extreme_values_have_a_p(sample):
    for row in software_results(sample):
        assert 0.0 < row.p <= 1.0


def test_unknown_rule():
    with pytest.raises(ValueError, match="zero_rule"):
        software_results([1.0], "zsplit")


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_a_t_test_of_numbers_of_any_size_has_the_same_p(scale):
    sample = np.array([-2.0, -1.0, 1.0, -4.0, -8.0, -7.0])
    found = t_test_result(sample * scale)
    assert found.p == pytest.approx(t_test_result(sample).p, rel=1e-12)
    assert found.differs == ""
