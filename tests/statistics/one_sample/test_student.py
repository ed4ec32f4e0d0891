import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.one_sample.student import student_t, student_t_of_columns
from tests.tried import tried

from ..reference import REAL_DATA, SLEEP, needs_real_data, tumor_minus_normal


def test_sleep():
    result = student_t(SLEEP)
    assert result.t == pytest.approx(-4.062128, abs=5e-7)
    assert result.df == 9
    assert result.p == pytest.approx(0.002833, abs=5e-7)


def test_six_pairs():
    result = student_t(np.array([4, 7, 8, 6, 3, 2]) - np.array([6, 8, 7, 10, 11, 9]))
    assert result.t == pytest.approx(-2.44451, abs=5e-6)
    assert (result.df, round(result.p, 5)) == (5, 0.05833)
    assert (round(result.low, 2), round(result.high, 2)) == (-7.18, 0.18)


@needs_real_data
def test_equals_r_on_breast_cancer_pairs():
    import pandas as pd

    folder = Path(str(REAL_DATA)) / "tcga_brca_paired"
    reference = pd.read_csv(folder / "reference_R_results_tumor_vs_normal.csv").set_index("marker")
    differences = tumor_minus_normal()
    assert len(reference) >= 5
    for marker, row in reference.iterrows():
        result = student_t(differences[str(marker)])
        found = [result.n, result.mean, result.sd, result.t, result.p, result.low, result.high]
        names = ["n", "mean_diff", "sd_diff", "t", "p_t", "ci_lo", "ci_hi"]
        np.testing.assert_allclose(found, row[names].astype(float), rtol=1e-9)


@given(
    st.lists(st.integers(-1000, 1000), min_size=2, max_size=12),
    st.sampled_from([1e300, 1e-300, 3.0]),
)
@settings(derandomize=True, max_examples=tried(60), deadline=None)
def test_scale_and_sign_do_not_matter(values, scale):
    plain = student_t(values)
    moved = student_t(-np.array(values) * (scale / 1000))
    if np.isnan(plain.t):
        assert np.isnan(moved.t)
        assert moved.reason
    else:
        assert moved.t == pytest.approx(-plain.t, rel=1e-9)
        assert moved.p == pytest.approx(plain.p, rel=1e-9)
        assert (plain.p < 0.05) == (plain.low > 0 or plain.high < 0)


@pytest.mark.parametrize(
    "values", [[], [1.0], [0.0, 0.0], [0.1] * 7, [1e300, -1e300], [5e-324, 0], [1.7e308, -1.7e308]]
)
def test_extreme_input_is_answered_without_a_warning(values):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = student_t(values)
    assert result.n == len(values)
    assert bool(result.reason) == (not np.isfinite(result.low))


@pytest.mark.parametrize("bad", [[1.0, np.nan], [np.inf, 1.0], [[1.0]]])
def test_missing_values_are_an_error(bad):
    with pytest.raises(ValueError, match=r"missing|dimension"):
        student_t(bad)


@pytest.mark.parametrize(("n", "simulated"), [(20, 0.957), (8, 0.948)])
def test_the_interval_covers_as_often_as_it_says(n, simulated):
    """Normal differences; the share that another simulation gave stands beside n."""
    samples = np.random.default_rng(20).normal(0.4, 1.3, size=(4000, n))
    results = student_t_of_columns(samples.T)
    covered = np.mean([result.low <= 0.4 <= result.high for result in results])
    error = np.sqrt(0.95 * 0.05 / 4000)
    assert covered == pytest.approx(0.95, abs=3 * error)
    assert covered == pytest.approx(simulated, abs=4 * error)
