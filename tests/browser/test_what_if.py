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


def test_it_begins_with_the_plans_analysis(plain_page: Page):
    said = plain_page.one(f"{BOX} [role=status]").text
    marker, kind, *_ = plain_page.run(CELLS)
    assert (marker, kind) == ("CD25", "plan")
    assert "the plan’s analysis" in said
    assert "not adjusted" in said
    assert said.endswith("Exploratory: the answer of the study is that of the plan.")


def test_another_choice_shows_its_row(plain_page: Page):
    chooser(plain_page, "Test").select_by_visible_text("t")
    cells = plain_page.run(CELLS)
    assert cells[0] == "CD25"
    assert cells[2] == "t"
    said = plain_page.one(f"{BOX} [role=status]").text
    # Estimate, p and n are those of the row.
    n, estimate, p = cells[-4:-1]
    assert said.startswith(f"{estimate}, p {p} (not adjusted), n = {n}: {cells[1]}")


def test_choices_without_an_analysis_say_so(plain_page: Page):
    chooser(plain_page, "Scale").select_by_visible_text("logit")
    chooser(plain_page, "Marker").select_by_visible_text("Blimp-1")
    assert plain_page.one(f"{BOX} [role=status]").text == "These data have no such analysis."
    assert plain_page.all("#sensitivity section:first-of-type tr.asked") == []
