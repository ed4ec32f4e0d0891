"""Comparisons of groups of patients, associations and trends by SciPy and pingouin."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.listed_cells import from_cell
from explant.questions.design import GROUP_SUFFIX, cell_name, cell_values, cells
from explant.questions.question import question
from explant.tables.samples import Samples
from explant.tables.second_opinion.of_partial_effects import PartialEffects
from explant.tables.second_opinion.recomputed import Recomputed, asked

Floats = NDArray[np.float64]
Asked = tuple[str, str, Callable[[], float], str]

MOST_RANKED = 50
TIES = "SciPy's exact test has no ties"


def of_comparisons(
    table: pd.DataFrame,
    name: str,
    samples: Samples,
    patients: pd.DataFrame,
    plan: Plan,
    markers: frozenset[str],
) -> Iterator[Recomputed]:
    """Welch's t, Mann–Whitney, Welch's F, Spearman, the slope and type III F of each row.

    Parameters
    ----------
    table
        ``interactions`` or ``between``.
    name
        Its name.
    samples
        Differences by marker and contrast.
    patients
        The table ``patients.csv``.
    plan
        The study's plan.
    markers
        Markers whose rows are recomputed.
    """
    indexed = patients.set_index("patient").reindex(samples.patients)
    partial_effects = PartialEffects(indexed, plan)
    for row in table.to_dict("records"):
        values = samples.differences.get((str(row["marker"]), str(row["contrast"])))
        if row["marker"] not in markers or values is None:
            continue
        for quantity, package, compute, why_not in _of_one(
            row, name, values, indexed, partial_effects, plan
        ):
            ours = row.get(quantity)
            if not isinstance(ours, float) or math.isnan(ours):
                continue
            theirs, stopped = (math.nan, why_not) if why_not else asked(compute)
            contrast = f"{row['contrast']} by {row['stratifier']}"
            yield Recomputed(
                quantity, name, str(row["marker"]), contrast, ours, package, theirs, stopped
            )


def _of_one(
    row: dict[Any, Any],
    name: str,
    values: Floats,
    patients: pd.DataFrame,
    partial_effects: PartialEffects,
    plan: Plan,
) -> Iterator[Asked]:
    import pingouin
    from scipy import stats

    stratifier, kind = str(row["stratifier"]), str(row["kind"])
    if name == "between" and question(plan, str(row["contrast"])).is_given_others:
        yield from partial_effects.of_question(row, values)
        return
    if name == "interactions" and from_cell(row["given"]):
        yield from partial_effects.of_repeat(row, values)
    if kind == ComparisonKind.CONTINUOUS:
        x = pd.to_numeric(patients[stratifier], errors="coerce").to_numpy(dtype=np.float64)
        both = np.isfinite(values) & np.isfinite(x)
        if both.sum() > 2:
            one, two = x[both], _decimal(values[both])
            by_ranks = str(row["method"]).startswith("spearman")

            def statistic() -> float:
                if by_ranks:
                    return float(stats.spearmanr(one, two).statistic)
                line = stats.linregress(one, values[both])
                return float(line.slope / line.stderr)

            yield "statistic", "scipy", statistic, ""
            yield "p_parametric", "scipy", lambda: stats.linregress(one, values[both]).pvalue, ""
        return
    column = f"{stratifier}{GROUP_SUFFIX}"
    names = from_cell(row["groups"])
    if column not in patients or len(names) < 2:
        return
    member = patients[column].fillna("").astype(str).to_numpy()
    known = np.isfinite(values)
    groups = [values[known & (member == name)] for name in names]
    if min(group.size for group in groups) < 2:
        return
    if kind == ComparisonKind.TWO_GROUPS:
        yield from _of_two(groups[0], groups[1])
    elif kind == ComparisonKind.UNORDERED_GROUPS:
        long = pd.DataFrame({"value": values[known], "group": member[known]})
        long = long[long["group"].isin(names)]
        yield (
            "p_parametric",
            "pingouin",
            lambda: pingouin.welch_anova(data=long, dv="value", between="group")["p_unc"].iloc[0],
            "",
        )


def _of_two(one: Floats, two: Floats) -> Iterator[Asked]:
    from scipy import stats

    welch = stats.ttest_ind(one, two, equal_var=False)
    first, second = _decimal(one), _decimal(two)
    tied = np.unique(np.concatenate((first, second))).size < one.size + two.size
    why = TIES if tied or one.size + two.size > MOST_RANKED else ""
    for column in ("p_parametric", "p_t"):
        yield column, "scipy", lambda: welch.pvalue, ""
    for column in ("p_rank", "p_mann_whitney"):
        yield (
            column,
            "scipy",
            lambda: stats.mannwhitneyu(first, second, method="exact").pvalue,
            why,
        )


def _decimal(values: Floats) -> Floats:
    """Values as decimals, so that 0.3 - 0.2 ties with 0.2 - 0.1."""
    return np.array([float(f"{value:.12g}") for value in values])


def of_designs(
    anova: pd.DataFrame,
    measurements: pd.DataFrame,
    patients: pd.DataFrame,
    plan: Plan,
    markers: frozenset[str],
) -> Iterator[Recomputed]:
    """F, p, epsilon and generalized η² of the repeated-measures analysis of one or two factors."""
    if anova.empty:
        return
    import pingouin

    within = anova[anova["kind"] == "within"]
    wide = cell_values(measurements, plan, list(patients["patient"]))
    for marker, rows in within.groupby("marker", sort=False):
        own = plan.of(str(marker))
        if marker not in markers or len(own.factors) not in (1, 2):
            continue
        columns = [cell_name(cell) for cell in cells(own)]
        complete = pd.DataFrame(wide.loc[[marker]].droplevel("marker"))[columns].dropna()
        found, stopped = pd.DataFrame(), ""
        try:
            found = pingouin.rm_anova(
                data=_long(complete, own),
                dv="value",
                within=list(own.factors),
                subject="patient",
                detailed=True,
            ).set_index("Source")
        except (ValueError, AssertionError, ZeroDivisionError, np.linalg.LinAlgError) as fault:
            stopped = f"it stops: {fault}"
        for row in rows.to_dict("records"):
            yield from _of_effect(str(marker), row, found, stopped)


THEIR_COLUMNS = {"f": "F", "p": "p_unc", "epsilon": "eps", "generalized_eta2": "ng2"}


def _of_effect(
    marker: str, row: dict[Any, Any], found: pd.DataFrame, stopped: str
) -> Iterator[Recomputed]:
    effect = str(row["effect"])
    theirs = effect.replace("×", "*")
    for quantity, column in THEIR_COLUMNS.items():
        ours = row[quantity]
        if not isinstance(ours, float) or math.isnan(ours):
            continue
        number, why_not = math.nan, stopped or "it has no such effect"
        if theirs in found.index:
            number, why_not = asked(partial(_cell, found, theirs, column))
        yield Recomputed(quantity, "anova", marker, effect, ours, "pingouin", number, why_not)


def _cell(table: pd.DataFrame, row: str, column: str) -> float:
    return float(table[column][row])


def _long(complete: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {"patient": complete.index, "value": complete[cell_name(cell)].to_numpy()}
            | dict(zip(plan.factors, cell, strict=True))
        )
        for cell in cells(plan)
    ]
    return pd.concat(parts, ignore_index=True)


def of_trends(
    trends: pd.DataFrame,
    measurements: pd.DataFrame,
    patients: pd.DataFrame,
    plan: Plan,
    markers: frozenset[str],
) -> Iterator[Recomputed]:
    """Friedman's and Page's tests in a design of one factor."""
    if trends.empty:
        return
    from scipy import stats

    wide = cell_values(measurements, plan, list(patients["patient"]))
    for row in trends.to_dict("records"):
        if row["marker"] not in markers or len(plan.of(row["marker"]).factors) != 1:
            continue
        levels = from_cell(row["levels"])
        if not set(levels) <= set(wide.columns):
            continue
        complete = wide.loc[row["marker"]][levels].dropna().to_numpy(dtype=np.float64)
        if len(complete) != row["n"]:
            continue
        for quantity, compute in (
            ("friedman", lambda c=complete: stats.friedmanchisquare(*c.T).statistic),
            ("p_friedman", lambda c=complete: stats.friedmanchisquare(*c.T).pvalue),
            ("page", lambda c=complete: stats.page_trend_test(c).statistic),
        ):
            if not isinstance(row[quantity], float) or math.isnan(row[quantity]):
                continue
            theirs, why_not = asked(compute)
            if quantity == "page" and row["observed"] == "decrease":
                continue
            yield Recomputed(
                quantity,
                "trends",
                str(row["marker"]),
                str(row["contrast"] or row["factor"]),
                float(row[quantity]),
                "scipy",
                theirs,
                why_not,
            )
