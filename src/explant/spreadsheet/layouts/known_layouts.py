"""The registry of layouts: how each is recognised and read, and how a draft comes to propose it.

Their names and what they are in words stand in :data:`explant.config.models.sheet_layout.LAYOUTS`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from explant.config.models import Plan
from explant.config.models.sheet_layout import LAYOUTS
from explant.spreadsheet.layouts.one_row_per_patient import (
    against_patients,
    read_one_row_per_patient,
)
from explant.spreadsheet.layouts.one_row_per_sample import (
    against_long,
    against_samples,
    read_long,
    read_one_row_per_sample,
)
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.structure.blocks import Block

NamesIn = Literal["cells", "headings"]
"""Where names stand: in the cells of a column of their own, or in the headings of the values."""


class Reader(Protocol):
    """Reads a table that is laid out so."""

    def __call__(self, block: Block, plan: Plan, *, attributes: bool) -> Table:
        """Entries with their cells, from the table's cells and the study's plan.

        ``attributes`` says whether stratifiers and covariates may be columns of the table.
        """


@dataclass(frozen=True)
class KnownLayout:
    """A layout of tables.

    Parameters
    ----------
    markers, levels
        Where the names of markers and levels stand. A draft proposes the first layout that has
        them where it finds them in a spreadsheet.
    against
        Why a table is not laid out so, from its cells and the plan; empty if it may be.
    read
        Reads a table that is.
    """

    markers: NamesIn
    levels: NamesIn
    against: Callable[[Block, Plan], str]
    read: Reader


KNOWN = {
    "long": KnownLayout("cells", "cells", against_long, read_long),
    "one_row_per_sample": KnownLayout(
        "headings", "cells", against_samples, read_one_row_per_sample
    ),
    "one_row_per_patient": KnownLayout(
        "headings", "headings", against_patients, read_one_row_per_patient
    ),
}
"""Each layout of :data:`~explant.config.models.sheet_layout.LAYOUTS`, in their order."""

if list(KNOWN) != list(LAYOUTS):
    raise TypeError(f"Layouts of the config: {list(LAYOUTS)}; layouts that are read: {list(KNOWN)}")


def layout_with(*, markers: NamesIn, levels: NamesIn) -> str:
    """Name of the first layout that has the names of markers and levels in these places.

    Examples
    --------
    >>> layout_with(markers="headings", levels="cells")
    'one_row_per_sample'
    """
    return next(
        name
        for name, layout in KNOWN.items()
        if (layout.markers, layout.levels) == (markers, levels)
    )


def told_apart_without_levels(names: Iterable[str]) -> list[str]:
    """The first of those layouts that differ by nothing but where levels stand.

    A plan without factors has no levels: tables of these are read alike.

    Examples
    --------
    >>> told_apart_without_levels(["long", "one_row_per_sample", "one_row_per_patient"])
    ['long', 'one_row_per_sample']
    """
    by_markers: dict[NamesIn, str] = {}
    for name in names:
        by_markers.setdefault(KNOWN[name].markers, name)
    return list(by_markers.values())
