"""Search, sort, copy, download, fold, theme, print: each does what it says."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Study
from tests.browser.page import Page, downloaded

OVERVIEW = "#single-patients [data-search] > .scroll"
OPEN_FOLDS = "return document.querySelectorAll('main details[open]').length"


@pytest.fixture
def page(plain_page: Page) -> Page:
    """None of these tests asks what is drawn but for one marker."""
    return plain_page


def column(page: Page, table: str, place: int) -> list[str]:
    """Texts of a column, from above."""
    return page.run(
        "const rows = [...document.querySelector(arguments[0] + ' tbody').rows];"
        "return rows.filter((row) => !row.hidden).map((row) => row.cells[arguments[1]].innerText)",
        table,
        place,
    )


def place_of(page: Page, table: str, heading: str) -> int:
    headings = page.run(
        "return [...document.querySelector(arguments[0] + ' thead tr').cells]"
        ".map((cell) => cell.innerText.trim())",
        table,
    )
    return next(place for place, text in enumerate(headings) if text.startswith(heading))


def click_heading(page: Page, table: str, place: int) -> str:
    page.run(
        "document.querySelector(arguments[0] + ' thead tr').cells[arguments[1]]"
        ".querySelector('button').click()",
        table,
        place,
    )
    return page.run(
        "return document.querySelector(arguments[0] + ' thead tr').cells[arguments[1]].ariaSort",
        table,
        place,
    )


def test_the_policy_lets_no_request_out(page: Page):
    """A check of the check: a request that is tried is seen to be refused."""
    page.run("fetch('https://example.org/').catch(() => {})")
    image = "const image = new Image(); image.src = 'https://example.org/x.png'; return 1"
    assert page.run(image) == 1
    page.wait("setTimeout(arguments[0], 200)")
    assert any("Content Security Policy" in line for line in page.complaints())


def test_search_finds_patients_by_anything_in_their_row(page: Page, study: Study):
    patients = study.tables["patients"]
    late = set(patients.loc[patients["stage_group"].eq("late"), "patient"])
    field = page.one("input[type=search]")
    field.send_keys("LATE")
    assert set(column(page, OVERVIEW, 0)) == late
    assert page.one(".search output").text == f"{len(late)} of {len(patients)}"
    shown = page.run(
        "return [...document.querySelectorAll('#single-patients details tbody tr:not([hidden])')]"
        ".map((row) => row.dataset.patient)"
    )
    assert set(shown) == late
    field.clear()
    field.send_keys(Keys.SPACE)
    assert column(page, OVERVIEW, 0) == list(patients["patient"])
    field.send_keys("nobody")
    assert column(page, OVERVIEW, 0) == []


def test_numbers_sort_by_their_full_value(page: Page, study: Study):
    found = study.tables["differences"]
    found = found[found["marker"].eq("Blimp-1") & found["contrast"].eq("il2_in_tumor")]
    expected = list(found.dropna().sort_values("difference")["patient"])
    unknown = list(found.loc[found["difference"].isna(), "patient"])
    original = column(page, OVERVIEW, 0)
    place = place_of(page, OVERVIEW, "Blimp-1")
    assert click_heading(page, OVERVIEW, place) == "ascending"
    assert column(page, OVERVIEW, 0) == expected + unknown
    assert click_heading(page, OVERVIEW, place) == "descending"
    assert column(page, OVERVIEW, 0) == expected[::-1] + unknown
    assert click_heading(page, OVERVIEW, place) == "none"
    assert column(page, OVERVIEW, 0) == original


def test_p_values_that_look_alike_sort_by_what_they_are(page: Page, study: Study):
    """In the table of other software many p values are shown with two digits."""
    table = "#marker-CD25 .scroll"
    place = place_of(page, table, "p")
    paired = study.tables["paired"]
    found = paired[paired["marker"].eq("CD25")].sort_values("p", kind="stable")
    click_heading(page, table, place)
    labels = [study.plan.contrast_label(name) for name in found["contrast"]]
    assert column(page, table, 0) == labels


def test_texts_sort_as_people_count(page: Page):
    assert click_heading(page, OVERVIEW, 0) == "ascending"
    assert click_heading(page, OVERVIEW, 0) == "descending"
    assert column(page, OVERVIEW, 0)[:2] == ["P14", "P13"]
    stages = place_of(page, OVERVIEW, "stage")
    click_heading(page, OVERVIEW, stages)
    shown = column(page, OVERVIEW, stages)
    assert shown == sorted(shown)
    # One column at a time.
    assert len(page.all(f"{OVERVIEW} [aria-sort=ascending]")) == 1
    assert len(page.all(f"{OVERVIEW} [aria-sort=descending]")) == 0


def test_every_table_can_be_sorted_copied_and_downloaded(page: Page):
    # But for the matrix, whose rows have units of their own.
    without = page.run(
        "return [...document.querySelectorAll('main table:not(.matrix)')].filter((table) =>"
        "table.tBodies[0].rows.length > 1 && !table.querySelector('[aria-sort] .sort'))"
        ".map((table) => table.caption.innerText)"
    )
    assert without == []
    tables = len(page.all("main table"))
    assert tables > 20
    assert len(page.all(".tools button")) == 2 * tables


def test_a_table_is_copied_as_tabs(page: Page, study: Study):
    granted = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    page.driver.execute_cdp_cmd("Browser.grantPermissions", granted)
    page.one(f"{OVERVIEW} + .tools button").click()
    text = page.wait("navigator.clipboard.readText().then(arguments[0])")
    lines = [line.split("\t") for line in text.split("\n")]
    assert lines[0][:2] == ["Patient", "stage"]
    assert [line[0] for line in lines[1:]] == list(study.tables["patients"]["patient"])
    differences = study.tables["differences"]
    found = differences[
        differences["marker"].eq("FOXP3") & differences["contrast"].eq("il2_in_tumor")
    ]
    place = lines[0].index("FOXP3")
    shown = [float(line[place]) for line in lines[1:]]
    assert shown == pytest.approx(list(found["difference"]), abs=0.051)
    assert any(value < 0 for value in shown)
    assert page.one(f"{OVERVIEW} + .tools button").text == "Copied"


def test_without_a_clipboard_the_old_way_is_tried(page: Page):
    page.run("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page.one(f"{OVERVIEW} + .tools button").click()
    page.wait("setTimeout(arguments[0], 100)")
    assert page.one(f"{OVERVIEW} + .tools button").text == "Copied"


def test_a_table_is_downloaded_as_csv(page: Page, downloads: Path):
    table = "#data .scroll"
    page.all(f"{table} + .tools button")[1].click()
    file = downloaded(downloads, ".csv")
    text = file.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["Severity", "Place", "Patient", "Marker", "What", "How to fix it"]
    assert rows[1] == ["warning", "Sheet1!B7", "P02", "CD25", "The cell is empty.", "Fill it in."]
    assert file.name == "What_was_found_while_reading_the_spreadsheet.csv"
    assert all(address.startswith(("file:", "blob:")) for address in page.requested())


def test_a_figure_is_saved_as_svg(page: Page, downloads: Path):
    page.one('#single-patients .pin[aria-pressed="false"]').click()
    page.run("document.querySelector('[data-saves=marker_CD25]').click()")
    root = ET.parse(downloaded(downloads, "marker_CD25.svg")).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("width", "").endswith("pt")
    patients = [element for element in root.iter() if element.get("data-patient")]
    assert len(patients) == 2 * 14
    assert not any(element.get("class") for element in patients)
    links = page.run(
        "return [...document.querySelectorAll('#marker-CD25 figcaption a')]"
        ".map((link) => link.getAttribute('href'))"
    )
    assert links == [f"figures/marker_CD25.{ending}" for ending in ("svg", "png", "pdf")]


def test_all_folds_open_and_close_at_once(page: Page):
    folds = len(page.all("main details"))
    assert folds > 20
    assert page.run(OPEN_FOLDS) == 0
    page.one("[data-control=expand]").click()
    assert page.run(OPEN_FOLDS) == folds
    page.one("[data-control=collapse]").click()
    assert page.run(OPEN_FOLDS) == 0
    page.one("#marker-CD25 > details > summary").click()
    assert page.run(OPEN_FOLDS) == 1


BACKGROUND = "return getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(21, 25, 29)"


def test_the_theme_follows_the_system(page: Page):
    switch = page.one("[data-control=dark]")
    assert page.run(BACKGROUND) == LIGHT
    assert switch.get_attribute("aria-pressed") == "false"
    page.media("dark")
    assert page.run(BACKGROUND) == DARK
    assert switch.get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(
    ("system", "before", "after"), [("light", LIGHT, DARK), ("dark", DARK, LIGHT)]
)
def test_a_chosen_theme_is_remembered_until_it_is_that_of_the_system(
    page: Page, plain_address: str, system: str, before: str, after: str
):
    page.media(system)
    page.one("[data-control=dark]").click()
    assert page.run(BACKGROUND) == after
    page.driver.get(plain_address)
    assert page.run(BACKGROUND) == after
    page.one("[data-control=dark]").click()
    assert page.run(BACKGROUND) == before
    assert page.run("return localStorage.length") == 0


def test_without_storage_the_theme_changes_all_the_same(page: Page):
    page.run("Storage.prototype.setItem = () => { throw new Error('denied'); }")
    page.one("[data-control=dark]").click()
    assert page.run(BACKGROUND) == DARK
    assert page.complaints() == []


def pages(printed: bytes) -> int:
    assert printed.startswith(b"%PDF")
    return len(re.findall(rb"/Type\s*/Page\b", printed))


@pytest.mark.more
def test_print_shows_what_is_open(page: Page):
    folded = pages(page.pdf())
    assert 5 < folded < 40
    page.one("[data-control=expand]").click()
    assert pages(page.pdf()) > folded + 5


def test_print_is_light_and_without_controls(page: Page):
    page.one("input[type=search]").send_keys("nobody")
    page.media("dark", "print")
    assert page.run(BACKGROUND) == LIGHT
    assert len(column(page, OVERVIEW, 0)) == 0
    assert page.run(
        "return [...document.querySelectorAll('#single-patients tbody tr')]"
        ".every((row) => getComputedStyle(row).display === 'table-row')"
    )
    controls = ".controls, .tools, .search, .contents, .pinned, .skip"
    assert not any(element.is_displayed() for element in page.all(controls))
    assert page.one("#marker-CD25 svg").is_displayed()


def test_the_contents_mark_the_section_that_is_read(page: Page):
    for section in ("data", "single-patients", "marker-FOXP3", "strata-stage", "methods"):
        page.run("document.getElementById(arguments[0]).scrollIntoView()", section)
        page.wait("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        marked = page.all(".contents [aria-current]")
        assert [link.get_attribute("hash") for link in marked] == [f"#{section}"]
        assert marked[0].is_displayed()
