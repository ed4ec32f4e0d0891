"""What a figure shows: the rows of the tables it reads, and what is left out for want of room.

Needs no matplotlib, so that the texts about a figure can be written without drawing it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.figures.effects import results
from explant.figures.figure_kinds import (
    KINDS,
    MARKER,
    FigureKind,
    PlannedFigure,
    panel_stems,
    planned_figures,
)
from explant.figures.figure_names import declared_markers, effect_contrasts, every_marker_has_panel
from explant.numbers import MINUS
from explant.questions.design import GROUP_SUFFIX, Cell, cells, contrast_weights, patients_among

FOREST_ROWS = 60
FOREST_CONTRASTS = 15
STRATA_MARKERS = 8
STRATA_CONTRASTS = 3
SENSITIVITY_MARKERS = 8
DIAGNOSTICS_MARKERS = 8
DIAGNOSTICS_CONTRASTS = 4
VOLCANO_LABELS = 25

MEASURED, BELOW, ABOVE, MISSING, NOT_ASKED = range(5)
STATE_NAMES = ("measured", "below detection", "above the range", "missing", "not asked for")

# An achieved level this much below the declared one is worth a word.
LEVEL_SLACK = 5e-4

_FEWEST_FOREST_MARKERS = 3
_ROLES = ("primary", "secondary", "exploratory")


@dataclass(frozen=True)
class ForestRows:
    """What a forest plot shows, in order, and how many there are.

    ``questions`` are its rows (marker and contrast), by contrast; ``all_contrasts`` counts those
    that have an effect, ``without_effect`` names the others.
    """

    contrasts: tuple[str, ...]
    markers: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    all_contrasts: int
    all_markers: int
    without_effect: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left out for want of room."""
        return len(self.contrasts) == self.all_contrasts and len(self.markers) == self.all_markers


def forest_rows(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> ForestRows:
    """Contrasts and markers that a forest plot has room for.

    Contrasts come by role, primary first. Where there are more rows than a page holds, the declared
    markers stay and then those with the smallest p in the primary contrasts (in all contrasts,
    where no primary one is asked of them), in the plan's order.
    """
    roles = {name: contrast.role for name, contrast in plan.contrasts.items()}
    contrasts = sorted(effect_contrasts(plan), key=lambda name: _ROLES.index(roles[name]))
    shown = contrasts[:FOREST_CONTRASTS]
    markers = asked_markers(plan, shown)
    if sum(plan.asks(name, marker) for name in shown for marker in markers) > FOREST_ROWS:
        room = max(FOREST_ROWS // max(len(shown), 1), _FEWEST_FOREST_MARKERS)
        leading = [name for name in contrasts if roles[name] == "primary"] or contrasts
        found = results(plan, paired, between)
        primary, every = (
            rows.groupby("marker")["p"].min().reindex(markers).astype("float64")
            for rows in (found[found["contrast"].isin(leading)], found)
        )
        ranked = primary.fillna(every).sort_values(kind="stable", na_position="last").index
        declared = [marker for marker in declared_markers(plan) if marker in set(markers)]
        kept = set([*declared, *ranked.difference(declared, sort=False)][:room])
        for name in shown:
            # A contrast that is asked of none of these has rows all the same.
            if not any(plan.asks(name, marker) for marker in kept):
                own = [marker for marker in ranked if plan.asks(name, marker)]
                kept |= set(own[:_FEWEST_FOREST_MARKERS])
        markers = [marker for marker in markers if marker in kept]
    asked = [(m, name) for name in shown for m in markers if plan.asks(name, m)]
    present = {name for _, name in asked}
    return ForestRows(
        tuple(name for name in shown if name in present),
        tuple(markers),
        tuple(asked),
        len(contrasts),
        len(asked_markers(plan, contrasts)),
        tuple(name for name in plan.contrasts if name not in contrasts),
    )


def asked_markers(plan: Plan, contrasts: Iterable[str]) -> list[str]:
    """Markers of which any of some contrasts is asked, in the plan's order."""
    names = list(contrasts)
    return [marker for marker in plan.markers if any(plan.asks(name, marker) for name in names)]


def ranking_results(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Results of the ranking contrast (see :func:`explant.figures.effects.results`), by marker."""
    found = results(plan, paired, between)
    return found[found["contrast"] == plan.ranked].set_index("marker", drop=False)


def ranked_markers(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> list[str]:
    """Analysed markers by the ranking contrast: adjusted p, then p, then the larger effect.

    Exact tests of few patients give many markers the same p; the size of the standardized effect
    and then the plan's order decide among them. Markers without a p come last.
    """
    markers = plan.analysed_markers
    if not plan.contrasts:
        return markers
    own = ranking_results(plan, paired, between).reindex(markers)
    keys = own[["p_adjusted", "p"]].astype("float64")
    keys["effect"] = -own["standardized"].astype("float64").abs()
    by = ["p_adjusted", "p", "effect"]
    order = keys.reset_index(drop=True).sort_values(by, kind="stable", na_position="last")
    return [markers[place] for place in order.index]


def panel_markers(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> dict[str, str]:
    """Markers that have a panel of their own, each with the stem of its figure.

    Returns
    -------
    dict of str to str
        All analysed markers in the plan's order where the report has room for them; else the
        declared ones and then the first of the ranking.
    """
    if every_marker_has_panel(plan):
        return {marker: MARKER.stem(marker) for marker in plan.analysed_markers}
    declared = declared_markers(plan)
    ranked = ranked_markers(plan, paired, between)
    others = [marker for marker in ranked if marker not in declared]
    return dict(zip([*declared, *others], panel_stems(plan), strict=False))


def shown_figures(
    plan: Plan,
    paired: pd.DataFrame,
    between: pd.DataFrame | None = None,
    kinds: Iterable[FigureKind] = KINDS,
) -> list[PlannedFigure]:
    """Every figure of a plan, those of the ranking with the marker that they show."""
    marker_of = {stem: marker for marker, stem in panel_markers(plan, paired, between).items()}
    return [
        replace(figure, subject=marker, title=plan.marker_label(marker))
        if (marker := marker_of.get(figure.stem))
        else figure
        for figure in planned_figures(plan, kinds)
    ]


@dataclass(frozen=True)
class VolcanoPoints:
    """What a volcano plot shows: a row per tested marker, in the order of the ranking.

    ``points`` has the columns ``marker, effect, p, evidence, labelled``; ``marker`` is one whose
    scale and unit all share, None where the effects are standardized; ``threshold`` is the largest
    p whose adjusted p is at most alpha.
    """

    points: pd.DataFrame
    marker: str | None
    threshold: float | None
    untested: int

    def note(self, plan: Plan) -> str:
        """What the marks and the line are, in words."""
        alpha = f"{plan.inference.alpha:g}"
        words = [f"Each mark is a marker; filled: adjusted p of at most {alpha}."]
        if self.threshold is None:
            words.append(f"No adjusted p is at most {alpha}.")
        else:
            words.append(
                "Dotted line: the largest p among the filled marks. It lies below "
                f"{alpha} because p is adjusted for the number of tests."
                if self.threshold < plan.inference.alpha / 2
                else "Dotted line: the largest p among the filled marks."
            )
        if self.marker is None:
            words.append(
                "Markers differ in scale or unit, so effects are standardized "
                f"({standardized_name(plan, plan.ranked)})."
            )
        words.append(f"Named: up to {VOLCANO_LABELS} of the smallest p.")
        if self.untested:
            words.append(f"{self.untested} not tested.")
        words.append(f"Every number stands in {table_name(plan, plan.ranked)}.")
        return " ".join(words)


def compared_words(plan: Plan, contrast: str, *, ratio: bool = False) -> str:
    """Which groups a contrast compares, and in which order; empty where its label names them.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        Name of a contrast.
    ratio
        Whether the difference of two groups reads as a ratio, as on a logarithmic scale.
    """
    label = plan.contrast_label(contrast).casefold()
    for groups in plan.contrasts[contrast].between.values():
        if len(groups) > 2:
            return f"per group, {groups[0]} to {groups[-1]}"
        first, second = (_place_of(group.casefold(), label) for group in groups)
        if not 0 <= first < second:
            return f" {'/' if ratio else MINUS} ".join(groups)
    return ""


def _place_of(word: str, text: str) -> int:
    """Where a word or its plural begins in a text; -1 where it is not in it."""
    found = re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text)
    return found.start() if found else -1


def standardized_name(plan: Plan, contrast: str) -> str:
    """Name of a contrast's standardized effect."""
    return "d" if plan.contrasts[contrast].between else "dz"


def table_name(plan: Plan, contrast: str) -> str:
    """File that holds a contrast's results."""
    return "between.csv" if plan.contrasts[contrast].between else "paired.csv"


def volcano_points(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> VolcanoPoints:
    """Points of the volcano plot of the ranking contrast: of the markers that it is asked of."""
    asked = [m for m in ranked_markers(plan, paired, between) if plan.asks(plan.ranked, m)]
    own = ranking_results(plan, paired, between).reindex(asked)
    kinds = {(plan.markers[marker].scale, plan.markers[marker].unit.strip()) for marker in asked}
    alike = len({scale for scale, _ in kinds}) == 1 and (
        len(kinds) == 1 or next(iter(kinds))[0] != "linear"
    )
    effect = own["estimate" if alike else "standardized"].astype("float64")
    tested = own["p"].notna() & np.isfinite(effect)
    points = pd.DataFrame(
        {
            "marker": own.index,
            "effect": effect.to_numpy(),
            "p": own["p"].to_numpy(dtype=np.float64),
            "evidence": own["p_adjusted"].le(plan.inference.alpha).to_numpy(dtype=bool),
        }
    )[tested.to_numpy(dtype=bool)].reset_index(drop=True)
    points["labelled"] = points.index < VOLCANO_LABELS
    found = points.loc[points["evidence"], "p"]
    return VolcanoPoints(
        points,
        asked[0] if alike else None,
        float(found.max()) if len(found) else None,
        int((~tested).sum()),
    )


@dataclass(frozen=True)
class Panels:
    """What a figure of panels shows: rows and columns, and how many there are in all."""

    markers: tuple[str, ...]
    contrasts: tuple[str, ...]
    all_markers: int
    all_contrasts: int


def strata_panels(plan: Plan, stratifier: str, interactions: pd.DataFrame) -> Panels:
    """Markers and contrasts that a page has room for.

    The headline contrast comes first, then the others by role. Of many markers, those with the
    smallest p of the comparison stay, in the plan's order.
    """
    contrasts = _leading(plan)[:STRATA_CONTRASTS]
    markers = asked_markers(plan, contrasts)
    if len(markers) > STRATA_MARKERS:
        mine = interactions[
            (interactions["stratifier"] == stratifier) & interactions["contrast"].isin(contrasts)
        ]
        smallest = mine.groupby("marker")["p"].min().reindex(markers)
        kept = set(smallest.sort_values(kind="stable", na_position="last").index[:STRATA_MARKERS])
        markers = [marker for marker in markers if marker in kept]
    return Panels(tuple(markers), tuple(contrasts), *_paired_counts(plan))


def analyses(sensitivity: pd.DataFrame, marker: str, contrast: str) -> pd.DataFrame:
    """Analyses of one marker and contrast that have a p, from the smallest p to the largest."""
    own = sensitivity[(sensitivity["marker"] == marker) & (sensitivity["contrast"] == contrast)]
    tested = own[own["p"].notna()]
    return tested.sort_values("p", kind="stable")


def shown_markers(plan: Plan, contrasts: Iterable[str], most: int) -> tuple[str, ...]:
    """The first markers that any of some contrasts is asked of, as many as a page has room for."""
    return tuple(asked_markers(plan, contrasts)[:most])


def diagnostics_panels(plan: Plan) -> Panels:
    """Markers and contrasts whose differences a page has room for, headline and primary first."""
    contrasts = _leading(plan)[:DIAGNOSTICS_CONTRASTS]
    markers = shown_markers(plan, contrasts, DIAGNOSTICS_MARKERS)
    return Panels(markers, tuple(contrasts), *_paired_counts(plan))


def _paired_counts(plan: Plan) -> tuple[int, int]:
    """How many markers and contrasts within patients there are."""
    return len(asked_markers(plan, plan.paired_contrasts)), len(plan.paired_contrasts)


def _leading(plan: Plan) -> list[str]:
    """Contrasts within patients by role, the headline first."""
    return sorted(
        plan.paired_contrasts,
        key=lambda name: (name != plan.headline, _ROLES.index(plan.contrasts[name].role)),
    )


def comparison(
    interactions: pd.DataFrame, marker: str, contrast: str, stratifier: str, continuous: bool
) -> "pd.Series | None":
    """The row that compares a marker's effect along a stratifier, if there is one.

    A number with a declared cut-point has two rows; the continuous one is the comparison.
    """
    mine = interactions[
        (interactions["marker"] == marker)
        & (interactions["contrast"] == contrast)
        & (interactions["stratifier"] == stratifier)
        & (interactions["kind"].eq("continuous") == continuous)
    ]
    return None if mine.empty else mine.iloc[0]


def group_names(
    plan: Plan, stratifier: str, patients: pd.DataFrame, strata: pd.DataFrame
) -> list[str]:
    """Groups of a stratifier in the order of the plan, else of the table, else of the patients."""
    declared = list(plan.patients.strata[stratifier].groups)
    if declared:
        return declared
    described = strata.loc[strata["stratifier"] == stratifier, "stratum"].dropna()
    of_patients = patients[f"{stratifier}_group"].dropna().sort_values(kind="stable")
    return [str(name) for name in dict.fromkeys([*described, *of_patients]) if name != ""]


@dataclass(frozen=True)
class States:
    """State of every planned measurement."""

    patients: tuple[str, ...]
    columns: tuple[tuple[str, Cell], ...]
    state: NDArray[np.int_]


def _asked_for(
    plan: Plan, patients: pd.DataFrame, columns: list[tuple[str, Cell]]
) -> NDArray[np.bool_]:
    """Whether a question asks a measurement of a patient, or none asks it of anybody."""
    asked = np.zeros((len(patients), len(columns)), dtype=np.bool_)
    for contrast in plan.contrasts:
        about = patients_among(plan, contrast, patients)
        for name, groups in plan.contrasts[contrast].between.items():
            about &= patients[f"{name}{GROUP_SUFFIX}"].isin(groups).to_numpy()
        needed = contrast_weights(plan, contrast)
        places = [cell in needed and plan.asks(contrast, marker) for marker, cell in columns]
        asked |= about[:, None] & np.array(places, dtype=np.bool_)
    found: NDArray[np.bool_] = asked | ~asked.any(axis=0)
    return found


def states(plan: Plan, measurements: pd.DataFrame, patients: pd.DataFrame) -> States:
    """State of each patient's measurement of each analysed marker in each cell.

    Returns
    -------
    States
        ``state`` has shape (patients, markers × cells) and holds positions in
        :data:`STATE_NAMES`. What no question asks of the patient's group is not missing.
    """
    people = [str(patient) for patient in patients["patient"]]
    columns = [(marker, cell) for marker in plan.analysed_markers for cell in cells(plan)]
    row_of = {patient: i for i, patient in enumerate(people)}
    column_of = {column: j for j, column in enumerate(columns)}
    values = np.where(_asked_for(plan, patients, columns), MISSING, NOT_ASKED)
    kind = {"below": BELOW, "above": ABOVE}
    read = measurements[["patient", "marker", "value", "censored", *plan.factors]]
    for patient, marker, value, censored, *cell in read.itertuples(index=False, name=None):
        if np.isfinite(value) and (marker, tuple(cell)) in column_of:
            where = row_of[str(patient)], column_of[marker, tuple(cell)]
            values[where] = kind.get(censored, MEASURED)
    return States(tuple(people), tuple(columns), values)
