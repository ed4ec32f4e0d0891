"""Values of one marker in two units: fractions beside percentages, pg beside ng.

In each cell of the design the patients' values are parted at the widest gap of their logarithms.
Two units are two groups whose medians lie a factor of 100 or 1000 apart, that are one narrow group
once they are brought to one unit, and between which there is nothing. A patient who is in the
smaller group in most of its samples is told of; a single value only where the gap is wider still.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.numbers import counted
from explant.questions import design
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.values.units import unit_key
from explant.spreadsheet.values.value_columns import ValueColumns

FACTORS = (100, 1000)
LEAST_VALUES = 5
"""Positive values of one cell of the design that are needed to see two units."""
TOLERANCE = 0.4
"""How far the distance of the two groups may be from the factor, in powers of ten."""
BLOCK = (6.0, 0.35)
"""For a patient with most of its values: distance of the groups in standard deviations of the
values brought to one unit, and empty stretch between them as a share of their distance."""
SINGLE = (9.0, 0.65)
"""The same for a single value."""
MOST_OF_A_PATIENT = 0.75


def two_units(
    values: Sequence[float] | NDArray[np.float64], strictness: tuple[float, float] = SINGLE
) -> tuple[int, NDArray[np.bool_]] | None:
    """Whether values fall into two groups that lie a factor of 100 or 1000 apart.

    Parameters
    ----------
    values
        Values of one marker in one cell of the design, one a patient; NaN, zero and negative
        values are in no group.
    strictness
        Least distance in standard deviations, and least gap as a share of the distance.

    Returns
    -------
    tuple or None
        The factor, and which values are in the group of fewer patients: it is negative when these
        are smaller than the others.

    Examples
    --------
    >>> two_units([23, 31, 18, 0.27, 25, 28, 22])
    (-100, array([False, False, False,  True, False, False, False]))
    >>> two_units([23, 31, 18, 2.7, 25, 28, 22]) is None
    True
    """
    every = np.asarray(values, dtype=np.float64)
    known = np.isfinite(every) & (every > 0)
    logs = np.log10(every[known])
    if len(logs) < LEAST_VALUES:
        return None
    ordered = np.sort(logs)
    gaps = np.diff(ordered)
    widest = int(np.argmax(gaps))
    if gaps[widest] < BLOCK[1] * math.log10(FACTORS[0]):
        return None
    low = logs <= ordered[widest]
    distance = float(np.median(logs[~low]) - np.median(logs[low]))
    factor = min(FACTORS, key=lambda each: abs(distance - math.log10(each)))
    step = math.log10(factor)
    spread = float(np.std(logs + step * low, ddof=1))
    spreads, gap = strictness
    if abs(distance - step) > TOLERANCE or gaps[widest] < gap * step or step < spreads * spread:
        return None
    fewer_are_low = 2 * low.sum() <= len(low)
    chosen = np.zeros(len(every), dtype=np.bool_)
    chosen[known] = low if fewer_are_low else ~low
    return (-factor if fewer_are_low else factor), chosen


def mixed_units(values: NDArray[np.float64]) -> tuple[int, NDArray[np.bool_]] | None:
    """Values of one marker that are in another unit than the others.

    Parameters
    ----------
    values
        Patients × cells of the design; NaN where there is none.

    Returns
    -------
    tuple or None
        The factor, negative when these values are smaller, and which they are.
    """
    for strictness in (BLOCK, SINGLE):
        by_factor: dict[int, NDArray[np.bool_]] = {}
        for column in range(values.shape[1]):
            found = two_units(values[:, column], strictness)
            if found is not None:
                marked = by_factor.setdefault(found[0], np.zeros(values.shape, dtype=np.bool_))
                marked[:, column] = found[1]
        for factor, marked in by_factor.items():
            if strictness is BLOCK:
                own = marked.sum(axis=1)
                most = own >= np.maximum(2, MOST_OF_A_PATIENT * np.isfinite(values).sum(axis=1))
                marked &= most[:, np.newaxis]
            if marked.any():
                return factor, marked
        if not by_factor:
            # What is not two groups of many values is not two of single ones.
            break
    return None


def check_units(arranged: ValueColumns, plan: Plan, table: Table) -> None:
    """Ask about values that are about 100 or 1000 times smaller or larger than the others."""
    shape = len(arranged.patients), len(design.cells(plan))
    markers = list(plan.markers)
    measured = arranged.starts[~arranged.censored[arranged.starts]]
    for number, places in arranged.by_marker(measured):
        marker = markers[number]
        rows, columns = arranged.patient[places], arranged.cell[places]
        values = np.full(shape, np.nan)
        values[rows, columns] = arranged.number[places]
        found = mixed_units(values)
        if found is None:
            continue
        factor, marked = found
        chosen = places[marked[rows, columns]]
        those = arranged.at(chosen[np.lexsort((arranged.cell[chosen], arranged.patient[chosen]))])
        unit = plan.markers[marker].unit
        percent = unit_key(unit) == "%" and abs(factor) == 100
        names = {value.entry.patient for value in those}
        table.report(
            "warning",
            [value.entry.cell for value in those],
            f"{counted(len(those), 'value')} of {marker} {'is' if len(those) == 1 else 'are'} "
            f"about {abs(factor)} times {'smaller' if factor < 0 else 'larger'} than the other "
            f"patients' values of the same sample, such as {those[0].value:g}. "
            + ("Are these fractions and those percentages?" if percent else "Is the unit another?"),
            f"Write all values of {marker} in one unit{f' ({unit})' if unit else ''}.",
            patient=names.pop() if len(names) == 1 else "",
            marker=marker,
        )
