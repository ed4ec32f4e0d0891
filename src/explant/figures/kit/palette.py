"""Colors of figures, by level of a factor or group of patients. Needs no matplotlib.

Colors are those of Okabe and Ito, which people with any color vision can tell apart, unless the
plan sets others.
"""

from collections.abc import Sequence

from explant.config.models import Plan

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
NEUTRAL = "#4D4D4D"
MUTED = "#6B6B6B"

GROUP_COLORS = (*OKABE_ITO[:6], NEUTRAL, "#8C6D1F")
"""Colors of groups of patients. The yellow is too light for lines on white: here it is darker."""


def color_of(plan: Plan, name: str, level: str) -> str:
    """Color of a factor's level, or of a group of patients.

    Parameters
    ----------
    plan
        The study's plan.
    name
        Name of a factor or of a stratifier.
    level
        One of its levels or declared groups; anything else stands for a group that is not known.

    Returns
    -------
    str
        What the plan sets under ``figures.colors``. Else by the place of a group among those of
        the stratifier, or of a level in the factor whose levels differ in color; levels of other
        factors are neutral.
    """
    colors = plan.figures.colors.get(name, {})
    if level in colors:
        return colors[level]
    if name in plan.factors:
        if name != colored_factor(plan):
            return NEUTRAL
        return _by_place(list(plan.factors[name].levels), level, OKABE_ITO)
    return _by_place(list(plan.patients.strata[name].groups), level, GROUP_COLORS)


def _by_place(levels: Sequence[str], level: str, palette: Sequence[str]) -> str:
    return palette[levels.index(level) % len(palette)] if level in levels else MUTED


def colored_factor(plan: Plan) -> str | None:
    """The factor whose levels differ in color: the first that has colors set, else the first."""
    chosen = [factor for factor in plan.factors if plan.figures.colors.get(factor)]
    return next(iter(chosen or plan.factors), None)


def held_color(plan: Plan, contrast: str) -> str:
    """Color of a contrast's numbers: that of the level it is held at, else neutral."""
    held = plan.contrasts[contrast].at
    colors = (color_of(plan, factor, held[factor]) for factor in plan.factors if factor in held)
    return next((color for color in colors if color != NEUTRAL), NEUTRAL)
