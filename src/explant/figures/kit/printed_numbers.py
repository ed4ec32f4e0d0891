"""Numbers as figures print them: the report's own digits, in a line of text."""

import math

import pandas as pd

from explant.config.models import Marker, Plan, Scale
from explant.declared_tests.group_methods import ComparisonKind
from explant.declared_tests.known_tests import TESTS
from explant.listed_cells import from_cell
from explant.numbers import MINUS, MISSING, interval_text, level_text, p_text
from explant.numbers import difference_unit as long_unit
from explant.questions.scales import ratio


def interval_called(plan: Plan) -> str:
    """What the declared intervals of a figure are together: exact ones achieve more than asked.

    Parameters
    ----------
    plan
        The study's plan.
    """
    level = level_text(plan.inference.confidence)
    if TESTS[plan.inference.test].exact_up_to == 0:
        return f"{level} interval"
    return f"interval of at least {level}"


def printed(words: object) -> str:
    """Words with ordinary blanks, at which they may break."""
    return str(words).replace("\N{NO-BREAK SPACE}", " ")


def p_phrase(p: float, alpha: float, adjusted: bool = False) -> str:
    """P value with its name and sign.

    Examples
    --------
    >>> p_phrase(0.0312, 0.05), p_phrase(0.0004, 0.05, adjusted=True), p_phrase(math.nan, 0.05)
    ('p = 0.031', 'adjusted p < 0.001', 'not tested')
    """
    if math.isnan(p):
        return "not tested"
    sign, digits = p_text(p, alpha)
    return f"{'adjusted ' if adjusted else ''}p {sign} {digits}"


def p_digits(p: float, alpha: float) -> str:
    """P value for a column of p values.

    Examples
    --------
    >>> p_digits(0.0312, 0.05), p_digits(0.0004, 0.05)
    ('0.031', '< 0.001')
    """
    if math.isnan(p):
        return MISSING
    sign, digits = p_text(p, alpha)
    return digits if sign == "=" else f"{sign} {digits}"


STARS = (0.001, 0.01, 0.05)


def stars(p: float) -> str:
    """A p value as stars: one for at most 0.05, two for 0.01, three for 0.001.

    Examples
    --------
    >>> stars(0.05), stars(0.0312), stars(0.0004), stars(0.2)
    ('*', '*', '***', '')
    """
    return "*" * sum(p <= limit for limit in STARS)


def annotation_note(plan: Plan) -> str:
    """What the numbers beside effects are."""
    words = []
    if "p" in plan.figures.annotate:
        words.append("p: adjusted.")
    if "stars" in plan.figures.annotate:
        words.append("* adjusted p ≤ 0.05, ** ≤ 0.01, *** ≤ 0.001.")
    return " ".join(words)


def difference_unit(marker: Marker, *, short: bool = False) -> str:
    """Unit of a difference on the linear scale; percentages differ by percentage points."""
    unit = long_unit(marker.unit)
    return "pp" if short and unit != marker.unit.strip() else unit


def effect_text(
    estimate: float, low: float, high: float, scale: Scale, unit: str = "", per: str = ""
) -> str:
    """Estimate with its interval, as a ratio where the scale is logarithmic.

    Parameters
    ----------
    estimate, low, high
        On the analysis scale; NaN where there is none.
    scale
        The marker's scale.
    unit
        Unit of a difference on the linear scale.
    per
        What one step of a slope is, for example ``cm``.

    Returns
    -------
    str
        A dash where there is no estimate.

    Examples
    --------
    >>> effect_text(1.25, -0.5, 3.0, "linear", "pp")
    '1.3 pp [−0.5, 3.0]'
    >>> effect_text(1.0, 0.0, 2.0, "log2", per="cm")
    '×2.00 per cm [1.00, 4.00]'
    """
    if not math.isfinite(estimate):
        return MISSING
    values = [estimate, low, high]
    if scale != "linear":
        values = [float(v) for v in ratio(values, scale)]
    text = interval_text(*values, is_ratio=scale != "linear")
    sign = {"log2": "×", "logit": "OR "}.get(scale)
    shown = f"{sign}{text.estimate}" if sign else f"{text.estimate} {unit}".rstrip()
    if per:
        shown += f" per {per}"
    return f"{shown} [{text.low}, {text.high}]" if text.bounded else shown


def comparison_text(
    plan: Plan, stratifier: str, marker: str, compared: pd.Series, *, short: bool = False
) -> str:
    """How much an effect differs along a stratifier, with its interval.

    Parameters
    ----------
    plan
        The study's plan.
    stratifier, marker
        Their names.
    compared
        A row of ``interactions.csv``.
    short
        Abbreviate percentage points.
    """
    kind = compared["kind"]
    if kind == ComparisonKind.UNORDERED_GROUPS:
        return "any difference between groups"
    settings = plan.markers[marker]
    per = {
        "continuous": plan.patients.strata[stratifier].unit or "unit",
        ComparisonKind.ORDERED_GROUPS: "group",
    }.get(kind, "")
    effect = effect_text(
        compared["estimate"],
        compared["low"],
        compared["high"],
        settings.scale,
        difference_unit(settings, short=short),
        per,
    )
    if kind != ComparisonKind.TWO_GROUPS:
        return effect
    # On a logarithmic scale the difference of two groups reads as a ratio.
    minus = f" {MINUS} " if settings.scale == "linear" else " / "
    return f"{minus.join(from_cell(compared['groups']))}: {effect}"


def n_digits(row: pd.Series) -> str:
    """Number of patients of a result: of each group that it compares, or of all."""
    sizes = from_cell(row["group_sizes"])
    if len(sizes) > 1:
        return ", ".join(sizes)
    return "0" if pd.isna(row["n"]) else str(int(row["n"]))


__all__ = [
    "annotation_note",
    "comparison_text",
    "difference_unit",
    "effect_text",
    "level_text",
    "n_digits",
    "p_digits",
    "p_phrase",
    "printed",
    "stars",
]
