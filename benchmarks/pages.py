"""How long and how heavy the pages of finished studies are.

``.venv/bin/python benchmarks/pages.py results/*`` opens ``report.html`` and ``supplement.html`` of
each study in Chromium at 1400 × 900 and prints a table: words that are visible before anything is
unfolded, screens, A4 pages in print, megabytes, elements, stops of the Tab key. Needs Chromium with
its driver.
"""

import argparse
import base64
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

WIDTH, HEIGHT = 1400, 900
MOST = {"words": 2500, "screens": 9.0, "A4": 8, "MB": 2.0, "tab stops": 120}
"""What the first page of the model study may have at the most."""

COUNTED = """
const shown = (element) => element.checkVisibility({ visibilityProperty: true });
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let words = 0;
while (walker.nextNode()) {
  const around = walker.currentNode.parentElement;
  if (around.closest("script, style, svg, .unseen, .hidden, .skip, .pinned")) continue;
  if (!shown(around)) continue;
  words += (walker.currentNode.textContent.match(/\\S*[\\p{L}\\p{N}]\\S*/gu) || []).length;
}
const focusable = "a[href], button, summary, input, select, [tabindex='0']";
return {
  words,
  screens: document.documentElement.scrollHeight / innerHeight,
  elements: document.querySelectorAll("*").length,
  stops: [...document.querySelectorAll(focusable)].filter(shown).length,
};
"""


def browser() -> webdriver.Chrome:
    """A window of a fixed size, without a screen."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        raise SystemExit("There is no Chromium with its driver here.")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars"):
        options.add_argument(argument)
    opened = webdriver.Chrome(options=options, service=Service(driver))
    metrics = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    return opened


def measured(window: webdriver.Chrome, page: Path) -> dict[str, float]:
    """Numbers of one page."""
    window.get(page.resolve().as_uri())
    counted = window.execute_script(COUNTED)
    a4 = {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": False}
    printed = window.execute_cdp_cmd("Page.printToPDF", a4)
    pdf = base64.b64decode(printed["data"])
    return {
        "words": counted["words"],
        "screens": counted["screens"],
        "A4": len(re.findall(rb"/Type\s*/Page\b", pdf)),
        "MB": page.stat().st_size / 1e6,
        "elements": counted["elements"],
        "tab stops": counted["stops"],
    }


def table(studies: Iterable[Path]) -> Iterable[str]:
    """Lines of a Markdown table, two for each study."""
    window = browser()
    try:
        yield "| study | page | words | screens | A4 | MB | elements | tab stops |"
        yield "|---|---|--:|--:|--:|--:|--:|--:|"
        for study in studies:
            for name in ("report", "supplement"):
                page = study / f"{name}.html"
                if page.exists():
                    found = measured(window, page)
                    numbers = (
                        f"{value:,.0f}" if float(value).is_integer() else f"{value:.1f}"
                        for value in found.values()
                    )
                    yield f"| {study.name} | {name} | {' | '.join(numbers)} |"
    finally:
        window.quit()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("studies", type=Path, nargs="+", help="folders of results/")
    for line in table(parser.parse_args().studies):
        print(line)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
