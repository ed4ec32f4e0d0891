"""Where the genes of an export stand: its sheet, its headings, its column."""

import openpyxl
import pytest

from explant.network.lists.gene_list import read_gene_list
from explant.problems import ProblemsError
from tests.network.made import symbols, write


def names(found):
    return [entry.as_written for entry in found.entries]


def test_of_several_sheets_the_first_with_genes_is_read_and_that_is_said(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["What this is"])
    for title, gene in (("2026", "AKT1"), ("2025", "TP53")):
        sheet = book.create_sheet(title)
        sheet.append(["Gene symbol"])
        sheet.append([gene])
    book.save(tmp_path / "l.xlsx")
    found = read_gene_list(tmp_path / "l.xlsx", symbols())
    assert names(found) == ["AKT1"]
    (problem,) = found.problems
    assert problem.where == "l.xlsx 2026"
    assert 'Only this sheet is read; "2025"' in problem.what


@pytest.mark.parametrize(
    "text", ["AKT1, TP53, STAT1\n", "AKT1\tTP53\tSTAT1\n", "A\tx\tAKT1\tTP53\n"]
)
def test_genes_in_one_row_are_refused_not_cut(tmp_path, text):
    with pytest.raises(ProblemsError, match="Several columns hold names of genes"):
        read_gene_list(write(tmp_path, "l.txt", text), symbols())


def test_omim_lists_phenotypes_that_are_no_genes(tmp_path):
    path = write(
        tmp_path,
        "omim.csv",
        "OMIM search\nMIM Number,Title\n*191170,TUMOR PROTEIN p53; TP53\n"
        "#151623,A SYNDROME; STAT1\n%600000,A LOCUS; IL2\n^1,MOVED; JAK1\n+164730,X; AKT1\n",
    )
    assert names(read_gene_list(path, symbols())) == ["TP53", "AKT1"]


def test_how_many_results_stand_above_the_headings_tells_a_cut_file(tmp_path):
    path = write(
        tmp_path,
        "omim.csv",
        'OMIM search\n"1 - 1,000 of 2,444 entries"\nMIM Number,Title\n*1,X; TP53\n',
    )
    (problem,) = read_gene_list(path, symbols()).problems
    assert problem.severity == "error"
    assert "2,444 results, and the file has 1 rows: it was cut" in problem.what
    assert read_gene_list(path, symbols(), results=1).problems == ()


@pytest.mark.parametrize(
    ("row", "heading", "value"),
    [
        ("DistiLD\tp-value = 8e-09\t2", "confidence", 2.0),
        ("7.5\t3.7\thttps://diseases.org", "confidence", 3.7),
        ("7.5\t3.7\thttps://diseases.org", "Z-score", 7.5),
        ("4.9", "confidence", 4.9),
    ],
)
@pytest.mark.parametrize("protein", ["ENSP00000219746", "hsa-miR-21"])
def test_every_download_of_diseases_has_its_columns(tmp_path, protein, row, heading, value):
    path = write(tmp_path, "d.tsv", f"{protein}\tAKT1\tDOID:1612\tBreast cancer\t{row}\n" * 2)
    found = read_gene_list(path, symbols(), [heading])
    assert found.format == "DISEASES"
    assert {entry.scores[heading] for entry in found.entries} == {value}


@pytest.mark.parametrize(("number", "severity"), [(2, "warning"), (9, "error")])
def test_a_download_of_several_diseases_is_told(tmp_path, number, severity):
    rows = "".join(f"ENSP1\tAKT1\tDOID:{n}\tDisease {n}\tx\ty\t3\n" for n in range(number))
    (problem,) = read_gene_list(write(tmp_path, "d.tsv", rows), symbols()).problems
    assert problem.severity == severity
    assert f"genes of {number} diseases (Disease 0, Disease 1" in problem.what


def test_uniprot_writes_other_names_of_a_gene_behind_it(tmp_path):
    heading = "From\tEntry\tReviewed\tGene Names\tOrganism\n"
    rows = "P1\tP1\treviewed\tAKT1 PKB TP53\tHuman\nP2\tP2\treviewed\tIL2RA JAK1; IL2RB\tHuman\n"
    found = read_gene_list(write(tmp_path, "u.tsv", heading + rows), symbols())
    assert names(found) == ["AKT1", "IL2RA", "IL2RB"]
    mapped = write(tmp_path, "m.tsv", "From\tTo\nP1\tAKT1\nP2\tTP53\n")
    assert names(read_gene_list(mapped, symbols())) == ["AKT1", "TP53"]


@pytest.mark.parametrize(
    ("headings", "where"),
    [
        ("node1\tnode2\tcombined_score", r"network\.interactions"),
        ("hgnc_id\tsymbol\talias_symbol\tprev_symbol", r"network\.symbols"),
    ],
)
def test_other_files_of_the_study_are_named_for_what_they_are(tmp_path, headings, where):
    path = write(tmp_path, "f.tsv", f"{headings}\nAKT1\tTP53\t0.5\t\n")
    with pytest.raises(ProblemsError, match=where):
        read_gene_list(path, symbols())
