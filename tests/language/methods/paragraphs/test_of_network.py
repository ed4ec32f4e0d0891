"""The methods of a network study say what was compared with what, and where it came from."""

import pytest

from explant.language.methods.paragraphs.of_network import network_methods
from tests.network.example import network_plan


def said(**changes: object) -> str:
    network = network_plan().network
    assert network is not None
    return " ".join(str(each) for each in network_methods(network.model_copy(update=changes)))


def test_every_list_is_named_with_its_database_version_and_day():
    text = said()
    assert (
        "IL-2 signalling, WikiPathways, WP49, version as downloaded, retrieved 2026-11-22" in text
    )
    assert "integrated breast cancer pathway, WikiPathways, WP1984" in text
    assert "the table of the HGNC (version made from the data nodes)" in text


def test_the_background_and_its_sources_are_named():
    text = said()
    assert "in how many gene sets a gene stands (Lehmann 1975)" in text
    assert "such comparisons rest on the background (Wijesooriya et al. 2022)" in text
    assert "than of the disease’s genes that are as much studied" in text


@pytest.mark.parametrize(
    ("matched_on", "words"),
    [
        ("degree", "how many partners a gene has among all genes"),
        ("data/raw/attention.csv", "the numbers of a file of the plan"),
    ],
)
def test_what_attention_is(matched_on, words):
    assert f"bins of {words}" in said(matched_on=matched_on)


def test_what_the_plan_lacks_is_not_claimed():
    assert "Interactions" not in said(interactions=None)
    assert "without the interactions of all genes they are no evidence" in said(interactome=None)
    assert "random lists" not in said(random_drugs=0)
    assert "100 random lists" in said(random_drugs=100)
