"""Where a marker's values stand: cells of the design, and groups of patients beside each other.

Needs no matplotlib.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.questions.design import Cell, cells
from explant.tables.groupings import groupings

UNKNOWN = -1
"""Number of the group of patients whose group is not known."""

_SECTION_GAP = 0.6
_BESIDE = 0.4
_BETWEEN_CELLS = 0.3


@dataclass(frozen=True)
class Grouping:
    """Groups of patients that stand apart in a figure, with the number of each patient's group."""

    stratifier: str
    names: tuple[str, ...]
    number_of: Mapping[str, int]
    crossed: str = ""
    """The second grouping, where each group is one of each."""

    def label(self, plan: Plan) -> str:
        """What the groups are by."""
        names = [self.stratifier, *([self.crossed] if self.crossed else [])]
        return " × ".join(plan.stratifier_label(name) for name in names)

    def number(self, patient: str) -> int:
        """Number of a patient's group."""
        return self.number_of.get(patient, UNKNOWN)

    def known_name(self, number: int) -> str:
        """Name of a group by its number, empty where it is not known."""
        return "" if number == UNKNOWN else self.names[number]

    def name(self, number: int) -> str:
        """What to call a group."""
        return self.known_name(number) or "not known"


def shown_grouping(plan: Plan, marker: str, patients: pd.DataFrame | None) -> Grouping | None:
    """Groups that the questions asked of a marker compare.

    Where they compare several groupings, that of the headline is shown, else that of the first of
    these questions; None where no question compares groups.
    """
    asked = [name for name in plan.between_contrasts if plan.asks(name, marker)]
    if not asked or patients is None:
        return None
    leading = plan.headline if plan.headline in asked else asked[0]
    ((stratifier, named),) = plan.contrasts[leading].between.items()
    crossing = next((name for name in asked if plan.contrasts[name].crossed), None)
    if crossing is not None:
        return _crossed(plan, crossing, patients)
    for groups in groupings(patients, plan):
        if groups.stratifier == stratifier:
            place = {name: i for i, name in enumerate(groups.names)}
            known = groups.by_patient[groups.by_patient.isin(groups.names)]
            return Grouping(
                stratifier,
                tuple(groups.names),
                {str(patient): place[group] for patient, group in known.items()},
            )
    return Grouping(stratifier, tuple(named), {})


def _crossed(plan: Plan, contrast: str, patients: pd.DataFrame) -> Grouping:
    """Every group of the one grouping with every group of the other, as an interaction has them."""
    ((first, of_first),) = plan.contrasts[contrast].between.items()
    ((second, of_second),) = plan.contrasts[contrast].crossed.items()
    both = {groups.stratifier: groups.by_patient for groups in groupings(patients, plan)}
    # In the plan's order of the groups, not that in which the question subtracts them.
    names = [
        (one, other)
        for one in _in_order(plan, first, of_first)
        for other in _in_order(plan, second, of_second)
    ]
    pairs = zip(both[first], both[second], strict=True)
    return Grouping(
        first,
        tuple(f"{one}, {other}" for one, other in names),
        {
            str(patient): names.index(pair)
            for patient, pair in zip(both[first].index, pairs, strict=True)
            if pair in names
        },
        second,
    )


def _in_order(plan: Plan, stratifier: str, groups: Sequence[str]) -> list[str]:
    declared = list(plan.patients.strata[stratifier].groups)
    return sorted(groups, key=lambda name: declared.index(name) if name in declared else 0)


@dataclass(frozen=True)
class Place:
    """Place of a cell on the axis, or of a group of patients in it.

    ``section`` numbers the levels of the first factor; ``group`` is None where patients stand in no
    groups.
    """

    cell: Cell
    group: int | None
    x: float
    section: int


def places(
    plan: Plan,
    grouping: Grouping | None,
    measured: Collection[tuple[Cell, int]] = (),
    only: Collection[Cell] | None = None,
) -> list[Place]:
    """Places of all cells in the plan's order, with gaps between the first factor's levels.

    Parameters
    ----------
    plan
        The study's plan.
    grouping
        The groups that stand apart.
    measured
        Cells and groups with a value. In a design with factors a group stands only where it was
        measured; without factors the groups are the axis, and an empty one keeps its place.
    only
        Cells that have a place; all when left out.
    """
    if not plan.factors:
        return [Place((), group, float(i), 0) for i, group in enumerate(_axis(grouping, measured))]
    first = list(next(iter(plan.factors.values())).levels)
    in_sections = len(plan.factors) > 1
    shown = [cell for cell in cells(plan) if only is None or cell in only]
    beside = [_beside(cell, grouping, measured) for cell in shown]
    most = max(len(groups) for groups in beside)
    pitch = max(1.0, _BESIDE * most + _BETWEEN_CELLS)
    found = []
    for i, (cell, groups) in enumerate(zip(shown, beside, strict=True)):
        section = first.index(cell[0])
        middle = pitch * i + _SECTION_GAP * section * in_sections
        for k, group in enumerate(groups):
            x = middle + _BESIDE * (k - (len(groups) - 1) / 2)
            found.append(Place(cell, group, x, section))
    return found


def _axis(
    grouping: Grouping | None, measured: Collection[tuple[Cell, int]]
) -> list[int] | list[None]:
    if grouping is None:
        return [None]
    unknown = [UNKNOWN] if ((), UNKNOWN) in measured else []
    return [*range(len(grouping.names)), *unknown]


def _beside(
    cell: Cell, grouping: Grouping | None, measured: Collection[tuple[Cell, int]]
) -> list[int] | list[None]:
    if grouping is None:
        return [None]
    every = [*range(len(grouping.names)), UNKNOWN]
    # A cell without any value keeps its place on the axis.
    return [group for group in every if (cell, group) in measured] or [UNKNOWN]
