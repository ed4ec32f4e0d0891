"""STRING's table of interactions."""

import pandas as pd
import pytest

from explant.network.lists.gene_interactions import (
    CHANNELS,
    read_interactions,
    without_channels,
)
from explant.problems import ProblemsError
from tests.network.made import symbols, write

HEADING = "\t".join(["#node1", "node2", *CHANNELS.values(), "combined_score"])


def row(a, b, textmining, score, experiments="0"):
    channels = dict.fromkeys(CHANNELS, "0")
    channels |= {"textmining": textmining, "experiments": experiments}
    return "\t".join([a, b, *channels.values(), score])


def test_a_pair_that_stands_twice_is_one(tmp_path):
    rows = [row("AKT1", "TP53", "0.5", "0.5"), row("TP53", "AKT1", "0.5", "0.5")]
    path = write(tmp_path, "string.tsv", "\n".join([HEADING, *rows]))
    found = read_interactions(path, symbols(), 0.4)
    assert found.rows == 2
    assert found.pairs[["gene_a", "gene_b", "score"]].to_numpy().tolist() == [["AKT1", "TP53", 0.5]]


@pytest.mark.parametrize(
    ("score", "at_least", "message"),
    [
        ("150", 0.4, "thousandths. Write at_least: 400"),
        ("0.5", 400, "Write at_least: 0.4"),
        ("high", 0.4, '"high" is not a number'),
    ],
)
def test_a_cut_off_fits_the_scores(tmp_path, score, at_least, message):
    path = write(tmp_path, "string.tsv", f"{HEADING}\n{row('AKT1', 'TP53', '0', score)}\n")
    with pytest.raises(ProblemsError, match=message):
        read_interactions(path, symbols(), at_least)


def test_thousandths_become_scores_between_0_and_1_in_every_channel(tmp_path):
    path = write(tmp_path, "s.tsv", f"{HEADING}\n{row('AKT1', 'TP53', '600', '850', '500')}\n")
    (pair,) = read_interactions(path, symbols(), 700).pairs.to_dict("records")
    assert (pair["score"], pair["textmining"], pair["experiments"]) == (0.85, 0.6, 0.5)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("AKT1", "TP53", "-0.1", "0.5")], "row 2 automated_textmining: The score -0.1"),
        ([("AKT1", "TP53", "0.1", "")], "row 2 combined_score: The cell is empty"),
        ([("AKT1", "1-Sep", "0", "0.5")], 'row 2: "1-Sep" is a date'),
        ([("Akt1", "Tp53", "0", "0.5")], "2 of 2 names are written like mouse genes"),
        ([("YAL1", "YAL2", "0", "0.5")], "None of its 2 names is a known gene"),
    ],
)
def test_what_would_leave_the_network_empty_is_refused_at_its_row(tmp_path, rows, message):
    text = "\n".join([HEADING, *(row(*each) for each in rows)])
    path = write(tmp_path, "s.tsv", text)
    with pytest.raises(ProblemsError, match=message):
        read_interactions(path, symbols(), 0.4)


def test_a_pair_with_two_scores_is_told(tmp_path):
    rows = [row("AKT1", "TP53", "0.5", "0.5"), row("TP53", "AKT1", "0.5", "0.9")]
    found = read_interactions(write(tmp_path, "s.tsv", "\n".join([HEADING, *rows])), symbols(), 0.4)
    assert found.pairs["score"].tolist() == [0.9]
    assert "1 pair of genes stand there twice" in found.problems[0].what


def test_a_download_of_the_organism_is_named_for_what_it_is(tmp_path):
    path = write(tmp_path, "links.txt", "protein1 protein2 combined_score\n9606.P1 9606.P2 900\n")
    with pytest.raises(ProblemsError, match=r"network\.interactome"):
        read_interactions(path, symbols(), 0.4)


def test_a_table_without_headings_is_refused(tmp_path):
    path = write(tmp_path, "string.tsv", row("AKT1", "TP53", "0", "0.5") + "\n")
    with pytest.raises(ProblemsError, match='no heading "node1"'):
        read_interactions(path, symbols(), 0.4)


def test_a_name_that_is_no_gene_is_told_with_its_rows(tmp_path):
    rows = [row("AKT1", "NOGENE", "0.5", "0.5"), row("AKT1", "TP53", "0.5", "0.5")]
    path = write(tmp_path, "string.tsv", "\n".join([HEADING, *rows]))
    found = read_interactions(path, symbols(), 0.4)
    assert len(found.pairs) == 1
    assert found.problems[0].where == "string.tsv row 2"


def test_a_score_without_a_channel_frees_the_others_of_the_prior_once():
    pairs = pd.DataFrame(
        {"experiments": [0.5, 0.0], "databases": [0.4, 0.0], "textmining": [0.9, 0.9]}
    )
    # (0.5 - 0.041)/0.959 and (0.4 - 0.041)/0.959 combined, the prior put back, by hand.
    left = without_channels(pairs, ["textmining"])
    assert left.tolist() == pytest.approx([0.687174, 0.0], abs=1e-6)
