"""Groupings of the patients that go together."""

import pandas as pd
import pytest

from explant.language.words import rows
from explant.pages.strata.in_whom import inseparable
from tests.reported import make_plan

PLAN = make_plan(
    patients={
        "strata": {
            "stage": {"kind": "ordered", "groups": {"early": ["I"], "late": ["III"]}},
            "size": {"kind": "continuous", "unit": "cm", "cut_point": 2},
        }
    }
)


def first_table(in_both: int, late: int, small: int) -> pd.DataFrame:
    """``table_one.csv`` of so many late patients, small tumors, and late ones among these."""
    columns = ["stratifier", "stratum", "n_patients", "variable", "group", "n"]
    found = [
        ("", "", 20, "size", "≤ 2 cm", small),
        ("", "", 20, "stage", "late", late),
        ("stage", "late", late, "size", "", late),
        ("stage", "late", late, "size", "≤ 2 cm", in_both),
        ("stage", "early", 20 - late, "size", "≤ 2 cm", small - in_both),
        ("size", "≤ 2 cm", small, "stage", "late", in_both),
    ]
    return pd.DataFrame(found, columns=columns)


def test_a_group_with_nobody_in_a_group_of_another_grouping_is_told_once():
    (said,) = inseparable(rows("table_one", first_table(0, 8, 6)), PLAN)
    assert str(said).endswith(
        "go together in these patients: none of the 8 in late is in ≤ 2 cm. An effect that differs "
        "by the one may depend on the other."
    )


@pytest.mark.parametrize(("in_both", "late", "small"), [(1, 8, 6), (0, 4, 6), (0, 8, 4)])
def test_where_some_are_in_both_or_groups_are_small_nothing_is_said(in_both, late, small):
    assert inseparable(rows("table_one", first_table(in_both, late, small)), PLAN) == []


def test_controls_who_have_no_stage_do_not_go_together_with_it():
    table = first_table(0, 8, 6)
    controls = table[~table["stratum"].eq("early")]
    assert inseparable(rows("table_one", controls), PLAN) == []
