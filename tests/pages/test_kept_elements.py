"""A kept figure is the figure as it would be made now."""

from pathlib import Path

import pytest

from explant.pages import kept_elements as module
from explant.pages.inline_svg import element
from explant.pages.kept_elements import KeptElements
from tests.reported import SVG

OTHER = SVG.replace("90pt", "80pt")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "memory" / "study.json"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Prefixes of the figures that were made."""
    prefixes: list[str] = []

    def noted(svg: str, prefix: str) -> str:
        prefixes.append(prefix)
        return element(svg, prefix)

    monkeypatch.setattr(module, "element", noted)
    return prefixes


def report(file: Path, code: str = "code", **figures: str) -> None:
    kept = KeptElements(file, code)
    for prefix, svg in figures.items():
        assert kept(svg, prefix) == element(svg, prefix)
    kept.keep()


def test_only_another_figure_name_or_code_is_made_anew(file: Path, made: list[str]) -> None:
    report(file, a=SVG, b=SVG)
    before = file.stat().st_mtime_ns
    report(file, a=SVG, b=SVG)
    assert (made, file.stat().st_mtime_ns) == (["a", "b"], before)
    report(file, a=SVG, b=OTHER, c=SVG)
    assert made == ["a", "b", "b", "c"]
    report(file, code="another", a=SVG)
    assert made[4:] == ["a"]


def test_what_no_page_shows_any_more_is_not_kept(file: Path, made: list[str]) -> None:
    report(file, a=SVG, b=SVG)
    report(file, a=SVG)
    report(file, b=SVG)
    assert made == ["a", "b", "b"]


@pytest.mark.parametrize("how", ["cut", "altered", "empty", "a folder"])
def test_what_is_damaged_is_made_anew(file: Path, made: list[str], how: str) -> None:
    report(file, a=SVG)
    content = file.read_bytes()
    if how == "a folder":
        file.unlink()
        file.mkdir()
    else:
        damaged = {"cut": content[:-9], "altered": content.replace(b"svg", b"xss"), "empty": b""}
        file.write_bytes(damaged[how])
    report(file, a=SVG)
    assert made == ["a", "a"]
