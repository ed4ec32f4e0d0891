"""How many points a curve needs. Every start of a run reads it: no numpy."""

from typing import Literal

Shape = Literal["logistic", "exponential"]
Summarized = Literal["auc", "slope", "log_ec50", "lytic_units"]

FITTED: tuple[Summarized, ...] = ("log_ec50", "lytic_units")
"""What is taken from a fitted curve, over the logarithm of the scores."""
FEWEST_OF_LINE = 3
FULL_LYSIS = 100.0
FREE_OF_SHAPE: dict[Shape, int] = {"logistic": 2, "exponential": 1}
"""Unknowns of a curve whose bottom and top are known."""


def points_needed(
    give: Summarized, shape: Shape, n_levels: int, *, bottom: bool = False, top: bool = False
) -> int:
    """How many different scores with a value a summary needs.

    Parameters
    ----------
    give
        What the summary is.
    shape
        The fitted curve of lytic units.
    n_levels
        Levels of the factor.
    bottom, top
        Whether that end of a log-logistic curve is known.
    """
    if give == "auc":
        return n_levels
    if give == "slope":
        return FEWEST_OF_LINE
    if give == "lytic_units":
        return FREE_OF_SHAPE[shape] + 1
    # One point more than unknowns: a curve through every point says nothing of its own error.
    return FREE_OF_SHAPE["logistic"] + (not bottom) + (not top) + 1
