from pathlib import Path

import pytest

from explant.__main__ import main

CONFIG = """\
study: {name: mine}
spreadsheet: {path: nowhere.xlsx, layout: long}
factors:
  tissue: {levels: [tumor, normal]}
markers:
  CD25: {unit: "%"}
contrasts:
  d: {compare: {tissue: [tumor, normal]}}
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> str:
        Path("mine.yaml").write_text(text, encoding="utf-8")
        return "mine.yaml"

    return write


def test_a_config_without_a_mistake(config, capsys):
    assert main(["check", config(CONFIG)]) == 0
    said = capsys.readouterr()
    assert said.out == (
        "mine.yaml: no mistake found. 1 question of 1 marker; the spreadsheet is nowhere.xlsx, "
        "which is not there yet; the results go to results/mine/.\n"
    )
    assert said.err == ""


def test_every_mistake_with_its_line(config, capsys):
    text = CONFIG.replace("layout: long", "layout: wide").replace("unit:", "unti:")
    assert main(["check", config(text)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [
        "mine.yaml:2 spreadsheet.layout",
        "mine.yaml:6 markers.CD25.unti",
    ]


def test_broken_yaml(config, capsys):
    assert main(["check", config(CONFIG.replace('"%"', "%"))]) == 1
    assert capsys.readouterr().err == (
        'mine.yaml:6: A text cannot begin with % unless it stands in quotes. Write "%".\n'
    )


def test_a_comment_that_may_be_meant_as_text_is_a_warning(config, capsys):
    text = CONFIG.replace("study: {name: mine}", "study:\n  name: x #1")
    assert main(["check", config(text)]) == 0
    assert capsys.readouterr().err.startswith('mine.yaml:2: "#1" is a comment for YAML')


def test_a_pattern_of_markers_is_compared_with_the_spreadsheet(config, capsys):
    Path("mine.csv").write_text(
        "Patient,tissue,IL6,IL10,Age\nP1,tumor,1,2,50\nP1,normal,2,3,50\n", encoding="utf-8"
    )
    text = CONFIG.replace("path: nowhere.xlsx, layout: long", "path: mine.csv, layout: auto")
    text = text.replace('  CD25: {unit: "%"}', "  cytokines: {each_of: [IL*]}")
    assert main(["check", config(text.replace("auto", "one_row_per_sample"))]) == 0
    assert "1 question of 2 markers" in capsys.readouterr().out


def test_many_studies_are_run_by_another_word(config, capsys):
    """``make run`` has a config checked first."""
    assert main(["check", config("studies: [a.yaml, b.yaml]\n")]) == 1
    assert main(["check", "."]) == 1
    assert capsys.readouterr().err == (
        "mine.yaml lists studies: make run STUDIES=mine.yaml\n. is a folder: make run STUDIES=.\n"
    )


NETWORK = """\
network:
  symbols: {file: hgnc.txt, version: 2026-10-01}
  targets: {il2: {file: il2.csv, database: d, version: 1, retrieved: 2026-11-22}}
  disease: {cancer: {file: cancer.csv, database: d, version: 1, retrieved: 2026-11-22}}
  gene_sets: {sets: {file: sets.gmt, version: 1}}
"""
FILES = {
    "hgnc.txt": "symbol\tprev_symbol\nAKT1\t\nTP53\t\nSTAT1\t\n",
    "il2.csv": "Gene\nAKT1\nSTAT1\n",
    "cancer.csv": "Gene\nAKT1\nTP53\n",
    "sets.gmt": "A\tx\tAKT1\tTP53\n",
}


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({}, 0, ""),
        ({"il2.csv": "Gene\nAKT1\nNOGENE\n"}, 0, "il2.csv A3: NOGENE is no approved symbol"),
        ({"il2.csv": "Gene\nAKT1\n1-Sep\n"}, 1, 'il2.csv A3: "1-Sep" is a date'),
        ({"sets.gmt": "A\tx\t207\t7157\n"}, 1, "sets.gmt row 1: 2 of 2 names are numbers"),
        ({"hgnc.txt": "<html></html>"}, 1, "hgnc.txt: This is a web page"),
        ({"sets.gmt": None}, 0, "sets.gmt: not there yet"),
    ],
)
def test_the_files_of_a_network_are_read(config, capsys, changed, code, said):
    path = config(CONFIG + NETWORK)
    for name, text in (FILES | changed).items():
        if text is not None:
            Path(name).write_text(text, encoding="utf-8")
    assert main(["check", path]) == code
    found = capsys.readouterr()
    assert said in found.err
    assert bool(said) == bool(found.err)
    assert ("no mistake found" in found.out) == (code == 0)


def test_the_gene_of_a_marker_is_one_that_the_symbols_know(config, capsys):
    named = CONFIG.replace('unit: "%"', 'unit: "%", gene: CD25')
    path = config(named + NETWORK)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    assert main(["check", path]) == 1
    assert "markers.CD25.gene: CD25 is no known gene" in capsys.readouterr().err
