"""The joint test of the shipped example's predictions against a count of all signs."""

import numpy as np
import pandas as pd
import pytest

from explant.config.loading import load_plan
from explant.network.joined_to_markers import agreement_table
from explant.questions.design import differences
from explant.spreadsheet.ingest import ingest
from tests.network.example import ROOT


@pytest.fixture(scope="module")
def plan():
    return load_plan([ROOT / "config" / "examples" / "il2_network.yaml"])


@pytest.fixture(scope="module")
def changed(plan):
    path = ROOT / plan.spreadsheet.path
    read = ingest(path, plan)
    return differences(read.measurements, plan, list(read.patients["patient"]))


def test_the_joint_p_of_the_example_is_46_of_all_signs(plan, changed):
    contrast = plan.network_question
    predicted = {name: plan.markers[name].expected[contrast].direction for name in plan.markers}
    table = pd.DataFrame(
        {"marker": list(predicted), "predicted": list(predicted.values()), "agreement": "shown"}
    )
    found = agreement_table(table, changed, contrast, seed=1).iloc[0]
    assert (found["n"], found["n_predicted"]) == (19, 5)
    assert found["p"] == pytest.approx(46 / 2**19, rel=1e-12)
    assert found["p"] == pytest.approx(8.774e-5, abs=5e-9)

    # Counted apart from the project's own test: every sign of every patient.
    asked = changed[changed["contrast"] == contrast]
    wide = asked.pivot(index="patient", columns="marker", values="difference").dropna()
    values = wide.to_numpy() / np.sqrt((wide.to_numpy() ** 2).mean(axis=0))
    signs = np.array([1 if predicted[name] == "increase" else -1 for name in wide.columns])
    sums = np.zeros(1)
    for value in (values * signs).sum(axis=1):
        sums = np.concatenate([sums + value, sums - value])
    observed = sums[0] - 1e-9
    assert (sums >= observed).sum() == 23
    assert (np.abs(sums) >= observed).sum() == 46
