"""Tables as the report prints them: cells of words, each number traced to its CSV."""

import math
from collections.abc import Callable, Iterable, Sequence

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.answers.answer import Answer
from explant.language.answers.between_words import name_of_test
from explant.language.asked import adjusted_p_of, contrast_name, marker_name, name_of_test_within
from explant.language.estimates import unit_of_estimate
from explant.language.evidence import group_sizes
from explant.language.unit_of_study import renamed_texts
from explant.language.words import Name, Row, Words, joined, words
from explant.numbers import (
    MISSING,
    in_order,
    plain,
)
from explant.pages.page_cells import (
    Cell,
    Listing,
    bare_number,
    count_cell,
    declared_interval,
    estimate_cell,
    first_of,
    interval_cell,
    p_cell,
    smallest_p_cell,
)
from explant.problems import shortened
from explant.questions.question import question


def expectation_cell(row: Row) -> Cell:
    """Expected direction against the observed one."""
    expected, observed = row.text("expected"), row.text("observed")
    if not expected:
        return MISSING
    if not observed or observed == "none":
        return f"{expected}; none seen"
    return f"{expected}; {'same' if expected == observed else 'opposite'} seen"


def _shared_unit(found: Sequence[Row], plan: Plan) -> str:
    """Unit of all estimates where it is one and the same, for the caption."""
    units = {
        ""
        if plan.markers[row.text("marker")].scale != "linear"
        or row.text("kind") == ComparisonKind.UNORDERED_GROUPS
        else str(unit_of_estimate(row, plan))
        for row in found
    }
    return next(iter(units)) if len(units) == 1 else ""


def results_listing(found: list[Answer], plan: Plan, first: str) -> Listing:
    """Results of the declared test; ``first`` is what a row is about: contrast or marker."""
    alpha = plan.inference.alpha
    adjustments = dict.fromkeys(adjusted_p_of(row, plan) for row in found)
    adjusted = next(iter(adjustments)) if len(adjustments) == 1 else "Adjusted p"
    adjusted = adjusted if adjusted == "p" else adjusted[:1].upper() + adjusted[1:]
    unit = _shared_unit(found, plan)
    return Listing(
        f"Declared test: {_declared(found, plan)}" + (f"; in {unit}" if unit else ""),
        [
            first.capitalize(),
            "Estimate",
            "Interval (level)",
            "n",
            "Left out",
            "p",
            adjusted,
            "Expected",
        ],
        [
            [
                _heading(row, plan, first),
                estimate_cell(row, plan, with_unit=not unit),
                declared_interval(row, plan),
                group_sizes(row),
                count_cell(row, "n_incomplete"),
                p_cell(row, "p", alpha),
                p_cell(row, "p_adjusted", alpha),
                expectation_cell(row),
            ]
            for row in found
        ],
        numeric=frozenset({3, 4, 5, 6}),
        whole=frozenset({2, 3, 5, 6, 7}),
    )


def _declared(found: list[Answer], plan: Plan) -> str:
    """The test that the plan declares, or those that fit it where groups are compared."""
    between = [row for row in found if question(plan, row.text("contrast")).is_between]
    if not between:
        contrasts = {row.text("contrast") for row in found} or plan.paired_contrasts
        return name_of_test_within(plan, plan.inference.test, contrasts)
    return in_order(list(dict.fromkeys(filter(None, map(name_of_test, between)))))


def _heading(row: Row, plan: Plan, first: str) -> Cell:
    if first == "marker":
        return marker_name(plan, row.text("marker"))
    return contrast_name(plan, row.text("contrast"))


def other_results(found: Sequence[Row], plan: Plan) -> Listing:
    """All tests and effect sizes, a line each, with one column per contrast."""

    def with_p(estimate: str, low: str, high: str, p: str) -> Callable[[Row], Cell]:
        return lambda row: words(
            "{interval}, p {p}",
            interval=interval_cell(row, estimate, low, high),
            p=_equals(p_cell(row, p)),
        )

    def interval(estimate: str, low: str, high: str) -> Callable[[Row], Cell]:
        return lambda row: interval_cell(row, estimate, low, high)

    def smallest(column: str) -> Callable[[Row], Cell]:
        return lambda row: smallest_p_cell(row, column)

    def bare(column: str, decimals: int) -> Callable[[Row], Cell]:
        return lambda row: bare_number(row, column, decimals)

    measures: list[tuple[Cell, Callable[[Row], Cell]]] = [
        (
            "Mean [interval], t test",
            with_p("mean_difference", "mean_low", "mean_high", "p_t"),
        ),
        (
            "Pseudomedian [interval], signed-rank test",
            with_p("pseudomedian", "pseudomedian_low", "pseudomedian_high", "p_wilcoxon"),
        ),
        (
            "Mean [interval], sign-flip test",
            with_p("mean_difference", "sign_flip_low", "sign_flip_high", "p_sign_flip"),
        ),
        ("Patients up, down, unchanged; sign test", _ups_and_downs),
        ("Standard deviation of the differences", _spread),
        ("d_z", interval("d_z", "d_z_low", "d_z_high")),
        ("g_z", bare("g_z", 2)),
        ("d_av", bare("d_av", 2)),
        (
            "Rank-biserial correlation",
            interval("rank_biserial", "rank_biserial_low", "rank_biserial_high"),
        ),
        ("Superiority", interval("superiority", "superiority_low", "superiority_high")),
        ("Bayes factor BF10", _bayes),
        ("Smallest attainable p", smallest_p_cell),
        ("Smallest attainable adjusted p", smallest("smallest_attainable_p_adjusted")),
        (
            "The same with the zeros and ties seen",
            smallest("smallest_attainable_p_adjusted_seen"),
        ),
        ("d_z detectable with 80 % power, t test at α", bare("detectable_d_z", 2)),
        (
            "The same by the declared test at α divided by the tests (conservative)",
            bare("detectable_d_z_family", 2),
        ),
        ("n for the end of d_z’s interval nearer zero, 80 % power", _next_study),
    ]
    listed_rows: list[list[Cell]] = []
    for name, cell in measures:
        shown = [cell(row) for row in found]
        if any(str(text) != MISSING for text in shown):
            listed_rows.append([name, *shown])
    return Listing(
        "On the analysis scale; p values not adjusted",
        ["", *(contrast_name(plan, row.text("contrast")) for row in found)],
        listed_rows,
    )


def _equals(p: Cell) -> Cell:
    return words("= {p}", p=p) if str(p)[:1].isdigit() else p


def _ups_and_downs(row: Row) -> Cell:
    return words(
        "{up}, {down}, {zero}; p {p}",
        up=count_cell(row, "n_increase"),
        down=count_cell(row, "n_decrease"),
        zero=count_cell(row, "n_zero"),
        p=_equals(p_cell(row, "p_sign")),
    )


def _spread(row: Row) -> Cell:
    value = row.number("sd_difference")
    return MISSING if math.isnan(value) else row.traced("sd_difference", plain(value, 3))


def _bayes(row: Row) -> Cell:
    value = row.number("bf10")
    if math.isnan(value):
        return MISSING
    if value >= 1e6:
        return words("> {bound}", bound=row.traced("bf10", "1000000", "lower bound"))
    return row.traced("bf10", plain(value, 3))


def _next_study(row: Row) -> Cell:
    """Patients of a next study, with the effect that they would detect."""
    if row.count("next_study_n") is None:
        return MISSING
    return words(
        "{n} (d_z {d})", n=count_cell(row, "next_study_n"), d=bare_number(row, "next_study_d_z", 2)
    )


def anova_listing(found: list[Row], plan: Plan) -> Listing:
    """F tests of the whole design."""
    corrected = any(row.number("epsilon") < 1 - 1e-9 for row in found)
    headings: list[Cell] = ["Marker", "Effect", "n", "F", "Degrees of freedom", "p"]
    if corrected:
        headings += ["ε", "Corrected p"]
    headings += ["Partial η²", "Generalized η²"]
    return Listing(
        "Analysis of variance (p values not adjusted)",
        headings,
        [
            [
                marker_name(plan, row.text("marker")),
                _effect(row, plan),
                count_cell(row, "n"),
                bare_number(row, "f", 2),
                words("{a}, {b}", a=_degrees(row, "df1"), b=_degrees(row, "df2")),
                p_cell(row, "p"),
                *(
                    [bare_number(row, "epsilon", 2), p_cell(row, "p_corrected")]
                    if corrected
                    else []
                ),
                bare_number(row, "partial_eta2", 3),
                bare_number(row, "generalized_eta2", 3),
            ]
            for row in found
        ],
        numeric=frozenset({2, 3, 5, 6, 7, 8, 9}),
    )


def _degrees(row: Row, column: str) -> Cell:
    value = row.number(column)
    return MISSING if math.isnan(value) else row.traced(column, plain(value, 4))


def _effect(row: Row, plan: Plan) -> Words:
    labels = {name: plan.factor_label(name) for name in plan.factors} | {
        name: plan.stratifier_label(name) for name in plan.patients.strata
    }
    return joined([Name(labels.get(name, name)) for name in row.text("effect").split(" × ")], " × ")


def baseline_listing(found: list[Row], plan: Plan) -> Listing:
    """Who the patients are."""
    shown: list[list[Cell]] = []
    for row in found:
        if row.text("kind") == "patient":
            shown.append(["Patients", count_cell(row, "n"), "", ""])
            continue
        variable, group = row.text("variable"), row.text("group")
        declared = plan.patients.strata.get(variable)
        label = Name(plan.stratifier_label(variable) if declared else variable)
        unit = declared.unit if declared else ""
        heading = (
            words("{label}: {group}", label=label, group=Name(group))
            if group
            else joined([label, f"({unit})" if unit else ""])
        )
        described = (
            ""
            if group
            else words(
                "{median} ({minimum} to {maximum})",
                median=row.traced("median", plain(row.number("median"), 3)),
                minimum=row.traced("minimum", plain(row.number("minimum"), 3)),
                maximum=row.traced("maximum", plain(row.number("maximum"), 3)),
            )
        )
        shown.append([heading, count_cell(row, "n"), described, count_cell(row, "n_missing")])
    return Listing(
        "Patients",
        ["", "n", "Median (range)", "Unknown"],
        shown,
        numeric=frozenset({1, 3}),
        whole=frozenset({2}),
    )


def problems_listing(found: list[Row], plan: Plan) -> Listing:
    """Problems of the spreadsheet with their place and what to do."""
    return Listing(
        "What was found while reading the spreadsheet",
        ["Severity", "Place", "Patient", "Marker", "What", "How to fix it"],
        [
            [
                row.text("severity"),
                Name(shortened(row.text("where")), "place"),
                Name(row.text("patient"), "patient") if row.text("patient") else "",
                Name(
                    plan.marker_label(row.text("marker"))
                    if row.text("marker") in plan.markers
                    else row.text("marker")
                ),
                *map(Name, renamed_texts([row.text("what"), row.text("how_to_fix")], plan)),
            ]
            for row in found
        ],
        whole=frozenset({2, 3}),
        wide=frozenset({4, 5}),
    )


def columns_listing(found: list[Row]) -> Listing:
    """How each column of the spreadsheet was read."""
    shown, caption = first_of(found, "Columns of the spreadsheet")
    return Listing(
        caption,
        ["Sheet", "Column", "Heading", "Read as", "Cells"],
        [
            [
                Name(row.text("sheet")),
                row.text("column"),
                Name(row.text("heading")),
                Name(row.text("read_as")),
                count_cell(row, "cells"),
            ]
            for row in shown
        ],
        numeric=frozenset({4}),
        wide=frozenset({2, 3}),
    )


def contrasts_listing(plan: Plan, described: Iterable[tuple[str, Words, Words]]) -> Listing:
    """Contrasts with their formula in words and their cells with weights."""
    return Listing(
        "Contrasts",
        ["Contrast", "In words", "Samples and weights", "Role", "Family"],
        [
            [
                contrast_name(plan, name),
                formula,
                weights,
                plan.contrasts[name].role,
                Name(plan.family(name)),
            ]
            for name, formula, weights in described
        ],
        wide=frozenset({1, 2}),
    )
