import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.config.slices import read_by
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.between_patients.interactions import interactions_table
from explant.tables.samples import samples_by_question
from explant.tables.second_opinion.of_comparisons import of_comparisons

from ..studies import BEFORE_AFTER, ONE_SAMPLE, study

PATIENTS = 40
STRATIFIERS = {
    "genotype": {"kind": "unordered", "groups": {"KO [2]": ["k"], "WT": ["w"]}},
    "site": {"kind": "unordered", "groups": {name: [name] for name in ("s0", "effect", "s2")}},
    "grade": {"kind": "ordered", "groups": {name: [name] for name in ("G1", "G2", "G3")}},
    "age": {"kind": "continuous", "unit": "years"},
    "size": {"kind": "continuous", "unit": "cm", "cut_point": 2},
}
GENOTYPE = {"between": {"genotype": ["KO [2]", "WT"]}}
CONTRASTS = {
    "crossed": {**GENOTYPE, "crossed": {"site": ["s0", "effect", "s2"]}},
    "crossed_given_age": {**GENOTYPE, "crossed": {"site": ["s0", "s2"]}, "given": ["age"]},
    "given": {**GENOTYPE, "given": ["site", "age"]},
    "ordered": {"between": {"grade": ["G1", "G2", "G3"]}, "given": ["genotype"]},
    "several": {"between": {"site": ["s0", "effect", "s2"]}, "given": ["genotype"]},
    "welch": {"between": {"site": ["s0", "effect", "s2"]}},
}


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(3)
    strata = {
        "genotype_group": rng.choice(["KO [2]", "WT"], PATIENTS).tolist(),
        "site_group": rng.choice(["s0", "effect", "s2", ""], PATIENTS).tolist(),
        "grade_group": rng.choice(["G1", "G2", "G3"], PATIENTS).tolist(),
        "age": [None, *rng.normal(60, 9, PATIENTS - 1).round()],
        "size": (sizes := rng.uniform(1, 5, PATIENTS).round(1)).tolist(),
        "size_group": np.where(sizes > 2, "> 2 cm", "≤ 2 cm").tolist(),
    }
    values = rng.normal(5, 1, PATIENTS).tolist()

    def with_contrasts(design, contrasts):
        return study(
            {**design, "contrasts": contrasts},
            {"A": values, "B": values[::-1]},
            strata=strata,
            stratifiers=STRATIFIERS,
        )

    return with_contrasts


def recomputed(made, table, name):
    samples = samples_by_question(made.differences)
    # What the step sees of the plan.
    plan = Plan.model_validate(read_by(made.plan, "verification"))
    found = of_comparisons(table, name, samples, made.patients, plan, frozenset("AB"))
    return pd.DataFrame([{**vars(each), "agrees": each.agrees} for each in found])


def test_questions_that_cross_or_keep_agree_with_statsmodels(made):
    groups = made(ONE_SAMPLE, CONTRASTS)
    table = between_table(groups.differences, groups.patients, groups.plan)
    found = recomputed(groups, table, "between")
    partial = found[found["package"] == "statsmodels"]
    asked = {name.split(" by ")[0] for name in partial["contrast"]}
    assert asked == set(CONTRASTS) - {"welch"}
    assert partial["agrees"].eq("yes").all()
    # Both numbers of both markers.
    assert len(partial) == 4 * len(asked)
    welch = found[found["package"] == "pingouin"]
    assert welch["agrees"].tolist() == ["yes", "yes"]


def test_repeats_given_the_others_agree_with_statsmodels(made):
    pairs = made(BEFORE_AFTER, BEFORE_AFTER["contrasts"])
    table = interactions_table(pairs.differences, pairs.patients, pairs.plan)
    found = recomputed(pairs, table, "interactions")
    partial = found[found["package"] == "statsmodels"]
    # Five properties, the size as a number and cut in two, for two markers.
    assert len(partial) == 2 * 2 * 6
    assert partial["agrees"].eq("yes").all()


@pytest.mark.parametrize("column", ["statistic", "p_parametric"])
def test_a_wrong_f_is_found(made, column):
    groups = made(ONE_SAMPLE, {"crossed": CONTRASTS["crossed"]})
    table = between_table(groups.differences, groups.patients, groups.plan)
    table.loc[0, column] *= 1.0001
    found = recomputed(groups, table, "between")
    wrong = found[found["agrees"] == "no"]
    assert wrong["quantity"].tolist() == [column]
