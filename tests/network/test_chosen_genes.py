"""Two sides made of lists, and what is wrong with their names."""

from pathlib import Path

import pytest

from explant.config.models.network import Network
from explant.network.chosen_genes import (
    genes_table,
    read_lists,
    side_genes,
    sources_table,
    stop_if_wrong,
)
from explant.problems import ProblemsError, errors
from tests.network.made import declared, symbols, write


def network(targets, disease, **keys) -> Network:
    return Network(
        symbols={"file": "symbols.tsv", "version": "1"},
        targets=targets,
        disease=disease,
        gene_sets={"sets": {"file": "sets.gmt", "version": "1"}},
        **keys,
    )


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path]:
    return (
        write(tmp_path, "il2.csv", "Gene,Score\nIL2,9\nPKB,5\nSTAT1,2\nMARCH2,9\n"),
        write(tmp_path, "cancer.csv", "Gene\nAKT1\nIL2\nTP53\nNOGENE\n"),
    )


def test_names_become_genes_and_every_list_says_what_became_of_its_own(files):
    section = network(
        {"il2": declared(files[0], at_least={"Score": 4})}, {"cancer": declared(files[1])}
    )
    lists, problems = read_lists(section, symbols())
    assert side_genes(lists, "targets") == {"IL2", "AKT1"}
    assert side_genes(lists, "disease") == {"AKT1", "IL2", "TP53"}
    assert {problem.where for problem in problems} == {"il2.csv A5", "cancer.csv A5"}
    sources = sources_table(lists).set_index("list")
    assert sources.loc["il2", ["rows", "genes", "changed", "ambiguous", "unknown"]].tolist() == [
        *(4, 2, 1, 1, 0)
    ]
    assert sources.loc["il2", "cut_off"] == "Score ≥ 4"
    genes = genes_table(lists, symbols()).query("source == 'il2'").set_index("as_written")
    assert genes.loc["PKB", ["gene", "how", "in_both"]].tolist() == ["AKT1", "previous", "yes"]
    assert "STAT1" not in genes.index


def test_the_treatments_own_gene_on_both_sides_is_a_finding(files):
    section = network({"a": declared(files[0])}, {"b": declared(files[1])}, treatment_gene="IL2")
    _, problems = read_lists(section, symbols())
    (own,) = [problem for problem in problems if problem.severity == "note"]
    assert "IL2, the treatment itself, is among the shared genes" in own.what


def test_one_file_on_both_sides_is_an_error(files):
    section = network({"a": declared(files[0])}, {"b": declared(files[0])})
    _, problems = read_lists(section, symbols())
    with pytest.raises(ProblemsError, match="same file is on both sides"):
        stop_if_wrong(problems)


def test_a_list_of_mouse_genes_is_one_error(tmp_path):
    mouse = write(tmp_path, "mouse.csv", "Gene\nIl2ra\nAkt1\nStat1\n")
    human = write(tmp_path, "human.csv", "Gene\nAKT1\n")
    section = network({"a": declared(mouse)}, {"b": declared(human)})
    _, problems = read_lists(section, symbols())
    (problem,) = problems
    assert (problem.severity, problem.where) == ("error", "mouse.csv A2")
    assert "3 of 3 names are written like mouse genes" in problem.what


@pytest.mark.parametrize("text", ["Gene\n", "Gene,Score\nfoo,9\n", "Gene,Score\nAKT1,1\n"])
def test_a_list_without_a_gene_is_an_error(tmp_path, files, text):
    path = write(tmp_path, "none.csv", text)
    at_least = {"Score": 5} if "Score" in text else {}
    section = network({"a": declared(path, at_least=at_least)}, {"b": declared(files[1])})
    _, problems = read_lists(section, symbols())
    (problem,) = errors(problems)
    assert 'Of the list "a" no name is a known gene' in problem.what


def test_a_date_is_an_error_at_its_row(tmp_path, files):
    dates = write(tmp_path, "dates.csv", "Gene\nAKT1\n1-Sep\n")
    section = network({"a": declared(dates)}, {"b": declared(files[1])})
    _, problems = read_lists(section, symbols())
    (problem,) = errors(problems)
    assert problem.where == "dates.csv A3"
    assert "Excel makes dates" in problem.what


def test_many_unknown_names_are_told_one_by_one_and_then_together(tmp_path, files):
    many = write(tmp_path, "many.csv", "Gene\nAKT1\n" + "".join(f"NO{n}X\n" for n in range(80)))
    section = network({"a": declared(many)}, {"b": declared(files[1])})
    _, problems = read_lists(section, symbols())
    told = [problem for problem in problems if problem.where.startswith("many.csv")]
    assert len(told) == 51
    assert (told[-1].where, told[-1].severity) == ("many.csv A53", "warning")
    assert "30 more of the 81 names" in told[-1].what


@pytest.mark.parametrize("text", ["IL2\nAKT1\nTP53\n", "Gene;n\nTP53;1\nAKT1;2\nIL2;3\n"])
def test_one_list_on_both_sides_is_an_error_however_it_was_saved(tmp_path, files, text):
    again = write(tmp_path, "again.csv", text)
    section = network({"a": declared(again)}, {"b": declared(files[1])})
    _, problems = read_lists(section, symbols())
    (problem,) = errors(problems)
    assert '"a" and "b" hold the same 3 genes, on both sides' in problem.what


@pytest.mark.parametrize(
    ("gene", "said"),
    [("STAT1", "is on the treatment's side"), ("PKB", "AKT1, the treatment itself, is among")],
)
def test_the_treatments_own_gene_is_told_wherever_it_is_and_by_any_name(files, gene, said):
    section = network({"a": declared(files[0])}, {"b": declared(files[1])}, treatment_gene=gene)
    _, problems = read_lists(section, symbols())
    assert [said in problem.what for problem in problems if problem.severity == "note"] == [True]


def test_a_treatment_gene_that_is_none_is_an_error(files):
    section = network({"a": declared(files[0])}, {"b": declared(files[1])}, treatment_gene="Foo")
    _, problems = read_lists(section, symbols())
    assert [problem.where for problem in errors(problems)] == ["config network.treatment_gene"]
