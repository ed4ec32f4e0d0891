"""What a contrast asks, in words: its levels, its cells and weights, the unit of its answer."""

from collections.abc import Iterable

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.declared_tests.known_tests import TESTS
from explant.language.words import Name, Row, Words, joined, listed, words
from explant.numbers import MINUS, difference_unit, plain
from explant.questions.design import ONLY_CELL, contrast_weights
from explant.questions.question import NumberKind, question
from explant.questions.trend_weights import trend_scores

PREPOSITIONS = frozenset({"after", "at", "before", "by", "during", "in", "on", "with", "without"})
"""A level whose name begins with one of them needs no other."""

ADJUSTED_P: dict[str, str] = {
    "holm": "Holm-adjusted p",
    "benjamini_hochberg": "Benjamini–Hochberg-adjusted p",
    "westfall_young": "Westfall–Young-adjusted p",
    "none": "unadjusted p",
}


def numbers_called(plan: Plan, contrast: str) -> str:
    """What the patients' numbers of a contrast are: differences, slopes or plain values."""
    names = {
        NumberKind.DIFFERENCE: "differences",
        NumberKind.DIFFERENCE_OF_DIFFERENCES: "differences of differences",
        NumberKind.FIXED_VALUE: "differences from the fixed value",
        NumberKind.TREND: "slopes",
        NumberKind.CURVE: "curvatures",
        NumberKind.WEIGHTS: "weighted sums",
    }
    return names.get(question(plan, contrast).number, "values")


def marker_name(plan: Plan, marker: str) -> Name:
    """Name of a marker for a sentence."""
    return Name(plan.marker_label(marker), "marker")


def contrast_name(plan: Plan, contrast: str) -> Name:
    """Name of a contrast for a sentence."""
    return Name(plan.contrast_label(contrast), "contrast")


def level_name(plan: Plan, factor: str, level: str) -> Name:
    """Name of a factor's level for a sentence."""
    return Name(plan.level_label(factor, level))


def level_inside(plan: Plan, factor: str, level: str) -> Name:
    """Name of a level inside a sentence: small where the config has it so, as key or alias."""
    label = plan.level_label(factor, level)
    small = label[:1].lower() + label[1:]
    spelled = [level, *plan.factors[factor].levels[level].aliases]
    return Name(small if small in spelled else label)


def for_level(level: Name) -> Words:
    """A level after a comparative: ``for control``; ``after week 2`` as it is."""
    if level.text.split(" ")[0].lower() in PREPOSITIONS:
        return Words((level,))
    return words("for {level}", level=level)


def factor_name(plan: Plan, factor: str) -> Name:
    """Name of a factor for a sentence."""
    return Name(plan.factor_label(factor))


def factors_with_levels(plan: Plan) -> Words:
    """The factors, each with its levels: ``Tissue (Tumor, Adjacent normal) × Treatment (…)``."""
    return joined(
        [
            words(
                "{factor} ({levels})",
                factor=factor_name(plan, factor),
                levels=joined(
                    [level_name(plan, factor, level) for level in plan.factors[factor].levels], ", "
                ),
            )
            for factor in plan.factors
        ],
        " × ",
    )


def groups_compared(plan: Plan) -> list[Words]:
    """The groupings that contrasts compare, each with the groups that they name."""
    named: dict[str, dict[str, None]] = {}
    for contrast in plan.between_contrasts:
        asked = question(plan, contrast)
        named.setdefault(asked.grouping, {}).update(dict.fromkeys(asked.groups))
    return [
        words(
            "{stratifier} ({groups})",
            stratifier=Name(plan.stratifier_label(stratifier)),
            groups=joined(
                [Name(g) for g in plan.patients.strata[stratifier].groups if g in groups], ", "
            ),
        )
        for stratifier, groups in named.items()
    ]


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


ABSENT = frozenset({"0", "-", "none", "no", "without", "control", "untreated", "medium", "vehicle"})
"""Names of a level at which nothing is given."""


def combines(plan: Plan, contrast: str) -> bool:
    """Whether a difference of differences asks what two treatments do together.

    It does where the second level of both factors is that nothing is given: a level named
    *without*, or labelled *no IL-2*.
    """
    asked = question(plan, contrast)
    if asked.number != NumberKind.DIFFERENCE_OF_DIFFERENCES or asked.is_between:
        return False
    return all(
        name.lower() in ABSENT or plan.level_label(factor, name).lower().startswith("no ")
        for factor, (_, name) in plan.contrasts[contrast].compare.items()
    )


def step_of_trend(plan: Plan, contrast: str) -> Words:
    """What a slope is counted per: ``per unit of dose``, or ``per step of time``."""
    asked = plan.contrasts[contrast].trend
    if not asked:
        return Words()
    factor, levels = next(iter(asked.items()))
    scored = any(plan.factors[factor].levels[level].score is not None for level in levels)
    power = {2: " squared", 3: " cubed"}.get(
        plan.contrasts[contrast].degree, f" to the power of {plan.contrasts[contrast].degree}"
    )
    return words(
        "per {step}{power} of {factor}",
        step="unit" if scored else "step",
        power="" if plan.contrasts[contrast].degree == 1 else power,
        factor=factor_name(plan, factor),
    )


def unit_of_difference(plan: Plan, marker: str, contrast: str) -> Words:
    """Unit of a contrast's number of one patient, on the linear scale."""
    unit = plan.markers[marker].unit
    asked = question(plan, contrast)
    if asked.number == NumberKind.VALUE and not asked.is_between:
        return Words((unit.strip(),))
    return joined([difference_unit(unit), step_of_trend(plan, contrast)])


def ratio_word(plan: Plan, marker: str, contrast: str, *, plural: bool = False) -> str:
    """What a back-transformed estimate is called: a ratio, an odds ratio, or a ratio of those."""
    asked = question(plan, contrast).number
    between = question(plan, contrast).is_between
    ratio = "ratios" if plural else "ratio"
    if plan.contrasts[contrast].crossed:
        return f"{ratio} of ratios"
    odds = plan.markers[marker].scale == "logit"
    if asked == ("difference" if between else "difference of differences"):
        return f"{ratio} of {'odds ratios' if odds else 'ratios'}"
    return f"odds {ratio}" if odds and not (between and asked != NumberKind.VALUE) else ratio


def fixed_value(plan: Plan, marker: str, contrast: str) -> Name:
    """The value that a marker is compared with, in its unit."""
    against = plan.contrasts[contrast].against
    assert against is not None
    return Name(f"{plain(against, 6)} {plan.markers[marker].unit}".strip())


def weighted_sum(plan: Plan, contrast: str) -> Words:
    """Declared weights with their levels: ``0.5 × low + 0.5 × high − 1 × none``."""
    shown = Words()
    for factor, weights in plan.contrasts[contrast].weights.items():
        # What is added comes first.
        for level, weight in sorted(weights.items(), key=lambda item: item[1] < 0):
            if weight == 0:
                continue
            sign = "−" if weight < 0 else "+"
            before = f" {sign} " if shown else MINUS if weight < 0 else ""
            shown += words(
                "{before}{weight} × {level}",
                before=before,
                weight=Name(plain(abs(weight), 6)),
                level=level_name(plan, factor, level),
            )
    return shown


def formula(plan: Plan, contrast: str) -> Words:
    """A contrast's formula in words: ``IL-2 minus control at tissue tumor``."""
    plan = plan.of_contrast(contrast)
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
        parts.append(_polynomial(plan, factor, levels, asked.degree))
    if asked.weights:
        parts.append(words("the weighted sum {sum}", sum=weighted_sum(plan, contrast)))
    if asked.against is not None:
        parts.append(words("the value against {fixed}", fixed=Name(plain(asked.against, 6))))
    elif not parts and (plan.factors or not asked.between):
        parts.append(Words(("the value",)))
    parts += [
        words(
            "at {factor} {level}",
            factor=factor_name(plan, factor),
            level=level_name(plan, factor, level),
        )
        for factor, level in asked.at.items()
    ]
    named = {*asked.compare, *asked.trend, *asked.weights, *asked.at}
    parts += [
        words("averaged over {factor}", factor=factor_name(plan, factor))
        for factor in plan.factors
        if factor not in named
    ]
    parts += [_groups(plan, contrast)] if asked.between else []
    parts += [
        words(
            "{how} {groups} ({by})",
            how="compared as" if len(groups) == 2 else "compared among",
            groups=listed(
                [Name(group) for group in groups], "minus" if len(groups) == 2 else "and"
            ),
            by=Name(plan.stratifier_label(grouping)),
        )
        for grouping, groups in asked.crossed.items()
    ]
    parts += [words("given {others}", others=kept(plan, contrast))] if asked.given else []
    parts += [
        words(
            "among {groups} ({stratifier})",
            groups=listed([Name(group) for group in groups]),
            stratifier=Name(plan.stratifier_label(stratifier)),
        )
        for stratifier, groups in asked.among.items()
    ]
    return joined(parts, ", ")


def kept(plan: Plan, contrast: str) -> Words:
    """Properties of patients that a comparison of groups keeps."""
    return listed([Name(plan.stratifier_label(name)) for name in plan.contrasts[contrast].given])


def _polynomial(plan: Plan, factor: str, levels: list[str], degree: int) -> Words:
    scores = trend_scores(plan, factor, levels)
    what = {1: "slope of a straight line", 2: "curvature, the coefficient of the square,"}
    return words(
        "{what} over {factor} {levels}",
        what=what.get(degree, f"coefficient of degree {degree}"),
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


def _groups(plan: Plan, contrast: str) -> Words:
    asked = question(plan, contrast)
    names = [Name(group) for group in asked.groups]
    label = Name(plan.stratifier_label(asked.grouping))
    if asked.comparison == ComparisonKind.TWO_GROUPS:
        return words("{first} minus {second} ({by})", first=names[0], second=names[1], by=label)
    ordered = asked.comparison == ComparisonKind.ORDERED_GROUPS
    return words(
        "{over} {groups} ({by})",
        over="in order over" if ordered else "compared among",
        groups=listed(names),
        by=label,
    )


def weighted_cells(plan: Plan, contrast: str) -> Words:
    """Cells of a contrast with their weights: ``+1 tumor / IL-2, −1 tumor / control``."""
    shown: list[Words] = []
    plan = plan.of_contrast(contrast)
    for cell, weight in contrast_weights(plan, contrast).items():
        sign = "+" if weight > 0 else MINUS
        levels: list[Name] = [
            level_name(plan, factor, level)
            for factor, level in zip(plan.factors, cell, strict=True)
        ]
        shown.append(
            words(
                "{weight} {cell}",
                weight=sign + plain(abs(weight)),
                cell=joined(levels, " / ") if levels else ONLY_CELL,
            )
        )
    return joined(shown, ", ")


def name_of_test_within(plan: Plan, test: str, contrasts: Iterable[str]) -> str:
    """Name of a test of contrasts within patients; where nothing is paired, of one sample."""
    paired = any(question(plan, contrast).takes_differences for contrast in contrasts)
    declared = TESTS[test]
    return declared.name if paired else declared.name_unpaired or declared.name


def the(test: str) -> str:
    """A test with its article: ``the Mann–Whitney test``, but ``Welch’s t test``.

    Examples
    --------
    >>> the("sign test"), the("Welch’s t test"), the("permutation test of Welch’s t")
    ('the sign test', 'Welch’s t test', 'the permutation test of Welch’s t')
    """
    return test if test.split()[0].endswith("’s") else f"the {test}"


def declared_test_name(plan: Plan, contrast: str, n: int | None = None) -> str:
    """Name of the declared test, with ``exact`` where it is exact for so many patients."""
    test = TESTS[plan.inference.test]
    return test.name_for(n, paired=question(plan, contrast).takes_differences)


def adjusted_p_name(adjustment: str, tests: int | None = None) -> str:
    """What the adjusted p is called; a family of one test has nothing to adjust for."""
    return "p" if tests == 1 else ADJUSTED_P.get(adjustment, "adjusted p")


def adjusted_p_of(row: Row, plan: Plan, tests: int | None = None) -> str:
    """What a row's adjusted p is called.

    Several comparisons of groups in one family are adjusted by closed testing with permutations,
    not by step-down maxT over markers.
    """
    adjustment, family = row.text("adjustment"), row.text("family")
    contrasts = [name for name in plan.contrasts if plan.family(name) == family]
    contrast = row.text("contrast")
    between = contrast in plan.contrasts and question(plan, contrast).is_between
    if adjustment == "westfall_young" and between and len(contrasts) > 1 and tests != 1:
        return "permutation-adjusted p"
    return adjusted_p_name(adjustment, tests)
