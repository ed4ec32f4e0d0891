import numpy as np
import pandas as pd
import pytest

from explant.declared_tests.known_tests import TESTS
from explant.tables.columns import COLUMNS
from explant.tables.results.anova import anova_table
from explant.tables.results.between_patients.interactions import interactions_table
from explant.tables.results.equivalence import equivalence_table
from explant.tables.results.paired import paired_table
from explant.tables.results.trends import trends_table
from explant.tables.second_opinion.verification import verification_table

from ..studies import BEFORE_AFTER, TWO_BY_TWO, study

EMPTY = {name: list(COLUMNS[name]) for name in ("between", "interactions")}


def verified(made, **changed):
    tables = {
        "differences": made.differences,
        "measurements": made.measurements,
        "patients": made.patients,
        "paired": paired_table(made.differences, made.measurements, made.plan),
        "anova": anova_table(made.measurements, made.patients, made.plan),
        "equivalence": equivalence_table(made.differences, made.plan),
        "trends": trends_table(made.measurements, made.patients, made.plan),
    }
    tables |= {name: pd.DataFrame(columns=columns) for name, columns in EMPTY.items()}
    for name, change in changed.items():
        tables[name] = change(tables[name].copy())
    return verification_table(tables, made.plan)


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(5)
    cells = [list(row) for row in rng.normal(10, 1, (9, 4))]
    tied = [[round(value) for value in row] for row in cells]
    return study(TWO_BY_TWO, {"A": cells, "B": tied}, inference={"adjustment": {"primary": "holm"}})


def test_all_numbers_agree(made):
    table = verified(made)
    assert list(table.columns) == list(COLUMNS["verification"])
    assert set(table["agrees"]) <= {"yes", ""}
    quantities = {
        *(test.p_column for test in TESTS.values()),
        *("t", "mean_low", "mean_high", "d_z", "bf10", "detectable_d_z"),
        *("p_adjusted", "f", "p", "epsilon", "generalized_eta2"),
    }
    found = set(table["quantity"])
    assert not quantities - found, (
        f"{quantities - found}: compute it by another package in tables/second_opinion/, or say "
        "there why none has it"
    )
    assert found == quantities
    # With ties SciPy enumerates nine pairs; with more than thirteen the row says why there is none.
    assert table["digits"].notna().all()
    assert table["digits"].min() >= 8


def test_a_wrong_number_is_found(made):
    def wrong(paired):
        paired.loc[0, "p_wilcoxon"] *= 1.001
        return paired

    table = verified(made, paired=wrong)
    apart = table[table["agrees"] == "no"]
    assert apart[["quantity", "marker"]].to_numpy().tolist() == [["p_wilcoxon", "A"]]
    assert apart["digits"].tolist() == [3]


def test_ties_of_many_pairs_are_not_asked_of_scipy():
    rng = np.random.default_rng(1)
    made = study(BEFORE_AFTER, {"A": [float(x) for x in rng.integers(-4, 8, 20)]})
    table = verified(made)
    row = table[table["quantity"] == "p_wilcoxon"].iloc[0]
    assert (row["agrees"], row["why_not"]) == (
        "",
        "SciPy is exact with ties or zeros for up to 13 pairs only",
    )


@pytest.mark.parametrize("test", ["wilcoxon", "t", "sign_flip"])
def test_a_comparison_with_a_number_is_asked_for_its_own_statistic(test):
    """Of ranks rho, of a slope its t."""
    rng = np.random.default_rng(3)
    made = study(
        BEFORE_AFTER,
        {"A": rng.normal(1, 1, 9).tolist()},
        strata={"size": rng.normal(3, 1, 9).tolist()},
        stratifiers={"size": {"kind": "continuous"}},
        inference={"test": test},
    )
    interactions = interactions_table(made.differences, made.patients, made.plan)
    table = verified(made, interactions=lambda _: interactions)
    found = table[table["table"] == "interactions"]
    assert set(found["quantity"]) == {"statistic", "p_parametric"}
    assert set(found["agrees"]) == {"yes"}
