"""Words that the report never says, over the whole page; methods ready to paste."""

import html as escaping
import re

import pandas as pd
import pytest

from explant.config.models import Plan
from tests.pages.test_document import render
from tests.wording import overclaims, text_of


@pytest.fixture(scope="module")
def html(plan: Plan, tables: dict[str, pd.DataFrame]) -> str:
    return render(plan, tables)


def test_the_whole_page_never_overclaims(html: str):
    # Titles of sources, in the methods as text and in the references, are not our words.
    ours = re.sub(r'<(section id="references"|pre).*?</(section|pre)>', " ", html, flags=re.DOTALL)
    text = text_of(ours)
    assert len(text) > 20_000
    assert overclaims(text) == []
    assert len(overclaims(text.replace("No evidence", "A significant trend", 1))) == 2


def test_methods_stand_ready_to_paste(html: str):
    block = re.search(r'<pre id="methods-text"[^>]*>(.*?)</pre>', html, re.DOTALL)
    assert block is not None
    text = escaping.unescape(re.sub(r"<[^>]+>", "", block[1])).replace("\N{NO-BREAK SPACE}", " ")
    for heading in ("Design", "Questions", "Test and interval", "Many tests", "Missing values"):
        assert f"\n{heading}\n" in text, heading
    assert "The study holds 14 patients. A contrast leaves out 1 of them at the most." in text
    assert "Primary contrast: IL-2 effect in tumor (IL-2 minus control, at tissue tumor)." in text
    assert "pandas 3.1.0 (McKinney 2010)" in text
    cited = set(re.findall(r"https://doi\.org/(\S+)", text))
    assert {"10.1016/j.ijnurstu.2014.09.006"}.isdisjoint(cited)
    assert "10.2307/3001968" in cited


def test_checklists_say_what_is_known_and_what_is_not(html: str):
    text = re.sub(r"\s+", " ", text_of(html))
    for name in ("SAMPL", "ARRIVE 2.0", "REMARK", "MIATA"):
        assert re.search(rf"{name}: \d+ of \d+ items known at least in part", text)
    assert "For the lab to fill in: committee, license and relevant law." in text
