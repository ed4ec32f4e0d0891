"""Everyone can use the page: keyboard, assistive technology, any width, no JavaScript."""

from importlib import resources

import pytest
from selenium.webdriver.common.keys import Keys

from explant.pages.studies_page import studies_page
from tests.browser.page import Page
from tests.pages.test_studies_page import BAD, GOOD

WIDTHS = (360, 1024, 1920)
# Everything that takes the focus and is shown.
FOCUSABLE = """
return [...document.querySelectorAll("a[href], button, summary, input, [tabindex='0']")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }));
"""
AXE = resources.files("selenium_axe_python") / "axe-core" / "axe.min.js"


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds, a line each: by these rules, or by all."""
    page.driver.set_script_timeout(100)
    page.run(AXE.read_text(encoding="utf-8"))
    found = page.wait(
        """
        const [rules, done] = arguments;
        const options = { resultTypes: ["violations"], rules: {} };
        options.rules["target-size"] = { enabled: true };
        if (rules.length > 0) options.runOnly = rules;
        axe.run(document, options)
          .then((result) => done(result.violations), (error) => done([String(error)]));
        """,
        rules,
    )
    return [
        f"{rule['id']}: {node['html'][:150]} {node['any'][0]['message'] if node['any'] else ''}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize(
    ("scheme", "rules"),
    [
        ("light", ()),
        pytest.param("dark", ("color-contrast",), marks=pytest.mark.more),
    ],
)
def test_axe_finds_no_violation(small_page: Page, scheme: str, rules: tuple[str, ...]):
    small_page.media(scheme)
    small_page.unfold()
    small_page.one("#single-patients .pin").click()
    # Rows are alike, and axe-core looks at each of them for long.
    small_page.run("document.querySelectorAll('tr:nth-child(n+4)').forEach(row => row.remove())")
    assert violations(small_page, *rules) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_the_page_of_many_studies(driver, tmp_path, scheme):
    file = tmp_path / "index.html"
    file.write_text(studies_page([GOOD, BAD], "2026-11-30 18:40 UTC"), encoding="utf-8")
    page = Page(driver).open(file.as_uri())
    page.media(scheme)
    assert violations(page) == []
    assert_nothing_overflows(page)


def test_axe_would_find_a_violation(small_page: Page):
    """A check of the check."""
    small_page.run(
        "document.body.replaceChildren();"
        "document.body.innerHTML = '<main><h1>A</h1><button></button></main>'"
    )
    assert any(line.startswith("button-name") for line in violations(small_page))


TOO_WIDE = """
const scrolled = ".scroll, .paper, pre, .unseen, caption.hidden, .skip";
return [...document.body.querySelectorAll("*")]
  .filter((element) => !element.closest(scrolled) && element.checkVisibility())
  .filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
  })
  .map((element) => `${element.localName}.${element.className}`);
"""


def assert_nothing_overflows(page: Page) -> None:
    page.unfold()
    for width in WIDTHS:
        page.window(width)
        assert page.run("return innerWidth") == width
        assert page.run("return document.documentElement.scrollWidth") <= width
        assert page.run(TOO_WIDE) == []


def test_nothing_is_asked_for_and_nothing_complained_of(page: Page, address: str):
    assert page.requested() == [address]
    assert page.complaints() == []


def test_nothing_overflows_at_any_width(page: Page):
    page.one("#single-patients .pin").click()
    assert_nothing_overflows(page)


def test_names_of_any_length_and_direction_overflow_nowhere(hostile_page: Page):
    hostile_page.one("#single-patients .pin").click()
    assert hostile_page.complaints() == []
    assert_nothing_overflows(hostile_page)


def test_something_too_wide_would_be_seen(plain_page: Page):
    """A check of the check."""
    plain_page.run("document.getElementById('matrix-title').style.width = '3000px'")
    assert plain_page.run(TOO_WIDE) == ["h2."]


@pytest.mark.more
def test_the_keyboard_reaches_everything(page: Page):
    elements = page.run(FOCUSABLE)
    assert len(elements) > 150
    page.run(
        "window.reached = new Set();"
        "document.addEventListener('focusin', (event) => window.reached.add(event.target))"
    )
    for _ in range(0, len(elements) + 20, 50):
        page.press(*[Keys.TAB] * 50)
    missed = page.run(
        "return arguments[0].filter((element) => !window.reached.has(element))"
        ".map((element) => element.outerHTML.slice(0, 120))",
        elements,
    )
    assert missed == []


def test_the_keyboard_works_everything(plain_page: Page):
    """Fold, sort, search, theme, copy: with Enter and Space on what has the focus."""

    def focus(selector: str) -> None:
        plain_page.run("arguments[0].focus()", plain_page.one(selector))

    focus("#marker-CD25 > details > summary")
    plain_page.press(Keys.ENTER)
    assert plain_page.one("#marker-CD25 > details").get_property("open")
    focus("#marker-CD25 [aria-sort] .sort")
    plain_page.press(Keys.SPACE)
    assert plain_page.one("#marker-CD25 [aria-sort]").get_attribute("aria-sort") == "ascending"
    focus("[data-control=dark]")
    plain_page.press(Keys.ENTER)
    assert plain_page.one("html").get_attribute("data-theme") == "dark"
    focus("[data-control=expand]")
    plain_page.press(Keys.ENTER)
    assert not plain_page.all("main details:not([open])")
    focus("input[type=search]")
    plain_page.press(*"P11")
    assert (
        len(plain_page.all("#single-patients [data-search] > .scroll tbody tr:not([hidden])")) == 1
    )


def test_the_first_tab_leads_past_the_contents(plain_page: Page):
    plain_page.press(Keys.TAB)
    skip = plain_page.one(".skip")
    assert plain_page.driver.switch_to.active_element == skip
    assert skip.rect["x"] >= 0
    plain_page.press(Keys.ENTER)
    assert plain_page.driver.switch_to.active_element == plain_page.one("main")


def test_the_page_reads_without_javascript(plain_page: Page, plain_address: str):
    plain_page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        plain_page.driver.get(plain_address)
        assert plain_page.one("#single-patients table").is_displayed()
        assert plain_page.one("#marker-CD25 svg").is_displayed()
        # What would do nothing is not offered.
        assert not plain_page.one(".controls").is_displayed()
        assert plain_page.all("button.sort, .tools button, .search") == []
        links = plain_page.all("#marker-CD25 figcaption a")
        assert [link.text for link in links] == ["SVG", "PNG", "PDF"]
        plain_page.one("#marker-CD25 > details > summary").click()
        assert plain_page.one("#marker-CD25 > details table").is_displayed()
    finally:
        plain_page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
