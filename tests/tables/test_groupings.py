import math

import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.tables.groupings import group_numbers, groupings, split

from .studies import BEFORE_AFTER

STRATA = {
    "stage": {"kind": "ordered", "groups": {"early": ["I"], "late": ["II"]}},
    "size": {"kind": "continuous", "unit": "cm", "cut_point": 10},
    "weight": {"kind": "continuous"},
    "side": {"kind": "unordered"},
}
PATIENTS = pd.DataFrame(
    {
        "patient": ["007", "7", "c", "d"],
        "stage_group": ["late", "early", "", "late"],
        "size": [12.0, 3.0, math.nan, 9.0],
        "size_group": ["> 10 cm", "≤ 10 cm", "", "≤ 10 cm"],
        "weight": [60.0, 70.0, 80.0, 90.0],
        "side_group": ["right", "left", "NA", ""],
    }
)


def plan():
    return Plan.model_validate(
        {**BEFORE_AFTER, "markers": {"A": {}}, "patients": {"strata": STRATA}}
    )


def test_groups_in_the_plans_order_and_at_or_below_the_cut_point_first():
    found = groupings(PATIENTS, plan())
    assert [(groups.stratifier, groups.names, groups.ordered) for groups in found] == [
        ("stage", ["early", "late"], True),
        ("size", ["≤ 10 cm", "> 10 cm"], True),
        # A level called NA is a group; an empty cell is an unknown one.
        ("side", ["NA", "left", "right"], False),
    ]


def test_differences_go_to_the_group_of_their_patient_not_of_their_row():
    stage = groupings(PATIENTS, plan())[0]
    numbers = group_numbers(stage, ["d", "c", "007", "7"])
    found = split(np.array([4.0, 3.0, math.nan, 1.0]), numbers, stage)
    assert {name: values.tolist() for name, values in found.items()} == {
        "early": [1.0],
        "late": [4.0],
    }


def test_patients_without_a_group_are_in_none():
    stage = groupings(PATIENTS, plan())[0]
    numbers = group_numbers(stage, ["c", "nobody", "7", "007"])
    assert numbers.tolist() == [-1, -1, 0, 1]
    found = split(np.array([1.0, 2.0, math.nan, 4.0]), numbers, stage)
    assert {name: values.tolist() for name, values in found.items()} == {"early": [], "late": [4.0]}


@pytest.mark.parametrize("unknown", [None, math.nan])
def test_a_missing_group_is_unknown_however_it_is_written(unknown):
    patients = PATIENTS.assign(stage_group=["late", unknown, "early", "early"])
    stage = groupings(patients, plan())[0]
    assert group_numbers(stage, list(PATIENTS["patient"])).tolist() == [1, -1, 0, 0]
