"""Files of genes are known for what they are, and nothing else is taken for one."""

import gzip
from pathlib import Path

import pytest
import yaml

from explant.__main__ import main
from explant.commands.drafting.network_part import list_of_genes, no_sheet_of_measurements
from explant.problems import ProblemsError
from explant.spreadsheet.sheet.opening import read_workbook

ROOT = Path(__file__).resolve().parents[3]
RAW = ROOT / "data" / "raw"


def network_part(path: Path) -> str | None:
    return no_sheet_of_measurements(path) or list_of_genes(path, read_workbook(path))


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("WP49-datanodes.tsv", "???"),
        ("reactome.gmt", "gene_sets"),
        ("string_interactions.tsv", "interactions"),
    ],
)
def test_a_file_of_genes_gets_its_part_of_the_section(file, key):
    path = RAW / "network" / file
    part = network_part(path)
    assert part is not None
    section = yaml.safe_load(part)["network"]
    assert list(section) == [key]
    assert str(path) in part
    assert part.count("version: ???") == 1


def test_a_sheet_of_measurements_is_none():
    assert network_part(RAW / "il2_breast_example.xlsx") is None


def test_an_export_without_genes_is_refused(tmp_path):
    path = tmp_path / "pass.csv"
    path.write_text("Pa,Pi,Activity\n0.9,0.01,Antineoplastic\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match="export of PASS, no sheet of measurements"):
        network_part(path)


def test_draft_prints_the_part(capsys):
    assert main(["draft", str(RAW / "network" / "WP49-datanodes.tsv")]) == 0
    assert "a list of genes (WikiPathways data nodes)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "links.txt.gz",
            gzip.compress(b"protein1 protein2 combined_score\nP1 P2 900\n", mtime=0),
            "file",
        ),
        ("info.txt", b"#string_protein_id\tpreferred_name\n9606.P1\tAKT1\n", "proteins"),
        ("s.csv", b"#node1,node2,combined_score\nAKT1,TP53,0.9\n", "interactions"),
        ("hgnc.txt", b"hgnc_id\tsymbol\talias_symbol\tprev_symbol\nHGNC:1\tA\t\t\n", "symbols"),
        ("sets.gmt.gz", gzip.compress(b"A\tx\tAKT1\n", mtime=0), "sets"),
    ],
)
def test_other_files_of_the_study_get_their_part_too(tmp_path, name, content, expected):
    path = tmp_path / name
    path.write_bytes(content)
    section = yaml.safe_load(network_part(path) or "")["network"]
    ((key, entry),) = section.items()
    assert expected in (key, *entry)
    assert path.as_posix() in str(section)


def test_scores_in_thousandths_get_a_cut_off_in_thousandths(tmp_path):
    path = tmp_path / "s.tsv"
    for score, at_least in (("0.9", 0.7), ("900", 700)):
        path.write_text(f"#node1\tnode2\tcombined_score\nAKT1\tTP53\t{score}\n", encoding="utf-8")
        section = yaml.safe_load(network_part(path) or "")["network"]
        assert section["interactions"]["at_least"] == at_least


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Gene symbol\nAKT1\nTP53\nSTAT1\n", True),
        ("Gene,log2FC\nAKT1,2.1\nTP53,-1\nHLA-A,3\n", True),
        ("Gene,Ct\nAKT1,2.1\nAKT1,2.2\nTP53,3\n", False),
        ("Gene,P1,P2\nAKT1,2.1,2\nTP53,-1,3\nSTAT1,3,4\n", False),
        ("Patient,CD25\nP1,2\nP2,3\nP3,4\n", False),
    ],
)
def test_a_list_of_ones_own_is_known_and_no_table_of_measurements_is_taken_for_one(
    tmp_path, text, known
):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    assert (network_part(path) is not None) == known
