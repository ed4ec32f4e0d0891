import itertools
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

from explant.statistics.levels.analysis_of_variance import analysis_of_variance
from explant.statistics.levels.linear_mixed_model import linear_mixed_model
from explant.statistics.one_sample.student import student_t

LME4 = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "lmer_fixtures.json").read_text(encoding="utf-8")
)
NAMES = ["tissue", "treatment"]
COMPONENTS = ["patient", "patient × tissue", "patient × treatment", "residual"]
# Cells: tumor control, tumor IL-2, normal control, normal IL-2.
CONTRASTS = {
    "tissue": [0.5, 0.5, -0.5, -0.5],
    "treatment": [-0.5, 0.5, -0.5, 0.5],
    "tissue × treatment": [-1, 1, 1, -1],
    "treatment in tumor": [-1, 1, 0, 0],
    "treatment in normal": [0, 0, -1, 1],
    "tissue in control": [1, 0, -1, 0],
}
ROWS = [[0, 1, 2, 4], [3, 3, 5, 9], [1, 4, 3, 4], [6, 5, 8, 12], [2, 2, 7, 6]]


def cells_of(data, treatments):
    cells = list(itertools.product(["tumor", "normal"], treatments))
    patients = list(dict.fromkeys(data["patient"]))
    table = np.full((len(patients), len(cells)), np.nan)
    for patient, tissue, treatment, y in zip(*data.values(), strict=True):
        table[patients.index(patient), cells.index((tissue, treatment))] = y
    return table


def fit(table, levels=(2, 2), names=NAMES, contrasts=None, confidence=0.95):
    weights = list(CONTRASTS.values()) if contrasts is None else contrasts
    return linear_mixed_model(table, levels, names, weights, confidence)


def simulated(seed, n=12, sd=(1.0, 0.7, 0.5, 0.4), missing=0.0):
    rng = np.random.default_rng(seed)
    table = (
        sd[0] * rng.normal(size=(n, 1, 1))
        + sd[1] * rng.normal(size=(n, 2, 1))
        + sd[2] * rng.normal(size=(n, 1, 2))
        + sd[3] * rng.normal(size=(n, 2, 2))
    ).reshape(n, 4)
    table[rng.random((n, 4)) < missing] = np.nan
    return table


@pytest.mark.parametrize("case", LME4["two_by_two"], ids=lambda case: case["name"])
def test_two_by_two_equals_lme4(case):
    model = fit(cells_of(case["data"], ["control", "IL-2"]))
    assert model.n_values == len(case["data"]["y"])
    assert list(model.variances) == COMPONENTS
    assert model.note == ""
    np.testing.assert_allclose(
        list(model.variances.values()), list(case["variances"].values()), rtol=1e-5, atol=1e-6
    )
    for expected, found in zip(case["contrasts"], model.contrasts, strict=True):
        assert found.estimate == pytest.approx(expected["estimate"], abs=1e-7)
        # Kenward and Roger's correction widens it; with every cell there is nothing to correct.
        assert found.standard_error >= expected["se"] * (1 - 1e-6)
        if len(case["data"]["y"]) == 4 * model.n_patients:
            assert found.standard_error == pytest.approx(expected["se"], rel=1e-6)
            assert found.t == pytest.approx(expected["t"], rel=1e-6)
        # R stopped its search at about seven digits.
        assert found.df == pytest.approx(expected["df_kenward_roger"], rel=1e-6)
        assert found.p == pytest.approx(expected["p_kenward_roger"], rel=1e-5)
        assert found.df_satterthwaite == pytest.approx(expected["df"], rel=2e-4)


@pytest.mark.parametrize("case", LME4["two_by_three"], ids=lambda case: case["name"])
def test_two_by_three_variances_equal_lme4(case):
    table = cells_of(case["data"], ["0", "10", "100"])
    model = fit(table, (2, 3), contrasts=np.eye(6))
    np.testing.assert_allclose(
        list(model.variances.values()), list(case["variances"].values()), rtol=1e-5
    )


@pytest.mark.parametrize("case", LME4["two_by_three"], ids=lambda case: case["name"])
def test_two_by_three_tissue_effect_equals_lme4(case):
    """An F on one degree of freedom is the squared t of its contrast."""
    table = cells_of(case["data"], ["0", "10", "100"])
    model = fit(table, (2, 3), contrasts=[[1, 1, 1, -1, -1, -1]])
    (contrast,) = model.contrasts
    effects = case["effects"]
    place = effects["effect"].index("tissue")
    assert contrast.df_satterthwaite == pytest.approx(effects["df2"][place], rel=2e-4)
    if np.isnan(table).any():
        assert contrast.t**2 < effects["f"][place]
    else:
        assert contrast.t**2 == pytest.approx(effects["f"][place], rel=1e-6)


def restricted_log_likelihood(table, levels, variances):
    """The textbook's formula, with the covariance matrix of all values written out."""
    patient, cell = np.nonzero(~np.isnan(table))
    y = table[patient, cell]
    x = np.eye(table.shape[1])[cell]
    level = np.array(np.unravel_index(cell, levels))
    same = patient[:, None] == patient
    covariance = variances[0] * same + variances[-1] * np.eye(len(y))
    for variance, of_value in zip(variances[1:-1], level, strict=False):
        covariance = covariance + variance * (same & (of_value[:, None] == of_value))
    inverse = np.linalg.inv(covariance)
    information = x.T @ inverse @ x
    residual = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
    return -0.5 * (
        np.linalg.slogdet(covariance)[1]
        + np.linalg.slogdet(information)[1]
        + residual @ inverse @ residual
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_other_variances_are_likelier(seed):
    """Against a search over the formula written out, from the fit and from elsewhere."""
    table = simulated(seed, n=9, sd=(1.0, 0.5, 0.0, 0.6), missing=0.2)
    found = np.array(list(fit(table).variances.values()))
    best = restricted_log_likelihood(table, (2, 2), found)

    def loss(logarithms):
        return -restricted_log_likelihood(table, (2, 2), np.exp(logarithms))

    for start in (np.log(found + 1e-4), np.zeros(4)):
        other = minimize(loss, start, method="Nelder-Mead", options={"maxiter": 2000})
        assert -other.fun <= best + 1e-6


def test_three_factors():
    rng = np.random.default_rng(6)
    n, levels = 12, (2, 2, 3)
    table = rng.normal(size=(n, 1)) + rng.normal(size=(n, 12))
    for axis in range(3):
        effect = rng.normal(size=(n, levels[axis]))
        table += effect[:, np.indices(levels).reshape(3, -1)[axis]]
    table[0, 3] = table[4, 7] = np.nan
    model = linear_mixed_model(table, levels, ["a", "b", "c"], np.eye(12)[:1])
    of_factors = ["patient × a", "patient × b", "patient × c"]
    assert list(model.variances) == ["patient", *of_factors, "residual"]
    found = list(model.variances.values())
    best = restricted_log_likelihood(table, levels, found)
    for index, factor in itertools.product(range(5), (0.97, 1.03)):
        moved = [value * (factor if i == index else 1) for i, value in enumerate(found)]
        assert restricted_log_likelihood(table, levels, moved) < best


def test_complete_patients_have_the_mean_of_their_paired_differences():
    table = np.array(ROWS, dtype=float)
    for weights, contrast in zip(CONTRASTS.values(), fit(table).contrasts, strict=True):
        assert contrast.estimate == pytest.approx((table @ np.array(weights)).mean(), abs=1e-13)


def test_t_of_each_effect_is_the_root_of_its_f_where_no_variance_is_zero():
    """Variance components give each effect of the repeated-measures ANOVA its own error."""
    table = simulated(3)
    model = fit(table)
    assert min(model.variances.values()) > 0
    effects = analysis_of_variance(table, [2, 2], NAMES)
    for effect, contrast in zip(effects, model.contrasts[:3], strict=True):
        assert contrast.t**2 == pytest.approx(effect.f, rel=1e-6)


def test_a_random_intercept_alone_would_misstate_the_interaction():
    """Patients who differ in their tissue and treatment effects hide the interaction in noise."""
    table = simulated(9, n=20, sd=(1.0, 1.0, 1.0, 0.4)) + np.array([0, 0.3, 0, 0])
    effect = analysis_of_variance(table, [2, 2], NAMES)[2]
    components = fit(table).contrasts[2]
    # One factor of four levels: the same cell means, and the patient as the only random effect.
    intercept = fit(table, (4,), ["cell"], [CONTRASTS["tissue × treatment"]]).contrasts[0]
    assert effect.p < 0.05
    assert components.t**2 == pytest.approx(effect.f, rel=1e-6)
    assert components.p == pytest.approx(effect.p, rel=1e-6)
    assert intercept.estimate == pytest.approx(components.estimate)
    assert intercept.p > 4 * effect.p
    assert intercept.p > 0.1


def test_one_factor_of_two_levels_is_the_paired_t():
    table = np.array([[1.0, 2.0], [2.0, 4.5], [5.0, 5.5], [3.0, 3.2]])
    model = linear_mixed_model(table, [2], ["time"], [[-1, 1]], 0.9)
    student = student_t(table @ [-1, 1])
    contrast = model.contrasts[0]
    assert contrast.t == pytest.approx(student.t)
    assert contrast.standard_error == pytest.approx(student.sd / 2)
    expected = student_t(table @ [-1, 1], 0.9)
    assert (contrast.df, contrast.p) == pytest.approx((3, student.p))
    assert (contrast.low, contrast.high) == pytest.approx((expected.low, expected.high))
    assert list(model.variances) == ["patient", "residual"]


def test_incomplete_patients_are_used():
    table = simulated(1)
    table[0, 1] = np.nan
    complete, every = fit(table[1:]), fit(table)
    assert (every.n_patients, every.n_values) == (12, 47)
    assert every.contrasts[0].estimate != complete.contrasts[0].estimate
    table = np.vstack((table, np.full(4, np.nan)))
    assert fit(table).n_patients == 12


@pytest.mark.parametrize("scale", [1e300, 1e-300, -1e-100, 2.0])
def test_scale_does_not_matter(scale):
    table = simulated(2, missing=0.1)
    plain, moved = fit(table), fit(table * scale)
    for one, other in zip(plain.contrasts, moved.contrasts, strict=True):
        assert other.t == pytest.approx(one.t * np.sign(scale), rel=1e-9)
        assert other.estimate == pytest.approx(one.estimate * scale, rel=1e-9)
        assert other.standard_error == pytest.approx(one.standard_error * abs(scale), rel=1e-9)
    if abs(scale) in (1e300, 1e-300):
        assert moved.note == "the variances are beyond the range of numbers"
    else:
        assert moved.note == ""
        ratio = np.array(list(moved.variances.values())) / list(plain.variances.values())
        np.testing.assert_allclose(ratio, scale**2, rtol=1e-9)


def test_location_does_not_matter():
    table = simulated(2, missing=0.1)
    moved = fit(table + 1e6)
    for one, other in zip(fit(table).contrasts, moved.contrasts, strict=True):
        assert other.t == pytest.approx(one.t, rel=1e-6)


def test_the_order_of_patients_does_not_matter_and_runs_agree_to_the_bit():
    table = simulated(4, missing=0.15)
    assert fit(table) == fit(table)
    for one, other in zip(fit(table).contrasts, fit(table[::-1]).contrasts, strict=True):
        assert other.t == pytest.approx(one.t, rel=1e-6)


ONE_EACH = np.where(np.eye(4) == 1, [1.0, 2.0, 3.0, 5.0], np.nan)
ADDITIVE = np.add.outer([0.0, 2.0, 5.0, 3.0], [0.0, 1.0, 4.0, 5.0])


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (np.empty((0, 4)), "no patients"),
        (np.full((3, 4), np.nan), "no patients"),
        ([[1.0, 2.0, 3.0, 5.0]], "one patient has no variance"),
        (np.full((5, 4), 7.0), "the patients do not differ"),
        (np.tile([1.0, 2.0, 3.0, 5.0], (5, 1)), "the patients do not differ"),
        (np.full((5, 4), 1e300), "the patients do not differ"),
        (ONE_EACH, "no sample was measured in two patients"),
        (
            np.tile(ONE_EACH, (3, 1)) + np.arange(12)[:, None] ** 2,
            "too few values of the same patient to tell patients from what remains",
        ),
        (ADDITIVE, "the residual variance is zero"),
        (np.where(np.eye(4) == 1, np.nan, ADDITIVE), "the residual variance is zero"),
    ],
)
def test_nothing_to_fit(table, reason):
    model = fit(table)
    assert model.reason == reason
    assert model.variances == {}
    assert len(model.contrasts) == len(CONTRASTS)
    for contrast in model.contrasts:
        assert contrast.reason == reason
        assert np.isnan([contrast.estimate, contrast.t, contrast.p, contrast.low]).all()


def test_a_cell_that_was_never_measured():
    table = simulated(6)
    table[:, 1] = np.nan
    model = fit(table)
    by_name = dict(zip(CONTRASTS, model.contrasts, strict=True))
    assert by_name["treatment in tumor"].reason == "a sample that it needs was never measured"
    assert np.isnan(by_name["treatment in tumor"].estimate)
    assert by_name["tissue in control"].reason == ""
    assert by_name["tissue in control"].p < 1


def test_a_level_that_was_never_measured():
    """Without tumor, patient × tissue is the patient and patient × treatment the residual."""
    table = simulated(7)
    table[:, :2] = np.nan
    model = fit(table)
    expected = "not told apart from the other variances: patient × tissue, patient × treatment"
    assert model.note == expected
    assert list(model.variances) == ["patient", "residual"]
    contrast = model.contrasts[list(CONTRASTS).index("treatment in normal")]
    assert contrast.t == pytest.approx(student_t(table[:, 3] - table[:, 2]).t)


def test_weights_of_zero():
    (contrast,) = fit(np.array(ROWS, dtype=float), contrasts=[[0, 0, 0, 0]]).contrasts
    assert contrast.reason == "every weight is zero"


def test_an_interval_beyond_the_largest_number():
    table = [[1.7e308, -1.7e308]] * 3 + [[-1.7e308, 1.7e308]] * 2
    (contrast,) = linear_mixed_model(table, [2], ["time"], [[1, -1]]).contrasts
    assert contrast.reason == "the interval exceeds the largest number"
    assert 0 < contrast.p < 1


@pytest.mark.parametrize(
    ("table", "levels", "contrasts", "message"),
    [
        ([[1.0, np.inf]], [2], [[1, -1]], "infinite"),
        ([[1.0, 2.0]], [2], [[1, np.nan]], "weight"),
        ([[1.0, 2.0, 3.0]], [2], [[1, -1]], "cells: expected patients × 2 cells"),
        ([[1.0, 2.0]], [2], [[1, -1, 0]], "contrasts: expected contrasts × 2 cells"),
        ([[1.0, 2.0]], [2, 1], [[1, -1]], "one name per factor"),
    ],
)
def test_wrong_input(table, levels, contrasts, message):
    with pytest.raises(ValueError, match=message):
        linear_mixed_model(table, levels, ["time"], contrasts)


def test_93_people_of_whom_five_are_incomplete_equal_lme4():
    """pingouin's rm_anova. R: lmer(DesireToKill ~ a * b + (1|S) + (1|S:a) + (1|S:b)), 4.2.2."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pingouin

        data = pingouin.read_dataset("rm_anova")
    table = data.pivot_table(
        index="Subject", columns=["Disgustingness", "Frighteningness"], values="DesireToKill"
    )
    weights = [[0.5, 0.5, -0.5, -0.5], [0.5, -0.5, 0.5, -0.5], [1, -1, -1, 1]]
    model = fit(table, names=["disgust", "fright"], contrasts=weights)
    assert (model.n_patients, model.n_values) == (93, 367)
    np.testing.assert_allclose(
        list(model.variances.values()), [3.12312634, 0.57900721, 0.65233104, 3.00044533], rtol=5e-6
    )
    np.testing.assert_allclose(
        [contrast.estimate for contrast in model.contrasts],
        [0.7485821963, 1.4028113371, -0.5622237075],
        rtol=1e-7,
    )
    np.testing.assert_allclose(
        [contrast.standard_error for contrast in model.contrasts],
        # Before Kenward and Roger's correction, which is small with so many people.
        [0.2130728257, 0.2167409940, 0.3630408437],
        rtol=5e-4,
    )
    # lmer(DesireToKill ~ a * b + (1|S)): the random intercept alone.
    intercept = fit(table, (4,), ["cell"], weights)
    errors = [contrast.standard_error for contrast in intercept.contrasts]
    np.testing.assert_allclose(errors, [0.2044336, 0.2044336, 0.4088522], rtol=5e-5)


OUTLIER = [
    [10.1, 12.0, 10.2, 11.3],
    [8.8, 13.2, 10.0, 11.4],
    [9.9, 13.1, 9.3, 12.4],
    [9.3, 1e6, 9.0, 1e6],
    [9.3, 12.7, 9.5, 12.0],
    [9.3, 10.6, 9.6, 9.5],
    [10.0, 11.7, 9.6, 9.3],
    [9.7, 11.6, 9.9, 12.3],
    [10.9, 10.5, 9.6, 12.3],
    [8.7, 11.5, 10.4, 13.4],
    [9.8, 10.7, 10.5, 12.7],
    [11.9, 10.3, 10.4, 12.2],
]


def test_a_residual_variance_that_is_small_beside_the_others_is_not_zero():
    """One patient's typing error twice, 1e6. The residual SD by lmer in R is 0.905."""
    model = fit(np.array(OUTLIER))
    assert np.sqrt(model.variances["residual"]) == pytest.approx(0.905, abs=1e-3)
    by_name = dict(zip(CONTRASTS, model.contrasts, strict=True))
    table = np.array(OUTLIER)
    # Complete patients: the effects of the repeated-measures ANOVA are the paired t tests of the
    # patients' means.
    treatment = student_t(table @ CONTRASTS["treatment"])
    assert by_name["treatment"].t == pytest.approx(treatment.t, rel=1e-6)
    assert by_name["treatment"].p == pytest.approx(treatment.p, rel=1e-6)
    # The error is the same in both tissues, so it does not hide that between them.
    assert by_name["tissue in control"].standard_error < 1


def test_no_p_value_from_two_patients():
    """The z test gave them p = 2.8e-11."""
    model = fit(np.array([[9.8, 14.1, 9.4, 13.7], [10.4, 13.1, 9.2, 14.6]]))
    contrast = model.contrasts[list(CONTRASTS).index("treatment in tumor")]
    assert contrast.estimate == pytest.approx(3.5)
    assert np.isnan([contrast.p, contrast.low, contrast.high, contrast.df]).all()
    assert contrast.reason == "no p value and no interval from fewer than 4 patients"


@pytest.mark.parametrize("seed", range(25))
def test_few_patients_with_many_missing_cells_have_their_maximum(seed):
    """Where no patient has every cell, the residual variance may well be estimated as zero."""
    table = simulated(seed, n=5, missing=0.3)
    model = fit(table)
    if not model.variances:
        assert model.reason
        return
    found = np.array(list(model.variances.values()))
    found[-1] = max(found[-1], 1e-6)
    best = restricted_log_likelihood(table, (2, 2), found)
    rng = np.random.default_rng(seed)
    for _ in range(40):
        other = found * rng.lognormal(0, 0.5, len(found)) + rng.exponential(0.05, len(found))
        if list(model.variances) == COMPONENTS:
            assert restricted_log_likelihood(table, (2, 2), other) < best + 1e-6
