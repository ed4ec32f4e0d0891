"""Words that the report never says, over the whole page; methods ready to paste."""

import html as escaping
import re

import pandas as pd
import pytest

from explant.config.models import Plan
from tests.report.test_document import render
from tests.report.test_golden_sentences import FORBIDDEN

# Names that hold such a word and claim nothing: a file, a key of the plan, titles of sources.
NAMES = re.compile(
    r"trends\.csv|^\s*trend: .*$|dose_trend|“significant” and “not significant” is not itself "
    r"statistically significant|Significance tests which may be applied|The proof and measurement",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def html(plan: Plan, tables: dict[str, pd.DataFrame]) -> str:
    return render(plan, tables)


def text_of(html: str) -> str:
    bare = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    attributes = " ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', bare))
    return NAMES.sub("", escaping.unescape(re.sub(r"<[^>]+>", " ", bare) + attributes))


def test_the_whole_page_never_overclaims(html: str):
    text = text_of(html)
    assert len(text) > 20_000
    found = [text[match.start() - 40 : match.end() + 40] for match in FORBIDDEN.finditer(text)]
    assert found == []


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
