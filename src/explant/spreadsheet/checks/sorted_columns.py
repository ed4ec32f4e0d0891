r"""Whether a column was sorted without the others: its values in order, and the IDs in theirs.

Of :math:`n` values with ties of :math:`t_i` each, :math:`2 \prod t_i! / n!` of the orders rise or
fall. A table that was sorted as a whole by one of its columns has its IDs in no order, and nothing
is asked.
"""

import itertools
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from explant.config.names.spellings import natural_key
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.values.value_columns import ValueColumns

LEAST_PATIENTS = 5
EXPECTED = 1e-3
"""Columns in such an order that chance makes in a table, below which one is told of."""


def chance_of_order(values: Sequence[float]) -> float:
    """Chance that values stand in rising or in falling order.

    Examples
    --------
    >>> round(chance_of_order([1, 2, 3]), 6), round(chance_of_order([1, 1, 2]), 6)
    (0.333333, 0.666667)
    """
    ties = sum(math.lgamma(times + 1) for times in Counter(values).values())
    return min(1.0, 2 * math.exp(ties - math.lgamma(len(values) + 1)))


def check_sorted(arranged: ValueColumns, table: Table) -> None:
    """Ask about columns whose values are in order of size, and the patients in theirs."""
    every, lengths = arranged.in_lines(arranged.every, rows=False)
    ends = np.cumsum(lengths)
    for begin, end in zip((ends - lengths).tolist(), ends.tolist(), strict=True):
        places = every[begin:end]
        before, behind = arranged.number[places[:-1]], arranged.number[places[1:]]
        if not ((before <= behind).all() or (before >= behind).all()):
            continue
        column = arranged.at(places)
        patients = [value.entry.patient for value in column]
        if len(set(patients)) < LEAST_PATIENTS:
            continue
        if not _in_order([natural_key(patient) for patient in patients]):
            continue
        if lengths.size * chance_of_order([value.value for value in column]) >= EXPECTED:
            continue
        markers = list(dict.fromkeys(value.entry.marker for value in column))
        table.report(
            "warning",
            [value.entry.cell for value in column],
            f"The {len(column)} values of {' and '.join(markers)} in this column stand in order of "
            "size, and the patients in order of their IDs: was the column sorted without the "
            "others?",
            "Compare it with the raw data: sorting has to move whole rows.",
            marker=markers[0] if len(markers) == 1 else "",
        )


def _in_order(items: Sequence[object]) -> bool:
    """Whether items rise or fall, or stay."""
    pairs = list(itertools.pairwise(items))
    return all(one <= other for one, other in pairs) or all(  # type: ignore[operator]
        one >= other  # type: ignore[operator]
        for one, other in pairs
    )
