"""The tables of docs/network.md are those of the files that the scripts wrote."""

import csv
import re
from pathlib import Path

import pytest

from calibration import random_drugs, random_hubs

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "network.md").read_text(encoding="utf-8")


def shares(name: str) -> list[float]:
    with (ROOT / "calibration" / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["studies"] for row in rows} == {"1000"}
    return [float(row["share_any"]) for row in rows]


def printed(first: str) -> list[str]:
    """Percentages of the rows of the page's table below a heading that begins so."""
    table = PAGE[PAGE.index(f"| {first}") :].split("\n\n")[0]
    return re.findall(r"([\d.]+) %(?= \|)", table)


@pytest.mark.parametrize(
    ("file", "first"),
    [("random_drugs.csv", "random drug of"), ("random_hubs.csv", "recipe")],
)
def test_the_page_prints_the_shares_of_the_file(file, first):
    found, shown = shares(file), printed(first)
    assert len(found) == len(shown)
    for share, text in zip(found, shown, strict=True):
        decimals = len(text.partition(".")[2])
        assert abs(100 * share - float(text)) <= 0.5 * 10**-decimals + 1e-9
        # Halves round away from zero.
        assert 100 * share - float(text) < 0.5 * 10**-decimals - 1e-9, text


def test_the_simulation_of_hubs_is_the_same_each_time():
    assert list(random_hubs.rows(3)) == list(random_hubs.rows(3))
    assert [row[1] for row in random_hubs.rows(1)] == [*random_hubs.HUBS, *random_hubs.DIRECTIONS]


def test_random_drugs_find_sets_by_the_usual_recipe_and_hardly_any_when_matched(
    tmp_path, monkeypatch
):
    """On the small collection that is shipped; the page's is a whole one."""
    monkeypatch.setattr(random_drugs, "SETS", "reactome.gmt")
    monkeypatch.setattr(random_drugs, "DRUGS", ((60, "in proportion to annotations"),))
    folder = ROOT / "data" / "raw" / "network"
    for name in ("one.csv", "other.csv"):
        random_drugs.main(folder, 20, tmp_path / name)
    text = (tmp_path / "one.csv").read_text(encoding="utf-8")
    assert text == (tmp_path / "other.csv").read_text(encoding="utf-8")
    rows = {row["recipe"]: float(row["share_any"]) for row in csv.DictReader(text.splitlines())}
    assert list(rows) == list(random_drugs.RECIPES)
    assert rows["20,000 genes, only sets with a hit"] > 0.9
    assert rows["the disease's genes, as much studied"] < 0.2
