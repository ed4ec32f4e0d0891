"""The page that leads to many studies."""

import re

import pytest

from explant.pages.studies_page import StudyEntry, studies_page
from tests.pages.test_document import NASTY, read

GOOD = StudyEntry(
    "IL-2 in tumor",
    "A pilot.",
    "config/il2.yaml",
    ["CD25 is lower.", "No evidence that CTLA-4 differs."],
    [("Report", "il2/report.html"), ("Workbook", "il2/results.xlsx")],
)
BAD = StudyEntry(NASTY, NASTY, NASTY, [], [], trouble=f"{NASTY}\nMend it.")


@pytest.mark.parametrize("entries", [[GOOD], [GOOD, BAD], [BAD, GOOD, BAD]])
def test_it_is_sound_and_asks_nobody(entries):
    html = studies_page(entries, "2026-11-30 18:40 UTC")
    page = read(html)
    ids = [attributes["id"] for _, attributes in page.all("id")]
    assert len(ids) == len(set(ids))
    links = [str(attributes["href"]) for _, attributes in page.all("href")]
    assert all(link.startswith(("#", "il2/")) for link in links)
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert not re.search(r"https?://|<script", html)
    complete = sum(not entry.trouble for entry in entries)
    assert f"{complete} of {len(entries)} studies" in " ".join(page.text)


def test_each_study_has_its_findings_or_what_is_wrong():
    page = read(studies_page([GOOD, BAD], "2026-11-30 18:40 UTC"))
    text = "\n".join(page.text)
    for said in (*GOOD.findings, GOOD.title, GOOD.config, NASTY, "Mend it."):
        assert said in text
    assert text.count("Not complete") == 1
    assert "2026-11-30 18:40 UTC" in text
