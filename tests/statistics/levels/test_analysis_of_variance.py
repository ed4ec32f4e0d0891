import json
import warnings
from pathlib import Path

import numpy as np
import pytest

from explant.statistics.groups.two_groups import welch_t
from explant.statistics.levels.analysis_of_variance import analysis_of_variance
from explant.statistics.one_sample.student import student_t

# Maxwell & Delaney, table 12.1: reaction times, noise absent at angles 0, 4, 8, then present.
MAXWELL_DELANEY = np.array(
    [
        [420, 420, 480, 480, 600, 780],
        [420, 480, 480, 360, 480, 600],
        [480, 480, 540, 660, 780, 780],
        [420, 540, 540, 480, 780, 900],
        [540, 660, 540, 480, 660, 720],
        [360, 420, 360, 360, 480, 540],
        [480, 480, 600, 540, 720, 840],
        [480, 600, 660, 540, 720, 900],
        [540, 600, 540, 480, 720, 780],
        [480, 420, 540, 540, 660, 780],
    ]
)


@pytest.fixture(scope="module")
def pingouin():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pingouin

    return pingouin


def wide(table, subject, value, columns):
    cells = table.pivot_table(index=subject, columns=columns, values=value, sort=True)
    return cells.dropna()


def test_maxwell_and_delaney():
    effects = {e.effect: e for e in analysis_of_variance(MAXWELL_DELANEY, [2, 3], ["n", "a"])}
    found = [round(effects[name].f, 2) for name in ("a", "n", "n × a")]
    assert found == [40.72, 33.77, 45.31]
    assert (effects["n × a"].df1, effects["n × a"].df2) == (2, 18)


def test_two_by_two(pingouin):
    data = pingouin.read_dataset("rm_anova")
    cells = wide(data, "Subject", "DesireToKill", ["Disgustingness", "Frighteningness"])
    assert cells.shape == (88, 4)
    effects = analysis_of_variance(cells, [2, 2], ["disgust", "fright"])
    assert [round(e.f, 5) for e in effects] == [12.17519, 41.62966, 2.15230]
    assert round(effects[2].p, 6) == 0.145962
    weights = [[1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]]
    for effect, weight in zip(effects, weights, strict=True):
        student = student_t(cells.to_numpy() @ np.array(weight))
        assert effect.f == pytest.approx(student.t**2, rel=1e-10)
        assert effect.p == effect.p_corrected == pytest.approx(student.p, rel=1e-9)
        assert (effect.df1, effect.df2, effect.epsilon) == (1, 87, 1)


def test_two_by_three(pingouin):
    data = pingouin.read_dataset("rm_anova2")
    cells = wide(data, "Subject", "Performance", ["Time", "Metric"])
    effects = analysis_of_variance(cells, [2, 3], ["time", "metric"])
    assert [round(e.f, 5) for e in effects] == [33.85228, 26.95919, 12.63227]
    assert [round(e.epsilon, 5) for e in effects] == [1, 0.96910, 0.72717]
    assert [round(e.generalized_eta2, 5) for e in effects] == [0.25401, 0.35933, 0.08442]
    expected = pingouin.rm_anova(
        data, dv="Performance", within=["Time", "Metric"], subject="Subject", effsize="np2"
    )
    found = [e.partial_eta2 for e in effects]
    np.testing.assert_allclose(found, expected["np2"], rtol=1e-9)
    np.testing.assert_allclose([e.p_corrected for e in effects], expected["p_GG_corr"], rtol=1e-9)


def test_mixed(pingouin):
    data = pingouin.read_dataset("mixed_anova")
    cells = wide(data, ["Subject", "Group"], "Scores", ["Time"])
    groups = cells.index.get_level_values("Group").tolist()
    effects = {e.effect: e for e in analysis_of_variance(cells, [3], ["time"], groups)}
    found = [round(effects[name].f, 5) for name in ("group", "time", "time × group")]
    assert found == [5.05171, 4.02739, 2.72800]
    assert [effects[name].kind for name in ("group", "time", "time × group")] == [
        "between",
        "within",
        "within × between",
    ]


def test_unequal_groups_equal_type_three_regressions():
    """Each effect of a 2 × 2 × 2 mixed design is a pooled t test on one contrast per patient."""
    import statsmodels.api as sm

    rng = np.random.default_rng(31)
    cells = rng.normal(size=(20, 4)) + rng.normal(size=(20, 1))
    early = np.arange(20) < 12
    cells[early] += [0.0, 0.5, 1.0, 0.2]
    groups = ["early" if flag else "late" for flag in early]
    effects = {e.effect: e for e in analysis_of_variance(cells, [2, 2], ["a", "b"], groups)}
    design = sm.add_constant(np.where(early, 1.0, -1.0))
    weights = {"a": [1, 1, -1, -1], "b": [1, -1, 1, -1], "a × b": [1, -1, -1, 1]}
    for name, weight in weights.items():
        fit = sm.OLS(cells @ np.array(weight), design).fit()
        for effect, t, p in zip((name, f"{name} × group"), fit.tvalues, fit.pvalues, strict=True):
            assert effects[effect].f == pytest.approx(t**2, rel=1e-10)
            assert effects[effect].p == pytest.approx(p, rel=1e-9)
    fit = sm.OLS(cells.mean(axis=1), design).fit()
    assert effects["group"].f == pytest.approx(fit.tvalues[1] ** 2, rel=1e-10)


def test_three_levels_and_three_unequal_groups_equal_nested_models():
    """Type III sums of squares as drops in fit between explicit full and reduced regressions."""
    rng = np.random.default_rng(32)
    group = np.repeat([0, 1, 2], [5, 8, 4])
    cells = rng.normal(size=(17, 6)) + group[:, None] * np.arange(6) / 5
    effects = {e.effect: e for e in analysis_of_variance(cells, [2, 3], ["a", "b"], list(group))}
    patients, factor_a, factor_b = np.indices((17, 2, 3)).reshape(3, -1)

    def coded(values, levels):
        return np.eye(levels)[values][:, :-1] - (values == levels - 1)[:, None]

    def times(*parts):
        result = np.ones((102, 1))
        for part in parts:
            result = (result[:, :, None] * part[:, None, :]).reshape(102, -1)
        return result

    a, b, g = coded(factor_a, 2), coded(factor_b, 3), coded(group[patients], 3)
    terms = {"a": [a], "b": [b], "a × b": [a, b]}
    y = cells.reshape(-1)
    everything = {"1": np.ones((102, 1)), "group": g}
    for name, parts in terms.items():
        everything[name] = times(*parts)
        everything[f"{name} × group"] = times(*parts, g)

    def residual(columns):
        design = np.column_stack(list(columns))
        return ((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2).sum()

    for name, effect in effects.items():
        reduced = [part for term, part in everything.items() if term != name]
        squares = residual(reduced) - residual(everything.values())
        share = squares / (squares + residual(everything.values()))
        assert effect.generalized_eta2 == pytest.approx(share, rel=1e-9)
    assert (effects["b × group"].df1, effects["b × group"].df2) == (4, 28)


def test_scale_does_not_matter():
    plain = analysis_of_variance(MAXWELL_DELANEY, [2, 3], ["n", "a"])
    for scale in (1e300 / 900, -1e-300):
        moved = analysis_of_variance(MAXWELL_DELANEY * scale, [2, 3], ["n", "a"])
        np.testing.assert_allclose([e.f for e in moved], [e.f for e in plain], rtol=1e-9)


@pytest.mark.parametrize("cells", [[[1.0, 2.0]], [[1.0, 2.0], [1.0, 2.0]], np.zeros((4, 2))])
def test_nothing_to_test(cells):
    (effect,) = analysis_of_variance(cells, [2], ["a"])
    assert np.isnan(effect.f)
    assert effect.reason


@pytest.mark.parametrize(
    ("cells", "groups", "message"),
    [
        ([[1.0, np.nan]], None, "missing"),
        ([[1.0, 2.0, 3.0]], None, "shape"),
        ([[1.0, 2.0], [2.0, 2.5]], ["x"], "labels"),
        ([[1.0, 2.0], [2.0, 2.5]], ["x", "x"], "two or more"),
        (np.empty((0, 2)), [], "two or more"),
    ],
)
def test_wrong_input(cells, groups, message):
    with pytest.raises(ValueError, match=message):
        analysis_of_variance(cells, [2], ["a"], groups)


def test_two_groups_of_equal_variance_agree_with_welch():
    rng = np.random.default_rng(33)
    one = rng.normal(size=9)
    two = one + 1.5
    cells = np.concatenate((one, two))[:, None] * [1.0, 0.0]
    effects = analysis_of_variance(cells, [2], ["a"], [0] * 9 + [1] * 9)
    assert effects[2].f == pytest.approx(welch_t(one, two).t ** 2, rel=1e-10)


def test_without_patients_every_effect_keeps_its_row():
    effects = analysis_of_variance(np.empty((0, 6)), [2, 3], ["tissue", "dose"])
    assert [(e.effect, e.df1, e.df2) for e in effects] == [
        ("tissue", 1, 0),
        ("dose", 2, 0),
        ("tissue × dose", 2, 0),
    ]
    assert {e.reason for e in effects} == {"no patients"}
    assert all(np.isnan(e.f) for e in effects)


AFEX = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "anova_fixtures.json").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize("case", AFEX, ids=lambda case: case["name"])
def test_equals_afex_with_unequal_groups_and_three_factors(case):
    """Type III with Greenhouse–Geisser's correction and both eta², fixtures/anova_fixtures.json."""
    effects = analysis_of_variance(
        case["cells"], case["levels"], case["factors"], case["groups"] or None
    )
    theirs = {frozenset(row["effect"].split(":")): row for row in case["effects"]}
    assert len(effects) == len(theirs) >= 7
    for effect in effects:
        row = theirs[frozenset(effect.effect.split(" × "))]
        found = [effect.f, effect.df1, effect.df2, effect.partial_eta2, effect.generalized_eta2]
        expected = [row[name] for name in ("f", "df1", "df2", "pes", "ges")]
        np.testing.assert_allclose(found, expected, rtol=1e-9)
        assert effect.p == pytest.approx(row["p"], rel=1e-8)
        if effect.kind != "between":
            assert effect.epsilon == pytest.approx(row["epsilon"], rel=1e-9)
            assert effect.p_corrected == pytest.approx(row["p_gg"], rel=1e-8)
