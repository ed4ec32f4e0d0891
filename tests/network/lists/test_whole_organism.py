"""STRING's download of a whole organism, read in pieces."""

import gzip

import pytest

from explant.network.lists import whole_organism
from explant.network.lists.whole_organism import read_interactome
from explant.problems import ProblemsError
from tests.network.made import symbols, write

INFO = (
    "#string_protein_id\tpreferred_name\tprotein_size\n"
    "9606.P1\tAKT1\t1\n9606.P2\tTP53\t1\n9606.P3\tNOGENE\t1\n9606.P4\tIL2\t1\n"
)
LINKS = (
    "protein1 protein2 combined_score\n"
    "9606.P1 9606.P2 900\n9606.P2 9606.P1 900\n9606.P1 9606.P3 950\n"
    "9606.P4 9606.P1 710\n9606.P4 9606.P2 150\n"
)


@pytest.mark.parametrize("rows", [1, 2, 1000])
def test_a_pair_is_kept_once_however_the_file_is_cut(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(whole_organism, "ROWS", rows)
    path = tmp_path / "9606.protein.links.v12.0.txt.gz"
    path.write_bytes(gzip.compress(LINKS.encode()))
    found = read_interactome(path, write(tmp_path, "info.txt", INFO), symbols(), 700)
    assert found.to_numpy().tolist() == [["AKT1", "IL2", 0.71], ["AKT1", "TP53", 0.9]]


def test_a_cut_off_between_0_and_1_does_not_fit(tmp_path):
    links, info = write(tmp_path, "links.txt", LINKS), write(tmp_path, "info.txt", INFO)
    with pytest.raises(ProblemsError, match=r"lie between 150 and 950.*Write at_least: 700"):
        read_interactome(links, info, symbols(), 0.7)


@pytest.mark.parametrize(
    ("links", "info", "message"),
    [("a,b,c\n1,2,3\n", INFO, r"protein\.links"), (LINKS, "gene\nAKT1\n", r"protein\.info")],
)
def test_other_files_are_refused(tmp_path, links, info, message):
    paths = write(tmp_path, "links.txt", links), write(tmp_path, "info.txt", info)
    with pytest.raises(ProblemsError, match=message):
        read_interactome(*paths, symbols(), 700)


@pytest.mark.parametrize(
    ("links", "info", "message"),
    [
        (LINKS.replace("9606", "10090"), INFO, "None of its proteins stands in info.txt"),
        (
            LINKS,
            INFO.replace("AKT1", "Akt1").replace("TP53", "Trp53").replace("IL2", "Il2"),
            "None",
        ),
        ("protein1 protein2 combined_score\n", INFO, "it holds no pair"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(tmp_path, links, info, message):
    paths = write(tmp_path, "links.txt", links), write(tmp_path, "info.txt", info)
    with pytest.raises(ProblemsError, match=message):
        read_interactome(*paths, symbols(), 700)


def test_proteins_of_earlier_releases_and_with_quotation_marks_are_read(tmp_path):
    info = INFO.replace("#string_protein_id", "protein_external_id").replace("AKT1\t1", 'AKT1\t"1')
    paths = write(tmp_path, "links.txt", LINKS), write(tmp_path, "info.txt", info)
    assert len(read_interactome(*paths, symbols(), 700)) == 2
