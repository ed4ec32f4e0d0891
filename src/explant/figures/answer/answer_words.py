"""Words of the answer figure, from the rows of the tables."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.figures.answer.answer_axes import AnswerAxes
from explant.figures.kit import layout, style
from explant.figures.kit.printed_numbers import (
    annotation_note,
    interval_called,
    p_digits,
    p_phrase,
    printed,
    stars,
)
from explant.language.answers.answer import Answer, as_answers
from explant.language.answers.picture_words import (
    MOST_ROWS,
    beside,
    bounds_of,
    chosen_words,
    counts_of,
    leading,
    levels_of,
    levels_order,
    room_for_questions,
    size_of,
    step_of,
    unit_of_numbers,
    unit_of_size,
)
from explant.language.answers.robust_words import GRADES_ARE, grade, held_of, robust_row
from explant.language.unit_of_study import noun, renamed
from explant.language.words import Row, rows
from explant.numbers import counted
from explant.questions.answers import reaches

SIGNS = ("\N{DAGGER}", "\N{DOUBLE DAGGER}", "\N{SECTION SIGN}")


@dataclass(frozen=True)
class Read:
    """The tables as rows, and what was chosen of them."""

    plan: Plan
    found: list[Answer]
    chosen: list[Answer]
    tables: Mapping[str, list[Row]]
    asked: Mapping[tuple[str, str], Answer]
    questions: list[str]
    stratifiers: list[str]


def read_tables(plan: Plan, tables: Mapping[str, pd.DataFrame | None]) -> Read:
    """What the figure shows, chosen as the page chooses it."""
    read = {name: rows(name, table) for name, table in tables.items()}
    found = as_answers([*read["paired"], *read["between"]])
    chosen = leading(plan, found, MOST_ROWS)
    questions, stratifiers = beside(plan, found, chosen, as_answers(read["interactions"]))
    return Read(
        plan,
        found,
        chosen,
        read,
        {(row.contrast, row.marker): row for row in found},
        questions[: room_for_questions(stratifiers)],
        stratifiers,
    )


def name_lines(plan: Plan, row: Answer, cells: Sequence[Row]) -> list[str]:
    """The marker, and the medians of the two samples with their unit."""
    marker = row.marker
    unit = plan.markers[marker].unit
    levels = printed(levels_of(plan, cells, marker))
    name = layout.shortened(plan.marker_label(marker), 1.5, style.SMALL, bold=True)
    return [name, f"{levels} {unit}".strip()]


def said_lines(read: Read, row: Answer) -> list[str]:
    """Estimate with interval, how many changed and p as the plan asks, and how robust it is."""
    plan = read.plan
    if not row.is_tested:
        return ["not tested"]
    bounds = printed(bounds_of(row, plan))
    unit = unit_of_size(row, plan).replace("percentage points", "pp")
    size = f"{printed(size_of(row, plan))} {unit}".rstrip()
    shown = plan.figures.annotate
    p = float(row.number("p_adjusted"))
    numbers = [
        renamed(printed(counts_of(plan, row)), noun(plan)) if "n" in shown else "",
        _chance(row, plan.inference.alpha) if "p" in shown else "",
        stars(p) if "stars" in shown and math.isfinite(p) else "",
    ]
    robust = robust_row(read.tables["robustness"], row)
    return [
        f"{size} [{bounds}]" if bounds else size,
        *filter(None, [", ".join(filter(None, numbers))]),
        *([_robust(robust)] if robust else []),
    ]


def _robust(row: Answer) -> str:
    """``fragile: not shown without any one of 9 patients``; what was not shown has no grade."""
    return ": ".join(filter(None, [grade(row), printed(held_of(row))]))


def _chance(row: Answer, alpha: float) -> str:
    """The adjusted p, and what it was before where adjustment took the evidence away."""
    p = p_phrase(row.number("p_adjusted"), alpha)
    if row.has_evidence or not reaches(row.number("p"), alpha):
        return p
    return f"{p} ({p_digits(row.number('p'), alpha)} unadjusted)"


def own_axes(plan: Plan, columns: Iterable[str]) -> dict[str, str]:
    """What the numbers of columns are that have an axis of their own, by the column."""
    leading = unit_of_numbers(plan, plan.headline)
    return {
        name: printed(step_of(plan, name)) or "whole difference"
        for name in columns
        if name in plan.contrasts and unit_of_numbers(plan, name) != leading
    }


def column_heading(plan: Plan, name: str, marks: Mapping[str, str]) -> str:
    """Heading of a question, or of a property of the patients, beside the leading one."""
    if name not in plan.contrasts:
        return f"by {plan.stratifier_label(name)}"
    return plan.contrast_label(name) + marks.get(name, "")


def axis_marks(plan: Plan, columns: Sequence[str]) -> dict[str, str]:
    """A sign for each kind of number that has an axis of its own, which the note explains."""
    kinds = list(dict.fromkeys(own_axes(plan, columns).values()))
    return {
        name: SIGNS[kinds.index(kind) % len(SIGNS)]
        for name, kind in own_axes(plan, columns).items()
    }


def groups_of(found: Sequence[Row], row: Answer, stratifier: str) -> list[Answer]:
    """Rows of a table that are about the same effect, split by a property of the patients."""
    return as_answers(
        each
        for each in found
        if all(each.text(key) == row.text(key) for key in ("marker", "contrast"))
        and each.text("stratifier") == stratifier
    )


def note_words(read: Read, axes_of: AnswerAxes, columns: Sequence[str]) -> str:
    """What the marks are, and what was left out."""
    plan = read.plan
    every = sum(row.contrast == plan.headline for row in read.found)
    words = [
        f"Circle and line: estimate and {interval_called(plan)}; filled with evidence after "
        "adjustment, open without, which is not the same as none."
    ]
    if any(effect.patients for effect in axes_of.effects.values()):
        words.append("Dots: patients.")
    order = _levels_order(read)
    if order:
        words.append(f"Beneath a name: medians, {order}.")
    if any(grade(robust_row(read.tables["robustness"], row)) for row in read.chosen):
        words.append(GRADES_ARE)
    kinds = own_axes(plan, columns)
    signs = {sign: kinds[name] for name, sign in axis_marks(plan, columns).items()}
    words += [f"{sign} {kind}, on an axis of its own." for sign, kind in signs.items()]
    if columns:
        groups = [
            f"{plan.stratifier_label(name)}, from above: {', '.join(stratum.groups)}."
            for name, stratum in plan.patients.strata.items()
            if name in columns and stratum.groups
        ]
        words += groups
    if marks := annotation_note(plan):
        words.append(marks)
    left_out = len(plan.contrasts) - 1 - sum(name in plan.contrasts for name in columns)
    if left_out:
        words.append(f"{counted(left_out, 'other question')} in the tables.")
    if chosen := chosen_words(plan, len(read.chosen), every):
        words.append(chosen)
    return " ".join(words)


def _levels_order(read: Read) -> str:
    """Names of the two samples whose medians stand beneath a marker's name."""
    plan = read.plan
    if not any(printed(levels_of(plan, read.tables["cells"], r.marker)) for r in read.chosen):
        return ""
    return levels_order(plan)
