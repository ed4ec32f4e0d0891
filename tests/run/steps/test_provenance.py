"""The record of a run names no place outside the project."""

from pathlib import Path

import pytest

from explant.run.steps.provenance import place_in_project, run_record


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("data/raw/a.xlsx", "data/raw/a.xlsx"),
        ("data/../data/raw/a.xlsx", "data/raw/a.xlsx"),
        ("../P01 Smith/a.xlsx", "a.xlsx"),
        ("~/P01 Smith/a.xlsx", "a.xlsx"),
        ("/home/smith/a.xlsx", "a.xlsx"),
    ],
)
def test_only_paths_within_the_project_are_told(path, told):
    assert place_in_project(path) == told
    assert place_in_project(str(Path.cwd() / "data" / "a.csv")) == "data/a.csv"


def test_no_file_of_the_config_is_told_with_its_place():
    config = {
        "spreadsheet": {"path": "/home/smith/a.xlsx", "sheet": "/µl"},
        "network": {
            "symbols": {"file": "/home/smith/hgnc.txt"},
            "targets": {"drug": {"file": "data/raw/network/b.tsv", "database": "/x"}},
            "interactome": {"file": "../smith/string.gz", "proteins": None},
        },
        "levels": ({"file": "/home/smith/c.csv"},),
    }
    found = run_record(config, {}, 1)["config"]
    assert "smith" not in str(found)
    assert found["spreadsheet"] == {"path": "a.xlsx", "sheet": "/µl"}
    assert found["network"]["targets"] == {
        "drug": {"file": "data/raw/network/b.tsv", "database": "/x"}
    }
    assert found["network"]["interactome"] == {"file": "string.gz", "proteins": None}
