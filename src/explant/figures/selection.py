"""Which questions, markers and groups a figure of several panels has room for.

Needs no matplotlib, so that the texts about a figure can be written without drawing it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.config.models.contrasts import ROLES
from explant.figures.effects import results
from explant.figures.figure_names import declared_markers, effect_contrasts

FOREST_ROWS = 60
FOREST_CONTRASTS = 15
STRATA_MARKERS = 8
STRATA_CONTRASTS = 3
SENSITIVITY_MARKERS = 8
DIAGNOSTICS_MARKERS = 8
DIAGNOSTICS_CONTRASTS = 4

# An achieved level this much below the declared one is worth a word.
LEVEL_SLACK = 5e-4

_FEWEST_FOREST_MARKERS = 3


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
    contrasts = sorted(effect_contrasts(plan), key=lambda name: ROLES.index(roles[name]))
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
        key=lambda name: (name != plan.headline, ROLES.index(plan.contrasts[name].role)),
    )


def comparison(
    interactions: pd.DataFrame, marker: str, contrast: str, stratifier: str, continuous: bool
) -> "pd.Series | None":
    """The row that compares a marker's effect along a stratifier, if there is one.

    A number with a declared cut-point has two rows; the continuous one is the comparison.
    """
    mine = (
        (interactions["marker"] == marker)
        & (interactions["contrast"] == contrast)
        & (interactions["stratifier"] == stratifier)
        & (interactions["kind"].eq("continuous") == continuous)
    ).to_numpy(bool)
    # One row of many columns: a table of the rows that fit takes ten times as long.
    return interactions.iloc[int(mine.argmax())] if mine.any() else None


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
