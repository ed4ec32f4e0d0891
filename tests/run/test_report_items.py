"""Every figure has a title, a caption and a category in Snakemake's own report."""

from pathlib import Path

import pytest

from explant.config.models import Plan
from explant.figures.figure_names import figure_stems
from explant.run.report_items import SUBCATEGORIES, report_items
from tests.figures.conftest import two_by_two

CAPTIONS = Path(__file__).parents[2] / "workflow" / "report"


@pytest.mark.parametrize("panels", [24, 2])
def test_every_figure_is_an_item_with_a_caption(panels):
    plan = Plan.model_validate(two_by_two() | {"report": {"panels": panels}})
    items = report_items(plan)
    assert list(items) == figure_stems(plan)
    assert len({item.title for item in items.values()}) == len(items)
    for item in items.values():
        assert (CAPTIONS / f"{item.caption}.rst").read_text(encoding="utf-8").endswith(".\n")


def test_every_caption_is_used():
    names = {file.stem for file in CAPTIONS.glob("*.rst")}
    assert names == {*SUBCATEGORIES, "workflow", "report", "workbook", "table"}


@pytest.mark.parametrize("caption", sorted(CAPTIONS.glob("*.rst")), ids=lambda file: file.stem)
def test_captions_claim_nothing_that_tests_cannot(caption):
    text = caption.read_text(encoding="utf-8").lower()
    assert not [word for word in ("no difference", "trend towards", "proves") if word in text]
