"""An example from clean to report by its one command: groups of mice, nothing is paired."""

import re

import pandas as pd
import pytest

from tests.examples.studies import shipped

pytestmark = [pytest.mark.workflow, pytest.mark.more]

NAME = "il2_source"
OTHER_DESIGNS = ("tumor", "adjacent", "Wilcoxon signed-rank", "donor")


def test_an_example_runs_from_clean_by_its_config(clean):
    finished = clean.run("--configfile", f"config/examples/{NAME}.yaml")
    assert finished.code == 0, finished.screen
    assert finished.last_lines[-1] == f"Report: results/{NAME}/report.html"
    results = clean.path / "results" / NAME

    table = pd.read_csv(results / "between.csv").set_index(["marker", "contrast"])
    expected = shipped(NAME)
    assert list(table.index) == list(expected.index)
    for column in ("estimate", "low", "high", "p", "p_adjusted"):
        pd.testing.assert_series_equal(
            table[column], expected[column].astype(float), check_index=False
        )
    assert len(pd.read_csv(results / "paired.csv")) == 0

    page = "\n".join(
        (results / f"{name}.html").read_text(encoding="utf-8") for name in ("report", "supplement")
    )
    # Checklists and references have words of their own.
    body, rest = re.split(r'<section[^>]*id="checklists"', page)
    assert 'id="references"' in rest
    words = re.sub(r"<(style|script|svg)\b.*?</\1>|<[^>]+>", " ", body, flags=re.DOTALL)
    assert "The data are simulated: no mouse was measured." in words
    assert "80 mice" in words
    for word in OTHER_DESIGNS:
        assert not re.search(rf"\b{word}\b", words), word
