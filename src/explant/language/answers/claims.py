"""What an answer concludes, short enough to be set large; its contrast stands above."""

from explant.config.models import Plan
from explant.language.answers.answer import Answer, too_few
from explant.language.answers.between_words import short_between_claim
from explant.language.asked import (
    factor_name,
    fixed_value,
    for_level,
    level_name,
    marker_name,
    unit_of_difference,
)
from explant.language.estimates import estimate_words, measured_in, shown
from explant.language.words import Name, Words, words
from explant.questions.question import NumberKind, question


def claim(row: Answer, plan: Plan) -> Words:
    """What the table concludes, short enough to be set large; the contrast's name stands above.

    Parameters
    ----------
    row
        A row of ``paired.csv`` or ``between.csv``.
    plan
        The study's plan.
    """
    if question(plan, row.contrast).is_between:
        return short_between_claim(row, plan)
    name = {"marker": marker_name(plan, row.marker)}
    found = row.standing
    if found == "not tested":
        return words("{marker} was not tested", **name)
    if found == "no evidence":
        return _no_evidence(row, plan, name)
    if row.observed not in ("increase", "decrease"):
        return words("Evidence that {marker} differs", **name)
    return _evidence(row, plan, name)


def _no_evidence(row: Answer, plan: Plan, name: dict[str, Name]) -> Words:
    contrast = row.contrast
    asked = question(plan, contrast).number
    start = "No evidence that" if row.could_be_found else f"{too_few(row)} to tell whether"
    if asked == NumberKind.DIFFERENCE_OF_DIFFERENCES:
        return words(
            "{start} the difference in {marker} depends on {second}",
            **name,
            start=start,
            second=factor_name(plan, list(plan.contrasts[contrast].compare)[1]),
        )
    if asked == NumberKind.TREND:
        factor = factor_name(plan, next(iter(plan.contrasts[contrast].trend)))
        return words("{start} {marker} changes with {factor}", **name, start=start, factor=factor)
    if asked == NumberKind.DIFFERENCE:
        return words("{start} {marker} differs", **name, start=start)
    if asked == NumberKind.FIXED_VALUE:
        fixed = fixed_value(plan, row.marker, contrast)
        return words("{start} {marker} differs from {fixed}", **name, start=start, fixed=fixed)
    if asked == NumberKind.CURVE:
        factor = factor_name(plan, next(iter(plan.contrasts[contrast].trend)))
        bends = "bends" if plan.contrasts[contrast].degree == 2 else "changes its bend"
        return words(
            "{start} {marker} {bends} over {factor}",
            **name,
            start=start,
            bends=bends,
            factor=factor,
        )
    return words("{start} the value for {marker} is other than zero", **name, start=start)


def _evidence(row: Answer, plan: Plan, name: dict[str, Name]) -> Words:
    marker, contrast = row.marker, row.contrast
    asked, estimate = question(plan, contrast).number, shown(row, plan)
    up = row.observed == "increase"
    size = measured_in(estimate.magnitude(0), unit_of_difference(plan, marker, contrast))
    higher = "higher" if up else "lower"
    if asked == NumberKind.TREND:
        moves = "rises" if up else "falls"
        if not estimate.is_ratio:
            return words("{marker} {moves} by {size}", **name, moves=moves, size=size)
        return words(
            "{marker} {moves}: {size}", **name, moves=moves, size=estimate_words(row, plan)
        )
    if asked == NumberKind.DIFFERENCE_OF_DIFFERENCES:
        (_, (first, second)), (factor, (here, there)) = plan.contrasts[contrast].compare.items()
        at_here, at_there = (for_level(level_name(plan, factor, at)) for at in (here, there))
        levels: dict[str, Name | Words] = {
            "first": level_name(plan, next(iter(plan.contrasts[contrast].compare)), first),
            "second": level_name(plan, next(iter(plan.contrasts[contrast].compare)), second),
            "here": at_here,
            "there": at_there,
        }
        if not estimate.is_ratio:
            return words(
                "In {marker}, {first} minus {second} is {size} {higher} {here} than {there}",
                **name,
                **levels,
                size=size,
                higher=higher,
            )
        return words(
            "In {marker}, {first} against {second} is {higher} {here} than {there}: {size}",
            **name,
            **levels,
            higher=higher,
            size=estimate_words(row, plan),
        )
    if asked == NumberKind.DIFFERENCE:
        if not estimate.is_ratio:
            return words("{marker} is {size} {higher}", **name, size=size, higher=higher)
        if plan.markers[marker].scale == "log2":
            return words("{marker} is {size}", **name, size=estimate.percent(0))
        return words(
            "{marker} is {higher}: {size}", **name, higher=higher, size=estimate_words(row, plan)
        )
    above = "above" if up else "below"
    if asked == NumberKind.FIXED_VALUE:
        fixed = fixed_value(plan, marker, contrast)
        if not estimate.is_ratio:
            return words(
                "{marker} is {size} {above} {fixed}", **name, size=size, above=above, fixed=fixed
            )
        return words(
            "{marker} is {above} {fixed}: {size}",
            **name,
            above=above,
            fixed=fixed,
            size=estimate_words(row, plan),
        )
    if asked == NumberKind.CURVE and plan.contrasts[contrast].degree == 2:
        return words(
            "{marker} bends {ward}: {size}",
            **name,
            ward="upward" if up else "downward",
            size=estimate_words(row, plan),
        )
    return words(
        "{marker}: a value {above} zero, {size}",
        **name,
        above=above,
        size=estimate_words(row, plan),
    )
