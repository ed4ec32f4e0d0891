"""What a marker's figure shows, in sentences for people who do not see it. Needs no matplotlib."""

import pandas as pd

from explant.config.models import Plan
from explant.declared_tests.group_methods import method_of
from explant.declared_tests.known_tests import TESTS
from explant.figures.effects import compared_words, counted_per, results
from explant.figures.figure_names import has_effect
from explant.figures.kit.places import shown_grouping
from explant.figures.kit.printed_numbers import (
    difference_unit,
    effect_text,
    level_text,
    n_digits,
    p_phrase,
)
from explant.numbers import counted, in_order
from explant.questions.answers import is_tested
from explant.questions.design import cells
from explant.questions.question import question


def marker_text(
    plan: Plan,
    marker: str,
    measurements: pd.DataFrame,
    paired: pd.DataFrame,
    patients: pd.DataFrame | None = None,
    between: pd.DataFrame | None = None,
) -> str:
    """Text of a marker's figure: each contrast's estimate, interval, n and p."""
    plan = plan.of(marker)
    own = measurements[measurements["marker"] == marker]
    settings = plan.markers[marker]
    unit = f" ({settings.unit})" if settings.unit else ""
    parts = [
        f"{plan.marker_label(marker)}{unit}: values of "
        f"{counted(own['patient'].nunique(), 'patient')}, {_arrangement(plan, marker, patients)}."
    ]
    below = int(own["censored"].eq("below").sum())
    if below:
        parts.append(f"{counted(below, 'value')} below the detection limit.")
    found = results(plan, paired, between)
    found = found[found["marker"] == marker]
    rows = {str(row["contrast"]): row for _, row in found.iterrows()}
    for contrasts, beginning in (
        (
            plan.paired_contrasts,
            f"the {_numbers(plan)}, with their {TESTS[plan.inference.test].estimate}",
        ),
        (plan.between_contrasts, f"groups compared, by {_between_name(plan, marker)}"),
    ):
        effects = [
            f"{plan.contrast_label(contrast)}: {effect_words(plan, rows[contrast])}"
            for contrast in contrasts
            if contrast in rows
        ]
        if effects:
            parts.append(f"Beside them {beginning}. {'; '.join(effects)}.")
    return " ".join(parts)


def _arrangement(plan: Plan, marker: str, patients: pd.DataFrame | None) -> str:
    """How the values stand: a line for each patient, a dot, and in which groups."""
    grouping = shown_grouping(plan, marker, patients)
    groups = ""
    if grouping is not None:
        # Crossed groups have names of two parts.
        parted = any(", " in name for name in grouping.names)
        named = "; ".join(grouping.names) if parted else in_order(grouping.names)
        groups = f" by {grouping.label(plan)} ({named})"
    if not plan.factors:
        return f"one dot each{',' * bool(groups)}{groups}"
    return f"one line each, in {counted(len(cells(plan)), 'condition')}{',' * bool(groups)}{groups}"


def _numbers(plan: Plan) -> str:
    against = any(plan.contrasts[name].against is not None for name in plan.paired_contrasts)
    return "differences" if against else "paired differences"


def _between_name(plan: Plan, marker: str) -> str:
    several = any(
        len(question(plan, name).groups) > 2
        for name in plan.between_contrasts
        if plan.asks(name, marker) and has_effect(plan, name)
    )
    name = f"the {method_of(plan.inference.test, 'two groups').estimate}"
    return f"{name} or the change per group" if several else name


def effect_words(plan: Plan, row: pd.Series) -> str:
    """Estimate, interval, n, adjusted p and conclusion of a question in words.

    Parameters
    ----------
    plan
        The study's plan.
    row
        A row of :func:`explant.figures.effects.results`.
    """
    contrast, settings = str(row["contrast"]), plan.markers[str(row["marker"])]
    n = f"n = {n_digits(row)}"
    chance = p_phrase(row["p_adjusted"], plan.inference.alpha, adjusted=True)
    conclusion = f", {row['conclusion']}" if is_tested(row["reason"]) else ""
    if pd.isna(row["estimate"]):
        if has_effect(plan, contrast):
            return f"{n}, no estimate"
        return f"any difference, {n}, {chance}{conclusion}"
    effect = effect_text(
        row["estimate"],
        row["low"],
        row["high"],
        settings.scale,
        difference_unit(settings),
        counted_per(plan, contrast),
    )
    level = "" if pd.isna(row["level"]) else f" ({level_text(row['level'])} interval)"
    compared = ""
    if len(question(plan, contrast).groups) <= 2:
        compared = compared_words(plan, contrast, ratio=settings.scale != "linear")
    return f"{compared} {effect}{level}, {n}, {chance}{conclusion}".lstrip()
