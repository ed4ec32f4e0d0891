import math

import numpy as np
import pytest

from explant.statistics.levels.analysis_of_variance import analysis_of_variance
from explant.tables.results.anova import anova_table

from ..studies import BEFORE_AFTER, CONTRACT, TWO_BY_TWO, only, study

RNG = np.random.default_rng(31)
CELLS = RNG.normal(10, 2, (10, 4)).round(1)
STAGE = {"kind": "ordered", "groups": {"early": ["I"], "late": ["II"]}}
GROUPS = ["early"] * 6 + ["late"] * 3 + [""]
NUMBERS = ["f", "df1", "df2", "p", "epsilon", "p_corrected", "partial_eta2", "generalized_eta2"]
WITHIN = ["tissue", "treatment", "tissue × treatment"]


def anova(cells=CELLS, groups=None, missing=(), explore=True):
    rows = [list(row) for row in cells]
    for patient, cell in missing:
        rows[patient][cell] = None
    strata = {} if groups is None else {"stage_group": groups}
    stratifiers = {} if groups is None else {"stage": STAGE | {"explore": explore}}
    made = study(TWO_BY_TWO, {"A": rows}, strata=strata, stratifiers=stratifiers)
    return anova_table(made.measurements, made.patients, made.plan)


def numbers(row):
    return [row[name] for name in NUMBERS]


def test_every_column_of_the_contract_is_there():
    assert set(CONTRACT["anova"].split()) <= set(anova().columns)


def test_within_effects_are_those_of_the_complete_patients():
    table = anova(missing=[(2, 0), (7, 3)])
    complete = np.delete(CELLS, [2, 7], axis=0)
    expected = analysis_of_variance(complete, [2, 2], ["tissue", "treatment"])
    assert list(table["effect"]) == WITHIN
    assert set(table["kind"]) == {"within"}
    for effect in expected:
        row = only(table, effect=effect.effect)
        assert (row["n"], row["n_incomplete"]) == (8, 2)
        assert numbers(row) == [getattr(effect, name) for name in NUMBERS]


def test_an_interaction_of_two_levels_each_is_the_squared_t_of_its_contrast():
    row = only(anova(), effect="tissue × treatment")
    contrast = CELLS @ [1, -1, -1, 1]
    t = contrast.mean() / (contrast.std(ddof=1) / math.sqrt(10))
    assert row["f"] == pytest.approx(t**2)


def test_a_grouping_that_is_not_to_be_explored_adds_nothing():
    assert set(anova(groups=GROUPS, explore=False)["stratifier"]) == {""}


def test_a_grouping_adds_its_own_effect_and_interactions_of_known_patients():
    table = anova(groups=GROUPS)
    assert list(table["stratifier"]) == [""] * 3 + ["stage"] * 4
    expected = analysis_of_variance(
        CELLS[:9], [2, 2], ["tissue", "treatment"], GROUPS[:9], group_name="stage"
    )
    for effect in (effect for effect in expected if effect.kind != "within"):
        row = only(table, effect=effect.effect)
        assert (row["kind"], row["n"], row["n_incomplete"]) == (effect.kind, 9, 1)
        assert numbers(row) == [getattr(effect, name) for name in NUMBERS]


@pytest.mark.parametrize("groups", [["early"] * 10, [""] * 10])
def test_one_group_adds_nothing(groups):
    assert list(anova(groups=groups)["effect"]) == WITHIN


@pytest.mark.parametrize(("n", "note"), [(0, "no patients"), (1, "too few patients")])
def test_too_few_complete_patients_are_said_so(n, note):
    table = anova(groups=GROUPS, missing=[(patient, 1) for patient in range(n, 10)])
    assert list(table["effect"]) == WITHIN
    assert set(table["note"]) == {note}
    assert set(table["n"]) == {n}
    assert set(table["n_incomplete"]) == {10 - n}
    assert table[["f", "p"]].isna().all(axis=None)


def test_patients_who_do_not_differ_have_no_f():
    table = anova(np.tile([1.0, 2.0, 3.0, 4.0], (10, 1)))
    assert set(table["note"]) == {"the patients do not differ"}
    assert table["f"].isna().all()


def test_one_factor_of_two_levels_is_the_paired_t():
    made = study(BEFORE_AFTER, {"A": [1.0, 2.0, 3.5, None]})
    row = only(anova_table(made.measurements, made.patients, made.plan))
    changes = np.array([1.0, 2.0, 3.5])
    t = changes.mean() / (changes.std(ddof=1) / math.sqrt(3))
    assert (row["effect"], row["n"]) == ("time", 3)
    assert row["f"] == pytest.approx(t**2)
