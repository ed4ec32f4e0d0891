"""What each figure shows, in sentences for people who do not see it.

Numbers are those of the tables, rounded as in the report. Needs no matplotlib.
"""

from collections.abc import Mapping

import pandas as pd

from explant.config.models import Plan
from explant.figures.effects import STANDARDIZED, evident, results, standardized_name
from explant.figures.figure_kinds import function_named
from explant.figures.kit.printed_numbers import (
    comparison_text,
    level_text,
    n_digits,
    p_digits,
    p_phrase,
)
from explant.figures.large_panel.volcano_points import volcano_points
from explant.figures.marker.marker_text import effect_words
from explant.figures.overview.measurement_states import ABOVE, BELOW, MISSING, NOT_ASKED, states
from explant.figures.ranked_markers import ranking_results, shown_figures
from explant.figures.selection import (
    SENSITIVITY_MARKERS,
    analyses,
    asked_markers,
    comparison,
    diagnostics_panels,
    forest_rows,
    group_names,
    shown_markers,
    strata_panels,
)
from explant.language.unit_of_study import noun, renamed
from explant.listed_cells import from_cell
from explant.numbers import counted, in_order, interval_text
from explant.questions.answers import Verdict, is_tested

MOST_NAMED = 6


def forest_text(plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None) -> str:
    """Text of the forest plot: which comparisons have evidence, and the largest of them."""
    chosen = forest_rows(plan, paired, between)
    every = results(plan, paired, between)
    shown = pd.MultiIndex.from_frame(every[["marker", "contrast"]]).isin(chosen.questions)
    rows = every[shown]
    tested = rows[rows["reason"].map(is_tested).astype(bool)]
    found = tested[evident(tested)]
    size = found["standardized"].astype("float64").abs()
    found = found.reindex(size.sort_values(ascending=False, kind="stable").index)
    kinds = dict.fromkeys(standardized_name(plan, name) for name in chosen.contrasts)
    text = (
        f"Standardized mean differences ({_kinds(list(kinds))}) with "
        f"{level_text(plan.inference.confidence)} "
        f"intervals of {_of(len(chosen.markers), chosen.all_markers, 'marker')} for "
        f"{_of(len(chosen.contrasts), chosen.all_contrasts, 'contrast')}. "
        f"The adjusted p is at most {plan.inference.alpha:g} in {len(found)} of "
        f"{counted(len(tested), 'comparison')}"
    )
    if len(found):
        which = "largest effects: " if len(found) > MOST_NAMED else ""
        named = [_forest_words(plan, row) for _, row in found.head(MOST_NAMED).iterrows()]
        text = f"{text}{'; ' if which else ': '}{which}{'; '.join(named)}"
    left_out = [plan.contrast_label(name) for name in chosen.without_effect]
    if left_out:
        text += f". Not drawn, as it has no single effect: {'; '.join(left_out)}"
    return f"{text}."


def _forest_words(plan: Plan, row: pd.Series) -> str:
    contrast = str(row["contrast"])
    parts = []
    if pd.notna(row["standardized"]):
        d = interval_text(*(row[name] for name in STANDARDIZED))
        bounds = f" [{d.low}, {d.high}]" if d.bounded else ""
        parts.append(f"{standardized_name(plan, contrast)} {d.estimate}{bounds}")
    parts.append(f"n = {n_digits(row)}")
    parts.append(p_phrase(row["p_adjusted"], plan.inference.alpha, adjusted=True))
    return (
        f"{plan.marker_label(str(row['marker']))}, {plan.contrast_label(contrast)} "
        f"({', '.join(parts)})"
    )


def _kinds(names: list[str]) -> str:
    if len(names) == 1:
        return "dz" if names == ["dz"] else "d"
    return "dz; d between groups of patients"


def _of(shown: int, every: int, one: str) -> str:
    return counted(shown, one) if shown == every else f"{shown} of {counted(every, one)}"


def volcano_text(plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None) -> str:
    """Text of the volcano plot: how many markers have evidence, up and down, and the first."""
    shown = volcano_points(plan, paired, between)
    found = shown.points[shown.points["evidence"]]
    up = int((found["effect"] > 0).sum())
    text = (
        f"{plan.contrast_label(plan.ranked)}: effect and p of "
        f"{counted(len(shown.points), 'marker')}. The adjusted p is at most "
        f"{plan.inference.alpha:g} for {len(found)}"
    )
    if found.empty:
        return text + "."
    rows = ranking_results(plan, paired, between)
    named = [
        f"{plan.marker_label(marker)} ({effect_words(plan, rows.loc[marker])})"
        for marker in found["marker"].head(MOST_NAMED)
    ]
    which = "the first of the ranking: " if len(found) > MOST_NAMED else ""
    ups = f"{up} with an increase and {len(found) - up} with a decrease"
    return f"{text}, {ups}; {which}{'; '.join(named)}."


def strata_text(
    plan: Plan,
    stratifier: str,
    patients: pd.DataFrame,
    strata: pd.DataFrame,
    interactions: pd.DataFrame,
) -> str:
    """Text of a stratifier's figure: the comparisons, never the groups' own tests."""
    shown = strata_panels(plan, stratifier, interactions)
    settings = plan.patients.strata[stratifier]
    number = settings.kind == "continuous"
    if number:
        unit = f" in {settings.unit}" if settings.unit else ""
        along = f"against {plan.stratifier_label(stratifier)}{unit}"
    else:
        groups = group_names(plan, stratifier, patients, strata)
        along = f"by {plan.stratifier_label(stratifier)} ({in_order(groups)})"
    rows = [
        (marker, contrast, comparison(interactions, marker, contrast, stratifier, number))
        for contrast in shown.contrasts
        for marker in shown.markers
        if plan.asks(contrast, marker)
    ]
    differs = [
        f"{plan.marker_label(marker)}, {plan.contrast_label(contrast)} "
        f"({_comparison_words(plan, stratifier, marker, row)})"
        for marker, contrast, row in rows
        if row is not None and Verdict(row["verdict"]).is_evidence
    ]
    tested = sum(row is not None and is_tested(row["reason"]) for _, _, row in rows)
    unclear, untested = tested - len(differs), len(rows) - tested
    parts = [
        f"Paired differences of {_of(len(shown.markers), shown.all_markers, 'marker')} for "
        f"{_of(len(shown.contrasts), shown.all_contrasts, 'contrast')}, {along}; exploratory."
    ]
    if differs:
        parts.append(f"Evidence that the effect differs: {'; '.join(differs)}.")
    if unclear:
        other = "other " if differs else ""
        parts.append(
            f"No evidence that the effect differs in {counted(unclear, f'{other}comparison')}."
        )
    if untested:
        parts.append(f"{counted(untested, 'comparison')} not tested.")
    return " ".join(parts)


def _comparison_words(plan: Plan, stratifier: str, marker: str, row: pd.Series) -> str:
    chance = p_phrase(row["p_adjusted"], plan.inference.alpha, adjusted=True)
    return f"{comparison_text(plan, stratifier, marker, row)}, n = {int(row['n'])}, {chance}"


def sensitivity_text(plan: Plan, contrast: str, sensitivity: pd.DataFrame) -> str:
    """Text of a primary contrast under other choices: the range of p, and the directions."""
    markers = shown_markers(plan, [contrast], SENSITIVITY_MARKERS)
    every = len(asked_markers(plan, [contrast]))
    parts = [
        f"{plan.contrast_label(contrast)} under other choices of test, scale, patients and rule "
        f"below detection, for {_of(len(markers), every, 'marker')}; p values not "
        "adjusted."
    ]
    for marker in markers:
        found = analyses(sensitivity, marker, contrast)
        parts.append(f"{plan.marker_label(marker)}: {_analyses_words(plan, found)}.")
    return " ".join(parts)


def _analyses_words(plan: Plan, found: pd.DataFrame) -> str:
    if found.empty:
        return "no analysis gives a p value"
    alpha = plan.inference.alpha
    count = counted(len(found), "analysis", "analyses")
    low, high = (p_digits(p, alpha) for p in (found["p"].iloc[0], found["p"].iloc[-1]))
    between = f"p {low}" if low == high else f"p between {low} and {high}"
    declared = found[found["plan"].eq("yes")]
    if declared.empty:
        return f"{count}, {between}"
    own = declared.iloc[0]
    chance = p_phrase(own["p"], alpha)
    if len(found) == 1:
        return f"{count}, that of the plan, {chance}"
    same = int(found["observed"].eq(own["observed"]).sum())
    which = "all" if same == len(found) else f"{same} of {len(found)}"
    return f"{count}, {between}; {which} in the direction of the plan’s, {chance}"


def diagnostics_text(plan: Plan, diagnostics: pd.DataFrame) -> str:
    """Text of the quantile plots: who is flagged."""
    shown = diagnostics_panels(plan)
    own = diagnostics[
        diagnostics["marker"].isin(shown.markers) & diagnostics["contrast"].isin(shown.contrasts)
    ]
    flagged = own[own["n_outliers"].fillna(0) > 0]
    text = (
        f"Quantile–quantile plots of the paired differences of "
        f"{_of(len(shown.markers), shown.all_markers, 'marker')} for "
        f"{_of(len(shown.contrasts), shown.all_contrasts, 'contrast')}."
    )
    if flagged.empty:
        return f"{text} No patient is flagged as an outlier."
    named = [
        f"{plan.marker_label(row['marker'])}, {plan.contrast_label(row['contrast'])} "
        f"({', '.join(from_cell(row['outliers']))})"
        for _, row in flagged.head(MOST_NAMED).iterrows()
    ]
    more = len(flagged) - len(named)
    rest = f" and {counted(more, 'other panel')}" if more else ""
    return f"{text} Flagged as outliers, yet in every result: {'; '.join(named)}{rest}."


def completeness_text(plan: Plan, measurements: pd.DataFrame, patients: pd.DataFrame) -> str:
    """Text of the completeness figure: how many measurements exist."""
    found = states(plan, measurements, patients)
    missing = found.state == MISSING
    text = (
        f"Of {counted(int((found.state != NOT_ASKED).sum()), 'planned measurement')} in "
        f"{counted(len(found.patients), 'patient')}, {int((found.state < MISSING).sum())} exist"
    )
    incomplete = [p for p, row in zip(found.patients, missing, strict=True) if row.any()]
    if incomplete:
        text += f" and {int(missing.sum())} are missing, in {counted(len(incomplete), 'patient')}"
        if len(incomplete) <= MOST_NAMED:
            text += f" ({in_order(incomplete)})"
    parts = [text + "."]
    for state, words in ((BELOW, "below the detection limit"), (ABOVE, "above the range")):
        count = int((found.state == state).sum())
        if count:
            parts.append(f"{counted(count, 'value')} {words}.")
    return " ".join(parts)


def alternative_texts(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Texts of every figure of a plan, by stem, in the order of the report.

    A table that is absent leaves out the text of its figures; ``between`` may be left out where no
    question is between groups.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables by name.
    """
    unit = noun(plan)
    return {
        figure.stem: renamed(
            function_named(figure.kind.text)(
                plan,
                *figure.subjects,
                **{name: tables[name] for name in figure.kind.told_from if name in tables},
            ),
            unit,
        )
        for figure in shown_figures(plan, tables["paired"], tables.get("between"))
        if set(figure.kind.told_from) <= {*tables, "between"}
    }


def legend_parts(title: str, text: str) -> tuple[str, str]:
    """How a legend begins, and how it goes on; what the text begins with is not said twice.

    Examples
    --------
    >>> legend_parts("CD25", "CD25 (%): values."), legend_parts("Strata", "Differences.")
    (('CD25', ' (%): values.'), ('Strata.', ' Differences.'))
    >>> legend_parts("The answer: IL-2 effect", "IL-2 effect, by marker.")
    ('IL-2 effect', ', by marker.')
    """
    for head in (title, title.partition(": ")[2]):
        rest = text[len(head) :]
        if head and text.startswith(head) and not rest[:1].isalnum():
            return (head, rest) if rest else (f"{head}.", "")
    return f"{title}.", f" {text}".rstrip()
