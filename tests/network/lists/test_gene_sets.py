"""GMT, with what stands in it besides."""

import pytest

from explant.network.lists.gene_sets import read_gene_sets
from explant.problems import ProblemsError
from tests.network.made import symbols, write


def test_sets_hold_approved_symbols_and_keep_what_nobody_knows(tmp_path):
    path = write(tmp_path, "s.gmt", "A\tx\tPKB\tTP53\tNEWGENE\t\nB\ty\tGABRA1   GABRA2\n")
    found = read_gene_sets(path, symbols())
    assert found.genes == {"A": {"AKT1", "TP53", "NEWGENE"}, "B": {"GABRA1", "GABRA2"}}
    assert found.changed == {"PKB": "AKT1"}
    assert found.unknown == {"NEWGENE"}
    (problem,) = found.problems
    assert problem.where == "s.gmt row 2 field 3"


def test_a_set_that_stands_twice_is_told(tmp_path):
    found = read_gene_sets(write(tmp_path, "s.gmt", "A\tx\tAKT1\nA\tx\tTP53\n"), symbols())
    assert found.genes == {"A": {"AKT1", "TP53"}}
    assert (found.problems[0].severity, found.problems[0].where) == ("warning", "s.gmt row 2")
    same = read_gene_sets(write(tmp_path, "t.gmt", "A\tx\tAKT1\nA\tx\tAKT1\n"), symbols())
    assert [problem.severity for problem in same.problems] == ["note"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A\tx\t207\t7157\n", "numbers, as Entrez's"),
        ("A\tx\tENTREZ:207\tENTREZ:7157\n", "numbers, as Entrez's"),
        ("A\tx\tENSG00000142208\tENSG00000141510\n", "Ensembl's identifiers"),
        ("A\tx\tP31749\tP04637\n", "accessions of UniProt"),
        ("A\tx\tAkt1\tTp53\n", "2 of 2 names are written like mouse genes"),
        ("A\tx\tYAL001C\tYAL002W\n", "None of its 2 names is a known gene"),
        ("A\tAKT1\tTP53\tSTAT1\n", "The second field of 1 of 1 sets is a gene, as AKT1"),
        ("S1\tS2\nna\tna\nAKT1\tTP53\n", "is not a set"),
        ("S1\tS2\tS3\nna\tna\tna\nAKT1\tTP53\tIL2\nJAK1\tSTAT1\tIL2\n", "stand in columns"),
        ("A,x,AKT1,TP53\n", "is not a set"),
        ("AKT1, TP53\n", "is not a set"),
        ("", "holds no set"),
    ],
)
def test_what_is_no_gmt_of_symbols_is_refused(tmp_path, text, message):
    with pytest.raises(ProblemsError, match=message):
        read_gene_sets(write(tmp_path, "s.gmt", text), symbols())


@pytest.mark.parametrize(
    "field", ["AKT1 TP53", "AKT1;TP53", "AKT1 /// TP53", "AKT1|TP53", "AKT1/TP53", "AKT1,TP53"]
)
def test_every_sign_between_two_genes_of_a_field_is_understood(tmp_path, field):
    found = read_gene_sets(write(tmp_path, "s.gmt", f'A\tx\t{field}\t"IL2"\n'), symbols())
    assert found.genes == {"A": {"AKT1", "TP53", "IL2"}}
    (problem,) = found.problems
    assert problem.what == '"AKT1 TP53" holds 2 genes; each is counted.'


def test_weights_of_enrichr_and_lines_that_are_no_set_are_passed_over(tmp_path):
    path = write(tmp_path, "s.gmt", "# a comment\nA\t\tAKT1,1.0\tTP53,0.5\n\n")
    assert read_gene_sets(path, symbols()).genes == {"A": {"AKT1", "TP53"}}


def test_a_date_among_the_genes_is_an_error_at_its_field(tmp_path):
    path = write(tmp_path, "s.gmt", "A\tx\tAKT1\t1-Sep\n")
    (problem,) = read_gene_sets(path, symbols()).problems
    assert (problem.severity, problem.where) == ("error", "s.gmt row 1 field 4")


def test_sets_have_the_names_of_the_file_or_of_a_table(tmp_path):
    genes = "AKT1\tTP53"
    numbered = f"R-HSA-1\treactome\t{genes}\nR-HSA-2\treactome\t{genes}\n"
    path = write(tmp_path, "s.gmt", numbered)
    assert read_gene_sets(path, symbols()).names == {}
    table = write(tmp_path, "names.txt", "R-HSA-1\tAKT things\tHomo sapiens\nR-HSA-9\tx\tHuman\n")
    assert read_gene_sets(path, symbols(), table).names == {"R-HSA-1": "AKT things"}
    with pytest.raises(ProblemsError, match=r"other\.txt.*No set of the collection"):
        read_gene_sets(path, symbols(), write(tmp_path, "other.txt", "R-HSA-7\tx\n"))
    described = write(tmp_path, "d.gmt", f"WP1\tOne way\t{genes}\nWP2\tOther way\t{genes}\n")
    assert read_gene_sets(described, symbols()).names == {"WP1": "One way", "WP2": "Other way"}
    # The second field of Reactome's own file is the identifier, of MSigDB's an address.
    own = write(tmp_path, "o.gmt", f"One way\tR-HSA-1\t{genes}\nB\thttps://x/B\t{genes}\n")
    assert read_gene_sets(own, symbols()).names == {}


def test_a_set_is_known_by_the_identifiers_in_its_name_and_source(tmp_path):
    path = write(
        tmp_path,
        "s.gmt",
        "IL-2%WikiPathways_20260910%WP49%Homo sapiens\thttps://x/WP49\tAKT1\nB\tR-HSA-5\tTP53\n",
    )
    aliases = read_gene_sets(path, symbols()).aliases
    assert {"WP49", "R-HSA-5"} <= frozenset().union(*aliases.values())
