import math

import numpy as np
import pytest
from scipy import stats

from explant.tables.columns import COLUMNS
from explant.tables.robustness.diagnostics import (
    diagnostics_table,
    flagged_outliers,
    quantiles_table,
)

from ..studies import BEFORE_AFTER, TWO_BY_TWO, only, study

# R's `sleep`, hours gained with drug 1 minus drug 2. By R: W = 0.82987, p = 0.03334, and the
# ninth patient lies 5.5645 robust standard deviations from the median.
SLEEP = [-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4]


def tables(made):
    return diagnostics_table(made.differences, made.plan), quantiles_table(
        made.differences, made.plan
    )


def test_columns_are_those_documented():
    shape, quantiles = tables(study(BEFORE_AFTER, {"A": SLEEP}))
    assert list(shape) == list(COLUMNS["diagnostics"])
    assert list(quantiles) == list(COLUMNS["quantiles"])


def test_a_published_sample():
    shape, quantiles = tables(study(BEFORE_AFTER, {"A": [None, *SLEEP]}))
    row = only(shape)
    assert row["n"] == 10
    assert row["shapiro_w"] == pytest.approx(0.8298713, rel=1e-5)
    assert row["p_shapiro"] == pytest.approx(0.0333416, rel=1e-5)
    assert row["skewness"] == pytest.approx(-1.74554967319137, rel=1e-9)
    assert row["mean_minus_median"] == pytest.approx(-0.227643112357908, rel=1e-9)
    assert (row["n_outliers"], row["outliers"], row["note"]) == (1, '["P10"]', "")
    assert len(quantiles) == 10
    farthest = only(quantiles, outlier="yes")
    assert (farthest["patient"], farthest["difference"]) == ("P10", -4.6)
    assert farthest["robust_z"] == pytest.approx(-5.564548765681915, rel=1e-9)
    assert farthest["normal_quantile"] == pytest.approx(float(stats.norm.ppf(0.625 / 10.25)))


def test_quantiles_rise_with_the_differences():
    _, quantiles = tables(study(BEFORE_AFTER, {"A": SLEEP, "B": SLEEP[::-1]}))
    for _, part in quantiles.groupby("marker"):
        assert part["difference"].is_monotonic_increasing
        assert part["normal_quantile"].is_monotonic_increasing
        assert part["normal_quantile"].sum() == pytest.approx(0.0, abs=1e-9)
        # −1.3 twice: one quantile.
        assert part["normal_quantile"].nunique() == 9


def test_several_outliers_are_all_named():
    row = only(diagnostics_table(*_of([1.0, 2.0, 3.0, 2.0, 1.0, 90.0, -80.0])))
    assert (row["n_outliers"], row["outliers"]) == (2, '["P06", "P07"]')


def _of(changes):
    made = study(BEFORE_AFTER, {"A": changes})
    return made.differences, made.plan


@pytest.mark.parametrize(
    ("changes", "n", "note"),
    [
        ([None, None], 0, "fewer than three patients"),
        ([None, 4.0], 1, "fewer than three patients"),
        ([3.0, 4.0], 2, "fewer than three patients"),
        ([2.5] * 4, 4, "all differences are equal"),
        ([1e300] * 3, 3, "all differences are equal"),
    ],
)
def test_what_has_no_shape_says_so(changes, n, note):
    shape, quantiles = tables(study(BEFORE_AFTER, {"A": changes}))
    row = only(shape)
    assert (row["n"], row["n_outliers"], row["outliers"], row["note"]) == (n, 0, "", note)
    assert all(math.isnan(row[name]) for name in ("shapiro_w", "p_shapiro", "skewness"))
    assert len(quantiles) == n
    assert np.isfinite(quantiles[["normal_quantile", "robust_z"]].to_numpy(dtype=float)).all()


def test_rows_stand_in_the_plans_order_and_secondary_contrasts_are_described_too():
    rng = np.random.default_rng(3)
    cells = [tuple(row) for row in rng.normal(10, 2, (8, 4))]
    shape, quantiles = tables(study(TWO_BY_TWO, {"B": cells, "A": cells}))
    order = [(m, c) for m in "BA" for c in ("in_tumor", "tissues", "tumor_minus_normal")]
    for table in (shape, quantiles):
        questions = table[["marker", "contrast"]].drop_duplicates()
        assert list(questions.itertuples(index=False, name=None)) == order


def test_a_plan_without_contrasts_gives_empty_tables():
    made = study({**BEFORE_AFTER, "contrasts": {}}, {"A": SLEEP})
    nothing = study(BEFORE_AFTER, {"A": SLEEP}).differences.iloc[:0]
    assert diagnostics_table(nothing, made.plan).empty
    assert list(quantiles_table(nothing, made.plan)) == list(COLUMNS["quantiles"])


def test_an_incomplete_patient_is_not_flagged():
    assert flagged_outliers(np.full(4, np.nan)).tolist() == [False] * 4
