"""What was seen for one marker and contrast, as a sentence made from one row of paired.csv."""

import math

import pandas as pd

from explant.config.models import Plan
from explant.numbers import level_text, p_text, plain
from explant.report.estimates import (
    achieved_level,
    estimate_words,
    interval_words,
    range_words,
    shown,
)
from explant.report.questions import (
    adjusted_p_name,
    contrast_name,
    declared_test_name,
    factor_name,
    level_name,
    marker_name,
    question,
)
from explant.report.words import BOUNDS, Row, Words, joined, rows, words

EXPECTATIONS = {"increase": "An increase", "decrease": "A decrease"}
# A level that a table holds in full precision may fall short of the declared one by rounding.
TOLERANCE = 1e-9


def family_sizes(paired: pd.DataFrame) -> dict[str, int]:
    """Number of tests in each family: the rows that have an adjusted p."""
    tested = paired.loc[paired["p_adjusted"].notna(), "family"]
    return {str(family): int(size) for family, size in tested.value_counts().items()}


def paired_sentence(
    row: Row, plan: Plan, tests: int | None = None, *, with_test: bool = True
) -> Words:
    """Everything one row of paired.csv says, in two to four sentences.

    Parameters
    ----------
    row
        A row of ``paired.csv``.
    plan
        The study's plan.
    tests
        Number of tests in the row's family; a single test is not called adjusted.
    with_test
        Whether the declared test is named in the sentence.

    Returns
    -------
    Words
        The verdict with estimate, interval, n and p; then what the interval leaves possible, the
        match with the expected direction, and the limits of a small n.
    """
    if not is_tested(row):
        return not_tested(row, plan)
    claim = evidence_claim(row, plan) if has_evidence(row, plan) else no_evidence_claim(row, plan)
    first = words(
        "{claim}: {estimate} ({details}).",
        claim=claim,
        estimate=estimate_words(row, plan),
        details=details(row, plan, tests, with_test=with_test),
    )
    return joined([first, compatible(row, plan), expectation(row, plan), cautions(row, plan)])


def is_tested(row: Row) -> bool:
    """Whether the declared test gave a p value."""
    return not math.isnan(row.number("p_adjusted"))


def has_evidence(row: Row, plan: Plan) -> bool:
    """Whether the adjusted p does not exceed alpha."""
    return row.number("p_adjusted") <= plan.inference.alpha


def not_tested(row: Row, plan: Plan) -> Words:
    """Which test was not made, and why."""
    reason = row.text("note") or "the table gives no p value"
    return words(
        "{marker} was not tested ({contrast}; {n}). Reason: {reason}.",
        marker=marker_name(plan, row.text("marker")),
        contrast=contrast_name(plan, row.text("contrast")),
        n=patients_counted(row),
        reason=reason.rstrip("."),
    )


def evidence_claim(row: Row, plan: Plan) -> Words:
    """The claim of a row whose adjusted p does not exceed alpha."""
    marker, contrast = row.text("marker"), row.text("contrast")
    sign = _sign(row)
    names = {"marker": marker_name(plan, marker), "contrast": contrast_name(plan, contrast)}
    asked = question(plan, contrast)
    if asked == "difference of differences":
        return words(
            "Evidence that the {difference} depends on {second} ({contrast})",
            difference=_first_difference(plan, contrast, marker),
            second=factor_name(plan, list(plan.contrasts[contrast].compare)[1]),
            contrast=names["contrast"],
        )
    if sign == 0:
        return words("Evidence that {marker} differs ({contrast})", **names)
    if asked == "trend":
        return words(
            "Evidence that {marker} {moves} with {factor} ({contrast})",
            **names,
            moves="rises" if sign > 0 else "falls",
            factor=factor_name(plan, next(iter(plan.contrasts[contrast].trend))),
        )
    if asked == "difference":
        higher = "higher" if sign > 0 else "lower"
        return words("Evidence that {marker} is {higher} ({contrast})", **names, higher=higher)
    above = "above" if sign > 0 else "below"
    return words("Evidence of a value {above} zero for {marker} ({contrast})", **names, above=above)


def no_evidence_claim(row: Row, plan: Plan) -> Words:
    """The claim of a row whose adjusted p exceeds alpha."""
    marker, contrast = row.text("marker"), row.text("contrast")
    names = {"marker": marker_name(plan, marker), "contrast": contrast_name(plan, contrast)}
    asked = question(plan, contrast)
    if asked == "difference of differences":
        return words(
            "No evidence that the {difference} depends on {second} ({contrast})",
            difference=_first_difference(plan, contrast, marker),
            second=factor_name(plan, list(plan.contrasts[contrast].compare)[1]),
            contrast=names["contrast"],
        )
    if asked == "trend":
        return words(
            "No evidence that {marker} changes with {factor} ({contrast})",
            **names,
            factor=factor_name(plan, next(iter(plan.contrasts[contrast].trend))),
        )
    if asked == "difference":
        return words("No evidence that {marker} differs ({contrast})", **names)
    return words("No evidence of a value other than zero for {marker} ({contrast})", **names)


def _first_difference(plan: Plan, contrast: str, marker: str) -> Words:
    factor, (first, second) = next(iter(plan.contrasts[contrast].compare.items()))
    return words(
        "difference in {marker} between {first} and {second}",
        marker=marker_name(plan, marker),
        first=level_name(plan, factor, first),
        second=level_name(plan, factor, second),
    )


def _sign(row: Row) -> int:
    estimate = row.number("estimate")
    return 0 if math.isnan(estimate) else (estimate > 0) - (estimate < 0)


def patients_counted(row: Row) -> Words:
    """n, and how many were left out."""
    counted = words("n = {n}", n=row.traced("n", str(row.count("n") or 0)))
    left_out = row.count("n_incomplete")
    if left_out:
        return counted + words(", {m} left out", m=row.traced("n_incomplete", str(left_out)))
    return counted


def p_words(row: Row, column: str, name: str, alpha: float | None = None) -> Words:
    """``p = 0.031`` or ``p < 0.001``, the number traced to its cell."""
    p = row.number(column)
    if math.isnan(p):
        return words("{name} not available", name=name)
    sign, digits = p_text(p, alpha)
    return words(
        "{name} {sign} {digits}",
        name=name,
        sign=sign,
        digits=row.traced(column, digits, BOUNDS[sign]),
    )


def details(row: Row, plan: Plan, tests: int | None, *, with_test: bool) -> Words:
    """Interval, n, test and adjusted p."""
    p = p_words(
        row, "p_adjusted", adjusted_p_name(row.text("adjustment"), tests), plan.inference.alpha
    )
    tested = (
        words("{test}, {p}", test=declared_test_name(plan, row.count("n")), p=p) if with_test else p
    )
    return joined([interval_words(row, plan), patients_counted(row), tested], "; ")


def compatible(row: Row, plan: Plan) -> Words:
    """What the interval leaves possible, where there is no evidence."""
    too_narrow = achieved_level(row, plan) < plan.inference.confidence - TOLERANCE
    if has_evidence(row, plan) or not shown(row, plan).bounded or too_narrow:
        return Words()
    return words("The data remain compatible with {range}.", range=range_words(row, plan))


def expectation(row: Row, plan: Plan) -> Words:
    """Whether the estimate has the direction that the plan expected."""
    expected = row.text("expected")
    if not expected:
        return Words()
    observed = row.text("observed")
    if has_evidence(row, plan):
        if observed == expected:
            return Words(("This is the expected direction.",))
        if observed != "none":
            return Words(
                (f"{EXPECTATIONS[expected]} was expected: this is the opposite direction.",)
            )
    if observed == expected:
        return Words((f"{EXPECTATIONS[expected]} was expected; the estimate has that sign.",))
    other = "is zero" if observed == "none" else "has the opposite sign"
    return Words((f"{EXPECTATIONS[expected]} was expected; the estimate {other}.",))


def cautions(row: Row, plan: Plan) -> Words:
    """What a small n or an adjustment does to the reading of this row."""
    alpha, confidence = plan.inference.alpha, plan.inference.confidence
    said: list[Words] = []
    smallest = row.number("smallest_attainable_p")
    if smallest > alpha:
        said.append(
            words(
                "With n = {n} this test cannot give a p below {smallest}: "
                "it could not have reached {alpha}.",
                n=row.traced("n", str(row.count("n"))),
                smallest=row.traced("smallest_attainable_p", plain(smallest)),
                alpha=plain(alpha),
            )
        )
    estimate = shown(row, plan)
    level = achieved_level(row, plan)
    if estimate.bounded and level < confidence - TOLERANCE:
        said.append(
            words("So few patients cannot give a {asked} interval.", asked=level_text(confidence))
        )
    if has_evidence(row, plan) and row.number("low") <= 0 <= row.number("high"):
        said.append(
            words(
                "The {level} interval nevertheless includes {null}.",
                level=row.traced("level", level_text(level), "percent"),
                null="1" if estimate.is_ratio else "zero",
            )
        )
    if not has_evidence(row, plan) and row.number("p") <= alpha:
        said.append(
            words(
                "Before adjustment {p}; intervals are not adjusted for the number of tests.",
                p=p_words(row, "p", "p", alpha),
            )
        )
    return joined(said)


def sentences_of(
    paired: pd.DataFrame, plan: Plan, *, contrast: str, with_test: bool = True
) -> list[tuple[Row, Words]]:
    """Rows of one contrast, in the plan's order of markers, each with its sentence."""
    sizes = family_sizes(paired)
    by_marker = {row.text("marker"): row for row in rows("paired", paired, contrast=contrast)}
    return [
        (row, paired_sentence(row, plan, sizes.get(row.text("family")), with_test=with_test))
        for row in (by_marker[marker] for marker in plan.markers if marker in by_marker)
    ]
