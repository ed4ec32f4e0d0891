"""Whether ordered levels rise or fall, and whether levels differ at all, from trends.csv."""

import math
from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.asked import contrast_name, factor_name, level_name, marker_name
from explant.language.evidence import p_words, patients_counted
from explant.language.words import Name, Row, Words, joined, listed, words
from explant.numbers import MISSING, plain
from explant.pages.page_cells import Cell, Listing, bare_number, count_cell, p_cell
from explant.questions.answers import reaches


def trend_sentence(row: Row, plan: Plan) -> Words:
    """Whether one marker rises or falls over the levels of a factor, or differs between them.

    Parameters
    ----------
    row
        A row of ``trends.csv``: of a trend contrast (Page's test), or of a factor as a whole
        (Friedman's test).
    plan
        The study's plan.
    """
    return _page(row, plan) if row.text("contrast") else _friedman(row, plan)


def _page(row: Row, plan: Plan) -> Words:
    names: dict[str, Words | Name] = {
        "marker": marker_name(plan, row.text("marker")),
        "contrast": contrast_name(plan, row.text("contrast")),
        "factor": factor_name(plan, row.text("factor")),
        "levels": listed(_levels(row, plan)),
    }
    alpha, p = plan.inference.alpha, row.number("p_page")
    if math.isnan(p):
        return words(
            "Whether {marker} rises or falls over {factor} ({contrast}) was not tested{reason}.",
            **names,
            reason=_reason(row),
        )
    details = words(
        "Page’s L = {l}, unadjusted {p}; {n}",
        l=row.traced("page", plain(row.number("page"), 6)),
        p=p_words(row, "p_page", "p", alpha),
        n=patients_counted(row),
    )
    moves = {"increase": "rises", "decrease": "falls"}.get(row.text("observed"))
    if reaches(p, alpha) and moves:
        return words(
            "Evidence that {marker} {moves} in order over {factor} {levels} ({contrast}; "
            "{details}).",
            **names,
            moves=moves,
            details=details,
        )
    return words(
        "No evidence that {marker} rises or falls in order over {factor} {levels} ({contrast}; "
        "{details}).",
        **names,
        details=details,
    )


def _friedman(row: Row, plan: Plan) -> Words:
    marker = marker_name(plan, row.text("marker"))
    factor = factor_name(plan, row.text("factor"))
    alpha, column = plan.inference.alpha, _friedman_p(row)
    if math.isnan(row.number(column)):
        return words(
            "Whether {marker} differs between the levels of {factor} was not tested{reason}.",
            marker=marker,
            factor=factor,
            reason=_reason(row),
        )
    details = words(
        "Friedman’s statistic {q}, Kendall’s W = {w}, unadjusted {p}; {n}",
        q=bare_number(row, "friedman", 2),
        w=bare_number(row, "kendall_w", 2),
        p=p_words(row, column, "p", alpha),
        n=patients_counted(row),
    )
    if reaches(row.number(column), alpha):
        return words(
            "Evidence that {marker} differs between the levels of {factor} ({details}).",
            marker=marker,
            factor=factor,
            details=details,
        )
    return words(
        "No evidence that {marker} differs between the levels of {factor} ({details}).",
        marker=marker,
        factor=factor,
        details=details,
    )


def _friedman_p(row: Row) -> str:
    """The permutation p where there is one: the chi-square one is rough for few patients."""
    exact = "p_friedman_permutation"
    return "p_friedman" if math.isnan(row.number(exact)) else exact


def _reason(row: Row) -> str:
    note = row.text("note").rstrip(".")
    return f" ({note})" if note else ""


def _levels(row: Row, plan: Plan) -> list[Words]:
    factor = row.text("factor")
    return [Words((level_name(plan, factor, level),)) for level in row.several("levels")]


def trends_listing(found: Sequence[Row], plan: Plan) -> Listing:
    """Page's and Friedman's tests of every row."""
    ordered = any(not math.isnan(row.number("page")) for row in found)
    headings: list[Cell] = ["Marker", "Over", "Levels", "n"]
    headings += ["Page’s L", "Its p", "Direction"] if ordered else []
    headings += ["Friedman", "Its p", "Kendall’s W"]
    return Listing(
        "Ordered levels; p values not adjusted",
        headings,
        [
            [
                marker_name(plan, row.text("marker")),
                contrast_name(plan, row.text("contrast"))
                if row.text("contrast")
                else factor_name(plan, row.text("factor")),
                joined(_levels(row, plan), ", "),
                count_cell(row, "n"),
                *(
                    [
                        bare_number(row, "page", 1),
                        p_cell(row, "p_page", plan.inference.alpha),
                        row.text("observed") or MISSING,
                    ]
                    if ordered
                    else []
                ),
                bare_number(row, "friedman", 2),
                p_cell(row, _friedman_p(row), plan.inference.alpha),
                bare_number(row, "kendall_w", 2),
            ]
            for row in found
        ],
        numeric=frozenset({3, 4, 5, 7, 8, 9} if ordered else {3, 4, 5, 6}),
    )
