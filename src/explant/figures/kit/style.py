"""How figures look: colors, marks, sizes, and matplotlib's settings.

One within-patient factor has the colors (see :mod:`explant.figures.kit.palette`), or groups of
patients where questions compare them; the next factor has the fill of the marks, from hollow (first
level) to filled (last level); further factors stand in the labels.
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
from explant.figures.kit.palette import MUTED as MUTED
from explant.figures.kit.palette import NEUTRAL as NEUTRAL
from explant.figures.kit.palette import OKABE_ITO as OKABE_ITO
from explant.figures.kit.palette import color_of, colored_factor
from explant.figures.kit.paper import FONT, drawn_on, paper, paper_of
from explant.figures.kit.places import Grouping
from explant.questions.design import Cell

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Color = tuple[float, float, float]

INK = "#222222"
FAINT = "#C8C8C8"
PAPER = "#FFFFFF"
# Shapes take over where the colors repeat.
SHAPES = ("o", "s", "D", "^", "P")
# Groups of patients differ in color and in shape. Triangles are values beyond what was measurable.
GROUP_SHAPES = ("o", "s", "D", "P", "X")

BASE = 9.0
SMALL = 8.0
TINY = 7.5

SETTINGS: dict[str, Any] = {
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
    "pdf.fonttype": 42,
    "figure.dpi": 100.0,
}


def families() -> list[str]:
    """The plan's face, then the one that has the letters which that lacks."""
    return list(dict.fromkeys([paper().font, FONT]))


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
    parameters["font.family"] = families()
    with matplotlib.rc_context(parameters), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        yield


def width() -> float:
    """Width of the figure that is drawn, in inches of its layout."""
    return paper().inches


def styled(draw: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Make a function draw under :func:`settings`; one that takes a plan, on the plan's paper."""

    @wraps(draw)
    def under_settings(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        plan = args[0] if args else None
        with drawn_on(paper_of(plan) if isinstance(plan, Plan) else paper()), settings():
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


@dataclass(frozen=True)
class Look:
    """Color of the lines and edges of some marks, their fill, and their shape."""

    color: str
    face: Color
    shape: str


def cell_look(
    plan: Plan, cell: Cell, grouping: Grouping | None = None, group: int | None = None
) -> Look:
    """Look of the marks of a cell, or of a group of patients in it.

    Parameters
    ----------
    plan
        The study's plan.
    cell
        A cell; empty in a design without factors, or for marks of no cell in particular.
    grouping
        The groups that marks tell apart; None where patients stand in no groups.
    group
        Number of the group.
    """
    level_of = dict(zip(plan.factors, cell, strict=False))
    colored = colored_factor(plan) if cell else None
    filled = next((factor for factor in level_of if factor != colored), None)
    fill = 1.0
    if filled is not None:
        levels = list(plan.factors[filled].levels)
        fill = levels.index(level_of[filled]) / max(len(levels) - 1, 1)
    color, shape = NEUTRAL, SHAPES[0]
    if grouping is not None and group is not None:
        color = color_of(plan, grouping.stratifier, grouping.known_name(group))
        shape = GROUP_SHAPES[max(group, 0) % len(GROUP_SHAPES)]
    elif colored is not None:
        color = color_of(plan, colored, level_of[colored])
        place = list(plan.factors[colored].levels).index(level_of[colored])
        shape = SHAPES[(place // len(OKABE_ITO)) % len(SHAPES)]
    return Look(color, tint(color, fill), shape)
