"""The page that is read: for everyone, at any width, with few stops of the keyboard."""

import pytest

from tests.browser.page import Page
from tests.browser.test_accessible import FOCUSABLE, assert_nothing_overflows, violations
from tests.browser.test_patients_highlighted import lit

MOST_STOPS = 120


@pytest.fixture
def small_first(small_page: Page) -> Page:
    """The report beside the small supplement."""
    address = small_page.run("return location.href").replace("supplement.html", "report.html")
    return small_page.open(address)


@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=pytest.mark.more)])
def test_axe_finds_no_violation(small_first: Page, width: int):
    small_first.window(width)
    small_first.unfold()
    # Rows are alike, and axe-core looks at each of them for long.
    small_first.run("document.querySelectorAll('tr:nth-child(n+4)').forEach(row => row.remove())")
    assert violations(small_first) == []


@pytest.mark.more
def test_axe_finds_no_weak_contrast_in_the_dark(small_first: Page):
    small_first.media("dark")
    small_first.unfold()
    assert violations(small_first, "color-contrast") == []


def test_nothing_overflows_at_any_width(first: Page):
    assert_nothing_overflows(first)


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
