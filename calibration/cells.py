"""One number of the simulation, its Monte Carlo error, and whether it misses what was promised."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from math import sqrt
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, bdtrc, ndtr

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FALSE_ALARMS = 0.01
"""Probability that any cell of the page is called a miss although every method keeps its level."""


@dataclass(frozen=True)
class Cell:
    """A rate over simulated studies.

    ``quantity`` is "error" (a true null hypothesis was rejected), "coverage" or "share".
    ``target`` is the rate promised: the level of a test; of an interval the level that it prints,
    on average; of a share without a promise what theory expects, or NaN. ``promise`` says what
    the method guarantees here: "exact" (the level is kept whatever n), "approximate" (only for
    large n), "other" (the method tests another hypothesis) or "none".
    """

    topic: str
    quantity: str
    method: str
    setting: str
    groups: str
    level: float
    target: float
    rate: float
    monte_carlo_error: float
    simulations: int
    promise: str
    missed: bool = False


def cell(
    topic: str,
    quantity: str,
    method: str,
    setting: str,
    groups: str,
    level: float,
    happened: Flags | Floats,
    promise: str,
    target: float | None = None,
) -> Cell:
    """Return the rate at which something happened, NaN where a study gave no answer.

    Examples
    --------
    >>> cell("t", "error", "t", "normal", "6", 0.05, np.array([1.0, 0, 0, 0]), "exact").rate
    0.25
    """
    known = np.asarray(happened, dtype=np.float64)
    known = known[~np.isnan(known)]
    rate = float(known.mean())
    error = float(known.std()) / sqrt(known.size)
    return Cell(
        topic,
        quantity,
        method,
        setting,
        groups,
        level,
        level if target is None else target,
        rate,
        error,
        int(known.size),
        promise,
    )


def tail(one: Cell) -> float:
    """Probability of a rate at least as bad if the method just kept its promise.

    Exact binomial, save for a false discovery rate, a mean of shares, where it is normal.

    Examples
    --------
    >>> one = cell("t", "error", "t", "normal", "6", 0.5, np.ones(4), "exact")
    >>> tail(one)
    0.0625
    """
    if one.topic == "false discovery rate":
        if one.monte_carlo_error == 0.0:
            return 1.0
        return float(ndtr(-(one.rate - one.target) / one.monte_carlo_error))
    happened = round(one.rate * one.simulations)
    if one.quantity == "coverage":
        return float(bdtr(happened, one.simulations, one.target))
    if happened == 0:
        return 1.0
    return float(bdtrc(happened - 1, one.simulations, one.target))


def judge(cells: Sequence[Cell]) -> list[Cell]:
    """Mark the misses, corrected (Bonferroni) for the number of cells looked at.

    Examples
    --------
    >>> good = cell("t", "error", "t", "normal", "6", 0.05, np.zeros(100), "exact")
    >>> bad = cell("t", "error", "t", "normal", "6", 0.05, np.ones(100), "exact")
    >>> [one.missed for one in judge([good, bad])]
    [False, True]
    """
    promised = [one for one in cells if one.promise in ("exact", "approximate")]
    limit = FALSE_ALARMS / max(len(promised), 1)
    return [replace(one, missed=one in promised and tail(one) < limit) for one in cells]


def generator(seed: int, *names: object) -> np.random.Generator:
    """Return a cell's own random numbers, whatever is simulated before it.

    Examples
    --------
    >>> bool(generator(1, "a", 6).random() == generator(1, "a", 6).random())
    True
    """
    return np.random.default_rng([seed, crc32("|".join(map(str, names)).encode())])


COLUMNS = tuple(field.name for field in fields(Cell))


def write_cells(cells: Iterable[Cell], path: Path, columns: Sequence[str] = COLUMNS) -> None:
    """Write cells as CSV; rates to six decimals."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for one in cells:
            writer.writerow([_text(getattr(one, column)) for column in columns])


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def read_cells(path: Path) -> list[Cell]:
    """Read what `write_cells` wrote."""

    def number(text: str) -> float:
        return float(text) if text else float("nan")

    with path.open(encoding="utf-8", newline="") as file:
        return [
            Cell(
                row["topic"],
                row["quantity"],
                row["method"],
                row["setting"],
                row["groups"],
                number(row["level"]),
                number(row["target"]),
                number(row["rate"]),
                number(row["monte_carlo_error"]),
                int(row["simulations"]),
                row["promise"],
                row["missed"] == "yes",
            )
            for row in csv.DictReader(file)
        ]
