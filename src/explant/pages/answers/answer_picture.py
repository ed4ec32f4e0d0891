"""The answer picture: a row a marker; the leading question large, the other questions beside it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from explant.config.models import Plan
from explant.language.answers.between_words import reading
from explant.language.answers.sentences import family_sizes
from explant.language.answers.verdicts import could_answer, has_evidence, is_tested, sides
from explant.language.asked import contrast_name, marker_name
from explant.language.estimates import interval_words, shown
from explant.language.evidence import lost_to_adjustment, p_words, patients_counted
from explant.language.words import Name, Part, Row, Words, joined, words
from explant.numbers import difference_unit, plain
from explant.pages.answers.small_figures import Strips
from explant.questions.answers import reaches
from explant.questions.design import cell_name, contrast_weights
from explant.questions.question import NumberKind, question

MOST_ROWS = 12
"""The picture of more markers has rows for those that the plan declares, and the first by p."""

MOST_COLUMNS = 5
"""Questions and stratifiers beside the leading one that a page has room for."""

UNITS = {"log2": "ratio", "logit": "odds ratio"}


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
    """A marker; ``levels`` are its medians before and after, ``robust`` is firm or fragile."""

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
    columns_left_out: int
    reading: Words
    with_levels: bool
    with_robustness: bool


def leading(plan: Plan, found: Sequence[Row], most: int) -> list[Row]:
    """Rows of the headline contrast: all in the plan's order where there is room for them.

    Else those of the markers that the plan declares, and then those with the smallest adjusted p.
    """
    place = {marker: i for i, marker in enumerate(plan.markers)}
    own = [row for row in found if row.text("contrast") == plan.headline]
    own.sort(key=lambda row: place[row.text("marker")])
    if len(own) <= most:
        return own
    declared = [row for row in own if row.text("marker") in plan.report.show]
    others = [row for row in own if is_tested(row) and row not in declared]
    # The order of the panels: of equal p values, the larger standardized effect comes first.
    others.sort(key=lambda row: (row.number("p_adjusted"), row.number("p"), -_standardized(row)))
    return [*declared, *others][:most]


def _standardized(row: Row) -> float:
    size = abs(row.number("d" if row.table == "between" else "d_z"))
    return 0.0 if math.isnan(size) else size


def chosen_words(plan: Plan, shown: int, every: int) -> str:
    """Which markers :func:`leading` chose; empty where it left none out."""
    if shown >= every:
        return ""
    smallest = f"those with the smallest adjusted p of {plan.contrast_label(plan.headline)}"
    named = f"those that the plan declares, then {smallest}" if plan.report.show else smallest
    chosen = f"{shown} of {every} markers: {named}."
    by_p = shown > len(plan.report.show)
    return chosen + (
        " An estimate that was chosen for its p tends to be larger here than in a new study."
        if by_p
        else ""
    )


def answer_picture(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    read: Mapping[str, Sequence[Row]],
    link: Callable[[str, str], str],
    marker_link: Callable[[str], str],
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
    link
        Anchor of the details on a marker and a contrast.
    marker_link
        Anchor of a marker's panel.
    """
    if not plan.contrasts:
        return None
    found = [*read["paired"], *read["between"]]
    chosen = leading(plan, found, MOST_ROWS)
    every = sum(row.text("contrast") == plan.headline for row in found)
    questions = [name for name in plan.contrasts if name != plan.headline]
    asked = {(row.text("contrast"), row.text("marker")): row for row in found}
    markers = [row.text("marker") for row in chosen]
    questions = [name for name in questions if any((name, marker) in asked for marker in markers)]
    stratifiers = list(
        dict.fromkeys(
            row.text("stratifier")
            for row in read["interactions"]
            if row.text("contrast") == plan.headline and row.text("marker") in markers
        )
    )
    room = max(MOST_COLUMNS - len(stratifiers), 1)
    columns = [
        *(
            Heading(contrast_name(plan, name), plan.contrasts[name].role)
            for name in questions[:room]
        ),
        *(Heading(Name(plan.stratifier_label(name)), "of this effect") for name in stratifiers),
    ]
    strips = Strips(plan, chosen, tables, asked, questions[:room], read)
    rows = [
        _row(plan, row, strips, read, link, marker_link, questions[:room], stratifiers)
        for row in chosen
    ]
    return AnswerPicture(
        contrast_name(plan, plan.headline),
        plan.contrasts[plan.headline].role,
        columns,
        rows,
        chosen_words(plan, len(chosen), every),
        max(len(questions) - room, 0),
        reading(plan, plan.headline) if question(plan, plan.headline).is_between else Words(),
        any(row.levels for row in rows),
        any(row.robust for row in rows),
    )


def _row(
    plan: Plan,
    row: Row,
    strips: Strips,
    read: Mapping[str, Sequence[Row]],
    link: Callable[[str, str], str],
    marker_link: Callable[[str], str],
    questions: Sequence[str],
    stratifiers: Sequence[str],
) -> PictureRow:
    marker = row.text("marker")
    scale = plan.markers[marker].scale
    tested = is_tested(row)
    sizes = family_sizes(list(strips.asked.values()))
    robust = _robustness(read["robustness"], row)
    adjusted = sizes.get(row.text("family")) != 1 and row.text("adjustment") != "none"
    others: list[Small | None] = [
        _question(plan, strips, strips.asked.get((name, marker)), link(marker, name))
        for name in questions
    ]
    others += [_stratum(plan, strips, row, name) for name in stratifiers]
    return PictureRow(
        marker_link(marker),
        marker_name(plan, marker),
        UNITS.get(scale, difference_unit(plan.markers[marker].unit)),
        _levels(plan, read["cells"], marker),
        strips.large(row),
        _size(row, plan),
        _bounds(row, plan),
        _counts(plan, row),
        _p(row, plan, adjusted=adjusted) if tested else Words(),
        has_evidence(row),
        tested,
        "" if tested else (row.text("note").split("; ")[0].rstrip(".") or "not tested"),
        robust.text("robustness") if robust else "",
        _held(robust) if robust else Words(),
        others,
    )


def _p(row: Row, plan: Plan, *, adjusted: bool) -> Words:
    """The adjusted p; where adjustment took the evidence away, what it did."""
    alpha = plan.inference.alpha
    if not has_evidence(row) and reaches(row.number("p"), alpha):
        return lost_to_adjustment(row, alpha)
    p = p_words(row, "p_adjusted", "adjusted p" if adjusted else "p", alpha)
    return p if could_answer(row) else joined([p, "too few to show"], ", ")


def _size(row: Row, plan: Plan) -> Words:
    if math.isnan(row.number("estimate")):
        return Words()
    estimate = shown(row, plan)
    if estimate.is_ratio:
        return words("×{size}", size=estimate.estimate)
    plus = "+" if row.number("estimate") > 0 else ""
    return words("{plus}{size}", plus=plus, size=estimate.estimate)


def _bounds(row: Row, plan: Plan) -> Words:
    estimate = shown(row, plan)
    if not estimate.bounded or math.isnan(row.number("estimate")):
        return Words()
    return words("{low} to {high}", low=estimate.low, high=estimate.high)


def _counts(plan: Plan, row: Row) -> Words:
    """How many patients changed as the estimate does; of groups, how many are in each."""
    column = {"decrease": "n_decrease", "increase": "n_increase"}.get(row.text("observed"))
    if row.table == "between" or column is None or row.count(column) is None:
        return patients_counted(row)
    low, high = sides(plan, row.text("contrast"))
    return words(
        "{k} of {n} {side}",
        k=row.traced(column, str(row.count(column) or 0)),
        n=row.traced("n", str(row.count("n") or 0)),
        side=low if column == "n_decrease" else high,
    )


def _levels(plan: Plan, cells: Sequence[Row], marker: str) -> Words:
    """Medians of the two samples that the leading question compares, the reference first."""
    asked = question(plan, plan.headline)
    if asked.number != NumberKind.DIFFERENCE or asked.is_between:
        return Words()
    weights = contrast_weights(plan.of(marker), plan.headline)
    if len(weights) != 2:
        return Words()
    named = {cell_name(cell): weight for cell, weight in weights.items()}
    own = {row.text("sample"): row for row in cells if row.text("marker") == marker}
    order = sorted(named, key=lambda name: named[name])
    if not all(name in own for name in order):
        return Words()
    medians: list[Words | Part] = [
        own[name].traced("median", plain(own[name].number("median"), 3)) for name in order
    ]
    return joined(medians, " → ")


def _robustness(found: Sequence[Row], row: Row) -> Row | None:
    return next(
        (
            each
            for each in found
            if all(each.text(key) == row.text(key) for key in ("marker", "contrast"))
            and each.text("robustness")
        ),
        None,
    )


def _held(row: Row) -> Words:
    """In a few words what firm and fragile rest on."""
    deciding = row.count("n_deciding") or 0
    if deciding:
        if deciding == 1:
            return words("turns without {one}", one=Name(row.several("deciding_patients")[0]))
        return words("turns without any of {n} patients", n=row.traced("n_deciding", str(deciding)))
    same, every = row.count("n_same_verdict"), row.count("n_specifications")
    return words(
        "{same} of {every} analyses",
        same=row.traced("n_same_verdict", str(same or 0)),
        every=row.traced("n_specifications", str(every or 0)),
    )


def _question(plan: Plan, strips: Strips, row: Row | None, link: str) -> Small | None:
    if row is None:
        return None
    if not is_tested(row):
        return Small(link, Markup(""), Words(("not tested",)), False, "not tested")
    evidence = has_evidence(row)
    about = f"{plan.marker_label(row.text('marker'))}, {plan.contrast_label(row.text('contrast'))}"
    size = _size(row, plan)
    interval = interval_words(row, plan)
    figure = strips.small([row], row.text("marker"), [evidence], f"{about}: {size} ({interval}).")
    verdict = "" if evidence else "not shown"
    return Small(link, figure, size or Words(("differ" if evidence else "",)), evidence, verdict)


def _stratum(plan: Plan, strips: Strips, row: Row, stratifier: str) -> Small | None:
    """Whether the leading effect differs by a stratifier, with each group's own estimate."""

    def own(table: str) -> list[Row]:
        return [
            each
            for each in strips.read[table]
            if all(each.text(key) == row.text(key) for key in ("marker", "contrast"))
            and each.text("stratifier") == stratifier
        ]

    compared = own("interactions")
    kinds = {each.text("kind") for each in compared}
    main = next(
        (e for e in compared if e.text("kind") == "continuous" or "continuous" not in kinds), None
    )
    if main is None:
        return None
    evidence = has_evidence(main)
    link = f"in-whom-{list(plan.patients.strata).index(stratifier) + 1}"
    if main.text("kind") == "continuous":
        size = _size(main, plan) if evidence else Words()
        return Small(link, Markup(""), size, evidence, "" if evidence else "not shown")
    groups = own("strata")
    marker = row.text("marker")
    label = plan.stratifier_label(stratifier)
    each = "; ".join(f"{group.text('stratum')} {_size(group, plan)}" for group in groups)
    text = f"{plan.marker_label(marker)} by {label}: {each}."
    figure = strips.small(groups, marker, [evidence] * len(groups), text)
    named = joined(
        [words("{g} {size}", g=Name(g.text("stratum")), size=_size(g, plan)) for g in groups], ", "
    )
    return Small(
        link, figure, named if evidence else Words(), evidence, "" if evidence else "not shown"
    )
