"""An export is read in whatever form it was saved: packed, in any encoding, as a workbook."""

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest

from explant.network.lists.gene_interactions import CHANNELS, read_interactions
from explant.network.lists.gene_list import read_gene_list
from explant.network.lists.gene_sets import read_gene_sets
from explant.network.lists.opened_exports import exported_table
from explant.network.lists.symbol_table import read_symbols
from explant.network.lists.whole_organism import read_interactome
from explant.problems import ProblemsError
from tests.network.made import symbols

STRING = [
    ["#node1", "node2", *CHANNELS.values(), "combined_score"],
    ["AKT1", "TP53", "0", "0", "0", "0.084", "0.3", "0.4", "0.423", "0.749"],
    ["STAT1", "JAK1", "0", "0", "0", "0", "0.9", "0", "0.5", "0.9"],
]
CARDS = [
    ["GeneCards search"],
    ["Copyright"],
    ["Gene Symbol", "Category", "Relevance score"],
    ["AKT1", "Protein Coding", "12.5"],
    ["TP53", "Protein Coding", "3.25"],
    ["MIR21", "RNA Gene", "11.5"],
]


def saved(folder: Path, rows: list[list[str]], form: str) -> Path:
    """A table saved in one of the forms in which people save tables."""
    if form == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(["About this file"])
        book.active.title = "Read me"
        sheet = book.create_sheet("Data") if rows is CARDS else book.active
        if rows is not CARDS:
            sheet.delete_rows(1)
        for row in rows:
            sheet.append([float(text) if text[:1].isdigit() else text for text in row])
        book.save(folder / "table.xlsx")
        return folder / "table.xlsx"
    mark = {"csv": ",", "german": ";", "german tabs": "\t"}.get(form, "\t")
    cells = [[text.replace(".", ",") if "german" in form else text for text in row] for row in rows]
    end = "\r\n" if form in ("crlf", "german") else "\n"
    text = end.join(mark.join(row) for row in cells) + end
    content = text.encode({"utf-16": "utf-16", "bom": "utf-8-sig"}.get(form, "utf-8"))
    path = folder / ("table.tsv.gz" if form == "packed" else "table.tsv")
    path.write_bytes(gzip.compress(content) if form == "packed" else content)
    return path


FORMS = ("tabs", "csv", "german", "german tabs", "crlf", "utf-16", "bom", "packed", "xlsx")


@pytest.mark.parametrize("form", FORMS)
def test_interactions_are_the_same_in_every_form(tmp_path, form):
    found = read_interactions(saved(tmp_path, STRING, form), symbols(), 0.4)
    pairs = found.pairs.set_index("gene_a")
    assert pairs["gene_b"].to_dict() == {"AKT1": "TP53", "JAK1": "STAT1"}
    assert pairs["score"].to_dict() == {"AKT1": 0.749, "JAK1": 0.9}
    assert pairs.loc["AKT1", "coexpression"] == 0.084
    assert found.problems == ()


@pytest.mark.parametrize("form", FORMS)
def test_a_list_is_the_same_in_every_form(tmp_path, form):
    found = read_gene_list(saved(tmp_path, CARDS, form), symbols(), ["Relevance Score"])
    scores = {entry.as_written: entry.scores["Relevance Score"] for entry in found.entries}
    assert scores == {"AKT1": 12.5, "TP53": 3.25}
    assert found.format == "GeneCards search"


@pytest.mark.parametrize("form", ["tabs", "crlf", "utf-16", "bom", "packed", "xlsx"])
def test_sets_are_the_same_in_every_form(tmp_path, form):
    rows = [["A", "x", "AKT1", "TP53"], ["B", "y", "STAT1", "JAK1"]]
    found = read_gene_sets(saved(tmp_path, rows, form), symbols())
    assert found.genes == {"A": {"AKT1", "TP53"}, "B": {"STAT1", "JAK1"}}


@pytest.mark.parametrize("form", ["tabs", "csv", "utf-16", "bom", "packed", "xlsx"])
def test_the_table_of_symbols_is_the_same_in_every_form(tmp_path, form):
    rows = [["hgnc_id", "symbol", "alias_symbol"], ["HGNC:391", "AKT1", "PKB|RAC"]]
    found = read_symbols(saved(tmp_path, rows, form))
    assert found.resolved("RAC").symbol == found.resolved("HGNC:391").symbol == "AKT1"


@pytest.mark.parametrize(
    "reader",
    [
        lambda path: read_gene_list(path, symbols()),
        lambda path: read_gene_sets(path, symbols()),
        lambda path: read_interactions(path, symbols(), 0.4),
        lambda path: read_interactome(path, path, symbols(), 400),
        read_symbols,
    ],
)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(b"node1\tnode2\n" * 500, mtime=0)[:-20], "breaks off"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", ""),
        (bytes(range(256)) * 9, ""),
        (b"PK\x03\x04 no archive", ""),
        (b"", ""),
        (b"\xff\xfe\x00", ""),
    ],
)
def test_what_is_no_export_is_refused_by_every_reader(tmp_path, reader, content, said):
    path = tmp_path / "export.txt.gz" if said else tmp_path / "export.txt"
    path.write_bytes(content)
    with pytest.raises(ProblemsError, match=r"export\.txt.*" + said):
        reader(path)


@pytest.mark.parametrize("number", [1, 2])
def test_a_file_that_is_alone_in_an_archive_is_read(tmp_path, number):
    path = tmp_path / "ReactomePathways.gmt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("one.gmt", "two.gmt")[:number]:
            archive.writestr(name, "A\tR-HSA-1\tAKT1\tTP53\n")
    if number == 1:
        assert read_gene_sets(path, symbols()).genes == {"A": {"AKT1", "TP53"}}
    else:
        with pytest.raises(ProblemsError, match="a workbook or an archive"):
            read_gene_sets(path, symbols())


def test_a_file_that_cannot_be_opened_is_one_of_the_network(tmp_path):
    with pytest.raises(ProblemsError, match="section network of the config"):
        read_gene_list(tmp_path, symbols())


def test_a_row_that_ends_early_has_empty_cells(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("a\tb\nx\n", encoding="utf-8")
    assert exported_table(path, "").to_dict("records") == [{"a": "x", "b": ""}]
