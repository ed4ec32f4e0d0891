"""Whole columns whose numbers look like those of another unit, or relative to one sample."""

from collections.abc import Mapping, Sequence

import numpy as np

from explant.config.models import Marker, Plan
from explant.config.names.spellings import folded
from explant.numbers import plain
from explant.questions import design
from explant.spreadsheet.layouts.tidy import Levels, Table
from explant.spreadsheet.sheet.cells import Cell
from explant.spreadsheet.values.replicates import Value
from explant.spreadsheet.values.units import unit_key
from explant.spreadsheet.values.value_columns import Numbers, ValueColumns

FEWEST = 4
"""Values of a marker of which a column says something."""
FEWEST_PATIENTS = 3
FOLDS = 100.0
"""Largest value over smallest from which a column is read as ratios rather than differences."""
CONSTANTS = (1.0, 100.0)
"""What values are that are relative to themselves."""
LOGS = ("log", "ct", "cq", "cp", "δct", "ddct", "δδct")
RELATIVE = frozenset(
    {"", "a.u.", "au", "relative expression", "rel. expression", "relative", "2^-δct", "2^-dct"}
)


def check_unlikely_units(arranged: ValueColumns, plan: Plan, table: Table) -> None:
    """Ask about fractions under %, logarithms on a scale that takes them, and ratios.

    Parameters
    ----------
    arranged
        All values.
    plan
        The study's plan.
    table
        Receives the questions.
    """
    names = list(plan.markers)
    every = arranged.every
    for marker, places in arranged.by_marker(every):
        if places.size >= FEWEST:
            _check(names[marker], plan.markers[names[marker]], arranged, places, table)
    if len(design.cells(plan)) < 2:
        return
    of_constants = np.zeros(len(names), dtype=np.bool_)
    of_constants[arranged.marker[np.isin(arranged.number, CONSTANTS)]] = True
    for marker, places in arranged.by_marker(every[of_constants[arranged.marker]]):
        by_levels: dict[Levels, list[Value]] = {}
        for value in arranged.at(places):
            by_levels.setdefault(value.entry.levels, []).append(value)
        _check_constant(names[marker], by_levels, table)


def _check(
    name: str, marker: Marker, arranged: ValueColumns, places: Numbers, table: Table
) -> None:
    numbers = arranged.number[places]

    def cells() -> list[Cell]:
        return [value.entry.cell for value in arranged.at(places)]

    largest = float(numbers.max())
    whole = bool((numbers == np.round(numbers)).all())
    if unit_key(marker.unit) == "%" and marker.range is None and 0 < largest <= 1 and not whole:
        table.report(
            "warning",
            cells(),
            f"No value of {name} is above {plain(largest)} %. Are they fractions, such as 0.23 for "
            "23 %? They are read as they stand.",
            "If they are, format the column as percentages, or set the unit to fraction; if not, "
            f"declare the range of {name} in the config, such as range: [0, 1].",
            marker=name,
        )
    if marker.scale == "log2" and _says_log(name, marker):
        table.report(
            "warning",
            cells(),
            f"{name} seems to be on a logarithmic scale already ({marker.unit or name}), and "
            "scale: log2 takes the logarithm again.",
            f"Set scale: linear for {name} in the config if they are logarithms.",
            marker=name,
        )
    positive = bool((numbers > 0).all())
    if marker.scale == "linear" and positive and folded(marker.unit) in RELATIVE:
        folds = largest / float(numbers.min())
        if folds >= FOLDS:
            table.report(
                "note",
                cells(),
                f"Values of {name} differ by a factor of up to {plain(folds, 2)}, as relative "
                "expression (2^-ΔCt) does, and are compared by their differences.",
                f"Set scale: log2 for {name} in the config to compare them by their ratios.",
                marker=name,
            )


def _says_log(name: str, marker: Marker) -> bool:
    """Whether unit or name say that the values are logarithms, as log2 MFI or ΔCt."""
    if unit_key(marker.unit) in LOGS:
        return True
    texts = [folded(text) for text in (marker.unit, name, *marker.column)]
    return any(text.startswith("log") or "(log" in text or " log" in text for text in texts)


def _check_constant(name: str, by_levels: Mapping[Levels, Sequence[Value]], table: Table) -> None:
    """Say where all values are relative to one sample, which then is the same for everyone."""
    constant = {
        levels: own[0].value
        for levels, own in by_levels.items()
        if len({value.entry.patient for value in own}) >= FEWEST_PATIENTS
        and len({value.value for value in own}) == 1
        and own[0].value in CONSTANTS
        and not any(value.censored for value in own)
    }
    varying = any(len({value.value for value in own}) > 1 for own in by_levels.values())
    if not constant or not varying:
        return
    samples = " and ".join(f'"{design.cell_name(levels)}"' for levels in constant)
    number = next(iter(constant.values()))
    table.report(
        "warning",
        [value.entry.cell for levels in constant for value in by_levels[levels]],
        f"{name} is {plain(number)} in every {samples}: the values seem to be relative to it, so "
        "it has no spread of its own.",
        f"Give the values as they were measured; or ask whether the others differ from "
        f"{plain(number)}, with against: {plain(number)} in the contrast.",
        marker=name,
    )
