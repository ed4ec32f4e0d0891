"""Every file and folder of the code that a page of the docs names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PLACES = ("", "src/explant/", "workflow/")
NAMED = re.compile(
    r"`((?:[\w.-]+/)*[\w-]+\.(?:py|smk|rst|toml)"
    r"|(?:src|workflow|tests|language|pages|figures|tables|spreadsheet|config|questions|statistics"
    r"|documents|declared_tests|run|commands|expressions|calibration|integrity|history)/(?:[\w-]+/)*)`"
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path):
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    lost = [name for name in named if not any((ROOT / place / name).exists() for place in PLACES)]
    assert lost == []


def test_the_map_names_enough_to_be_checked():
    assert len(NAMED.findall((ROOT / "docs/design.md").read_text(encoding="utf-8"))) > 60
