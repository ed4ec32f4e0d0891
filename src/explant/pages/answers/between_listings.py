"""Tables of the report on comparisons of groups: every test, and what was seen in each group."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.answers.answer import Answer
from explant.language.asked import contrast_name, unit_of_difference
from explant.language.words import Name, Row, joined, words
from explant.numbers import MISSING, fixed, plain
from explant.pages.answers.listings import results_listing
from explant.pages.page_cells import (
    Cell,
    Listing,
    bare_number,
    count_cell,
    interval_cell,
    p_cell,
    smallest_p_cell,
)
from explant.questions.question import NumberKind, question

Measure = tuple[str, Callable[[Row], Cell]]

KINDS = (ComparisonKind.TWO_GROUPS, ComparisonKind.ORDERED_GROUPS, ComparisonKind.UNORDERED_GROUPS)


def between_listings(found: Sequence[Answer], plan: Plan) -> list[Listing]:
    """Results of one marker's comparisons of groups, by test; then each group of a pair.

    Parameters
    ----------
    found
        Rows of ``between.csv``.
    plan
        The study's plan.
    """
    tables: list[Listing] = []
    for kind in KINDS:
        own = [row for row in found if row.text("kind") == kind]
        if own:
            tables.append(_without_estimates(results_listing(own, plan, "contrast"), kind))
    pairs = [row for row in found if row.count("n_first") is not None]
    for measured in (True, False):
        own = [row for row in pairs if _is_measured(row, plan) == measured]
        described = _groups_listing(own, plan, as_measured=measured)
        tables += [described] if described else []
    return tables


def _without_estimates(table: Listing, kind: str) -> Listing:
    """Groups without an order have neither an estimate nor a direction."""
    if kind != ComparisonKind.UNORDERED_GROUPS:
        return table
    kept = [at for at, name in enumerate(table.headings) if name not in _OF_ESTIMATES]
    place = {at: new for new, at in enumerate(kept)}
    return replace(
        table,
        headings=[table.headings[at] for at in kept],
        rows=[[row[at] for at in kept] for row in table.rows],
        numeric=frozenset(place[at] for at in table.numeric if at in place),
        whole=frozenset(place[at] for at in table.whole if at in place),
    )


_OF_ESTIMATES = ("Estimate", "Interval (level)", "Expected")


def _groups_listing(found: Sequence[Row], plan: Plan, *, as_measured: bool) -> Listing:
    """What was seen in each group of a pair; a group that several contrasts share stands once."""
    shown: dict[tuple[object, ...], tuple[list[Name], list[Cell]]] = {}
    for row in found:
        names = row.several("groups")
        if len(names) != 2:
            continue
        decimals = _decimals(row)
        for which, name in zip(("first", "second"), names, strict=True):
            cells = [count_cell(row, f"n_{which}"), *_described(row, plan, which, decimals)]
            key = (name, *(str(cell) for cell in cells))
            shown.setdefault(key, ([], [Name(name), *cells]))[0].append(
                contrast_name(plan, row.text("contrast"))
            )
    return Listing(
        f"Each group{_scale_of_groups(found, plan)}",
        [
            "Group",
            "n",
            "Geometric mean" if as_measured else "Mean",
            "SD of log2" if as_measured else "SD",
            "Median",
            "Contrasts",
        ],
        [[*cells, joined(contrasts, "; ")] for contrasts, cells in shown.values()],
        numeric=frozenset({1, 2, 3, 4}),
        wide=frozenset({5}),
    )


def _is_measured(row: Row, plan: Plan) -> bool:
    """Whether a number on the log2 scale is the logarithm of a value in the marker's unit."""
    marker = plan.markers[row.text("marker")]
    plain_value = question(plan, row.text("contrast")).number == NumberKind.VALUE
    return marker.scale == "log2" and not marker.offset and plain_value


def _scale_of_groups(found: Sequence[Row], plan: Plan) -> str:
    """Unit of the groups' numbers where it is one, and the scale where it is not linear."""
    scales = {row.text("scale") for row in found}
    if found and all(_is_measured(row, plan) for row in found):
        unit = plan.markers[found[0].text("marker")].unit
        return f", in {unit}" if unit else ""
    if scales != {"linear"}:
        return f", on the {next(iter(scales))} scale" if scales else ""
    units = {
        plan.markers[row.text("marker")].unit
        if question(plan, row.text("contrast")).number == NumberKind.VALUE
        else str(unit_of_difference(plan, row.text("marker"), row.text("contrast")))
        for row in found
    }
    return f", in {next(iter(units))}" if len(units) == 1 and all(units) else ""


def _described(row: Row, plan: Plan, which: str, decimals: int) -> list[Cell]:
    columns = [f"{name}_{which}" for name in ("mean", "sd", "median")]
    if _is_measured(row, plan):
        return [
            _three_digits(row, columns[0]),
            bare_number(row, columns[1], max(decimals, 2)),
            _three_digits(row, columns[2]),
        ]
    return [
        MISSING
        if math.isnan(row.number(column))
        else row.traced(column, fixed(row.number(column), decimals))
        for column in columns
    ]


def _three_digits(row: Row, column: str) -> Cell:
    """A logarithm as the value that it stands for."""
    value = row.number(column)
    return MISSING if math.isnan(value) else row.traced(column, plain(2.0**value, 3), "ratio")


def _decimals(row: Row) -> int:
    """Decimals that show two digits of the larger spread, else three of the larger mean."""
    spread = max((row.number(f"sd_{w}") for w in ("first", "second")), key=_or_zero)
    mean = max((abs(row.number(f"mean_{w}")) for w in ("first", "second")), key=_or_zero)
    if _or_zero(spread) > 0:
        return min(max(1 - math.floor(math.log10(spread)), 0), 6)
    if _or_zero(mean) > 0:
        return min(max(2 - math.floor(math.log10(mean)), 0), 6)
    return 1


def _or_zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def other_between_results(found: Sequence[Row], plan: Plan) -> list[Listing]:
    """All tests and effect sizes, a line each, with one column per contrast; a table per kind."""
    tables = []
    for kind in KINDS:
        own = [row for row in found if row.text("kind") == kind]
        lines: list[list[Cell]] = []
        for name, cell in _measures(kind):
            cells = [cell(row) for row in own]
            if any(str(text) != MISSING for text in cells):
                lines.append([name, *cells])
        if lines:
            tables.append(
                Listing(
                    f"{_TITLES[kind]}; on the analysis scale; p values not adjusted",
                    ["", *(contrast_name(plan, row.text("contrast")) for row in own)],
                    lines,
                )
            )
    return tables


_TITLES = {
    ComparisonKind.TWO_GROUPS: "Two groups",
    ComparisonKind.ORDERED_GROUPS: "Groups in order",
    ComparisonKind.UNORDERED_GROUPS: "Groups without an order",
}


def _measures(kind: str) -> list[Measure]:
    last: list[Measure] = [
        ("Smallest attainable p", smallest_p_cell),
        ("d detectable with 80 % power", _bare("detectable_d")),
        ("Correlation detectable with 80 % power", _bare("detectable_r")),
    ]
    if kind == ComparisonKind.TWO_GROUPS:
        return [
            (
                "Difference of means [interval], Welch’s t test",
                _with_p("mean_difference", "mean_low", "mean_high", "p_t"),
            ),
            (
                "Hodges–Lehmann shift [interval], Mann–Whitney test",
                _with_p("shift", "shift_low", "shift_high", "p_mann_whitney"),
            ),
            ("Permutation of Welch’s t", _p("p_permutation")),
            ("Superiority, Brunner–Munzel test", _superiority),
            ("Cohen’s d", _interval("d", "d_low", "d_high")),
            ("Hedges’ g", _bare("g")),
            *last,
        ]
    if kind == ComparisonKind.ORDERED_GROUPS:
        names = ("Least-squares slope, t test", "Jonckheere–Terpstra test", "Slope, permutation")
    else:
        names = (
            "Welch’s analysis of variance",
            "Kruskal–Wallis test",
            "Welch’s analysis of variance, permutation",
        )
    columns = ("p_parametric", "p_rank", "p_permutation")
    return [*((name, _p(column)) for name, column in zip(names, columns, strict=True)), *last]


def _bare(column: str) -> Callable[[Row], Cell]:
    return lambda row: bare_number(row, column, 2)


def _p(column: str) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        return words("p {p}", p=_equals(p_cell(row, column))) if _known(row, column) else MISSING

    return cell


def _interval(estimate: str, low: str, high: str) -> Callable[[Row], Cell]:
    return lambda row: interval_cell(row, estimate, low, high)


def _with_p(estimate: str, low: str, high: str, p: str) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        if not _known(row, estimate) and not _known(row, p):
            return MISSING
        return words(
            "{interval}, p {p}",
            interval=interval_cell(row, estimate, low, high),
            p=_equals(p_cell(row, p)),
        )

    return cell


def _superiority(row: Row) -> Cell:
    if not _known(row, "superiority"):
        return MISSING
    return words(
        "{share}, p {p}",
        share=bare_number(row, "superiority", 2),
        p=_equals(p_cell(row, "p_brunner_munzel")),
    )


def _known(row: Row, column: str) -> bool:
    return not math.isnan(row.number(column))


def _equals(p: Cell) -> Cell:
    return words("= {p}", p=p) if str(p)[:1].isdigit() else p
