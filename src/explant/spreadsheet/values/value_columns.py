"""All values of a sheet as columns of numbers: what every check of their plausibility looks at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.questions import design
from explant.spreadsheet.values.replicates import Key, Value

Numbers = NDArray[np.int32]
"""Half as wide as usual: a large panel has millions of values."""
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class ValueColumns:
    """Values one after the other, as their samples come.

    Attributes
    ----------
    values
        The values themselves.
    number, censored
        What each is, and whether it is beyond a limit of detection.
    sheet, row, column
        Where it stands; sheets are numbered as they come.
    marker, patient, cell
        Number of its marker and of its cell of the design in the plan, and of its patient as they
        come.
    patients
        Their names.
    starts
        Where the values of each sample begin: of one patient, cell and marker.
    """

    values: list[Value]
    number: NDArray[np.float64]
    censored: NDArray[np.bool_]
    sheet: Numbers
    row: Numbers
    column: Numbers
    marker: Numbers
    patient: Numbers
    cell: Numbers
    patients: list[str]
    starts: Numbers

    @classmethod
    def of(cls, groups: Mapping[Key, Sequence[Value]], plan: Plan) -> "ValueColumns":
        """Values by patient, cell and marker.

        Parameters
        ----------
        groups
            None of them is empty.
        plan
            The study's plan.
        """
        values = [value for group in groups.values() for value in group]
        sizes = _column(map(len, groups.values()), len(groups))
        places = [value.entry.cell for value in values]
        size = len(values)
        patients = list(dict.fromkeys(patient for patient, _, _ in groups))
        sheets = _numbers(dict.fromkeys(place.sheet for place in places))
        of_patients, of_markers = _numbers(patients), _numbers(plan.markers)
        of_cells = _numbers(design.cells(plan))

        def of_samples(found: Iterable[int]) -> Numbers:
            return np.repeat(_column(found, len(groups)), sizes)

        return cls(
            values,
            np.fromiter((value.value for value in values), np.float64, size),
            np.fromiter((value.censored != "" for value in values), np.bool_, size),
            _column((sheets[place.sheet] for place in places), size),
            _column((place.row for place in places), size),
            _column((place.column for place in places), size),
            of_samples(of_markers[marker] for _, _, marker in groups),
            of_samples(of_patients[patient] for patient, _, _ in groups),
            of_samples(of_cells[levels] for _, levels, _ in groups),
            patients,
            np.cumsum(sizes, dtype=np.int32) - sizes,
        )

    @property
    def every(self) -> Numbers:
        """All places."""
        return np.arange(self.number.size, dtype=np.int32)

    def by_marker(self, places: Numbers) -> Iterator[tuple[int, Numbers]]:
        """Each marker that some places are of, by its number, with these places in order."""
        return by_number(self.marker[places], places)

    def in_lines(self, places: Numbers, *, rows: bool) -> tuple[Numbers, Numbers]:
        """Places line after line, and how many each line has.

        Parameters
        ----------
        places
            Some places, in ascending order.
        rows
            Whether lines are the sheets' rows, rather than their columns.

        Returns
        -------
        tuple
            The lines come in the order in which the places do, each from its left or its top.
        """
        own, along = self.row[places], self.column[places]
        if not rows:
            own, along = along, own
        lines = self.sheet[places].astype(np.int64)
        lines *= int(own.max(initial=0)) + 1
        lines += own
        del own
        distinct = np.unique(lines)
        line = np.searchsorted(distinct, lines).astype(np.int32)
        del lines
        first = np.empty(distinct.size, dtype=np.int32)
        # The last one that is written stays.
        first[line[::-1]] = np.arange(line.size - 1, -1, -1, dtype=np.int32)
        lengths = np.bincount(line)[np.argsort(first)].astype(np.int32)
        first = first[line]
        del line
        return places[np.lexsort((along, first))], lengths

    def at(self, places: Numbers) -> list[Value]:
        """The values at some places."""
        return [self.values[place] for place in places.tolist()]


def by_number(numbers: Numbers, places: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Places by the number that stands beside each, in ascending order; among themselves as given.

    Examples
    --------
    >>> numbers, places = np.array([1, 0, 1], dtype=np.int32), np.array([4, 5, 6])
    >>> [(number, own.tolist()) for number, own in by_number(numbers, places)]
    [(0, [5]), (1, [4, 6])]
    """
    if not numbers.size:
        return
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=ordered[0] - 1))
    yield from zip(ordered[begins].tolist(), np.split(places[order], begins[1:]), strict=True)


def _numbers(names: Iterable[Name]) -> dict[Name, int]:
    return {name: number for number, name in enumerate(names)}


def _column(found: Iterable[int], size: int) -> Numbers:
    return np.fromiter(found, np.int32, size)
