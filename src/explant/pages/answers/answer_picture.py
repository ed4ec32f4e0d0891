"""The answer picture: a row a marker; the leading question large, the other questions beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from explant.config.models import Plan
from explant.language.answers.answer import Answer, as_answers
from explant.language.answers.between_words import reading
from explant.language.answers.picture_words import (
    MOST_ROWS,
    UNITS,
    beside,
    bounds_of,
    chosen_words,
    counts_of,
    intervals_are,
    leading,
    levels_of,
    levels_order,
    p_of,
    room_for_questions,
    size_of,
    step_of,
    unit_of_numbers,
)
from explant.language.answers.robust_words import GRADES_ARE, grade, held_of, robust_row
from explant.language.answers.sentences import family_sizes
from explant.language.asked import contrast_name, marker_name
from explant.language.estimates import interval_words
from explant.language.words import Name, Row, Words, joined, words
from explant.numbers import counted, difference_unit
from explant.pages.answers.small_figures import Strips
from explant.questions.question import question


@dataclass(frozen=True)
class Links:
    """Anchors of what else is said.

    ``details`` on a marker and a contrast, ``panel`` of a marker, and in ``sure`` how firm the
    answer on a marker and a contrast is.
    """

    details: Callable[[str, str], str]
    panel: Callable[[str], str]
    sure: Callable[[str, str], str]


@dataclass(frozen=True)
class Small:
    """One more question of a marker: a small figure and its estimate."""

    link: str
    figure: Markup
    text: Words
    evidence: bool
    verdict: str


@dataclass(frozen=True)
class PictureRow:
    """A marker; ``levels`` are the two samples' medians, ``robust`` is the grade of the finding."""

    link: str
    name: Name
    unit: str
    levels: Words
    figure: Markup
    estimate: Words
    interval: Words
    counts: Words
    p: Words
    evidence: bool
    tested: bool
    reason: str
    robust: str
    sure: str
    held: Words
    others: list[Small | None]


@dataclass(frozen=True)
class Heading:
    """A column beside the leading question."""

    name: Name
    under: str


@dataclass(frozen=True)
class AnswerPicture:
    """What the leading question found in each marker, and the other questions beside it."""

    contrast: Name
    role: str
    columns: list[Heading]
    rows: list[PictureRow]
    left_out: str
    columns_left_out: str
    reading: Words
    levels_order: str
    intervals: str
    grades: str

    @property
    def with_robustness(self) -> bool:
        """Whether any verdict was asked anew."""
        return any(row.held for row in self.rows)


def answer_picture(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    read: Mapping[str, Sequence[Row]],
    links: Links,
) -> AnswerPicture | None:
    """The picture of a plan's answers; None for a plan without contrasts.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables by name: ``paired`` and ``differences`` are drawn.
    read
        Rows of ``paired``, ``between``, ``interactions``, ``strata``, ``robustness`` and ``cells``.
    links
        Where the rest is said.
    """
    if not plan.contrasts:
        return None
    found = as_answers([*read["paired"], *read["between"]])
    chosen = leading(plan, found, MOST_ROWS)
    every = sum(row.contrast == plan.headline for row in found)
    asked = {(row.contrast, row.marker): row for row in found}
    questions, stratifiers = beside(plan, found, chosen, as_answers(read["interactions"]))
    room = room_for_questions(stratifiers)
    columns = [
        *(Heading(contrast_name(plan, name), _under(plan, name)) for name in questions[:room]),
        *(Heading(Name(plan.stratifier_label(name)), "of this effect") for name in stratifiers),
    ]
    strips = Strips(plan, chosen, tables, asked, questions[:room], read)
    rows = [_row(plan, row, strips, read, links, questions[:room], stratifiers) for row in chosen]
    return AnswerPicture(
        contrast_name(plan, plan.headline),
        plan.contrasts[plan.headline].role,
        columns,
        rows,
        chosen_words(plan, len(chosen), every),
        counted(len(questions) - room, "other contrast") if len(questions) > room else "",
        reading(plan, plan.headline) if question(plan, plan.headline).is_between else Words(),
        levels_order(plan) if any(row.levels for row in rows) else "",
        intervals_are(plan),
        GRADES_ARE if any(row.robust for row in rows) else "",
    )


def _under(plan: Plan, contrast: str) -> str:
    """The role of a question beside the leading one, and what its numbers are per."""
    role = plan.contrasts[contrast].role
    if unit_of_numbers(plan, contrast) == unit_of_numbers(plan, plan.headline):
        return role
    return f"{role}; {step_of(plan, contrast) or 'whole difference'}, own axis"


def _row(
    plan: Plan,
    row: Answer,
    strips: Strips,
    read: Mapping[str, Sequence[Row]],
    links: Links,
    questions: Sequence[str],
    stratifiers: Sequence[str],
) -> PictureRow:
    marker = row.marker
    scale = plan.markers[marker].scale
    tested = row.is_tested
    sizes = family_sizes(list(strips.asked.values()))
    robust = robust_row(read["robustness"], row)
    adjusted = sizes.get(row.text("family")) != 1 and row.text("adjustment") != "none"
    others: list[Small | None] = [
        _question(plan, strips, strips.asked.get((name, marker)), links.details(marker, name), read)
        for name in questions
    ]
    others += [_stratum(plan, strips, row, name) for name in stratifiers]
    return PictureRow(
        links.panel(marker),
        marker_name(plan, marker),
        UNITS.get(scale, difference_unit(plan.markers[marker].unit)),
        levels_of(plan, read["cells"], marker),
        strips.large(row),
        size_of(row, plan),
        bounds_of(row, plan),
        counts_of(plan, row),
        p_of(row, plan, adjusted=adjusted) if tested else Words(),
        row.has_evidence,
        tested,
        "" if tested else (row.text("note").split("; ")[0].rstrip(".") or "not tested"),
        grade(robust),
        links.sure(marker, plan.headline),
        held_of(robust) if robust else Words(),
        others,
    )


def _question(
    plan: Plan,
    strips: Strips,
    row: Answer | None,
    link: str,
    read: Mapping[str, Sequence[Row]],
) -> Small | None:
    if row is None:
        return None
    if not row.is_tested:
        return Small(link, Markup(""), Words(("not tested",)), False, "not tested")
    evidence = row.has_evidence
    about = f"{plan.marker_label(row.text('marker'))}, {plan.contrast_label(row.text('contrast'))}"
    size = size_of(row, plan)
    interval = interval_words(row, plan)
    figure = strips.small([row], row.marker, [evidence], f"{about}: {size} ({interval}).")
    robust = robust_row(read["robustness"], row)
    firm = grade(robust)
    verdict = ("" if firm == "firm" else firm) if evidence else "not shown"
    return Small(link, figure, size or Words(("differ" if evidence else "",)), evidence, verdict)


def _stratum(plan: Plan, strips: Strips, row: Answer, stratifier: str) -> Small | None:
    """Whether the leading effect differs by a stratifier, with each group's own estimate."""

    def own(table: str) -> list[Answer]:
        return as_answers(
            each
            for each in strips.read[table]
            if all(each.text(key) == row.text(key) for key in ("marker", "contrast"))
            and each.text("stratifier") == stratifier
        )

    compared = own("interactions")
    kinds = {each.text("kind") for each in compared}
    main = next(
        (e for e in compared if e.text("kind") == "continuous" or "continuous" not in kinds), None
    )
    if main is None:
        return None
    evidence = main.has_evidence
    link = f"in-whom-{list(plan.patients.strata).index(stratifier) + 1}"
    if main.text("kind") == "continuous":
        size = size_of(main, plan) if evidence else Words()
        return Small(link, Markup(""), size, evidence, "" if evidence else "not shown")
    groups = own("strata")
    marker = row.marker
    label = plan.stratifier_label(stratifier)
    each = "; ".join(f"{group.text('stratum')} {size_of(group, plan)}" for group in groups)
    text = f"{plan.marker_label(marker)} by {label}: {each}."
    figure = strips.small(groups, marker, [evidence] * len(groups), text)
    named = joined(
        [words("{g} {size}", g=Name(g.text("stratum")), size=size_of(g, plan)) for g in groups],
        ", ",
    )
    return Small(
        link, figure, named if evidence else Words(), evidence, "" if evidence else "not shown"
    )
