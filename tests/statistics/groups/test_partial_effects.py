import itertools
import math

import numpy as np
import pandas as pd
import pytest

from explant.statistics.groups.partial_effects import partial_effects_of_columns
from explant.statistics.groups.studentized_permutation import studentized_permutation
from explant.statistics.one_sample.student import student_t

# Two crossed groupings, not balanced; made up.
A = np.array(["x", "x", "x", "y", "y", "y", "y", "x", "x", "y", "y", "x"])
B = np.array(["u", "u", "v", "v", "u", "v", "v", "v", "u", "u", "v", "v"])
Y = np.array([3.1, 4.0, 6.2, 5.1, 4.4, 9.9, 7.3, 5.8, 2.2, 3.9, 8.8, 7.1])


def half(groups, first):
    return np.where(groups == first, 0.5, -0.5)


def residual_squares(design, y):
    fitted = design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(((y - fitted) ** 2).sum()), fitted


def enumerated(effect, others, y):
    """Freedman and Lane as they wrote it, every order, every model fitted anew."""
    ones = np.ones((len(y), 1))
    reduced = np.column_stack([ones, others])
    full = np.column_stack([reduced, effect])
    _, fitted = residual_squares(reduced, y)
    left = y - fitted

    def f(values):
        small, large = residual_squares(full, values)[0], residual_squares(reduced, values)[0]
        return (large - small) / small

    observed = f(y)
    every = [f(fitted + left[list(order)]) for order in itertools.permutations(range(len(y)))]
    return float(np.mean([one >= observed * (1 - 1e-9) for one in every]))


@pytest.mark.parametrize("seed", range(3))
def test_equals_full_enumeration(seed):
    rng = np.random.default_rng(seed)
    a, b = np.array([0.5, 0.5, 0.5, -0.5, -0.5, -0.5]), np.array([0.5, 0.5, -0.5, 0.5, -0.5, -0.5])
    y = rng.normal(size=6).round(1)
    age = rng.normal(size=6)
    for effect, others in (
        ((a * b)[:, None], np.column_stack([a, b])),
        (a[:, None], np.column_stack([b])),
        (a[:, None], np.column_stack([age])),
    ):
        (found,) = partial_effects_of_columns(effect, others, y[:, None], seed=1)
        assert found.exact
        assert found.p_permutation == pytest.approx(enumerated(effect, others, y), abs=1e-12)


@pytest.mark.parametrize(
    ("effect", "others", "alike"),
    [
        # Group and age: no two patients are alike.
        ([0.5, 0.5, 0.5, -0.5, -0.5], [1.0, 2.3, 0.3, -0.4, 0.7], 1),
        # Two groups of three, cells of 2, 1, 1 and 2: two pairs can be exchanged, and both groups.
        ([0.5, 0.5, 0.5, -0.5, -0.5, -0.5], [0.5, 0.5, -0.5, 0.5, -0.5, -0.5], 8),
    ],
)
def test_the_smallest_p_is_reached_by_clear_values_and_by_none_passed(effect, others, alike):
    rng = np.random.default_rng(3)
    noise = rng.normal(size=(len(effect), 200)) * 10.0 ** rng.uniform(-3, 1, 200)
    values = np.array(effect)[:, None] + noise
    found = partial_effects_of_columns(
        np.array(effect)[:, None], np.array(others)[:, None], values, seed=1
    )
    orders = math.factorial(len(effect))
    assert {round(one.smallest_p * orders, 9) for one in found} == {alike}
    assert round(min(one.p_permutation for one in found) * orders, 9) == alike


def test_random_orders_have_a_smallest_p_too():
    age = np.arange(12.0)[:, None]
    (found,) = partial_effects_of_columns(half(A, "x")[:, None], age, Y[:, None], 1, 999)
    assert found.smallest_p == 1 / 1000
    assert found.p_permutation >= found.smallest_p


def test_equals_the_type_three_f_of_statsmodels():
    """statsmodels 0.15: anova_lm(typ=3) of a model with sum-to-zero contrasts."""
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    data = pd.DataFrame({"a": A, "b": B, "y": Y})
    expected = anova_lm(ols("y ~ C(a, Sum) * C(b, Sum)", data).fit(), typ=3)
    a, b = half(A, "x"), half(B, "u")
    for name, effect, others in (
        ("C(a, Sum)", a, [b, a * b]),
        ("C(b, Sum)", b, [a, a * b]),
        ("C(a, Sum):C(b, Sum)", a * b, [a, b]),
    ):
        (found,) = partial_effects_of_columns(
            effect[:, None], np.column_stack(others), Y[:, None], seed=1
        )
        assert (found.df1, found.df2) == (1, 8)
        assert found.f == pytest.approx(expected.loc[name, "F"])
        assert found.p_f == pytest.approx(expected.loc[name, "PR(>F)"])
        # The same residuals are exchanged, so both p values are near each other.
        assert found.p_permutation == pytest.approx(found.p_f, abs=0.03)


def test_several_columns_have_the_type_three_f_of_statsmodels():
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    rng = np.random.default_rng(8)
    data = pd.DataFrame(
        {"g": np.repeat(list("pqr"), 7), "age": rng.normal(size=21), "y": rng.normal(size=21)}
    )
    expected = anova_lm(ols("y ~ C(g, Sum) + age", data).fit(), typ=3).loc["C(g, Sum)"]
    effect = np.column_stack([data["g"].eq(name).to_numpy(dtype=float) for name in "pq"])
    (found,) = partial_effects_of_columns(
        effect, data[["age"]].to_numpy(), data[["y"]].to_numpy(), seed=1
    )
    assert (found.df1, found.df2) == (2, 17)
    assert (found.f, found.p_f) == pytest.approx((expected["F"], expected["PR(>F)"]))
    assert np.isnan([found.estimate, found.low, found.high]).all()


def test_the_interaction_is_the_difference_of_differences_of_the_cell_means():
    a, b = half(A, "x"), half(B, "u")
    (found,) = partial_effects_of_columns(
        (a * b)[:, None], np.column_stack([a, b]), Y[:, None], seed=1
    )
    mean = {(i, j): Y[(i == A) & (j == B)].mean() for i in "xy" for j in "uv"}
    expected = mean["x", "u"] - mean["x", "v"] - mean["y", "u"] + mean["y", "v"]
    assert found.estimate == pytest.approx(expected)
    assert found.low < expected < found.high


def test_the_main_effect_is_the_mean_of_the_effects_within_the_other():
    a, b = half(A, "x"), half(B, "u")
    (found,) = partial_effects_of_columns(
        a[:, None], np.column_stack([b, a * b]), Y[:, None], seed=1
    )
    within = [Y[(A == "x") & (j == B)].mean() - Y[(A == "y") & (j == B)].mean() for j in "uv"]
    assert found.estimate == pytest.approx(np.mean(within))


def test_with_nothing_to_keep_it_is_the_plain_permutation_test():
    """Of two groups of one size the pooled t orders the labelings as Welch's does."""
    first, second = [4.1, 5.0, 6.3, 5.9], [3.9, 4.0, 4.2, 3.1]
    effect = np.repeat([0.5, -0.5], 4)[:, None]
    (found,) = partial_effects_of_columns(
        effect, np.empty((8, 0)), np.array(first + second)[:, None], seed=1
    )
    assert found.p_permutation == pytest.approx(studentized_permutation(first, second, seed=1).p)
    assert found.estimate == pytest.approx(np.mean(first) - np.mean(second))


def test_paired_patients_are_a_property_too():
    """Twelve values of six patients: the effect given the patient is the paired t test."""
    before, after = Y[:6], Y[6:]
    patients = np.vstack([np.eye(6)[:, :5]] * 2)
    effect = np.repeat([-0.5, 0.5], 6)[:, None]
    (found,) = partial_effects_of_columns(effect, patients, Y[:, None], seed=1)
    paired = student_t(after - before)
    assert (found.estimate, found.low, found.high) == pytest.approx(
        (paired.mean, paired.low, paired.high)
    )
    assert found.p_f == pytest.approx(paired.p)


def test_columns_share_their_orders_and_order_does_not_matter():
    rng = np.random.default_rng(3)
    values = rng.normal(size=(14, 5))
    effect, others = rng.normal(size=(14, 1)), rng.normal(size=(14, 2))
    together = partial_effects_of_columns(effect, others, values, 7, 999)
    alone = [
        partial_effects_of_columns(effect, others, column[:, None], 7, 999)[0]
        for column in values.T
    ]
    for one, other in zip(together, alone, strict=True):
        assert one.p_permutation == other.p_permutation
        assert one.f == pytest.approx(other.f)
    moved = partial_effects_of_columns(effect * -3.0, others * 50 + 2, values * 10, 7, 999)
    for one, other in zip(together, moved, strict=True):
        assert other.p_permutation == one.p_permutation
        assert other.estimate == pytest.approx(one.estimate / -0.3)


@pytest.mark.parametrize(
    ("effect", "others", "values", "reason"),
    [
        (np.empty((0, 1)), np.empty((0, 1)), np.empty((0, 1)), "no patients"),
        (A[:, None] == "x", A[:, None] == "x", Y[:, None], "tell the same patients apart"),
        (A[:, None] == "x", np.eye(12)[:, :11], Y[:, None], "tell the same patients apart"),
        (A[:2, None] == "q", np.empty((2, 0)), Y[:2, None], "tell the same patients apart"),
        ([[0], [1]], np.empty((2, 0)), Y[:2, None], "too few patients"),
        (A[:, None] == "x", B[:, None] == "u", np.full((12, 1), 3.3), "do not vary"),
        (A[:, None] == "x", B[:, None] == "u", (A[:, None] == "x") * 2.0, "nothing varies"),
    ],
)
def test_nothing_to_test(effect, others, values, reason):
    (found,) = partial_effects_of_columns(effect, others, values, seed=1)
    assert reason in found.reason
    assert np.isnan([found.f, found.p_f]).all()


def test_wrong_input():
    with pytest.raises(ValueError, match="one row a patient"):
        partial_effects_of_columns(np.ones((2, 1)), np.ones((3, 1)), np.ones((2, 1)), 1)
    with pytest.raises(ValueError, match="missing"):
        partial_effects_of_columns([[1.0], [np.nan]], np.ones((2, 0)), np.ones((2, 1)), 1)


@pytest.mark.parametrize("skewed", [False, True])
def test_keeps_its_level_with_few_patients_and_a_strong_nuisance(skewed):
    """1,500 studies of ten patients whose age matters much: 5 % within Monte Carlo error."""
    rng = np.random.default_rng(11)
    age = np.linspace(-1, 1, 10)[:, None] ** 3
    effect = np.array([0.5, -0.5, 0.5, -0.5, -0.5, 0.5, -0.5, 0.5, 0.5, -0.5])[:, None]
    noise = rng.standard_exponential((10, 1500)) if skewed else rng.standard_normal((10, 1500))
    found = partial_effects_of_columns(effect, age, 5.0 * age + noise, 3, 999)
    rate = np.mean([one.p_permutation <= 0.05 for one in found])
    # Four standard errors above; the nuisance is not taken for the effect.
    assert 0.02 < rate < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 1500)
