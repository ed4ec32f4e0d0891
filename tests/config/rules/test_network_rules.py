import pytest

from tests.config.rules.test_plan_rules import whats

SOURCE = {"file": "list.csv", "version": "1", "retrieved": "2026-11-22", "database": "made up"}
NETWORK = {
    "symbols": {"file": "hgnc.txt", "version": "1"},
    "targets": {"il2": SOURCE},
    "disease": {"cancer": SOURCE},
    "gene_sets": {"sets": {"file": "sets.gmt", "version": "1"}},
}


def test_a_network_is_set_beside_a_question_within_patients():
    assert whats(network=NETWORK) == []
    assert whats(network=NETWORK | {"question": "b"}) == [
        'config network.question: "b" is no question within patients.'
    ]


def test_a_degree_is_known_from_an_interactome():
    (what,) = whats(network=NETWORK | {"matched_on": "degree"})
    assert "A gene's degree is known from an interactome" in what


def test_other_cut_offs_are_of_a_column():
    (what,) = whats(network=NETWORK | {"targets": {"il2": SOURCE | {"also_at": [3, 5]}}})
    assert what.startswith("config network.targets.il2.also_at")


@pytest.mark.parametrize("key", ["version", "retrieved", "database", "file"])
def test_a_list_without_its_source_is_refused(key):
    source = {name: value for name, value in SOURCE.items() if name != key}
    (what,) = whats(network=NETWORK | {"disease": {"cancer": source}})
    assert f"network.disease.cancer.{key}" in what
