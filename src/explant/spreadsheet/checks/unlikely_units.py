"""Whole columns whose numbers look like those of another unit, or relative to one sample."""

from collections.abc import Mapping, Sequence

import numpy as np

from explant.config.models import Marker, Plan
from explant.config.names.spellings import folded
from explant.numbers import plain
from explant.questions import design
from explant.spreadsheet.layouts.tidy import Levels, Table
from explant.spreadsheet.sheet.cells import Cell
from explant.spreadsheet.values.replicates import Key, Value
from explant.spreadsheet.values.units import unit_key

FEWEST = 4
"""Values of a marker of which a column says something."""
FEWEST_PATIENTS = 3
FOLDS = 100.0
"""Largest value over smallest from which a column is read as ratios rather than differences."""
LOGS = ("log", "ct", "cq", "cp", "δct", "ddct", "δδct")
RELATIVE = frozenset(
    {"", "a.u.", "au", "relative expression", "rel. expression", "relative", "2^-δct", "2^-dct"}
)


def check_unlikely_units(groups: Mapping[Key, Sequence[Value]], plan: Plan, table: Table) -> None:
    """Ask about fractions under %, logarithms on a scale that takes them, and ratios.

    Parameters
    ----------
    groups
        Values by patient, cell and marker.
    plan
        The study's plan.
    table
        Receives the questions.
    """
    values: dict[str, list[Value]] = {name: [] for name in plan.markers}
    for (_, _, marker), own in groups.items():
        values[marker] += own
    for name, own in values.items():
        if len(own) >= FEWEST:
            _check(name, plan.markers[name], own, table)
    if len(design.cells(plan)) < 2:
        return
    by_marker: dict[str, dict[Levels, list[Value]]] = {name: {} for name in plan.markers}
    for (_, levels, name), own in groups.items():
        by_marker[name].setdefault(levels, []).extend(own)
    for name, by_levels in by_marker.items():
        _check_constant(name, by_levels, table)


def _check(name: str, marker: Marker, own: Sequence[Value], table: Table) -> None:
    numbers = np.array([value.value for value in own])
    cells: list[Cell] = [value.entry.cell for value in own]
    largest = float(numbers.max())
    whole = bool((numbers == np.round(numbers)).all())
    if unit_key(marker.unit) == "%" and marker.range is None and 0 < largest <= 1 and not whole:
        table.report(
            "warning",
            cells,
            f"No value of {name} is above {plain(largest)} %. Are they fractions, such as 0.23 for "
            "23 %? They are read as they stand.",
            "If they are, format the column as percentages, or set the unit to fraction; if not, "
            f"declare the range of {name} in the config, such as range: [0, 1].",
            marker=name,
        )
    if marker.scale == "log2" and _says_log(name, marker):
        table.report(
            "warning",
            cells,
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
                cells,
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
        and own[0].value in (1.0, 100.0)
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
