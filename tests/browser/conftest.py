"""A browser that asks nobody for anything, and a report with its real figures.

Without Chromium and its driver these tests skip; where EXPLANT_BROWSER=required they fail.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from explant.config.models import Plan
from explant.figures.drawing import draw
from explant.figures.figure_kinds import COMPLETENESS, FOREST, MARKER, STRATA
from explant.figures.kit import saving
from explant.figures.ranked_markers import shown_figures
from explant.pages.document import Pages, build
from tests.browser.page import Page
from tests.made_once import made_once
from tests.reported import RUN, SVG, make_plan, make_tables, plan, tables

__all__ = ["plan", "tables"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless=new",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
)
LONG = "Patient " + "x" * 192
ARABIC = "سارة ١٢"
MARKUP = "<b>\"P\" & 'Q'</b>"


def _programs() -> tuple[str, str]:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if browser and driver:
        return browser, driver
    reason = "no Chromium with its driver (on Debian: apt install chromium chromium-driver)"
    if os.environ.get("EXPLANT_BROWSER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session")
def driver(downloads: Path) -> Iterator[webdriver.Chrome]:
    browser, driver_program = _programs()
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in ARGUMENTS:
        options.add_argument(argument)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with pytest.MonkeyPatch.context() as patch:
        # The driver is at hand: nothing is looked for or downloaded, and no proxy is asked.
        patch.setenv("SE_OFFLINE", "true")
        patch.setenv("NO_PROXY", "localhost,127.0.0.1")
        opened = webdriver.Chrome(options=options, service=Service(driver_program))
        opened.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)}
        )
        yield opened
        opened.quit()


@dataclass(frozen=True)
class Study:
    """A study's plan and tables."""

    plan: Plan
    tables: dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def study(plan: Plan, tables: dict[str, pd.DataFrame]) -> Study:
    missing = tables["differences"]["missing"].ne("")
    assert missing.any(), "a patient must lack a contrast"
    return Study(plan, tables)


def _svg(figure: Figure, stem: str) -> str:
    return saving._svg(figure, stem).decode("utf-8")


@pytest.fixture(scope="session")
def drawings(study: Study, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The figures of the study as SVG."""
    return made_once(tmp_path_factory, "drawings", lambda _: _drawn(study))[1]


ALIKE = {*map(MARKER.stem, ["FOXP3", "CTLA-4", "Blimp-1", "Caspase-3"]), STRATA.stem("stage")}
"""Figures of which another of the same kind is drawn: each costs every test that opens the page."""


def _drawn(study: Study) -> dict[str, str]:
    plan, tables = study.plan, study.tables
    return {
        figure.stem: SVG if figure.stem in ALIKE else _svg(draw(figure, plan, tables), figure.stem)
        for figure in shown_figures(plan, tables["paired"])
    }


@pytest.fixture(scope="session")
def address(
    study: Study, drawings: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The report as a file that a browser opens."""
    return _built(study, drawings, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="session")
def plain_address(
    study: Study, drawings: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The report with one marker's figure: it opens in half the time."""
    stem = MARKER.stem("CD25")
    few = dict.fromkeys(drawings, SVG) | {stem: drawings[stem]}
    return _built(study, few, tmp_path_factory.mktemp("plain"))


def _built(study: Study, drawings: dict[str, str], folder: Path) -> str:
    texts = {stem: f"About {stem}." for stem in drawings}
    return _written(build(study.plan, study.tables, drawings, texts, RUN), folder)


@pytest.fixture(scope="session")
def small_address(drawings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of every kind of part, with few patients and markers: axe-core is slow."""
    plan = make_plan(
        markers={"CTLA-4": None, "Caspase-3": None, "FOXP3": None},
        contrasts={"tumor_vs_normal": None},
    )
    _, tables = made_once(
        tmp_path_factory, "few_tables", lambda _: make_tables(plan, 6, questioned=True)
    )
    stem = MARKER.stem("CD25")
    pages = build(plan, tables, {stem: drawings[stem]}, {stem: "About CD25."}, RUN)
    return _written(pages, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def hostile_address(study: Study, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report with names that are long, from right to left, or look like markup."""
    plan = make_plan(
        study={"description": LONG, "note": ARABIC},
        report={"title": LONG},
        markers={"CD25": {"label": LONG}, "FOXP3": {"label": ARABIC}},
        contrasts={"il2_in_tumor": {"label": LONG}, "il2_in_normal": {"label": MARKUP}},
    )
    renamed = {"P01": LONG, "P02": ARABIC, "P03": MARKUP}
    tables = {
        name: table.replace({"patient": renamed}) if "patient" in table else table
        for name, table in study.tables.items()
    }
    stems = [COMPLETENESS.name, FOREST.name, *(MARKER.stem(marker) for marker in plan.markers)]
    pages = build(plan, tables, dict.fromkeys(stems, SVG), dict.fromkeys(stems, LONG), RUN)
    return _written(pages, tmp_path_factory.mktemp("hostile"))


def _written(pages: Pages, folder: Path) -> str:
    """Address of the supplement; the report lies beside it."""
    for name, html in (("report", pages.report), ("supplement", pages.supplement)):
        (folder / f"{name}.html").write_text(html, encoding="utf-8", newline="\n")
    return (folder / "supplement.html").as_uri()


def beside(address: str) -> str:
    """Address of the report beside a supplement."""
    return address.replace("supplement.html", "report.html")


@pytest.fixture
def page(driver: webdriver.Chrome, address: str) -> Iterator[Page]:
    """The report, opened afresh in a wide light window."""
    opened = Page(driver).open(address)
    yield opened
    opened.run("localStorage.clear()")


@pytest.fixture
def plain_page(driver: webdriver.Chrome, plain_address: str) -> Iterator[Page]:
    """The report with one marker's figure, for what is no matter of figures."""
    opened = Page(driver).open(plain_address)
    yield opened
    opened.run("localStorage.clear()")


@pytest.fixture
def first(driver: webdriver.Chrome, address: str) -> Iterator[Page]:
    """The page that is read, opened afresh in a wide light window."""
    opened = Page(driver).open(beside(address))
    yield opened
    opened.run("localStorage.clear()")


@pytest.fixture
def small_page(driver: webdriver.Chrome, small_address: str) -> Page:
    return Page(driver).open(small_address)


@pytest.fixture
def hostile_page(driver: webdriver.Chrome, hostile_address: str) -> Page:
    return Page(driver).open(hostile_address)
