"""What one row of a table allows to be claimed: evidence, none, or too few patients to tell."""

import math

from explant.config.models import Plan
from explant.language.estimates import achieved_level
from explant.language.words import BOUNDS, Row, Traced, Words, listed, words
from explant.numbers import p_text

# A level that a table holds in full precision may fall short of the declared one by rounding.
TOLERANCE = 1e-9


def all_zero(row: Row) -> bool:
    """Whether there are differences and every one is exactly zero."""
    zeros = row.count("n_zero")
    return bool(zeros) and zeros == row.count("n")


def covers_zero(row: Row) -> bool:
    """Whether the interval includes zero on the analysis scale; without an interval it does."""
    return not (row.number("low") > 0 or row.number("high") < 0)


def null_words(row: Row, plan: Plan) -> str:
    """What an interval includes or excludes: a ratio of one, or zero."""
    return "a ratio of one" if plan.markers[row.text("marker")].scale != "linear" else "zero"


def falls_short(row: Row, plan: Plan) -> bool:
    """Whether the interval has a lower level than the plan asks for."""
    return achieved_level(row, plan) < plan.inference.confidence - TOLERANCE


def group_sizes(row: Row) -> Words:
    """Patients in each group that a row compares, or of the whole row."""
    sizes = row.several("group_sizes")
    if len(sizes) < 2:
        return Words((row.traced("n", str(row.count("n") or 0)),))
    return listed([Traced(size, row.table, row.index, "group_sizes", "part") for size in sizes])


def patients_alone(row: Row) -> Words:
    """How many patients, of groups how many of each, and how many were left out."""
    left_out = row.count("n_incomplete")
    if not left_out:
        return group_sizes(row)
    return words(
        "{n}, {m} left out",
        n=group_sizes(row),
        m=row.traced("n_incomplete", str(left_out)),
    )


def patients_counted(row: Row) -> Words:
    """The same as ``n = 12 and 8, 1 left out``."""
    return words("n = {n}", n=patients_alone(row))


def p_words(
    row: Row, column: str, name: str, alpha: float | None = None, *, bare: bool = False
) -> Words:
    """``p = 0.031`` or ``p < 0.001``, the number traced to its cell; bare: ``0.031``."""
    p = row.number(column)
    if math.isnan(p):
        return words("{name} not available", name=name)
    sign, digits = p_text(p, alpha)
    if bare and sign == "=":
        return Words((row.traced(column, digits, BOUNDS[sign]),))
    return words(
        "{sign} {digits}" if bare else "{name} {sign} {digits}",
        name=name,
        sign=sign,
        digits=row.traced(column, digits, BOUNDS[sign]),
    )


def lost_to_adjustment(row: Row, alpha: float) -> Words:
    """What adjusting for many tests did: p before and after, and for how many comparisons."""
    tests = row.count("family_size")
    return words(
        "{before} before and {after} after adjustment{many}",
        before=p_words(row, "p", "p", alpha),
        after=p_words(row, "p_adjusted", "", alpha, bare=True),
        many=words(" for {tests} comparisons", tests=row.traced("family_size", str(tests)))
        if tests
        else "",
    )
