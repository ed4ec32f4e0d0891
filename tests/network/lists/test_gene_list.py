"""Exports of databases as they come: recognised, with their traps told at the row."""

import openpyxl
import pytest

from explant.network.lists.gene_list import read_gene_list
from explant.problems import ProblemsError
from tests.network.made import symbols, write


def names(found):
    return [entry.as_written for entry in found.entries]


def test_data_nodes_of_a_pathway_go_by_the_identifier(tmp_path):
    path = write(
        tmp_path,
        "nodes.tsv",
        "Label\tType\tIdentifier\tHGNC\n"
        "MTOR\tGeneProduct\tensembl:1\thgnc.symbol:MAPT\n"
        "Estrogen\tMetabolite\tchebi:4903\t\n"
        "AKT1\tProtein\tncbigene:207\t\n",
    )
    found = read_gene_list(path, symbols())
    assert found.format == "WikiPathways data nodes"
    assert [entry.symbol for entry in found.entries] == ["MAPT", ""]
    assert names(found) == ["MTOR", "AKT1"]
    (problem,) = found.problems
    assert problem.where == "nodes.tsv A2"
    assert "MTOR and the identifier MAPT" in problem.what


def test_genecards_has_a_preamble_and_other_kinds_of_genes(tmp_path):
    path = write(
        tmp_path,
        "GeneCards.csv",
        "\ufeffGeneCards search\nCopyright\n\n"
        "Gene Symbol,Description,Category,Relevance Score\n"
        "AKT1,x,Protein Coding,12.5\nMIR21,x,RNA Gene,11\nTP53,x,Protein Coding,3.5\n",
    )
    found = read_gene_list(path, symbols(), ["Relevance Score"])
    assert names(found) == ["AKT1", "TP53"]
    assert [entry.scores["Relevance Score"] for entry in found.entries] == [12.5, 3.5]


def test_a_cut_off_on_a_column_that_is_not_there_is_told(tmp_path):
    path = write(tmp_path, "list.csv", "Gene,Score\nAKT1,2\n")
    with pytest.raises(ProblemsError, match=r'no such column\. Did you mean "score"'):
        read_gene_list(path, symbols(), ["Scores"])


def test_a_score_that_is_no_number_is_told_at_its_cell(tmp_path):
    path = write(tmp_path, "list.csv", "Gene,Score\nAKT1,2\nTP53,high\n")
    (problem,) = read_gene_list(path, symbols(), ["Score"]).problems
    assert (problem.severity, problem.where) == ("error", "list.csv B3")
    path = write(tmp_path, "list.csv", "Gene,Score\nAKT1,20%\nTP53,30%\nIL2,40%\n")
    (problem,) = read_gene_list(path, symbols(), ["Score"]).problems
    assert problem.what == '"20%" under Score is not a number, nor are 2 more below it.'


def test_names_are_read_as_they_show(tmp_path):
    path = write(tmp_path, "list.csv", "Gene\n\u00a0AKT1\u200b\n'TP53\nC1orf112 \n")
    assert names(read_gene_list(path, symbols())) == ["AKT1", "TP53", "C1orf112"]


def test_downloads_of_diseases_have_no_headings(tmp_path):
    path = write(
        tmp_path,
        "DISEASES.tsv",
        "ENSP01\tAKT1\tDOID:1612\tBreast cancer\tGHR\tCURATED\t5\n"
        "ENSP02\tTP53\tDOID:1612\tBreast cancer\tGHR\tCURATED\t0\n",
    )
    found = read_gene_list(path, symbols(), ["confidence"])
    assert found.format == "DISEASES"
    assert [(e.as_written, e.scores["confidence"]) for e in found.entries] == [
        ("AKT1", 5.0),
        ("TP53", 0.0),
    ]


def test_two_genes_in_a_cell_are_two_genes(tmp_path):
    path = write(
        tmp_path,
        "targets.csv",
        "Target,Common name,Uniprot ID,Probability*\n"
        "x,GABRA1 GABRA2,P14867,0.9\ny,AKT1 (by homology),P31749,0.4\nz,\xa0TP53,P04637,0.4\n"
        "w,,Q0,0.1\n",
    )
    found = read_gene_list(path, symbols())
    assert found.format == "SwissTargetPrediction"
    assert names(found) == ["GABRA1", "GABRA2", "AKT1", "TP53"]
    assert [problem.where for problem in found.problems] == ["targets.csv B2", "targets.csv B5"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Target Name,ChEMBL-ID,UniProt ID,Probability,Model accuracy", "SuperPred"),
        ("Pa,Pi,Activity", "PASS"),
    ],
)
def test_names_of_proteins_and_activities_are_no_genes(tmp_path, heading, name):
    with pytest.raises(ProblemsError, match=f"export of {name}"):
        read_gene_list(write(tmp_path, "p.csv", f"{heading}\n0.5,0.1,x,y,z\n"), symbols())


def test_omim_has_a_preamble_and_several_names_of_one_gene(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["OMIM Gene Map Search - 'breast cancer'"],
        ["Downloaded: Nov 22, 2026"],
        [],
        ["Cytogenetic location", "Gene/Locus", "Gene/Locus name", "Phenotype"],
        ["17q21", "BRCA1, PSCP", "x", "Breast cancer"],
        ["17p13", "TP53, P53", "x", "Breast cancer"],
    ):
        sheet.append(row)
    book.save(tmp_path / "omim.xlsx")
    found = read_gene_list(tmp_path / "omim.xlsx", symbols())
    assert names(found) == ["BRCA1", "TP53"]


@pytest.mark.parametrize("text", ["AKT1\nTP53\nIL2RA\n", "Gene\nAKT1\nTP53\nIL2RA\n"])
def test_a_column_of_names_needs_no_heading(tmp_path, text):
    assert names(read_gene_list(write(tmp_path, "l.txt", text), symbols())) == [
        "AKT1",
        "TP53",
        "IL2RA",
    ]


def test_a_table_without_genes_is_refused(tmp_path):
    path = write(tmp_path, "t.csv", "Patient,CD25\nP1,3\nP2,4\n")
    with pytest.raises(ProblemsError, match="No column of gene names was found"):
        read_gene_list(path, symbols())


def test_a_truncated_export_is_told_by_the_number_that_the_database_showed(tmp_path):
    rows = "".join(f"AKT1,g{number}\n" for number in range(30))
    path = write(tmp_path, "disgenet.csv", f"Gene,Gene_id\n{rows}")
    (problem,) = read_gene_list(path, symbols(), results=2092).problems
    assert problem.severity == "error"
    assert "found 2,092 results and the file has 30 rows: it was cut" in problem.what
    (problem,) = read_gene_list(path, symbols()).problems
    assert (problem.severity, "exactly 30 rows" in problem.what) == ("warning", True)


@pytest.mark.parametrize("text", ["", "n/a", "NA", "-"])
def test_a_row_without_a_score_is_left_out_and_told_once(tmp_path, text):
    path = write(tmp_path, "list.csv", f"Gene,Score\nAKT1,2\nTP53,{text}\nSTAT1,{text}\n")
    found = read_gene_list(path, symbols(), ["Score"])
    assert names(found) == ["AKT1"]
    (problem,) = found.problems
    assert (problem.severity, problem.where) == ("warning", "list.csv B3")
    assert problem.what.startswith("2 rows have nothing under Score")


def test_a_heading_with_a_star_is_found_with_and_without_it(tmp_path):
    path = write(tmp_path, "t.csv", "Target,Common name,Uniprot ID,Probability*\nx,AKT1,P1,0.9\n")
    for heading in ("Probability*", "Probability", "probability"):
        (entry,) = read_gene_list(path, symbols(), [heading]).entries
        assert entry.scores == {heading: 0.9}


@pytest.mark.parametrize(
    ("cell", "genes"),
    [
        ("AKT1/TP53", ["AKT1", "TP53"]),
        ("AKT1 /// TP53", ["AKT1", "TP53"]),
        ("AKT1; TP53", ["AKT1", "TP53"]),
        ("AKT1|TP53", ["AKT1", "TP53"]),
        ("AKT1 + TP53", ["AKT1", "TP53"]),
        ("AKT1 & NOGENE", ["AKT1", "NOGENE"]),
        ("AKT1 kinase", ["AKT1 kinase"]),
        ("tumor protein, suppressor", ["tumor protein, suppressor"]),
    ],
)
def test_every_sign_between_two_genes_is_understood(tmp_path, cell, genes):
    found = read_gene_list(write(tmp_path, "l.tsv", f"Gene\tx\n{cell}\t1\n"), symbols())
    assert names(found) == genes
    assert len(found.problems) == (len(genes) > 1)
