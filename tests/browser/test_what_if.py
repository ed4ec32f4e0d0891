"""The chooser over the table of all analyses: it shows a row of the table, and computes nothing."""

from selenium.webdriver.support.ui import Select

from tests.browser.page import Page

BOX = "#sensitivity .what-if"
CELLS = """
const row = document.querySelector("#sensitivity tr.asked");
return Array.from(row.cells, (cell) => cell.textContent.trim());
"""


def chooser(page: Page, label: str) -> Select:
    labels = page.all(f"{BOX} label")
    (own,) = [each for each in labels if each.text.startswith(label)][:1]
    return Select(own.find_element("css selector", "select"))


def test_it_begins_with_the_plans_analysis(page: Page):
    said = page.one(f"{BOX} [role=status]").text
    marker, kind, *_ = page.run(CELLS)
    assert (marker, kind) == ("CD25", "plan")
    assert "the plan’s analysis" in said
    assert "not adjusted" in said
    assert said.endswith("Exploratory: the answer of the study is that of the plan.")


def test_another_choice_shows_its_row(page: Page):
    chooser(page, "Test").select_by_visible_text("t")
    cells = page.run(CELLS)
    assert cells[0] == "CD25"
    assert cells[2] == "t"
    said = page.one(f"{BOX} [role=status]").text
    # Estimate, p and n are those of the row.
    n, estimate, p = cells[-4:-1]
    assert said.startswith(f"{estimate}, p {p} (not adjusted), n = {n}: {cells[1]}")


def test_choices_without_an_analysis_say_so(page: Page):
    chooser(page, "Scale").select_by_visible_text("logit")
    chooser(page, "Marker").select_by_visible_text("Blimp-1")
    assert page.one(f"{BOX} [role=status]").text == "These data have no such analysis."
    assert page.all("#sensitivity section:first-of-type tr.asked") == []
