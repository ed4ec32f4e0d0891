"""Tables of the report on strata: comparisons, and what was seen within each stratum."""

import math

from explant.config.models import Plan
from explant.declared_tests.group_methods import METHOD_NAMES, ComparisonKind
from explant.language.answers.answer import Answer
from explant.language.answers.comparisons import difference_words
from explant.language.asked import adjusted_p_name, contrast_name, marker_name
from explant.language.evidence import group_sizes
from explant.language.words import Name, Words, listed, words
from explant.numbers import MISSING, plain
from explant.pages.page_cells import (
    Cell,
    Listing,
    bare_number,
    count_cell,
    declared_interval,
    estimate_cell,
    p_cell,
)


def comparison_listings(found: list[Answer], plan: Plan) -> list[Listing]:
    """Comparisons of one contrast between strata: a table for each kind and method."""
    alike: dict[tuple[str, str, str], list[Answer]] = {}
    for row in found:
        key = (row.text("kind"), str(_compared(row, plan)), row.text("method"))
        alike.setdefault(key, []).append(row)
    tables = [_comparison_listing(rows, plan) for rows in alike.values()]
    given = [rows for rows in alike.values() if rows[0].several("given")]
    return tables + [_given_listing(rows, plan) for rows in given]


def _given_listing(found: list[Answer], plan: Plan) -> Listing:
    """The same comparison given the other properties of the patients."""
    alpha = plan.inference.alpha
    others = listed([Name(plan.stratifier_label(name)) for name in found[0].several("given")])
    one = found[0].text("kind") != ComparisonKind.UNORDERED_GROUPS
    return Listing(
        str(
            words(
                "{compared}, given {others}: exploratory; least squares on the analysis scale, p "
                "not adjusted",
                compared=_compared(found[0], plan),
                others=others,
            )
        ),
        [
            "Marker",
            *([_kind(found[0]), "Interval"] if one else []),
            "n",
            "F",
            "p of F",
            "p by permutation",
        ],
        [
            [
                marker_name(plan, row.marker),
                *(
                    [
                        _three_digits(row, "estimate_given"),
                        words(
                            "{low} to {high}",
                            low=_three_digits(row, "low_given"),
                            high=_three_digits(row, "high_given"),
                        ),
                    ]
                    if one
                    else []
                ),
                count_cell(row, "n_given"),
                bare_number(row, "f_given", 2),
                p_cell(row, "p_f_given", alpha),
                p_cell(row, "p_given", alpha),
            ]
            for row in found
        ],
        numeric=frozenset({1, 3, 4, 5, 6} if one else {1, 2, 3, 4}),
    )


def _three_digits(row: Answer, column: str) -> Cell:
    value = row.number(column)
    return MISSING if math.isnan(value) else row.traced(column, plain(value, 3))


def _comparison_listing(found: list[Answer], plan: Plan) -> Listing:
    alpha = plan.inference.alpha
    adjusted = adjusted_p_name(found[0].text("adjustment"))
    key = found[0].text("method")
    method = METHOD_NAMES[key] if key else ""
    beside = any(not math.isnan(row.number("superiority")) for row in found)
    chances: list[Cell] = ["Superiority", "Brunner–Munzel p"] if beside else []
    return Listing(
        str(_compared(found[0], plan)) + (f". {method}" if method else ""),
        ["Marker", _kind(found[0]), "Interval (level)", "n", "p", adjusted, "Detectable", *chances],
        [
            [
                marker_name(plan, row.marker),
                difference_words(row, plan, named=False) or MISSING,
                declared_interval(row, plan),
                group_sizes(row),
                p_cell(row, "p", alpha),
                p_cell(row, "p_adjusted", alpha),
                _detectable(row),
                *(
                    [bare_number(row, "superiority", 2), p_cell(row, "p_brunner_munzel", alpha)]
                    if beside
                    else []
                ),
            ]
            for row in found
        ],
        numeric=frozenset({4, 5, 7, 8} if beside else {4, 5}),
        whole=frozenset({1, 2, 3, 4, 5, 6, 8}),
    )


def _kind(row: Answer) -> str:
    named: dict[str, str] = {
        ComparisonKind.CONTINUOUS: "Slope",
        ComparisonKind.ORDERED_GROUPS: "Change",
        ComparisonKind.UNORDERED_GROUPS: "Estimate",
    }
    return named.get(row.text("kind"), "Difference")


def _detectable(row: Answer) -> Cell:
    """Smallest difference (d) or correlation (r) that is found with 80 % power."""
    for symbol in ("d", "r"):
        column = f"detectable_{symbol}"
        if not math.isnan(row.number(column)):
            return words("{s} = {v}", s=symbol, v=bare_number(row, column, 2))
    return MISSING


def _compared(row: Answer, plan: Plan) -> Words | Name:
    groups = row.several("groups")
    if row.text("kind") == "continuous" or not groups:
        return Name(plan.stratifier_label(row.text("stratifier")))
    if len(groups) == 2:
        return words("{a} − {b}", a=Name(groups[0]), b=Name(groups[1]))
    return listed([Name(group) for group in groups])


def strata_listing(found: list[Answer], plan: Plan) -> Listing:
    """What was seen within each stratum: description, and no p value."""
    return Listing(
        "Within each stratum (description)",
        ["Marker", "Contrast", "Stratum", "n", "Estimate", "Interval (level)", "d_z"],
        [
            [
                marker_name(plan, row.marker),
                contrast_name(plan, row.contrast),
                Name(row.text("stratum")),
                count_cell(row, "n"),
                estimate_cell(row, plan, with_unit=True),
                declared_interval(row, plan),
                bare_number(row, "d_z", 2),
            ]
            for row in found
        ],
        numeric=frozenset({3, 6}),
        whole=frozenset({2, 5}),
    )
