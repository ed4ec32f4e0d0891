"""One patient, pointed at, focused, tapped or pinned, stands out everywhere."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.interaction import POINTER_TOUCH
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.conftest import ARABIC, LONG, MARKUP, Study
from tests.browser.page import Page

OVERVIEW = "#single-patients [data-search] > .scroll"
# For every figure and table: which patients it shows, and which of them stand out.
PLACES = """
const places = [...document.querySelectorAll("main svg, main table")];
const patientOf = (mark) => mark.getAttribute("data-patient");
return places.map((place) => {
  const marks = [...place.querySelectorAll("[data-patient]")];
  const dark = marks.filter((mark) => getComputedStyle(mark).opacity === "1");
  return {
    kind: place.localName,
    all: [...new Set(marks.map(patientOf))],
    chosen: [...new Set(marks.filter((m) => m.classList.contains("chosen")).map(patientOf))],
    left: marks.filter((m) => !m.classList.contains("chosen")).map(patientOf),
    dark: [...new Set(dark.map(patientOf))],
  };
}).filter((place) => place.all.length > 0);
"""


def name_of(patient: str) -> str:
    return f'{OVERVIEW} bdi[data-patient="{patient}"] .pin'


def lit(page: Page) -> set[str]:
    return {patient for place in page.run(PLACES) for patient in place["chosen"]}


def assert_alone_everywhere(page: Page, patient: str) -> None:
    places = page.run(PLACES)
    assert {place["kind"] for place in places} == {"svg", "table"}
    for place in places:
        shown = [patient] if patient in place["all"] else []
        assert place["chosen"] == shown
        assert patient not in place["left"]
        if place["kind"] == "svg":
            # Everybody else's marks are faint.
            assert place["dark"] == shown


def test_every_patient_stands_in_the_figures_that_show_patients(page: Page, study: Study):
    patients = set(study.tables["patients"]["patient"])
    places = page.run(PLACES)
    full = [place for place in places if set(place["all"]) == patients]
    # Completeness, a marker, a stratifier, the shape of the differences: those that are drawn.
    assert sum(place["kind"] == "svg" for place in full) >= 4
    # All patients, and each marker's values.
    assert sum(place["kind"] == "table" for place in full) == 1 + len(study.plan.markers)


def test_a_click_pins_and_escape_releases(page: Page):
    page.one(name_of("P03")).click()
    assert_alone_everywhere(page, "P03")
    status = page.one(".pinned")
    assert status.text.startswith("P03 is pinned")
    ActionChains(page.driver).move_to_element(page.one(name_of("P07"))).perform()
    assert lit(page) == {"P03"}
    page.press(Keys.ESCAPE)
    assert lit(page) == set()
    assert not status.is_displayed()


def test_another_click_pins_another_and_the_same_click_releases(page: Page):
    for patient in ("P03", "P04"):
        page.one(name_of(patient)).click()
    assert_alone_everywhere(page, "P04")
    pressed = page.all(f'{OVERVIEW} [aria-pressed="true"]')
    assert [name.text for name in pressed] == ["P04"]
    page.one(name_of("P04")).click()
    page.run("document.activeElement.blur()")
    assert page.all(f'{OVERVIEW} [aria-pressed="true"]') == []
    page.one(name_of("P05")).click()
    page.one(".pinned button").click()
    assert page.all(f'{OVERVIEW} [aria-pressed="true"]') == []


def mark_on_top(page: Page, figure: str) -> tuple[str, WebElement]:
    """A patient's mark that no other mark covers."""
    return tuple(
        page.run(
            """
            const figure = document.getElementById(arguments[0]);
            figure.scrollIntoView({ block: "center" });
            for (const dot of figure.querySelectorAll("[data-patient] use")) {
              const box = dot.getBoundingClientRect();
              const x = box.left + box.width / 2, y = box.top + box.height / 2;
              const owner = dot.closest("[data-patient]");
              const top = document.elementFromPoint(x, y);
              if (top && owner.contains(top)) return [owner.dataset.patient, dot];
            }
            """,
            figure,
        )
    )


@pytest.mark.parametrize("figure", ["fig-marker_CD25", "fig-strata_size"])
def test_pointing_at_a_mark_shows_the_patient_as_long_as_it_lasts(page: Page, figure: str):
    patient, mark = mark_on_top(page, figure)
    ActionChains(page.driver).move_to_element(mark).perform()
    assert_alone_everywhere(page, patient)
    assert page.one(".pinned bdi").text == patient
    ActionChains(page.driver).move_by_offset(0, 0).move_to_element(page.one("figcaption")).perform()
    assert lit(page) == set()


def test_a_tap_pins(page: Page):
    name = page.one(name_of("P06"))
    page.run("arguments[0].scrollIntoView({ block: 'center' })", name)
    touch = ActionBuilder(page.driver, mouse=PointerInput(POINTER_TOUCH, "finger"))
    touch.pointer_action.move_to(name).pointer_down().pointer_up()
    touch.perform()
    assert_alone_everywhere(page, "P06")


def test_the_keyboard_points_pins_and_releases(page: Page):
    page.run("arguments[0].focus()", page.one(name_of("P01")))
    assert_alone_everywhere(page, "P01")
    page.press(Keys.TAB)
    assert_alone_everywhere(page, "P02")
    page.press(Keys.ENTER)
    page.press(Keys.TAB)
    assert_alone_everywhere(page, "P02")
    page.press(Keys.ESCAPE)
    assert lit(page) == set()


def test_names_from_anywhere_are_found(hostile_page: Page):
    for patient in (LONG, ARABIC, MARKUP):
        found = hostile_page.run(
            """
            const wanted = arguments[0];
            const pins = [...document.querySelectorAll("#single-patients .pin")];
            const pin = pins.find((name) => name.textContent === wanted);
            pin.click();
            return [...document.querySelectorAll(".chosen")].map((m) => m.dataset.patient);
            """,
            patient,
        )
        assert set(found) == {patient}
        assert hostile_page.one(".pinned bdi").text == patient
