"""The paper a figure is drawn for: its width in print, and the face of its letters.

Figures are laid out in inches of their own, in which text has the sizes of
:mod:`explant.figures.kit.style`, and shrunk as a whole to the width in print: text of 7.5 to 9
points comes out at 5 to 7.5, which journals ask for. Needs no matplotlib.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from explant.config.models import Plan

FONT = "DejaVu Sans"
"""What matplotlib ships, so that bytes agree between machines."""

MILLIMETERS_PER_INCH = 25.4


@dataclass(frozen=True)
class Paper:
    """What a figure is drawn for.

    Parameters
    ----------
    millimeters
        Width in print.
    inches
        Width of the layout.
    font
        Face of the letters.
    """

    millimeters: float
    inches: float
    font: str = FONT

    @property
    def scale(self) -> float:
        """Inches in print of one inch of the layout."""
        return self.millimeters / MILLIMETERS_PER_INCH / self.inches

    @property
    def narrow(self) -> bool:
        """Whether it is a single column."""
        return self.inches < INCHES[183]


INCHES = {89: 5.0, 183: 9.0}
"""Width of the layout by the width in print: a single and a double column."""

DOUBLE = Paper(183, INCHES[183])
_CURRENT: ContextVar[Paper] = ContextVar("paper", default=DOUBLE)


def paper_of(plan: Plan, millimeters: int | None = None) -> Paper:
    """The paper that a plan asks for.

    Parameters
    ----------
    plan
        The study's plan.
    millimeters
        89 or 183, where a figure has a width of its own.
    """
    width = millimeters or plan.figures.width
    return Paper(width, INCHES[width], plan.figures.font or FONT)


def paper() -> Paper:
    """The paper that is drawn on now."""
    return _CURRENT.get()


@contextmanager
def drawn_on(chosen: Paper) -> Iterator[None]:
    """Draw on a paper."""
    before = _CURRENT.set(chosen)
    try:
        yield
    finally:
        _CURRENT.reset(before)
