"""Places and sizes in inches, measured once: cheaper and steadier than a layout engine."""

import textwrap
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from explant.config.models import Plan
from explant.figures.kit.style import TINY, families, width
from explant.language.unit_of_study import noun, renamed

POINTS_PER_INCH = 72
LINE_SPACING = 1.2


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in inches: of its widest line."""
    return _measured(text, size, bold, tuple(families()))


@lru_cache(maxsize=4096)
def _measured(text: str, size: float, bold: bool, faces: tuple[str, ...]) -> float:
    font = FontProperties(family=list(faces), size=size, weight="bold" if bold else "normal")
    return (
        max(
            text_to_path.get_text_width_height_descent(line, font, False)[0]
            for line in text.split("\n")
        )
        / POINTS_PER_INCH
    )


def text_height(lines: int, size: float) -> float:
    """Height of some lines of text in inches."""
    return lines * size * LINE_SPACING / POINTS_PER_INCH


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Text broken into lines of about a width in inches, at spaces where there are any."""
    full = text_width(text, size, bold=bold)
    if full <= width:
        return text
    letters = max(int(len(text) * width / full), 4)
    return (
        "\n".join(textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False))
        or text
    )


def paragraph(text: str, size: float) -> str:
    """Text broken into lines that fit a figure's whole width."""
    return wrapped(text, width() - 0.4, size)


def note(plan: Plan, text: str) -> str:
    """A note under a figure, with the plan's word for patients."""
    return paragraph(renamed(text, noun(plan)), TINY)


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Text cut to a width in inches, with an ellipsis where something was cut."""
    full = text_width(text, size, bold=bold)
    if full <= width:
        return text
    return text[: max(int(len(text) * width / full) - 1, 1)].rstrip() + "…"


def axes_at(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place of the figure, all in inches from its lower left corner."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def write(
    figure: Figure, x: float, y: float, text: str, size: float, color: str, ha: str = "left"
) -> None:
    """Write a text at a place of the figure in inches, its lower edge at y."""
    across, up = figure.get_size_inches()
    figure.text(x / across, y / up, text, size=size, color=color, ha=ha, va="bottom")
