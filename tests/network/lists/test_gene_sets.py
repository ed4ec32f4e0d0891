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
    assert found.problems[0].where == "s.gmt row 2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A\tx\t207\t7157\n", "Entrez"),
        ("AKT1, TP53\n", "is not a set"),
        ("", "holds no set"),
    ],
)
def test_what_is_no_gmt_of_symbols_is_refused(tmp_path, text, message):
    with pytest.raises(ProblemsError, match=message):
        read_gene_sets(write(tmp_path, "s.gmt", text), symbols())
