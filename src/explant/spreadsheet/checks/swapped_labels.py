r"""Patients whose samples look as if two labels had been swapped.

For a pair of levels of a factor, each marker under each combination of the other factors gives a
paired difference per patient. Where at least 80 % of the other patients agree on its direction it
has a consensus. A patient's differences, standardized by median and median absolute deviation and
signed by the consensus, have a mean; the spread of that mean over the patients carries the
correlation of the markers. The patient is asked about when almost all of its differences point
against the consensus, its mean lies far below the other patients' (beyond the 1 in 30,000 quantile
of Student's t for one more observation), and would lie among them if the two labels were exchanged.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.numbers import in_order
from explant.questions import design
from explant.questions.scales import to_scale
from explant.spreadsheet.layouts.tidy import Levels, Table
from explant.spreadsheet.values.replicates import Key, Value, averaged
from explant.spreadsheet.values.value_columns import ValueColumns

LEAST_PATIENTS = 8
LEAST_MARKERS = 3
CONSENSUS = 0.8
"""Share of the other patients that agree on the direction of a difference."""
REVERSED = 0.8
"""Share of a patient's differences that point against the consensus."""
FAR = 4.0
"""Normal quantile of 1 in 30,000: how far a patient's mean lies below the others'."""
NEAR = 2.5
"""Standard deviations within which it lies after the labels are exchanged."""
NORMAL = 1.4826
"""Standard deviation of a normal distribution in median absolute deviations."""


@dataclass(frozen=True, slots=True)
class Swap:
    """A patient whose labels look swapped, and how far it lies from the others."""

    patient: int
    distance: float
    """In quantiles of 1 in 30,000."""
    slots: tuple[int, ...]


def swaps(differences: NDArray[np.float64], markers: Sequence[str]) -> list[Swap]:
    """Patients whose paired differences look like those of the others with the sign reversed.

    Parameters
    ----------
    differences
        Patients × differences on the analysis scale; NaN where one is missing.
    markers
        Marker of each column.

    Returns
    -------
    list
        Those that are reversed, with the columns in which they are.
    """
    present = np.isfinite(differences)
    if len(differences) < LEAST_PATIENTS:
        return []
    enough = present.sum(axis=0) >= LEAST_PATIENTS
    columns = [int(column) for column in np.flatnonzero(enough)]
    if len({markers[column] for column in columns}) < LEAST_MARKERS:
        return []
    values, present = differences[:, columns], present[:, columns]
    center = _median(values)
    spread = NORMAL * _median(np.abs(values - center))
    direction = np.sign(center)
    agree = present & (np.sign(values) == direction)
    # Of the others: a patient has no say in the consensus it is held against.
    others = present.sum(axis=0) - present
    consensus = (agree.sum(axis=0) - agree) >= CONSENSUS * others
    usable = present & consensus & (spread > 0) & (direction != 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(usable, (values - center) * direction / spread, np.nan)
        flipped = np.where(usable, (-values - center) * direction / spread, np.nan)
    count = usable.sum(axis=1)
    ready = count >= LEAST_MARKERS
    if ready.sum() < LEAST_PATIENTS:
        return []
    mean = np.full(len(own), np.nan)
    mean[ready] = np.nanmean(own[ready], axis=1)
    found = []
    for patient in np.flatnonzero(ready):
        against = usable[patient] & (np.sign(values[patient]) == -direction)
        named = {markers[column] for column in _chosen(columns, against)}
        if against.sum() < REVERSED * count[patient] or len(named) < LEAST_MARKERS:
            continue
        distance, after = (
            _below(score, np.delete(mean, patient)[np.delete(ready, patient)])
            for score in (mean[patient], float(np.nanmean(flipped[patient])))
        )
        if distance > 1 and abs(after) * FAR < NEAR:
            slots = tuple(_chosen(columns, against))
            found.append(Swap(int(patient), distance, slots))
    return found


def _chosen(columns: Sequence[int], which: NDArray[np.bool_]) -> list[int]:
    return [column for column, is_chosen in zip(columns, which, strict=True) if is_chosen]


def _median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Median of each column without NaN; NumPy takes ten times as long where it looks for them."""
    if np.isfinite(values).all():
        return np.asarray(np.median(values, axis=0), dtype=np.float64)
    return np.asarray(np.nanmedian(values, axis=0), dtype=np.float64)


def _below(score: float, others: NDArray[np.float64]) -> float:
    """How far a score lies below others, in quantiles of 1 in 30,000.

    The lowest of the others is left out: a second swapped patient would hide the first.
    """
    rest = np.sort(others)[1:]
    freedom = len(rest) - 1
    # Student's quantile from the normal one: Abramowitz and Stegun 26.7.5.
    quantile = (
        FAR
        + (FAR**3 + FAR) / (4 * freedom)
        + (5 * FAR**5 + 16 * FAR**3 + 3 * FAR) / (96 * freedom**2)
    )
    scale = float(np.std(rest, ddof=1)) * math.sqrt(1 + 1 / len(rest))
    return (float(np.mean(rest)) - score) / (scale * quantile) if scale > 0 else 0.0


@dataclass(frozen=True, slots=True)
class _Question:
    """A pair of levels whose labels may be swapped for a patient."""

    swap: Swap
    factor: str
    levels: tuple[str, str]
    cells: tuple[tuple[str, Levels, Levels], ...]


def check_labels(
    arranged: ValueColumns, groups: Mapping[Key, Sequence[Value]], plan: Plan, table: Table
) -> None:
    """Ask about patients whose labels look swapped, one warning a patient."""
    patients = arranged.patients
    if len(patients) < LEAST_PATIENTS or len(plan.markers) < LEAST_MARKERS:
        return
    values = _on_scale(arranged, plan)
    best: dict[int, _Question] = {}
    names, samples = list(plan.markers), design.cells(plan)
    for factor, pair, part in _pairs(plan):
        first, second = np.array(part).T
        differences = values[:, :, first] - values[:, :, second]
        markers = [name for name in names for _ in part]
        for swap in swaps(differences.reshape(len(patients), -1), markers):
            slots = [(names[slot // len(part)], *part[slot % len(part)]) for slot in swap.slots]
            cells = tuple((name, samples[one], samples[other]) for name, one, other in slots)
            question = _Question(swap, factor, pair, cells)
            before = best.get(swap.patient)
            # The swap that explains most wins, then the clearer one.
            if before is None or (len(cells), swap.distance) > (
                len(before.cells),
                before.swap.distance,
            ):
                best[swap.patient] = question
    for number, question in sorted(best.items()):
        _report(patients[number], question, groups, plan, table)


def _pairs(plan: Plan) -> list[tuple[str, tuple[str, str], list[tuple[int, int]]]]:
    """Each pair of levels, with the cells whose differences tell of it.

    All combinations of the other factors together, and each of them alone.
    """
    found = []
    cells = {cell: number for number, cell in enumerate(design.cells(plan))}
    for place, (factor, details) in enumerate(plan.factors.items()):
        for one, other in itertools.combinations(details.levels, 2):
            rows = [
                (number, cells[*cell[:place], other, *cell[place + 1 :]])
                for cell, number in cells.items()
                if cell[place] == one
            ]
            parts = [rows, *([row] for row in rows)] if len(rows) > 1 else [rows]
            found += [(factor, (one, other), part) for part in parts]
    return found


def _on_scale(arranged: ValueColumns, plan: Plan) -> NDArray[np.float64]:
    """Values on the analysis scale, shape (patients, markers, cells); NaN where there is none."""
    starts = arranged.starts
    ends = np.append(starts[1:], len(arranged.values))
    replicates: dict[tuple[int, int], list[int]] = {}
    for sample in np.flatnonzero(ends - starts > 1).tolist():
        first = starts[sample]
        of_cell = int(arranged.marker[first]), int(arranged.cell[first])
        replicates.setdefault(of_cell, []).append(sample)
    shape = len(arranged.patients), len(plan.markers), len(design.cells(plan))
    values = np.full(shape, np.nan)
    places = arranged.patient[starts], arranged.marker[starts], arranged.cell[starts]
    values[places] = arranged.number[starts]
    for number, marker in enumerate(plan.markers.values()):
        for cell in range(shape[2]):
            column = values[:, number, cell]
            try:
                for sample in replicates.get((number, cell), []):
                    group = arranged.values[starts[sample] : ends[sample]]
                    patient = arranged.patient[starts[sample]]
                    column[patient] = averaged(group, marker).value
                known = np.isfinite(column)
                column[known] = to_scale(column[known], marker.scale, marker.offset)
            except ValueError:
                # A zero on a log scale is an error of its own.
                column[:] = np.nan
    return values


def _report(
    patient: str,
    question: _Question,
    groups: Mapping[Key, Sequence[Value]],
    plan: Plan,
    table: Table,
) -> None:
    one, other = question.levels
    markers = list(dict.fromkeys(marker for marker, _, _ in question.cells))
    samples = list(dict.fromkeys(cell for _, first, _ in question.cells for cell in [first]))
    place = list(plan.factors).index(question.factor)
    rest = [", ".join((*cell[:place], *cell[place + 1 :])) for cell in samples]
    where = f" ({in_order(rest)})" if len(plan.factors) > 1 else ""
    keys = [
        (patient, cell, marker)
        for marker, first, second in question.cells
        for cell in (first, second)
    ]
    table.report(
        "warning",
        [value.entry.cell for key in keys for value in groups.get(key, [])],
        f"Are {one} and {other} of {patient} swapped{where}? The difference between them points "
        f"the other way than in the other patients for {in_order(markers)}, and would be like "
        "theirs with the labels exchanged.",
        "Look the labels up in the laboratory's records. If they are right, leave them: the "
        "patient stays in the analysis as it is.",
        patient=patient,
    )
