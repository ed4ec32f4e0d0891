"""How figures look: colors, marks, sizes, and matplotlib's settings.

The first within-patient factor has the colors (see :mod:`explant.figures.kit.palette`), or groups
of patients where questions compare them; the second factor has the fill of the marks, from hollow
(first level) to filled (last level); further factors stand in the labels.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib
from matplotlib.colors import to_rgb

from explant.config.models import Plan
from explant.figures.kit.palette import GROUP_COLORS as GROUP_COLORS
from explant.figures.kit.palette import NEUTRAL as NEUTRAL
from explant.figures.kit.palette import OKABE_ITO as OKABE_ITO
from explant.figures.kit.palette import contrast_color as contrast_color
from explant.figures.kit.palette import level_colors as level_colors
from explant.questions.design import Cell

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Color = tuple[float, float, float]

INK = "#222222"
MUTED = "#6B6B6B"
FAINT = "#C8C8C8"
PAPER = "#FFFFFF"
# Shapes take over where the colors repeat.
SHAPES = ("o", "s", "D", "^", "P")
# Groups of patients differ in color and in shape. Triangles are values beyond what was measurable.
GROUP_SHAPES = ("o", "s", "D", "P", "X")

FONT = "DejaVu Sans"
BASE = 9.0
SMALL = 8.0
TINY = 7.5

WIDTH = 9.0

SETTINGS: dict[str, Any] = {
    "font.family": [FONT],
    "font.size": BASE,
    "axes.titlesize": BASE,
    "axes.labelsize": BASE,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": NEUTRAL,
    "xtick.color": NEUTRAL,
    "ytick.color": NEUTRAL,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.major.size": 3.0,
    "ytick.major.size": 3.0,
    # Names come from a lab's spreadsheet: a dollar sign is a dollar sign.
    "text.parse_math": False,
    "text.hinting": "none",
    "svg.fonttype": "none",
    "pdf.fonttype": 3,
    "figure.dpi": 100.0,
}
# Settings of the reader's screen and session, which no file depends on.
_SESSION = ("backend", "interactive", "toolbar", "webagg", "date.epoch", "tk.", "figure.hooks")


@contextmanager
def settings() -> Iterator[None]:
    """Matplotlib's own defaults with ours on top, whatever the user's matplotlibrc says.

    A letter that the font lacks (an emoji) is no reason to disturb the reader of a terminal: the
    SVG holds text, and the browser finds a font for it.
    """
    parameters: Any = {
        key: value
        for key, value in matplotlib.rcParamsDefault.items()
        if not key.startswith(_SESSION)
    }
    parameters.update(SETTINGS)
    with matplotlib.rc_context(parameters), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        yield


def styled(draw: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Make a function draw under :func:`settings`."""

    @wraps(draw)
    def under_settings(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        with settings():
            return draw(*args, **kwargs)

    return under_settings


def tint(color: str, strength: float) -> Color:
    """Mix a color with white: 0 is white, 1 the color itself."""
    red, green, blue = to_rgb(color)
    return (
        1 - strength * (1 - red),
        1 - strength * (1 - green),
        1 - strength * (1 - blue),
    )


def level_shapes(plan: Plan) -> dict[str, str]:
    """Shape of the marks of each level of the first factor: another one where colors repeat."""
    levels = next((list(factor.levels) for factor in plan.factors.values()), [])
    return {level: SHAPES[(i // len(OKABE_ITO)) % len(SHAPES)] for i, level in enumerate(levels)}


def level_fills(plan: Plan) -> dict[str, float]:
    """Fill of each level of the second factor, from 0 (hollow) to 1 (filled)."""
    if len(plan.factors) < 2:
        return {}
    levels = list(list(plan.factors.values())[1].levels)
    last = max(len(levels) - 1, 1)
    return {level: i / last for i, level in enumerate(levels)}


@dataclass(frozen=True)
class Look:
    """Color of the lines and edges of some marks, their fill, and their shape."""

    color: str
    face: Color
    shape: str


def group_color(group: int) -> str:
    """Color of a group of patients by its number, which is negative where it is not known."""
    return MUTED if group < 0 else GROUP_COLORS[group % len(GROUP_COLORS)]


def group_shape(group: int) -> str:
    """Shape of the marks of a group of patients."""
    return GROUP_SHAPES[max(group, 0) % len(GROUP_SHAPES)]


def cell_look(plan: Plan, cell: Cell, group: int | None = None) -> Look:
    """Look of the marks of a cell, or of a group of patients in it.

    Parameters
    ----------
    plan
        The study's plan.
    cell
        A cell; empty in a design without factors.
    group
        Place of the group among those shown; None where patients stand in no groups, negative
        where a patient's group is not known.
    """
    fill = level_fills(plan)[cell[1]] if len(cell) > 1 else 1.0
    if group is not None:
        color, shape = group_color(group), group_shape(group)
    else:
        color = level_colors(plan)[cell[0]] if cell else NEUTRAL
        shape = level_shapes(plan)[cell[0]] if cell else SHAPES[0]
    return Look(color, tint(color, fill), shape)
