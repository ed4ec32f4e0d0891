"""Colors of figures, by the level or the contrast that they stand for. Needs no matplotlib.

Colors are those of Okabe and Ito, which people with any color vision can tell apart.
"""

from explant.config.models import Plan

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
NEUTRAL = "#4D4D4D"


GROUP_COLORS = (*OKABE_ITO[:6], NEUTRAL, "#8C6D1F")
"""Colors of groups of patients. The yellow is too light for lines on white: here it is darker."""


def level_colors(plan: Plan) -> dict[str, str]:
    """Color of each level of the first factor; none without factors."""
    levels = next((list(factor.levels) for factor in plan.factors.values()), [])
    return {level: OKABE_ITO[i % len(OKABE_ITO)] for i, level in enumerate(levels)}


def contrast_color(plan: Plan, contrast: str) -> str:
    """Color of a contrast: that of the first factor's level it is held at, else neutral."""
    held = plan.contrasts[contrast].at.get(next(iter(plan.factors), ""))
    return NEUTRAL if held is None else level_colors(plan)[held]
