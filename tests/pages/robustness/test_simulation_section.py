"""What the data of a study are like, where simulation found a method amiss."""

import pandas as pd

from explant.language.words import rows
from explant.pages.robustness.simulation_section import simulation
from tests.pages.designs import plan_of

PLAN = plan_of(
    patients={"strata": {"arm": {"kind": "unordered", "groups": {"a": ["a"], "b": ["b"]}}}},
    factors={"time": {"levels": ["before", "after"]}},
    markers={"A": {}, "B": {"scale": "log2"}},
    contrasts={"change": {"compare": {"time": ["after", "before"]}, "role": "primary"}},
)
READ = ("paired", "between", "interactions", "cells", "diagnostics")


def made(**tables: pd.DataFrame):
    return simulation(PLAN, {name: rows(name, tables.get(name)) for name in READ})


def test_the_noisiest_sample_is_named_beside_the_quietest_of_its_marker():
    paired = pd.DataFrame(
        [{"marker": "B", "contrast": "change", "n": 20, "adjustment": "westfall_young"}]
    ).assign(family_size=2)
    cells = pd.DataFrame(
        [
            {"marker": "A", "sample": "before", "sd_ratio": 1.0},
            {"marker": "A", "sample": "after", "sd_ratio": 1.5},
            {"marker": "B", "sample": "before", "sd_ratio": 1.0},
            {"marker": "B", "sample": "after", "sd_ratio": 3.04},
        ]
    )
    found = made(cells=cells, paired=paired)
    (noted,) = [note for note in found.near if "spread of samples" in str(note)]
    assert str(noted).split(" In sim")[0] == (
        "In these data the spread of samples differs most in B: in after it is 3 times that in "
        "before."
    )
    # The full number stands in the table, and the page knows where.
    assert 'data-value="3.04"' in noted.__html__()


def test_the_smaller_group_is_compared_by_its_variance():
    compared = {"marker": "A", "contrast": "change", "stratifier": "arm", "kind": "two groups"}
    row = compared | {"group_sizes": "[12, 8]", "n": 20, "variance_ratio": 4.0}
    found = made(interactions=pd.DataFrame([row]))
    assert "the variance of the smaller group is at most 4 times that of the other (A, " in str(
        found.near[0]
    )
    other_way = made(interactions=pd.DataFrame([row | {"variance_ratio": 0.25}]))
    assert not other_way.near
    assert "at most 0.25 times" in str(other_way.others[0])


def test_more_patients_than_were_simulated_are_not_said_to_be_well():
    assert made(paired=pd.DataFrame([{"marker": "A", "contrast": "change", "n": 20}])).done
    assert not made(paired=pd.DataFrame([{"marker": "A", "contrast": "change", "n": 113}])).done
