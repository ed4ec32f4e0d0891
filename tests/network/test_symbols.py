"""What a name in an export means."""

import pytest

from explant.network.lists.symbol_table import read_symbols
from explant.network.symbols import other_names
from explant.problems import ProblemsError
from tests.network.made import symbols, write


@pytest.mark.parametrize(
    ("name", "symbol", "how"),
    [
        ("AKT1", "AKT1", "approved"),
        ("akt1", "AKT1", "approved"),
        ("C1orf112", "C1orf112", "approved"),
        ("SEPT1", "SEPTIN1", "previous"),
        ("P53", "TP53", "alias"),
        ("p53", "TP53", "alias"),
        ("MARCH2", "", "ambiguous"),
        ("1-Sep", "", "date"),
        ("Mar-02", "", "date"),
        ("01. Sep", "", "date"),
        ("2-Mrz", "", "date"),
        ("Mär 02", "", "date"),
        ("1. Dez.", "", "date"),
        ("01.09.2024", "", "date"),
        ("9/1/2024", "", "date"),
        ("1-Sep-24", "", "date"),
        ("DEC-205", "IL2", "alias"),
        ("HGNC:3", "AKT1", "identifier"),
        ("2024-09-01 00:00:00", "", "date"),
        ("Il2ra", "", "unknown"),
        ("NOGENE", "", "unknown"),
    ],
)
def test_a_name_is_one_gene_or_none(name, symbol, how):
    found = symbols().resolved(name)
    assert (found.symbol, found.how) == (symbol, how)


def test_an_ambiguous_name_says_what_it_may_be():
    assert symbols().resolved("MARCH2").candidates == ("MARCHF2", "MTARC2")


def test_a_mouse_gene_is_told_from_a_name_that_is_only_written_small():
    assert symbols().like_mouse("Il2ra")
    assert not symbols().like_mouse("il2ra")
    assert not symbols().like_mouse("Zzz1")


def test_the_table_of_hgnc_gives_earlier_names_and_aliases(tmp_path):
    path = write(
        tmp_path,
        "hgnc_complete_set.txt",
        "hgnc_id\tsymbol\tname\talias_symbol\tprev_symbol\n"
        'HGNC:1\tAKT1\tx\t"PKB|RAC"\t\nHGNC:2\tRAC1\ty\tRAC\tTC25\n',
    )
    found = read_symbols(path)
    assert found.identifiers == {"AKT1": "HGNC:1", "RAC1": "HGNC:2"}
    assert found.resolved("TC25").symbol == "RAC1"
    assert found.resolved("RAC").candidates == ("AKT1", "RAC1")


def test_a_custom_download_of_hgnc_is_read(tmp_path):
    path = write(
        tmp_path,
        "custom.txt",
        "HGNC ID\tApproved symbol\tPrevious symbols\tAlias symbols\n"
        "HGNC:1\tAKT1\t\tPKB, RAC\nHGNC:2\tOLD1~withdrawn\t\t\n",
    )
    found = read_symbols(path)
    assert found.identifiers == {"AKT1": "HGNC:1"}
    assert found.resolved("RAC").symbol == "AKT1"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["AKT1", "TP53", "207"], ""),
        (["207", "7157", "AKT1"], "2 of 3 names are numbers, as Entrez's, as 207"),
        (["9606.ENSP00000451828", "ENSG00000141510.5"], "Ensembl's identifiers"),
        (["P31749", "Q9Y243-2", "A0A0S2Z490"], "accessions of UniProt, as P31749"),
        (["Akt1", "Tp53", "Trp63"], "2 of 3 names are written like mouse genes"),
    ],
)
def test_names_that_are_mostly_no_symbols_are_named_for_what_they_are(names, said):
    found = other_names(names, symbols())
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    "text", ["gene\nAKT1\n", "", "symbol\tprev_symbol\n", "symbol\nAKT1\n1-Sep\n"]
)
def test_another_table_is_refused(tmp_path, text):
    with pytest.raises(ProblemsError, match=r"hgnc\.txt"):
        read_symbols(write(tmp_path, "hgnc.txt", text))
