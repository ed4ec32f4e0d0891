"""What one patient changes, as sentences and a table made from influence.csv."""

import math
from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.answers.sentences import p_words
from explant.language.asked import marker_name, unit_of_difference
from explant.language.estimates import Shown, estimate_words, shown
from explant.language.words import Name, Row, Words, joined, listed, words
from explant.numbers import MISSING, decimals_for, fixed, plain, ratio_decimals
from explant.pages.page_cells import Cell, Listing, count_cell, p_cell
from explant.questions.answers import reaches

MOST_NAMED = 6


def influence_sentence(found: Sequence[Row], declared: Row | None, plan: Plan) -> Words:
    """Whose removal changes one result most, and whether one patient moves p across alpha.

    Parameters
    ----------
    found
        The rows of ``influence.csv`` of one marker and contrast.
    declared
        Its row of ``paired.csv``.
    plan
        The study's plan.
    """
    marker = marker_name(plan, found[0].text("marker"))
    chosen = next((row for row in found if row.text("most_influential") == "yes"), None)
    if chosen is None or declared is None or math.isnan(chosen.number("estimate")):
        note = next((row.text("note") for row in found if row.text("note")), "")
        reason = note.rstrip(".")
        return words(
            "{marker}: no patient could be left out{reason}.",
            marker=marker,
            reason=f" ({reason})" if reason else "",
        )
    alpha = plan.inference.alpha
    before, after = _in_same_digits(shown(declared, plan), shown(chosen, plan))
    first = words(
        "{marker}: leaving out {patient} changes the estimate most, from {before} to {after}{p}.",
        marker=marker,
        patient=Name(chosen.text("patient"), "patient"),
        before=before,
        after=joined([after, _unit(chosen, plan)]),
        p=_before_and_after(declared, chosen, alpha),
    )
    return joined([first, _crossing(found, declared, plan)])


def _in_same_digits(declared: Shown, without: Shown) -> tuple[Words, Words]:
    decimals = max(
        (ratio_decimals if one.is_ratio else decimals_for)(*one.values)
        for one in (declared, without)
    )
    first, second = (
        words(
            "{times}{number}",
            times="×" if one.is_ratio else "",
            number=one.row.traced(
                one.columns[0],
                fixed(one.values[0], decimals),
                "ratio" if one.back_transformed else "",
            ),
        )
        for one in (declared, without)
    )
    return first, second


def _unit(row: Row, plan: Plan) -> Words:
    marker, contrast = row.text("marker"), row.text("contrast")
    if plan.markers[marker].scale == "linear":
        return unit_of_difference(plan, marker, contrast)
    return Words()


def _before_and_after(declared: Row, without: Row, alpha: float) -> Words:
    if math.isnan(declared.number("p")) and math.isnan(without.number("p")):
        return Words()
    before, after = (p_words(row, "p", "p", alpha) for row in (declared, without))
    if str(before) == str(after):
        return words(" (unadjusted {p} with and without)", p=after)
    return words(" (unadjusted {p} with all, {q} without)", p=before, q=after)


def turned(found: Sequence[Row], declared: Row | None, plan: Plan) -> list[Row]:
    """Patients whose removal alone moves p to the other side of alpha."""
    alpha = plan.inference.alpha
    if declared is None or math.isnan(declared.number("p")):
        return []
    below = reaches(declared.number("p"), alpha)
    tested = (row for row in found if not math.isnan(row.number("p")))
    return [row for row in tested if reaches(row.number("p"), alpha) != below]


def influence_summary(by_marker: Sequence[tuple[Sequence[Row], Row | None]], plan: Plan) -> Words:
    """For which markers one patient decides on which side of alpha p lies.

    Parameters
    ----------
    by_marker
        The rows of ``influence.csv`` of each marker of one contrast, with its row of
        ``paired.csv``.
    plan
        The study's plan.
    """
    alpha = plain(plan.inference.alpha)
    decided = [
        words(
            "{marker} ({patients} of {n} patients)",
            marker=marker_name(plan, found[0].text("marker")),
            patients=len(turned(found, declared, plan)),
            n=len(found),
        )
        for found, declared in by_marker
        if turned(found, declared, plan)
    ]
    if not decided:
        return words("No patient left out alone moves an unadjusted p across {alpha}.", alpha=alpha)
    return words(
        "Leaving out a single patient can move the unadjusted p across {alpha} for {markers}.",
        alpha=alpha,
        markers=listed(decided),
    )


def _crossing(found: Sequence[Row], declared: Row, plan: Plan) -> Words:
    alpha = plan.inference.alpha
    p = declared.number("p")
    if math.isnan(p):
        return Words()
    side = f"above {plain(alpha)}" if reaches(p, alpha) else f"to {plain(alpha)} or below"
    moving = turned(found, declared, plan)
    if not moving:
        return words("No patient left out alone moves p {side}.", side=side)
    names = [Name(row.text("patient"), "patient") for row in moving]
    if len(names) == 1:
        return words("Leaving out {patient} alone moves p {side}.", patient=names[0], side=side)
    named = listed([*names[:MOST_NAMED]] if len(names) <= MOST_NAMED else [], "or")
    return words(
        "Leaving out any one of {count} of {n} patients{names} moves p {side}.",
        count=len(names),
        n=len(found),
        names=words(" ({names})", names=named) if named else "",
        side=side,
    )


def influence_listing(found: Sequence[Row], declared: Sequence[Row], plan: Plan) -> Listing:
    """The most influential patient of every primary result."""
    own = {(row.text("marker"), row.text("contrast")): row for row in declared}
    chosen = [row for row in found if row.text("most_influential") == "yes"]
    table: list[list[Cell]] = []
    for row in chosen:
        every = own.get((row.text("marker"), row.text("contrast")))
        table.append(
            [
                marker_name(plan, row.text("marker")),
                Name(row.text("patient"), "patient"),
                MISSING if every is None else _estimate(every, plan),
                _estimate(row, plan),
                MISSING if every is None else p_cell(every, "p", plan.inference.alpha),
                p_cell(row, "p", plan.inference.alpha),
                count_cell(row, "n"),
            ]
        )
    return Listing(
        "The patient whose removal changes each estimate most; p values not adjusted",
        ["Marker", "Patient", "Estimate", "Without the patient", "p", "p without", "n without"],
        table,
        numeric=frozenset({4, 5, 6}),
        whole=frozenset({1, 4, 5}),
    )


def _estimate(row: Row, plan: Plan) -> Cell:
    return MISSING if math.isnan(row.number("estimate")) else estimate_words(row, plan)
