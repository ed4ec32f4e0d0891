from explant.tables.columns import COLUMNS, column
from tests.tables.studies import TWO_BY_TWO, study

STRATA = {
    "stage": {"kind": "ordered", "groups": {"early": ["I"], "late": ["II"]}},
    "size": {"kind": "continuous", "unit": "cm", "cut_point": 3},
}
PLAN = study(
    TWO_BY_TWO, {"A": [(1.0, 2.0, 3.0, 4.0)]}, {"stage": ["I"], "size": [2.0]}, stratifiers=STRATA
).plan


def meaning(table, name):
    found = column(table, name, PLAN)
    return found and found.description


def test_a_column_of_every_study_means_what_is_documented():
    assert column("paired", "p", PLAN) is COLUMNS["paired"]["p"]


def test_columns_that_the_plan_names_are_told_by_its_names():
    assert meaning("measurements", "tissue") == "Level of the factor tissue."
    assert meaning("patients", "size") == "size in cm."
    assert meaning("patients", "stage") == "stage, as written in the spreadsheet."
    assert meaning("patients", "size_group") == "Group of patients by size."
    assert meaning("patients", "age") == "Covariate, as written in the spreadsheet."


def test_nobody_has_described_any_other_column():
    assert column("paired", "tissue", PLAN) is None
    assert column("measurements", "stage", PLAN) is None
