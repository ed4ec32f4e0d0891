"""Left panel of a marker's figure: every patient's values."""

import itertools
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.figures.kit import layout, style
from explant.figures.kit.patient_layer import Dots, Line, PatientLayer
from explant.figures.kit.places import Grouping, Place, places
from explant.figures.kit.swarm import swarm
from explant.questions.design import Cell
from explant.questions.scales import to_scale

DOT = 4.6
_MEDIAN = 0.26
_BESIDE_MEDIAN = 0.14

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Values:
    """A marker's values on its analysis scale, by patient (rows) and place (columns)."""

    patients: list[str]
    groups: list[int | None]
    places: list[Place]
    analysed: Array
    censored: NDArray[np.object_]

    @property
    def x(self) -> Array:
        """Places on the axis."""
        return np.array([place.x for place in self.places])

    @property
    def span(self) -> tuple[float, float]:
        """Limits of the axis."""
        return float(self.x.min()) - 0.6, float(self.x.max()) + 0.6

    @property
    def cells(self) -> list[Cell]:
        """Cells that have a place, in their order."""
        return list(dict.fromkeys(place.cell for place in self.places))

    def count(self, group: int | None) -> int:
        """Patients of a group who have a value."""
        return sum(known == group for known in self.groups)


def values_of(
    plan: Plan,
    marker: str,
    own: pd.DataFrame,
    grouping: Grouping | None,
    only: Collection[Cell] | None = None,
) -> Values:
    """Values of a marker by patient and place.

    Parameters
    ----------
    plan
        The study's plan.
    marker
        Name of the marker.
    own
        Its rows of ``measurements.csv``.
    grouping
        The groups that stand apart.
    only
        Cells that are shown; all when left out.
    """
    scale = plan.markers[marker]
    if only is not None:
        own = own[[cell in only for cell in _cells_of(plan, own)]]
    rows: list[tuple[Cell, str, float, str]] = list(
        zip(
            _cells_of(plan, own),
            own["patient"].astype(str),
            to_scale(own["value"], scale.scale, scale.offset),
            own["censored"].fillna(""),
            strict=True,
        )
    )
    group_of = {
        patient: None if grouping is None else grouping.number(patient) for _, patient, *_ in rows
    }
    measured = {
        (cell, -1 if (group := group_of[patient]) is None else group)
        for cell, patient, value, _ in rows
        if np.isfinite(value)
    }
    where = places(plan, grouping, measured, only)
    column = {(place.cell, place.group): i for i, place in enumerate(where)}
    row = {patient: i for i, patient in enumerate(group_of)}
    values = np.full((len(row), len(where)), np.nan)
    censored = np.full(values.shape, "", dtype=object)
    for cell, patient, value, state in rows:
        if (at := column.get((cell, group_of[patient]))) is not None:
            values[row[patient], at] = value
            censored[row[patient], at] = state
    return Values(list(row), list(group_of.values()), where, values, censored)


def _cells_of(plan: Plan, own: pd.DataFrame) -> list[Cell]:
    if not plan.factors:
        return [()] * len(own)
    return list(own[list(plan.factors)].itertuples(index=False, name=None))


def tick_words(
    plan: Plan, grouping: Grouping | None, found: Values
) -> tuple[list[float], list[list[str]]]:
    """Where the axis has labels, and the words of each.

    Those are the levels of a cell (without the first factor's, where that has headings of its own),
    or a group and how many patients it has.
    """
    if not plan.factors:
        names = [
            [] if grouping is None or place.group is None else [grouping.name(place.group)]
            for place in found.places
        ]
        counts = [f"n = {found.count(place.group)}" for place in found.places]
        return list(found.x), [[*name, n] for name, n in zip(names, counts, strict=True)]
    factors = list(plan.factors)
    shown = factors[1:] if len(factors) > 1 else factors
    words = [
        [
            plan.level_label(factor, level)
            for factor, level in zip(factors, cell, strict=True)
            if factor in shown
        ]
        for cell in found.cells
    ]
    middles = [
        float(np.mean([place.x for place in found.places if place.cell == cell]))
        for cell in found.cells
    ]
    return middles, words


def draw_values(
    axes: Axes,
    layer: PatientLayer,
    plan: Plan,
    marker: str,
    grouping: Grouping | None,
    found: Values,
) -> None:
    """Draw every patient's values, joined where they are several, and the medians."""
    x = found.x
    looks = [style.cell_look(plan, place.cell, grouping, place.group) for place in found.places]
    aside = _aside(axes, found)
    for patient, y, state, shift in zip(
        found.patients, found.analysed, found.censored, aside, strict=True
    ):
        known = np.flatnonzero(np.isfinite(y))
        layer.add(patient, _lines(found.places, looks, known, x, y))
        layer.add(
            patient,
            [
                Dots(
                    x[[i]] + shift[i],
                    y[[i]],
                    face=style.PAPER if state[i] else looks[i].face,
                    edge=looks[i].color,
                    shape={"below": "v", "above": "^"}.get(state[i], looks[i].shape),
                    size=DOT,
                )
                for i in known
            ],
        )
    _draw_medians(axes, found)
    scale = plan.markers[marker]
    if scale.detection_limit is not None:
        limit = float(to_scale([scale.detection_limit], scale.scale, scale.offset)[0])
        axes.axhline(
            limit, color=style.MUTED, linewidth=0.8, linestyle=(0, (1, 2)), gid="detection-limit"
        )


def _aside(axes: Axes, found: Values) -> Array:
    """How far dots stand aside: where nothing joins a group's dots, they are kept apart."""
    aside = np.zeros(found.analysed.shape)
    assert axes.figure is not None
    box = axes.get_position()
    across, up = axes.figure.get_size_inches()  # type: ignore[union-attr]
    low, high = axes.get_ylim()
    per_value, per_place = up * box.height / (high - low), across * box.width / np.ptp(found.span)
    alone = [
        sum(place.group == other.group for other in found.places) == 1 for place in found.places
    ]
    room = np.diff(found.x).min(initial=1.0)
    for i in np.flatnonzero(alone):
        apart = swarm(
            found.analysed[:, i] * per_value,
            DOT * 1.1 / layout.POINTS_PER_INCH,
            min(0.44 * room * per_place, 0.5),
        )
        aside[:, i] = np.nan_to_num(apart) / per_place
    return aside


def _lines(
    where: list[Place], looks: list[style.Look], known: NDArray[np.intp], x: Array, y: Array
) -> list[Line]:
    """Join cells within the first factor's levels strongly, and from level to level lightly."""
    in_sections = len(where[0].cell) > 1
    lines = []
    for first, second in itertools.pairwise(known):
        inside = where[first].section == where[second].section
        own = inside or where[first].group is not None
        lines.append(
            Line(
                x[[first, second]],
                y[[first, second]],
                color=looks[first].color if own else style.MUTED,
                width=0.9 if inside or not in_sections else 0.5,
                alpha=0.45 if inside or not in_sections else 0.28,
            )
        )
    return lines


def _draw_medians(axes: Axes, found: Values) -> None:
    beside = any(a.cell == b.cell != () for a, b in itertools.pairwise(found.places))
    half = _BESIDE_MEDIAN if beside else _MEDIAN
    for place, column in zip(found.x, found.analysed.T, strict=True):
        known = column[np.isfinite(column)]
        if len(known):
            middle = float(np.median(known))
            axes.plot(
                [place - half, place + half],
                [middle, middle],
                color=style.INK,
                linewidth=2.0,
                solid_capstyle="butt",
                zorder=3,
                gid=f"median:{place:g}",
            )
