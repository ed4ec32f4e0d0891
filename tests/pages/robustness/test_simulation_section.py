"""What the data of a study are like, where simulation found a method amiss."""

import pandas as pd
import pytest

from explant.language.words import rows
from explant.pages.robustness.simulation_section import simulation
from tests.pages.designs import plan_of

PLAN = plan_of(
    patients={"strata": {"arm": {"kind": "unordered", "groups": {"a": ["a"], "b": ["b"]}}}},
    factors={"time": {"levels": ["before", "after"]}},
    markers={"A": {}, "B": {"scale": "log2"}},
    contrasts={"change": {"compare": {"time": ["after", "before"]}, "role": "primary"}},
)


def made(**tables: pd.DataFrame):
    read = {name: rows(name, tables.get(name)) for name in ("paired", "interactions", "strata")}
    return simulation(PLAN, tables, read | {"between": [], "diagnostics": []})


@pytest.fixture
def measurements() -> pd.DataFrame:
    # B on log2: before 0, 1, 2; after 0, 3, 6: three times the spread. A: the same in both.
    values = {("A", "before"): [1, 2, 3], ("A", "after"): [11, 12, 13]}
    values |= {("B", "before"): [1, 2, 4], ("B", "after"): [1, 8, 64]}
    return pd.DataFrame(
        [
            {"patient": f"P{i}", "marker": marker, "time": time, "value": float(value)}
            | {"censored": "", "replicates": 1}
            for (marker, time), of in values.items()
            for i, value in enumerate(of)
        ]
    )


def test_the_noisiest_sample_is_found_on_the_scale_of_analysis(measurements: pd.DataFrame):
    paired = pd.DataFrame(
        [{"marker": "B", "contrast": "change", "n": 20, "adjustment": "westfall_young"}]
    ).assign(family_size=2)
    found = made(
        measurements=measurements,
        patients=pd.DataFrame({"patient": ["P0", "P1", "P2"]}),
        paired=paired,
    )
    noted = [str(note) for note in found.near if "spread of samples" in str(note)]
    assert [note.split(" In sim")[0] for note in noted] == [
        "In these data the spread of samples differs most in B: in after it is 3 times that in "
        "before."
    ]


def test_the_smaller_group_is_compared_by_its_variance():
    compared = {"marker": "A", "contrast": "change", "stratifier": "arm", "kind": "two groups"}
    interactions = pd.DataFrame([compared | {"group_sizes": "[12, 8]", "n": 20}])
    # Standard deviations 1 and 2: the smaller group has four times the variance.
    groups = [
        {"n": 12, "mean_difference": 3.0, "d_z": 3.0},
        {"n": 8, "mean_difference": 3.0, "d_z": 1.5},
    ]
    strata = pd.DataFrame([compared | group for group in groups])
    found = made(interactions=interactions, strata=strata)
    assert "the variance of the smaller group is at most 4 times that of the other (A, " in str(
        found.near[0]
    )
    other_way = strata.assign(n=[8, 12])
    assert not made(interactions=interactions, strata=other_way).near
    assert "at most 0.25 times" in str(made(interactions=interactions, strata=other_way).others[0])


def test_more_patients_than_were_simulated_are_not_said_to_be_well():
    assert made(paired=pd.DataFrame([{"marker": "A", "contrast": "change", "n": 20}])).done
    assert not made(paired=pd.DataFrame([{"marker": "A", "contrast": "change", "n": 113}])).done
