"""Take the pictures of ``README.md`` and ``docs/report.md`` from finished pages, in Chromium.

``.venv/bin/python docs/pictures.py results/il2_breast_example`` writes
``docs/images/report*.png``. Needs Chromium with its driver (on Debian: ``apt install chromium
chromium-driver``).
"""

import argparse
import base64
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

IMAGES = Path(__file__).parent / "images"
WIDTH, HEIGHT = 1400, 900
COLORS = 128
MARGIN = 12
PLACE = """
const first = document.querySelector(arguments[0]);
const last = arguments[1] ? document.querySelector(arguments[1]) : first;
for (let node = first; node; node = node.parentElement) {
  if (node.tagName === "DETAILS") { node.open = true; }
}
const a = first.getBoundingClientRect(), b = last.getBoundingClientRect();
return [a.left + scrollX, a.top + scrollY, Math.max(a.right, b.right) - a.left, b.bottom - a.top];
"""


@dataclass(frozen=True)
class Shot:
    """A part of the page: from the first element to the end of the last, so high at most."""

    name: str
    first: str
    last: str = ""
    most: int = 900


SHOTS = {
    "report.html": (
        Shot("report_patients", "#patients .beside", most=620),
        Shot("report_marker", "#markers section", "#markers section figure .paper", 760),
    ),
    "supplement.html": (
        Shot("report_strata", "#strata-stage", most=820),
        Shot("report_sensitivity", "#sensitivity-il2_in_tumor", most=760),
    ),
}


def browser() -> webdriver.Chrome:
    """A window of a fixed size, without a screen."""
    options = webdriver.ChromeOptions()
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        raise SystemExit("There is no Chromium with its driver here.")
    options.binary_location = program
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--hide-scrollbars",
        "--disable-dev-shm-usage",
        f"--window-size={WIDTH},{HEIGHT}",
    ):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=Service(driver))


def take(window: webdriver.Chrome, clip: dict[str, float]) -> Image.Image:
    """A part of the page as an image."""
    found = window.execute_cdp_cmd(
        "Page.captureScreenshot",
        {"format": "png", "captureBeyondViewport": True, "clip": {**clip, "scale": 1}},
    )
    return Image.open(io.BytesIO(base64.b64decode(found["data"]))).convert("RGB")


def save(image: Image.Image, name: str) -> None:
    """Write an image with few colors: a page is mostly flat."""
    path = IMAGES / f"{name}.png"
    image.quantize(COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    print(f"{path.name}: {image.width} × {image.height}, {path.stat().st_size / 1e3:.0f} kB")


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("results", type=Path, help="folder of a finished study")
    results = parser.parse_args().results.resolve()
    window = browser()
    try:
        for page, shots in SHOTS.items():
            window.get((results / page).as_uri())
            if page == "report.html":
                whole = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}
                save(take(window, whole), "report")
            for shot in shots:
                left, top, width, height = window.execute_script(PLACE, shot.first, shot.last)
                clip = {
                    "x": max(left - MARGIN, 0),
                    "y": top - MARGIN,
                    "width": width + 2 * MARGIN,
                    "height": min(height, shot.most) + 2 * MARGIN,
                }
                save(take(window, clip), shot.name)
    finally:
        window.quit()


if __name__ == "__main__":
    main()
