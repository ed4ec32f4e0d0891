"""What a contrast asks, in words: its levels, its cells and weights, the unit of its answer."""

from typing import Literal

from explant.config.models import Plan, Test
from explant.design import contrast_weights, trend_scores
from explant.numbers import MINUS, difference_unit, plain
from explant.report.words import Name, Words, joined, listed, words

Question = Literal["difference", "difference of differences", "trend", "other"]

TEST_NAMES: dict[Test, str] = {
    "wilcoxon": "Wilcoxon signed-rank test",
    "t": "paired t test",
    "sign_flip": "sign-flip permutation test",
    "sign": "sign test",
}
ADJUSTED_P: dict[str, str] = {
    "holm": "Holm-adjusted p",
    "benjamini_hochberg": "Benjamini–Hochberg-adjusted p",
    "westfall_young": "Westfall–Young-adjusted p",
    "none": "unadjusted p",
}


def question(plan: Plan, contrast: str) -> Question:
    """Kind of question that a contrast asks."""
    asked = plan.contrasts[contrast]
    if asked.trend:
        return "other" if asked.compare or len(asked.trend) > 1 else "trend"
    by_factors: dict[int, Question] = {1: "difference", 2: "difference of differences"}
    return by_factors.get(len(asked.compare), "other")


def marker_name(plan: Plan, marker: str) -> Name:
    """Name of a marker for a sentence."""
    return Name(plan.marker_label(marker), "marker")


def contrast_name(plan: Plan, contrast: str) -> Name:
    """Name of a contrast for a sentence."""
    return Name(plan.contrast_label(contrast), "contrast")


def level_name(plan: Plan, factor: str, level: str) -> Name:
    """Name of a factor's level for a sentence."""
    return Name(plan.level_label(factor, level))


def factor_name(plan: Plan, factor: str) -> Name:
    """Name of a factor for a sentence."""
    return Name(plan.factor_label(factor))


def compared_levels(plan: Plan, contrast: str, place: int = 0) -> tuple[Name, Name]:
    """The two levels of a compared factor: the first minus the second.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        A contrast that compares.
    place
        Which of its compared factors.
    """
    factor, (first, second) = list(plan.contrasts[contrast].compare.items())[place]
    return level_name(plan, factor, first), level_name(plan, factor, second)


def step_of_trend(plan: Plan, contrast: str) -> Words:
    """What a slope is counted per: ``per unit of dose``, or ``per step of time``."""
    asked = plan.contrasts[contrast].trend
    if not asked:
        return Words()
    factor, levels = next(iter(asked.items()))
    scored = any(plan.factors[factor].levels[level].score is not None for level in levels)
    return words(
        "per {step} of {factor}",
        step="unit" if scored else "step",
        factor=factor_name(plan, factor),
    )


def unit_of_difference(plan: Plan, marker: str, contrast: str) -> Words:
    """Unit of a contrast's estimate on the linear scale."""
    return joined([difference_unit(plan.markers[marker].unit), step_of_trend(plan, contrast)])


def ratio_word(plan: Plan, marker: str, contrast: str, *, plural: bool = False) -> str:
    """What a back-transformed estimate is called: a ratio, an odds ratio, or a ratio of those."""
    twofold = question(plan, contrast) == "difference of differences"
    ratio = "ratios" if plural else "ratio"
    if plan.markers[marker].scale == "logit":
        return f"{ratio} of odds ratios" if twofold else f"odds {ratio}"
    return f"{ratio} of ratios" if twofold else ratio


def formula(plan: Plan, contrast: str) -> Words:
    """A contrast's formula in words: ``IL-2 minus control at tissue tumor``."""
    asked = plan.contrasts[contrast]
    parts: list[Words] = []
    compared = [
        words(
            "{first} minus {second}",
            first=level_name(plan, factor, levels[0]),
            second=level_name(plan, factor, levels[1]),
        )
        for factor, levels in asked.compare.items()
    ]
    if len(compared) == 1:
        parts.append(compared[0])
    elif compared:
        parts.append(words("the difference {first}", first=compared[0]))
        parts += [words("compared as {other}", other=other) for other in compared[1:]]
    for factor, levels in asked.trend.items():
        scores = trend_scores(plan, factor, levels)
        parts.append(
            words(
                "slope of a straight line over {factor} {levels}",
                factor=factor_name(plan, factor),
                levels=listed(
                    [
                        words(
                            "{level} (at {score})",
                            level=level_name(plan, factor, level),
                            score=plain(scores[level], 6),
                        )
                        for level in levels
                    ]
                ),
            )
        )
    parts += [
        words(
            "at {factor} {level}",
            factor=factor_name(plan, factor),
            level=level_name(plan, factor, level),
        )
        for factor, level in asked.at.items()
    ]
    named = {*asked.compare, *asked.trend, *asked.at}
    parts += [
        words("averaged over {factor}", factor=factor_name(plan, factor))
        for factor in plan.factors
        if factor not in named
    ]
    return joined(parts, ", ")


def weighted_cells(plan: Plan, contrast: str) -> Words:
    """Cells of a contrast with their weights: ``+1 tumor / IL-2, −1 tumor / control``."""
    shown: list[Words] = []
    for cell, weight in contrast_weights(plan, contrast).items():
        sign = "+" if weight > 0 else MINUS
        levels: list[Name] = [
            level_name(plan, factor, level)
            for factor, level in zip(plan.factors, cell, strict=True)
        ]
        shown.append(
            words("{weight} {cell}", weight=sign + plain(abs(weight)), cell=joined(levels, " / "))
        )
    return joined(shown, ", ")


def declared_test_name(plan: Plan, n: int | None = None) -> str:
    """Name of the declared test, with ``exact`` where it is exact for so many patients."""
    test = plan.inference.test
    name = TEST_NAMES[test]
    exact = {"wilcoxon": 50, "sign_flip": 40, "sign": None, "t": 0}[test]
    if test == "t" or (exact is not None and n is not None and n > exact):
        return name
    return f"exact {name}"


def adjusted_p_name(adjustment: str, tests: int | None = None) -> str:
    """What the adjusted p is called; a family of one test has nothing to adjust for."""
    return "p" if tests == 1 else ADJUSTED_P.get(adjustment, "adjusted p")
