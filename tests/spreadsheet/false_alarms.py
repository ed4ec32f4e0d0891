"""How often the checks that ask are wrong in clean studies, and how often they see a mistake.

Run with ``python -m tests.spreadsheet.false_alarms 400`` from the project's folder; the numbers
stand in docs/checks.md.
"""

import itertools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from explant.config.models import Plan
from explant.spreadsheet.checks.plausibility import check_plausible
from explant.spreadsheet.checks.swapped_labels import swaps
from explant.spreadsheet.layouts.tidy import Entry, Table
from explant.spreadsheet.sheet.cells import Cell
from explant.spreadsheet.values.replicates import Key, Value
from tests.spreadsheet.simulated import MARKERS, plan, rows_of

Rows = list[list[Any]]
CHECKS = {
    "unit": "of the same sample",
    "copy": "same order",
    "sorted": "sorted without",
    "labels": "swapped",
}
LEVELS = {"Tumor": "tumor", "Normal": "normal", "control": "control", "IL-2": "IL-2"}


def groups_of(rows: Rows) -> dict[Key, list[Value]]:
    """Values of a study as they would be read."""
    groups: dict[Key, list[Value]] = {}
    for number, (patient, tissue, treatment, *values) in enumerate(rows[1:], start=2):
        for column, (marker, value) in enumerate(zip(MARKERS, values, strict=True), start=4):
            levels = (LEVELS[tissue], LEVELS[treatment])
            cell = Cell("Data", number, column, value)
            entry = Entry(patient, levels, marker, cell)
            groups[patient, levels, marker] = [Value(entry, float(value), "")]
    return groups


def raised(rows: Rows, study: Plan) -> set[str]:
    """Checks that ask about a study."""
    table = Table()
    check_plausible(groups_of(rows), study, table)
    return {
        name for name, words in CHECKS.items() if any(words in each.what for each in table.problems)
    }


def swap_labels(rows: Rows, random: np.random.Generator) -> Rows:
    """Exchange tumor and normal of one patient, in all its samples."""
    return _exchange(rows, random, [(0, 2), (1, 3)])


def swap_two_samples(rows: Rows, random: np.random.Generator) -> Rows:
    """Exchange control and IL-2 of one patient's tumor."""
    return _exchange(rows, random, [(0, 1)])


def _exchange(rows: Rows, random: np.random.Generator, pairs: list[tuple[int, int]]) -> Rows:
    first = 1 + 4 * int(random.integers((len(rows) - 1) // 4))
    new = [list(row) for row in rows]
    for one, other in pairs:
        new[first + one][3:], new[first + other][3:] = (
            rows[first + other][3:],
            rows[first + one][3:],
        )
    return new


def copy_row(rows: Rows, random: np.random.Generator, values: int = 5) -> Rows:
    """Write values of one sample over those of another."""
    source, target = 1 + random.choice(len(rows) - 1, 2, replace=False)
    new = [list(row) for row in rows]
    new[target][3 : 3 + values] = rows[source][3 : 3 + values]
    return new


def copy_three(rows: Rows, random: np.random.Generator) -> Rows:
    """Write three values of one sample over those of another."""
    return copy_row(rows, random, 3)


def patient_in_fractions(rows: Rows, random: np.random.Generator) -> Rows:
    """Write one marker of one patient as fractions."""
    first = 1 + 4 * int(random.integers((len(rows) - 1) // 4))
    new = [list(row) for row in rows]
    for row in new[first : first + 4]:
        row[3] = row[3] / 100
    return new


def value_in_fractions(rows: Rows, random: np.random.Generator) -> Rows:
    """Write one value as a fraction."""
    new = [list(row) for row in rows]
    row = new[1 + int(random.integers(len(rows) - 1))]
    row[3] = row[3] / 100
    return new


MISTAKES: dict[str, tuple[str, Callable[[Rows, np.random.Generator], Rows]]] = {
    "tumor and normal of a patient exchanged": ("labels", swap_labels),
    "control and IL-2 of a patient's tumor exchanged": ("labels", swap_two_samples),
    "a row copied over another": ("copy", copy_row),
    "three values copied over others": ("copy", copy_three),
    "a marker of a patient in fractions": ("unit", patient_in_fractions),
    "a value as a fraction": ("unit", value_in_fractions),
}


def asked_of_correlated(
    patients: int, correlation: float, effect: float, studies: int, *, heavy: bool
) -> float:
    """Share of clean 2 x 2 studies of five correlated markers in which labels look swapped.

    Differences have a standard deviation of 1; ``heavy`` takes Student's t with 3 degrees of
    freedom for what the markers do not share.
    """
    random = np.random.default_rng(7)
    asked = 0
    for _ in range(studies):
        shared = random.standard_normal((patients, 4, 1))
        shape = (patients, 4, len(MARKERS))
        own = random.standard_t(3, shape) / np.sqrt(3) if heavy else random.standard_normal(shape)
        values = (np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own) / np.sqrt(2)
        tissue, treatment = effect * random.choice([-1, 1], (2, len(MARKERS)))
        values[:, :2] += tissue
        values[:, ::2] += treatment
        found = []
        for first, second in (((0, 1), (2, 3)), ((0, 2), (1, 3))):
            parts = [values[:, a] - values[:, b] for a, b in zip(first, second, strict=True)]
            for columns in (np.hstack(parts), *parts):
                found += swaps(columns, MARKERS * (columns.shape[1] // len(MARKERS)))
        asked += bool(found)
    return asked / studies


def main(studies: int) -> None:
    """Print the rates."""
    study = plan()
    for patients in (10, 20, 40):
        for effect in (0.3, 1.0):
            random = np.random.default_rng(20)
            false = dict.fromkeys(CHECKS, 0)
            seen = dict.fromkeys(MISTAKES, 0)
            for seed in range(studies):
                rows = rows_of(patients, seed, effect)
                for name in raised(rows, study):
                    false[name] += 1
                for mistake, (check, make) in MISTAKES.items():
                    seen[mistake] += check in raised(make(rows, random), study)
            print(f"{patients} patients, effects x {effect:g}, {studies} studies")
            for name, count in (*false.items(), *seen.items()):
                print(f"  {name}: {100 * count / studies:.1f} %", flush=True)
    for patients, correlation, effect, heavy in itertools.product(
        (10, 20), (0.3, 0.8), (1.0, 2.0), (False, True)
    ):
        share = asked_of_correlated(patients, correlation, effect, studies, heavy=heavy)
        print(
            f"labels, {patients} patients, correlation {correlation:g}, effects of {effect:g} "
            f"standard deviations{', heavy tails' if heavy else ''}: {100 * share:.1f} %",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
