"""docs/outputs.md names every table, column and figure that a study has."""

import re
from pathlib import Path

import pytest

from explant.config.loading import load_plan
from explant.figures.figure_names import figure_stems
from explant.tables.columns import COLUMNS, TABLES

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")


def documented(table: str) -> dict[str, str]:
    """Columns and their meanings in a table's section of the page."""
    section = PAGE.split(f"\n## {table}.csv\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| [^|]+ \| (.+) \|$", section, re.MULTILINE))


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_has_its_meaning(table):
    columns = {name: column.description for name, column in COLUMNS[table].items()}
    assert documented(table) == columns
    assert list(documented(table)) == list(columns)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_stands_in_the_overview(table):
    overview = PAGE.split("\n## ")[0]
    assert f"`{table}.csv`" in overview
    assert f"\n## {table}.csv\n\n{TABLES[table]}" in PAGE


def test_the_example_has_the_figures_of_the_page():
    plan = load_plan([ROOT / "config" / "config.yaml"], {})
    section = PAGE.split("\n## figures/\n")[1].split("\n## ")[0]
    stems = re.findall(r"^\| `([^`<]+)(?:<\w+>)?` \|", section, re.MULTILINE)
    assert stems == [
        *("marker_", "ranked_", "volcano", "heat_map", "forest", "strata_"),
        *("sensitivity_", "diagnostics", "completeness"),
    ]
    assert all(stem.startswith(tuple(stems)) for stem in figure_stems(plan))
