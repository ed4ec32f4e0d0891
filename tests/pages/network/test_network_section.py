"""The network study's section: counts beside chance, and nothing that it cannot claim."""

import re

import pytest

from explant.config.models import Plan
from explant.figures.figure_kinds import figure_stems
from explant.language.network_words import markers_sentence, overlap_sentence
from explant.language.words import Row
from explant.pages.document import build
from explant.pages.network.network_section import network_view
from tests.network.example import network_plan, network_tables
from tests.reported import RUN, SVG, make_tables


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
    assert "pathway share 15 genes: AKT1, GRB2, HRAS" in said
    # One of the 15 is in none of the gene sets, so it is not among the genes that are drawn from.
    assert "STAT1. Of these 15, 14 are among the 1668 genes that could have been on both" in said
    assert "chance gives 2.4 if any gene is as likely, and 4.8 among genes that are as much" in said
    assert said.endswith("studied (p < 0.001).")


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
    assert said.startswith("Of 44 gene sets of Reactome, none was shown to hold more")
    assert "For random lists of 37 genes that are as much studied it names" in said


def test_no_sentence_claims_a_mechanism(view):
    text = " ".join(map(str, view.sentences)).lower()
    assert not re.search(r"key target|mechanism|validated|confirm", text)


@pytest.mark.parametrize(
    ("shared", "genes", "said"),
    [
        (0, [], "A and B share no gene; chance alone would give 2.4."),
        (
            0,
            ["X"],
            "A and B share 1 gene: X. None of these is among the 90 genes that could have been on "
            "both (sets), so nothing can be said of chance.",
        ),
        (
            1,
            ["X", "Y"],
            "A and B share 2 genes: X and Y. Of these 2, 1 is among the 90 genes that could have "
            "been on both (sets): chance gives 2.4 if any gene is as likely, and 4.8 among genes "
            "that are as much studied (p = 0.030).",
        ),
        (
            2,
            ["X", "Y"],
            "A and B share 2 genes: X and Y. All of them are among the 90 genes that could have "
            "been on both (sets): chance gives 2.4 if any gene is as likely, and 4.8 among genes "
            "that are as much studied (p = 0.030).",
        ),
        (
            1,
            ["X"],
            "A and B share 1 gene: X. It is among the 90 genes that could have been on both "
            "(sets): chance gives 2.4 if any gene is as likely, and 4.8 among genes that are as "
            "much studied (p = 0.030).",
        ),
    ],
)
def test_genes_that_could_not_have_been_drawn_are_told_apart(shared, genes, said):
    cells = {"targets": "A", "disease": "B", "universe": "sets", "n_universe": 90}
    cells |= {"shared": shared, "expected": 2.4, "expected_matched": 4.8, "p_matched": 0.03}
    row = Row("network_overlap", 0, cells)
    assert str(overlap_sentence(row, genes, network_plan())).replace("\xa0", " ") == said


def test_markers_without_genes_and_sets_without_any_that_could_be_shared_are_told():
    plan, tables = network_plan(), dict(network_tables())
    none = tables["network_markers"].iloc[:0]
    tables["network_markers"] = none
    tables["network_agreement"] = tables["network_agreement"].assign(n_predicted=0)
    tables["network_terms"] = tables["network_terms"].iloc[:0]
    said = [str(each) for each in network_view(plan, tables).sentences]
    assert said[1:4] == [
        "No marker of the plan has a gene, so none has a place in the network.",
        "For no measured marker with a gene does the plan predict a direction of IL-2 effect in "
        "tumor.",
        "No gene set of Reactome could be asked about: of the declared sizes none holds three "
        "genes that could have been shared.",
    ]


def test_interactions_are_told_whatever_the_scale_of_the_cut_off():
    said = []
    for at_least in (0.7, 700):
        content = network_plan().model_dump()
        content["network"]["interactions"]["at_least"] = at_least
        plan = Plan.model_validate(content)
        sentences = map(str, network_view(plan, network_tables()).sentences)
        said += [each for each in sentences if each.startswith("Among the shared genes")]
    assert said[0] == said[1]
    assert "there are 17 interactions with a score of 0.7 or more" in said[0]


@pytest.mark.parametrize(("both", "said"), [("yes", "is among"), ("no", "is not among")])
def test_one_gene_that_two_markers_measure_is_one(both, said):
    rows = [Row("network_markers", n, {"gene": "IL2RA", "in_both": both}) for n in range(2)]
    assert str(markers_sentence(rows)) == (
        f"The measured marker’s gene, IL2RA, {said} the shared genes."
    )


def test_every_table_of_the_section_has_rows(view):
    for table in (view.markers, view.overlap, view.nodes, view.terms, view.random, view.sources):
        assert table
        assert {len(row) for row in table.rows} == {len(table.headings)}


def test_the_report_says_what_was_found_and_the_supplement_holds_the_lists():
    plan, tables = network_plan(), network_tables()
    of_network = {name: table for name, table in tables.items() if name.startswith("network_")}
    stems = figure_stems(plan)
    report, supplement = build(
        plan,
        make_tables(plan, 8) | of_network,
        dict.fromkeys(stems, SVG),
        dict.fromkeys(stems, "About."),
        RUN,
    )
    drawn = re.compile(r'id="fig-(network|predicted|overlap|hubs|terms_Reactome)"')
    assert drawn.findall(report) == ["network", "predicted"]
    assert drawn.findall(supplement) == ["overlap", "hubs", "terms_Reactome"]
    assert 'href="supplement.html#network-lists"' in report
    assert 'href="report.html#network"' in supplement
    found = "measured markers’ genes is among the shared genes."
    assert (report.count(found), supplement.count(found)) == (1, 0)


def test_hubs_stand_beside_what_they_keep_without_text_mining(view):
    (said,) = [str(each) for each in view.sentences if str(each).startswith("More partners")]
    assert "Partners left without text mining, for which there is no p: MAPK3 1, MAP2K1 2" in said


def test_a_ratio_is_printed_as_one(view):
    (row,) = [row for row in view.markers.rows if str(row[0]) == "Blimp-1"]
    assert str(row[5]).startswith("×1.3")
