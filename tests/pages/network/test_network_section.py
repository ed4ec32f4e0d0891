"""The network study's section: counts beside chance, and nothing that it cannot claim."""

import re

import pytest

from explant.pages.network.network_section import network_view
from tests.network.example import network_plan, network_tables


@pytest.fixture(scope="module")
def view():
    found = network_view(network_plan(), network_tables())
    assert found is not None
    return found


def test_a_study_without_a_network_has_no_section(view):
    assert network_view(network_plan(), {}) is None


def test_the_overlap_stands_beside_what_chance_gives(view):
    said = str(view.sentences[0])
    assert said.startswith("IL-2 signalling and breast cancer pathway + integrated breast cancer")
    assert re.search(r"share 14 of the 1668 genes that could have been on both", said)
    assert "chance gives 2.4 if any gene is as likely, and 4.8 among genes that are as much" in said
    assert said.endswith("SHC1, SOS1 and STAT1.")


def test_measured_markers_that_are_not_shared_are_a_finding(view):
    assert str(view.sentences[1]) == (
        "None of the 5 measured markers’ genes is among the shared genes."
    )


def test_directions_are_counted_one_by_one_before_the_joint_test(view):
    said = str(view.sentences[2])
    assert "5 directions" in said
    assert "4 are shown and 5 have the predicted sign" in said
    assert said.index("4 are shown") < said.index("Taken together")


def test_beside_the_sets_stands_what_random_lists_find(view):
    said = str(view.sentences[3])
    assert said.startswith("Of 44 gene sets of Reactome that were asked about, none holds more")
    assert "for random lists of 37 genes that are as much studied" in said


def test_no_sentence_claims_a_mechanism(view):
    text = " ".join(map(str, view.sentences)).lower()
    assert not re.search(r"key target|mechanism|validated|confirm", text)


def test_every_table_of_the_section_has_rows(view):
    for table in (view.markers, view.overlap, view.nodes, view.terms, view.random, view.sources):
        assert table
        assert {len(row) for row in table.rows} == {len(table.headings)}
