"""The network beside what was measured."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from explant.config.models.measured import Expectation
from explant.network.hubs import NODES
from explant.network.joined_to_markers import agreement_table, marker_genes, markers_table
from tests.network.made import symbols

NO_NODES = pd.DataFrame(columns=list(NODES))
NO_EDGES = pd.DataFrame(columns=["gene_a", "gene_b", "kept"])


def test_a_markers_name_is_never_taken_for_a_gene():
    genes, problems = marker_genes({"TP53": None, "CD25": "IL2RA", "x": "MARCH2"}, symbols())
    assert genes == {"CD25": "IL2RA"}
    assert [(problem.severity, problem.where) for problem in problems] == [
        ("note", "config markers.TP53.gene"),
        ("error", "config markers.x.gene"),
    ]


def paired(**estimates):
    rows = [
        {
            "marker": marker,
            "contrast": "q",
            "estimate": estimate,
            "verdict": verdict,
            "low": 0,
            "high": 0,
            "n": 5,
            "p_adjusted": 0.01,
        }
        for marker, (estimate, verdict) in estimates.items()
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("estimate", "verdict", "predicted", "agreement"),
    [
        (2.0, "evidence_of_increase", "increase", "shown"),
        (2.0, "no_evidence", "increase", "same sign not shown"),
        (-2.0, "evidence_of_decrease", "increase", "opposite shown"),
        (-2.0, "no_evidence", "increase", "opposite sign not shown"),
        (0.0, "no_evidence", "increase", "opposite sign not shown"),
        (2.0, "evidence_of_increase", "", "no prediction"),
        (np.nan, "not_answerable", "increase", "not measured"),
    ],
)
def test_a_direction_is_held_against_the_verdict(estimate, verdict, predicted, agreement):
    table = markers_table(
        {"CD25": "IL2RA"},
        {"CD25": Expectation(direction=predicted, source="Ours 2026")} if predicted else {},
        "q",
        paired(CD25=(estimate, verdict)),
        ({"IL2RA"}, {"TP53"}),
        NO_NODES,
        NO_EDGES,
    )
    assert table.loc[0, "agreement"] == agreement
    assert table.loc[0, "predicted"] == predicted
    assert table.loc[0, "source"] == ("Ours 2026" if predicted else "")
    assert (table.loc[0, "in_targets"], table.loc[0, "in_both"]) == ("yes", "no")


def test_the_joint_p_is_the_share_of_all_signs_of_patients():
    rng = np.random.default_rng(3)
    values = rng.normal(0.8, 1.0, (7, 2)) * [1.0, -1.0]
    table = markers_table(
        {"a": "IL2RA", "b": "TP53"},
        {"a": Expectation(direction="increase"), "b": Expectation(direction="decrease")},
        "q",
        paired(a=(1.0, "no_evidence"), b=(-1.0, "no_evidence")),
        (set(), set()),
        NO_NODES,
        NO_EDGES,
    )
    differences = pd.DataFrame(
        [
            {"patient": f"P{row}", "marker": marker, "contrast": "q", "difference": value}
            for row, pair in enumerate(values)
            for marker, value in zip("ab", pair, strict=True)
        ]
    )
    found = agreement_table(table, differences, "q", seed=1).iloc[0]
    joint = (values / np.sqrt((values**2).mean(axis=0)) * [1.0, -1.0]).sum(axis=1)
    sums = [abs(np.dot(signs, joint)) for signs in product([1, -1], repeat=7)]
    assert found["p"] == pytest.approx(np.mean(np.array(sums) >= abs(joint.sum()) - 1e-9))
    assert (found["n"], found["n_predicted"], found["n_same_sign"]) == (7, 2, 2)


def test_two_markers_of_one_gene_are_two_rows():
    genes, _ = marker_genes({"CD25 %": "IL2RA", "CD25 MFI": "IL2RA"}, symbols())
    up = Expectation(direction="increase")
    results = {
        "CD25 %": (2.0, "evidence_of_increase"),
        "CD25 MFI": (-2.0, "evidence_of_decrease"),
    }
    expected = dict.fromkeys(results, up)
    table = markers_table(
        genes, expected, "q", paired(**results), ({"IL2RA"}, {"IL2RA"}), NO_NODES, NO_EDGES
    )
    assert table["agreement"].tolist() == ["shown", "opposite shown"]
    assert table["in_both"].tolist() == ["yes", "yes"]
