"""Whether a mean difference lies within its declared margin, in sentences and a table."""

import math
from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.asked import contrast_name, marker_name, unit_of_difference
from explant.language.evidence import covers_zero, null_words, p_words, patients_counted
from explant.language.words import Name, Row, Traced, Words, joined, words
from explant.numbers import (
    MISSING,
    decimals_for,
    fixed,
    level_text,
    plain,
    ratio_decimals,
)
from explant.pages.page_cells import Cell, Listing, count_cell, p_cell

EQUIVALENT = "equivalent within the margin"
NOT_SHOWN = "equivalence not shown"


def equivalence_sentence(row: Row, plan: Plan) -> Words:
    """Whether one mean difference lies within the margin that the plan declares.

    Parameters
    ----------
    row
        A row of ``equivalence.csv``.
    plan
        The study's plan.

    Returns
    -------
    Words
        The claim with margin, mean, interval of level 1 − 2 alpha, n and p.
    """
    names: dict[str, Words | Name] = {
        "marker": marker_name(plan, row.text("marker")),
        "contrast": contrast_name(plan, row.text("contrast")),
        "margin": margin_words(row, plan),
    }
    if row.text("conclusion") not in (EQUIVALENT, NOT_SHOWN):
        return words(
            "{marker} ({contrast}) was not tested against its margin of {margin}{reason}.",
            **names,
            reason=f" ({row.text('note').rstrip('.')})" if row.text("note") else "",
        )
    mean, low, high = numbers(row)
    unit = _unit(row, plan)
    ratio = "×" if _is_ratio(row) else ""
    estimate = joined([words("{ratio}{mean}", ratio=ratio, mean=mean), unit])
    interval = words(
        "{level} interval {low} to {high}",
        level=row.traced("level", level_text(row.number("level")), "percent"),
        low=low,
        high=high,
    )
    tested = words(
        "{n}; two one-sided tests, {p}",
        n=patients_counted(row),
        p=p_words(row, "p", "unadjusted p", plan.inference.alpha),
    )
    parts: dict[str, Words | str] = {
        "mean": _mean_name(row),
        "estimate": estimate,
        "interval": interval,
    }
    if row.text("conclusion") == EQUIVALENT:
        claim = words(
            "Equivalent within the margin: the {mean} of {marker} ({contrast}), {estimate}, lies "
            "within the declared margin of {margin} ({interval}; {tested}).",
            **names,
            **parts,
            tested=tested,
        )
        if covers_zero(row):
            return claim
        return claim + (
            f" The interval excludes {null_words(row, plan)}: a difference there may be, but "
            "not one as large as the margin."
        )
    beyond = row.number("low") >= row.number("margin_high") or row.number("high") <= row.number(
        "margin_low"
    )
    return words(
        "Equivalence not shown for {marker} ({contrast}): the interval {reaches} the declared "
        "margin of {margin} ({mean} {estimate}; {interval}; {tested}).{so}",
        **names,
        **parts,
        reaches="lies wholly beyond" if beyond else "reaches beyond",
        tested=tested,
        so="" if beyond else " This does not show that the difference is larger than the margin.",
    )


def _mean_name(row: Row) -> str:
    """What the means are called on each scale."""
    names = {"log2": "ratio of geometric means", "logit": "mean odds ratio"}
    return names.get(row.text("scale"), "mean difference")


def _is_ratio(row: Row) -> bool:
    return row.text("scale") in ("log2", "logit")


def _unit(row: Row, plan: Plan) -> Words:
    if _is_ratio(row):
        return Words()
    return unit_of_difference(plan, row.text("marker"), row.text("contrast"))


def numbers(row: Row) -> tuple[Traced, Traced, Traced]:
    """Mean and bounds, with as many decimals as also tell the bounds from the margin."""
    ratio = _is_ratio(row)
    columns = ("ratio", "ratio_low", "ratio_high") if ratio else ("mean_difference", "low", "high")
    values = [row.number(column) for column in columns]
    decimals = (ratio_decimals if ratio else decimals_for)(*values)
    margins = [row.number(column) for column in _margin_columns(row)]
    for bound, margin in zip(values[1:], margins, strict=True):
        # A bound within the margin must not round to it, nor one beyond it.
        while decimals < 6 and bound != margin and round(bound, decimals) == margin:
            decimals += 1
    mean, low, high = (
        row.traced(column, fixed(value, decimals))
        for column, value in zip(columns, values, strict=True)
    )
    return mean, low, high


def _margin_columns(row: Row) -> tuple[str, str]:
    if _is_ratio(row):
        return "margin_ratio_low", "margin_ratio_high"
    return "margin_low", "margin_high"


def margin_words(row: Row, plan: Plan) -> Words:
    """The declared margin: ``±5 percentage points`` or ``×0.8 to ×1.25``."""
    low, high = _margin_columns(row)
    unit = _unit(row, plan)
    first = row.traced(low, plain(row.number(low)))
    second = row.traced(high, plain(row.number(high)))
    if _is_ratio(row):
        return words("×{low} to ×{high}", low=first, high=second)
    if math.isclose(row.number(low), -row.number(high)):
        return joined([words("±{high}", high=second), unit])
    return joined([words("{low} to {high}", low=first, high=second), unit])


def equivalence_listing(found: Sequence[Row], plan: Plan) -> Listing:
    """Every declared margin with its two one-sided tests."""
    return Listing(
        "Mean differences against their declared margins; p values not adjusted",
        ["Marker", "Contrast", "Margin", "Mean", "Interval (level)", "n", "p", "Conclusion"],
        [
            [
                marker_name(plan, row.text("marker")),
                contrast_name(plan, row.text("contrast")),
                margin_words(row, plan),
                *_mean_and_interval(row),
                count_cell(row, "n"),
                p_cell(row, "p", plan.inference.alpha),
                row.text("conclusion"),
            ]
            for row in found
        ],
        numeric=frozenset({5, 6}),
        whole=frozenset({2, 4, 6}),
    )


def _mean_and_interval(row: Row) -> list[Cell]:
    mean, low, high = numbers(row)
    if mean.text == MISSING:
        return [MISSING, MISSING]
    shown = words("×{mean}", mean=mean) if _is_ratio(row) else mean
    if MISSING in (low.text, high.text):
        return [shown, MISSING]
    level = row.traced("level", level_text(row.number("level")), "percent")
    return [shown, words("{low} to {high} ({level})", low=low, high=high, level=level)]
