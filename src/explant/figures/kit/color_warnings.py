"""Which colors that a plan sets are hard to tell apart, or to see on white. Needs no matplotlib."""

import itertools

from explant.config.models import Plan
from explant.figures.kit.palette import color_of, colored_factor, held_color
from explant.numbers import in_order

LEAST_CONTRAST = 3.0
"""Least contrast of graphical objects: W3C, Web Content Accessibility Guidelines 2.1, 1.4.11."""


def color_warnings(plan: Plan) -> list[str]:
    """A sentence for each color of the plan that figures would suffer from.

    Of the colors by default nothing is said.

    Parameters
    ----------
    plan
        The study's plan.
    """
    found: list[str] = []
    for name, chosen in plan.figures.colors.items():
        factor = plan.factors.get(name)
        levels = factor.levels if factor is not None else plan.patients.strata[name].groups
        for one, other in itertools.combinations(levels, 2):
            color = color_of(plan, name, one)
            if (one in chosen or other in chosen) and color == color_of(plan, name, other):
                found.append(
                    f"figures.colors.{name}: {one} and {other} have the same color, {color}; "
                    "set another one for one of them."
                )
        for level, color in chosen.items():
            contrast = contrast_with_white(color)
            if contrast < LEAST_CONTRAST:
                found.append(
                    f"figures.colors.{name}.{level}: {color} is hard to see on white (contrast "
                    f"{contrast:.1f}:1, where {LEAST_CONTRAST:g}:1 is the least); choose a darker "
                    "color."
                )
        if factor is not None and (unseen := _shown_nowhere(plan, name)):
            first = colored_factor(plan)
            found.append(
                f"figures.colors.{name}: the color of {in_order(unseen)} is shown nowhere; lines "
                f"have the colors of {first}. To color them by {name}, set no colors of {first}."
            )
    return found


def _shown_nowhere(plan: Plan, factor: str) -> list[str]:
    """Levels of a factor whose colors are set, though neither lines nor a question show them."""
    # Of other factors than one that lines are colored by, a question shows the level it is held at.
    if factor == colored_factor(plan) or plan.summarized:
        return []
    held = {(one.at.get(factor), held_color(plan, name)) for name, one in plan.contrasts.items()}
    return [
        level for level, color in plan.figures.colors[factor].items() if (level, color) not in held
    ]


def contrast_with_white(color: str) -> float:
    """Contrast of a color with white, from 1 to 21, as W3C defines it.

    Examples
    --------
    >>> contrast_with_white("#000000")
    21.0
    """
    shares = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
