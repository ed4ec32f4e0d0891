"""What a comparison of groups of patients says, in the words of one row of between.csv."""

import math

from explant.config.models import Plan
from explant.declared_tests.group_methods import METHOD_NAMES, ComparisonKind
from explant.language.answers.answer import Answer, too_few
from explant.language.asked import (
    compared_levels,
    contrast_name,
    factor_name,
    kept,
    marker_name,
    weighted_sum,
)
from explant.language.estimates import estimate_words, measured_in, shown, unit_of_estimate
from explant.language.words import Name, Words, listed, sentence, words
from explant.questions.question import NumberKind, question


def name_of_test(row: Answer) -> str:
    """Name of the test that gave a row its p."""
    method = row.text("method")
    return METHOD_NAMES[method] if method else ""


def subject(plan: Plan, marker: str, contrast: str) -> Words:
    """The number of each patient that groups are compared by: the marker, or what is made of it.

    It can be said to be higher or lower: a difference names what is subtracted from what.
    """
    own = _subject_alone(plan, marker, contrast)
    crossed = [
        Name(group) for groups in plan.contrasts[contrast].crossed.values() for group in groups
    ]
    if len(crossed) != 2:
        return own
    log = plan.markers[marker].scale != "linear"
    is_value = question(plan, contrast).number == NumberKind.VALUE
    template = (
        "the ratio of {first} to {second} in {number}"
        if log and is_value
        else "{first} minus {second} in {number}"
    )
    return words(template, first=crossed[0], second=crossed[1], number=own)


def _subject_alone(plan: Plan, marker: str, contrast: str) -> Words:
    """The number of each patient, whatever else of the patient is looked at."""
    name, asked = marker_name(plan, marker), question(plan, contrast).number
    if asked == NumberKind.DIFFERENCE:
        first, second = compared_levels(plan, contrast)
        template = {
            "linear": "{first} minus {second} in {marker}",
            "log2": "the ratio of {first} to {second} in {marker}",
            "logit": "the odds ratio of {first} to {second} in {marker}",
        }[plan.markers[marker].scale]
        return words(template, first=first, second=second, marker=name)
    if asked == NumberKind.DIFFERENCE_OF_DIFFERENCES:
        return words("the difference of differences in {marker}", marker=name)
    if asked in ("trend", "curve"):
        factor = factor_name(plan, next(iter(plan.contrasts[contrast].trend)))
        what = "slope" if asked == NumberKind.TREND else "curvature"
        return words("the {what} of {marker} over {factor}", what=what, marker=name, factor=factor)
    if asked == NumberKind.WEIGHTS:
        return words(
            "the weighted sum {sum} of {marker}", sum=weighted_sum(plan, contrast), marker=name
        )
    if asked == NumberKind.VALUE:
        return Words((name,))
    return words("the contrast of {marker}", marker=name)


def between_claim(row: Answer, plan: Plan) -> Words:
    """What the comparison allows to be said, with the contrast's name."""
    marker, contrast = row.marker, row.contrast
    named: Words | Name = contrast_name(plan, contrast)
    if plan.contrasts[contrast].given:
        named = words("{contrast}, given {others}", contrast=named, others=kept(plan, contrast))
    about = subject(plan, marker, contrast)
    if row.has_evidence:
        return words(
            "Evidence that {subject} {verb} ({contrast})",
            subject=about,
            verb=_directed(row, plan),
            contrast=named,
        )
    enough = row.could_be_found
    return words(
        "{start} {subject} {verb} ({contrast})",
        start="No evidence that" if enough else f"{too_few(row)} to tell whether",
        subject=about,
        verb=_undirected(row, plan),
        contrast=named,
    )


def short_between_claim(row: Answer, plan: Plan) -> Words:
    """The same, short enough to be set large; the contrast's name and groups stand above."""
    marker, contrast = row.marker, row.contrast
    about, found = subject(plan, marker, contrast), row.standing
    kind, observed = row.text("kind"), row.observed
    if found == "not tested":
        return words("{marker} was not tested", marker=marker_name(plan, marker))
    verbs: dict[str, str] = {
        ComparisonKind.ORDERED_GROUPS: "rises or falls over the groups",
        ComparisonKind.TWO_GROUPS: "differs",
    }
    if found == "no evidence":
        start = "No evidence that" if row.could_be_found else f"{too_few(row)} to tell whether"
        verb = verbs.get(kind, "differs among the groups")
        return words("{start} {subject} {verb}", start=start, subject=about, verb=verb)
    if observed not in ("increase", "decrease"):
        verb = "differs" if kind == ComparisonKind.TWO_GROUPS else "differs among the groups"
        return words("Evidence that {subject} {verb}", subject=about, verb=verb)
    up, estimate = observed == "increase", shown(row, plan)
    size = measured_in(estimate.magnitude(0), unit_of_estimate(row, plan))
    if kind == ComparisonKind.ORDERED_GROUPS:
        moves = "rises" if up else "falls"
        template = (
            "{subject} {moves}: {size}" if estimate.is_ratio else "{subject} {moves} by {size}"
        )
        size = estimate_words(row, plan) if estimate.is_ratio else size
        return sentence(words(template, subject=about, moves=moves, size=size))
    higher = "higher" if up else "lower"
    if not estimate.is_ratio:
        return sentence(
            words("{subject} is {size} {higher}", subject=about, size=size, higher=higher)
        )
    if question(plan, contrast).number == NumberKind.VALUE and plan.markers[marker].scale == "log2":
        return words("{subject} is {size}", subject=about, size=estimate.percent(0))
    return sentence(
        words(
            "{subject} is {higher}: {size}",
            subject=about,
            higher=higher,
            size=estimate_words(row, plan),
        )
    )


def between_estimate(row: Answer, plan: Plan) -> Words:
    """The estimate; of differences and slopes with the groups that its sign compares."""
    estimate = estimate_words(row, plan)
    names = row.several("groups")
    if (
        question(plan, row.contrast).number == NumberKind.VALUE
        or row.text("kind") != ComparisonKind.TWO_GROUPS
    ):
        return estimate
    template = (
        "{first} against {second}, {estimate}"
        if shown(row, plan).is_ratio
        else "{first} minus {second} {estimate}"
    )
    return words(template, first=Name(names[0]), second=Name(names[1]), estimate=estimate)


def expected_words(row: Answer, plan: Plan) -> str:
    """What the plan expected of a comparison, as a noun with what it is about."""
    up = row.text("expected") == "increase"
    if row.text("kind") == ComparisonKind.ORDERED_GROUPS:
        return f"{'rise' if up else 'fall'} over the groups"
    names = row.several("groups")
    return f"{'higher' if up else 'lower'} value in {names[0]}" if names else ""


def reading(plan: Plan, contrast: str) -> Words:
    """What higher and lower, or rising and falling, mean for a comparison of groups."""
    asked = question(plan, contrast)
    names = [Name(group) for group in asked.groups]
    if asked.comparison == ComparisonKind.TWO_GROUPS:
        return words(
            "Higher means: higher in {first} than in {second}.", first=names[0], second=names[1]
        )
    if asked.comparison == ComparisonKind.ORDERED_GROUPS:
        return words("Rising means: from {groups}.", groups=listed(names, "to"))
    return words("Without an order among {groups} there is no direction.", groups=listed(names))


def _directed(row: Answer, plan: Plan) -> Words:
    names = [Name(name) for name in row.several("groups")]
    observed, kind = row.observed, row.text("kind")
    if (
        observed in ("increase", "decrease")
        and kind == ComparisonKind.TWO_GROUPS
        and len(names) == 2
    ):
        return words(
            "is {higher} in {first} than in {second}",
            higher="higher" if observed == "increase" else "lower",
            first=names[0],
            second=names[1],
        )
    if observed in ("increase", "decrease") and kind == ComparisonKind.ORDERED_GROUPS:
        moves = "rises" if observed == "increase" else "falls"
        return words("{moves} over {groups}", moves=moves, groups=listed(names))
    return _differs(names)


def _undirected(row: Answer, plan: Plan) -> Words:
    names = [Name(name) for name in row.several("groups")]
    if row.text("kind") == ComparisonKind.ORDERED_GROUPS:
        return words("rises or falls over {groups}", groups=listed(names))
    return _differs(names)


def _differs(names: list[Name]) -> Words:
    if len(names) < 2:
        return Words(("differs between the groups",))
    between = "between" if len(names) == 2 else "among"
    return words("differs {between} {groups}", between=between, groups=listed(names))


def exact_needs(row: Answer) -> float:
    """Smallest two-sided p of an exact test of two groups of these sizes without ties."""
    first, second = row.count("n_first"), row.count("n_second")
    if not first or not second:
        return math.nan
    return 2 / math.comb(first + second, first)
