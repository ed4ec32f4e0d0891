"""docs/outputs.md names every table, column and figure that a study has."""

import re
from pathlib import Path

import pytest

from explant.figures.figure_kinds import KINDS
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


def test_every_kind_of_figure_stands_on_the_page():
    section = PAGE.split("\n## figures/\n")[1].split("\n## ")[0]
    stems = re.findall(r"^\| `([^`<]+?)(?:_<\w+>)*` \|", section, re.MULTILINE)
    assert stems == [kind.name for kind in KINDS]
