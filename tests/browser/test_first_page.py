"""The page that is read: for everyone, at any width, with few stops of the keyboard."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.ui import Select

from tests.browser.page import Page
from tests.browser.test_accessible import FOCUSABLE, assert_nothing_overflows, violations
from tests.browser.test_patients_highlighted import lit

MOST_STOPS = 120


@pytest.fixture
def small_first(small_page: Page) -> Page:
    """The report beside the small supplement."""
    address = small_page.run("return location.href").replace("supplement.html", "report.html")
    return small_page.open(address)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.more)])
@pytest.mark.parametrize(
    "width",
    [pytest.param(360, marks=pytest.mark.more), 1024, pytest.param(1920, marks=pytest.mark.more)],
)
def test_axe_finds_no_violation(small_first: Page, width: int, scheme: str):
    small_first.window(width)
    small_first.media(scheme)
    small_first.unfold()
    small_first.one(".picture [data-patient]").click()
    choose(small_first, ".coloring select", "stage")
    # Rows are alike, and axe-core looks at each of them for long.
    small_first.run("document.querySelectorAll('tr:nth-child(n+4)').forEach(row => row.remove())")
    assert violations(small_first) == []


def choose(page: Page, selector: str, text: str) -> None:
    Select(page.one(selector)).select_by_visible_text(text)


def test_nothing_overflows_at_any_width(first: Page):
    assert_nothing_overflows(first)


@pytest.mark.parametrize(("width", "shown"), [(360, True), (1024, True), (1400, False)])
def test_each_cell_says_its_question_where_there_is_no_heading(first: Page, width, shown):
    first.window(width)
    labels = first.all(".picture td .label")
    assert labels[0].get_attribute("textContent").endswith("medians control → IL-2")
    assert {label.is_displayed() for label in labels} == {shown}


def test_a_methods_paragraph_stands_on_the_first_two_screens(first: Page):
    first.window(1400)
    place = "document.querySelector('#brief-methods p').getBoundingClientRect()"
    top, bottom = first.run(f"return [{place}.top + scrollY, {place}.bottom + scrollY]")
    assert 0 < top < bottom < 2 * 900


@pytest.mark.parametrize("width", [1400, 1920])
def test_a_markers_figure_has_room_for_the_size_in_which_it_can_be_read(first: Page, width: int):
    first.window(width)
    figures = "document.querySelectorAll('#markers figure')"
    widths = first.run(f"return Array.from({figures}, (figure) => figure.clientWidth)")
    # Nine inches of layout, in which the smallest text has ten pixels.
    assert widths
    assert min(widths) >= 9 * 96


def test_nothing_is_asked_for_and_the_keyboard_has_few_stops(first: Page):
    assert first.requested() == [first.run("return location.href")]
    assert first.complaints() == []
    assert 20 < len(first.run(FOCUSABLE)) <= MOST_STOPS


def test_a_dot_of_the_answer_pins_its_patient_everywhere(first: Page):
    first.one('.picture [data-patient="P03"]').click()
    assert lit(first) == {"P03"}
    assert first.one(".pinned").text.startswith("P03 is pinned")
    drawn = first.all('.picture svg [data-patient="P03"]')
    assert len(drawn) > 2
    assert all("chosen" in (dot.get_attribute("class") or "") for dot in drawn)


def test_patients_are_found_by_anything_in_their_row(first: Page):
    first.unfold()
    first.one("input[type=search]").send_keys("P07")
    rows = "#patients [data-search] tbody tr:not([hidden])"
    assert [row.get_attribute("data-patient") for row in first.all(rows)] == ["P07"]


def test_pointing_at_a_patient_tells_its_properties_and_changes(first: Page):
    dot = first.one('.picture [data-patient="P03"]')
    ActionChains(first.driver).move_to_element(dot).perform()
    card = first.one(".pinned .card").text
    row = first.run(
        "const row = document.querySelector('#patients tr[data-patient=P03]');"
        "return Array.from(row.cells, (cell) => cell.textContent.trim())"
    )
    assert f"stage {row[1]}" in card
    assert f"CD25 {row[4]}" in card


def test_dots_take_the_color_of_a_group_and_lose_it_again(first: Page):
    def colors() -> set[str]:
        dots = "document.querySelectorAll('.picture .dots circle')"
        return set(first.run(f"return Array.from({dots}, (dot) => getComputedStyle(dot).fill)"))

    usual = colors()
    assert len(usual) == 1
    choose(first, ".coloring select", "stage")
    assert colors() == {"rgb(0, 114, 178)", "rgb(213, 94, 0)"}
    legend = first.one(".coloring .legend").text
    # Of stages I, II and III in turn, 14 patients: 10 early and 4 late.
    assert ("early (10)" in legend, "late (4)" in legend) == (True, True)
    choose(first, ".coloring select", "what the plan says")
    assert colors() == usual
