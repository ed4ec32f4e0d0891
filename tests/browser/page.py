"""What a reader does with the report, and what they see."""

import base64
import json
import time
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

PATIENCE = 10.0


class Page:
    """The report in a browser."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(self, address: str, width: int = 1280) -> "Page":
        """Load the page afresh: light, nothing logged before."""
        self.window(width)
        self.media()
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(address)
        return self

    def window(self, width: int, height: int = 900) -> None:
        """Size of the window; the emulated device knows no smallest width."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def media(self, scheme: str = "light", medium: str = "") -> None:
        """What the system prefers, and what the page is shown on."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"media": medium, "features": [feature]}
        )
        # Styles change at once; the page hears of it with the next frame.
        self.wait("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")

    def run(self, script: str, *arguments: object) -> Any:
        """Value of a script."""
        return self.driver.execute_script(script, *arguments)

    def wait(self, script: str, *arguments: object) -> Any:
        """Result of an asynchronous script, whose last argument is the callback."""
        return self.driver.execute_async_script(script, *arguments)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def press(self, *keys: str) -> None:
        """Press keys one after another, wherever the focus is."""
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def unfold(self) -> None:
        self.run("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")

    def requested(self) -> list[str]:
        """Addresses that the page asked for since it was opened."""
        messages = [
            json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")
        ]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the console says."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def pdf(self) -> bytes:
        """The printed page."""
        printed = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        return base64.b64decode(printed["data"])


def downloaded(folder: Path, ending: str) -> Path:
    """A file that has arrived, within some seconds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for file in folder.glob(f"*{ending}"):
            return file
        time.sleep(0.05)
    raise AssertionError(f"no {ending} file in {PATIENCE} s")
