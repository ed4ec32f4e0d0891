"""Tables as the report prints them: cells of words, each number traced to its CSV."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from explant.config.models import Plan
from explant.report.comparisons import difference_words, group_names, sizes
from explant.report.numbers import (
    MISSING,
    fixed,
    interval_text,
    level_text,
    p_text,
    plain,
)
from explant.report.questions import (
    TEST_NAMES,
    adjusted_p_name,
    contrast_name,
    marker_name,
    unit_of_difference,
)
from explant.report.sentences import (
    estimate_words,
    is_ratio,
    shown_columns,
    shown_texts,
)
from explant.report.words import Name, Part, Row, Words, joined, listed, words

Cell = Words | Part


@dataclass(frozen=True)
class Listing:
    """A table of the report: caption, headings, rows whose first cell is their heading.

    ``numeric`` columns stand to the right, cells of ``whole`` columns never break into lines, and
    ``wide`` columns have room for sentences.
    """

    caption: str
    headings: list[Cell]
    rows: list[list[Cell]]
    numeric: frozenset[int] = field(default_factory=frozenset)
    whole: frozenset[int] = field(default_factory=frozenset)
    wide: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.rows)


def bare_number(row: Row, column: str, decimals: int) -> Cell:
    """A number with fixed decimals."""
    value = row.number(column)
    return MISSING if math.isnan(value) else row.traced(column, fixed(value, decimals))


def count_cell(row: Row, column: str) -> Cell:
    """A whole number."""
    count = row.count(column)
    return MISSING if count is None else row.traced(column, str(count))


def p_cell(row: Row, column: str, alpha: float | None = None) -> Cell:
    """A p value: ``0.031`` or ``< 0.001``."""
    value = row.number(column)
    if math.isnan(value):
        return MISSING
    sign, digits = p_text(value, alpha)
    number = row.traced(column, digits, "" if sign == "=" else "bound")
    return number if sign == "=" else words("{sign} {number}", sign=sign, number=number)


def interval_cell(row: Row, estimate: str, low: str, high: str, *, ratio: bool = False) -> Cell:
    """An estimate with its interval in brackets."""
    values = [row.number(column) for column in (estimate, low, high)]
    if math.isnan(values[0]):
        return MISSING
    texts = interval_text(*values, is_ratio=ratio)
    shown = words("{e}", e=row.traced(estimate, texts.estimate))
    if not texts.bounded:
        return shown
    return words(
        "{estimate} [{low} to {high}]",
        estimate=shown,
        low=row.traced(low, texts.low),
        high=row.traced(high, texts.high),
    )


def declared_interval(row: Row) -> Cell:
    """Bounds of the declared interval with the level that it achieves."""
    texts = shown_texts(row)
    _, low, high = shown_columns(row)
    if not texts.bounded:
        return MISSING
    bounds = words(
        "{low} to {high}", low=row.traced(low, texts.low), high=row.traced(high, texts.high)
    )
    level = row.number("level")
    if math.isnan(level):
        return bounds
    return words(
        "{bounds} ({level})", bounds=bounds, level=row.traced("level", level_text(level), "percent")
    )


def expectation_cell(row: Row) -> Cell:
    """Expected direction against the observed one."""
    expected, observed = row.text("expected"), row.text("observed")
    if not expected:
        return MISSING
    if not observed or observed == "none":
        return f"{expected}; none seen"
    return f"{expected}; {'same' if expected == observed else 'opposite'} seen"


def _shared_unit(found: list[Row], plan: Plan) -> str:
    """Unit of all estimates where it is one and the same, for the caption."""
    units = {
        ""
        if is_ratio(row)
        else str(unit_of_difference(plan, row.text("marker"), row.text("contrast")))
        for row in found
    }
    return next(iter(units)) if len(units) == 1 else ""


def results_listing(found: list[Row], plan: Plan, first: str) -> Listing:
    """Results of the declared test; ``first`` is what a row is about: contrast or marker."""
    alpha = plan.inference.alpha
    adjustments = dict.fromkeys(row.text("adjustment") for row in found)
    adjusted = adjusted_p_name(next(iter(adjustments))) if len(adjustments) == 1 else "Adjusted p"
    unit = _shared_unit(found, plan)
    return Listing(
        f"Declared test: {TEST_NAMES[plan.inference.test]}" + (f"; in {unit}" if unit else ""),
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
                _estimate(row, plan, with_unit=not unit),
                declared_interval(row),
                count_cell(row, "n"),
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


def _estimate(row: Row, plan: Plan, *, with_unit: bool) -> Cell:
    if math.isnan(row.number("estimate")):
        return MISSING
    if with_unit:
        return estimate_words(row, plan)
    return row.traced(shown_columns(row)[0], shown_texts(row).estimate)


def _heading(row: Row, plan: Plan, first: str) -> Cell:
    if first == "marker":
        return marker_name(plan, row.text("marker"))
    return contrast_name(plan, row.text("contrast"))


def other_results(found: list[Row], plan: Plan) -> Listing:
    """All tests and effect sizes, a line each, with one column per contrast."""

    def with_p(estimate: str, low: str, high: str, p: str) -> Callable[[Row], Cell]:
        return lambda row: words(
            "{interval}, p {p}",
            interval=interval_cell(row, estimate, low, high),
            p=_equals(p_cell(row, p)),
        )

    def interval(estimate: str, low: str, high: str) -> Callable[[Row], Cell]:
        return lambda row: interval_cell(row, estimate, low, high)

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
        ("Smallest attainable p", _smallest),
        ("d_z detectable with 80 % power", bare("detectable_d_z", 2)),
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
    text = f"{value:.3g}" if value < 1000 else f"{value:.0f}"
    if value >= 1e6:
        return words("> {bound}", bound=row.traced("bf10", "1000000", "bound"))
    return row.traced("bf10", text)


def _smallest(row: Row) -> Cell:
    value = row.number("smallest_attainable_p")
    if math.isnan(value):
        return MISSING
    if value < 0.0001:
        return words("< {bound}", bound=row.traced("smallest_attainable_p", "0.0001", "bound"))
    return row.traced("smallest_attainable_p", plain(value))


def comparisons_listing(found: list[Row], plan: Plan) -> Listing:
    """Comparisons between strata: one line per marker, contrast and kind."""
    alpha = plan.inference.alpha
    adjustments = dict.fromkeys(row.text("adjustment") for row in found)
    adjusted = adjusted_p_name(next(iter(adjustments))) if len(adjustments) == 1 else "Adjusted p"
    return Listing(
        "Comparison of the paired differences",
        [
            "Marker",
            "Contrast",
            "Compared",
            "n",
            "Estimate",
            "Interval",
            "p",
            adjusted,
            "Method",
            "Detectable",
        ],
        [
            [
                marker_name(plan, row.text("marker")),
                contrast_name(plan, row.text("contrast")),
                _compared(row, plan),
                sizes(row),
                difference_words(row, plan) or MISSING,
                declared_interval(row),
                p_cell(row, "p", alpha),
                p_cell(row, "p_adjusted", alpha),
                row.text("method") or MISSING,
                _detectable(row),
            ]
            for row in found
        ],
        numeric=frozenset({6, 7}),
        whole=frozenset({3, 5, 6, 7, 9}),
        wide=frozenset({8}),
    )


def _detectable(row: Row) -> Cell:
    """Smallest difference (d) or correlation (r) that is found with 80 % power."""
    for symbol in ("d", "r"):
        column = f"detectable_{symbol}"
        if not math.isnan(row.number(column)):
            return words("{s} = {v}", s=symbol, v=bare_number(row, column, 2))
    return MISSING


def _compared(row: Row, plan: Plan) -> Cell:
    groups = group_names(row)
    if row.text("kind") == "continuous" or not groups:
        return Name(plan.stratifier_label(row.text("stratifier")))
    if len(groups) == 2:
        return words("{a} − {b}", a=Name(groups[0]), b=Name(groups[1]))
    return listed([Name(group) for group in groups])


def strata_listing(found: list[Row], plan: Plan) -> Listing:
    """What was seen within each stratum: description, and no p value."""
    return Listing(
        "Within each stratum (description)",
        ["Marker", "Contrast", "Stratum", "n", "Estimate", "Interval (level)", "d_z"],
        [
            [
                marker_name(plan, row.text("marker")),
                contrast_name(plan, row.text("contrast")),
                Name(row.text("stratum")),
                count_cell(row, "n"),
                _stratum_estimate(row, plan),
                declared_interval(row),
                bare_number(row, "d_z", 2),
            ]
            for row in found
        ],
        numeric=frozenset({3, 6}),
        whole=frozenset({2, 5}),
    )


def _stratum_estimate(row: Row, plan: Plan) -> Cell:
    if math.isnan(row.number("estimate")):
        return MISSING
    if is_ratio(row) or plan.markers[row.text("marker")].scale == "linear":
        return estimate_words(row, plan)
    number = row.traced("estimate", shown_texts(row).estimate)
    scale = plan.markers[row.text("marker")].scale
    return words("{number} ({scale})", number=number, scale=scale)


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
                Name(row.text("where"), "place"),
                Name(row.text("patient")),
                Name(
                    plan.marker_label(row.text("marker"))
                    if row.text("marker") in plan.markers
                    else row.text("marker")
                ),
                Name(row.text("what")),
                Name(row.text("how_to_fix")),
            ]
            for row in found
        ],
        whole=frozenset({2, 3}),
        wide=frozenset({4, 5}),
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
