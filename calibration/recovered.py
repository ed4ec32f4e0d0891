"""What the simulated examples gave back: one row an effect, its file, and its tables."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, betaincinv
from scipy.stats import t as student

from explant.calibration import METHODS

Floats = NDArray[np.float64]

FILE = Path(__file__).with_name("recovery.csv")
FALSE_ALARMS = 0.01
"""Probability that any effect is called a miss although every interval keeps its level."""
EFFECT = "effect"


@dataclass(frozen=True)
class Recovered:
    """How often an interval held a true effect, over simulated studies.

    ``quantity`` is "effect", what the effect is set against ("with each stage"), or "effect, in the
    study's own SD". ``markers`` is above 1 where ``marker`` names several, of which each row of
    their own stands in the file too; then effects are means over them, and ``monte_carlo_low`` and
    ``monte_carlo_high`` come from the studies' shares. ``level`` is the level that the interval
    prints, on average.
    """

    study: str
    marker: str
    contrast: str
    quantity: str
    method: str
    scale: str
    n: int
    markers: int
    true_effect: float
    mean_estimate: float
    sd_estimate: float
    level: float
    coverage: float
    monte_carlo_low: float
    monte_carlo_high: float
    simulations: int

    @property
    def bias(self) -> float:
        """Mean estimate minus truth, in Monte Carlo standard errors of that mean."""
        return (self.mean_estimate - self.true_effect) * sqrt(self.simulations) / self.sd_estimate

    @property
    def tail(self) -> float:
        """Probability of so low a coverage, or a lower one, if the interval keeps its level.

        Examples
        --------
        >>> names = ("s", "m", "c", EFFECT, "t_interval", "linear", 9, 1, 0.0, 0.0, 1.0)
        >>> Recovered(*names, 0.5, 0.0, 0.0, 0.6, 4).tail
        0.0625
        """
        return float(bdtr(round(self.coverage * self.simulations), self.simulations, self.level))


def binomial_interval(happened: int, of: int) -> tuple[float, float]:
    """Exact 95 % interval of a share (Clopper & Pearson 1934, 10.1093/biomet/26.4.404).

    Examples
    --------
    >>> low, high = binomial_interval(190, 200)
    >>> round(low, 4), round(high, 4)
    (0.91, 0.9758)
    """
    low = float(betaincinv(happened, of - happened + 1, 0.025)) if happened else 0.0
    high = float(betaincinv(happened + 1, of - happened, 0.975)) if happened < of else 1.0
    return low, high


def mean_interval(shares: Floats) -> tuple[float, float]:
    """95 % t interval of a mean of shares, one a study: its effects are not independent."""
    half = float(student.ppf(0.975, shares.size - 1) * shares.std(ddof=1) / sqrt(shares.size))
    return float(shares.mean()) - half, float(shares.mean()) + half


COLUMNS = tuple(field.name for field in fields(Recovered))
WHOLE = ("n", "markers", "simulations")
TEXTS = ("study", "marker", "contrast", "quantity", "method", "scale")


def write_recovered(rows: Iterable[Recovered], path: Path) -> None:
    """Write the rows as CSV, numbers to six decimals."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            values = [getattr(row, column) for column in COLUMNS]
            writer.writerow([round(v, 6) if isinstance(v, float) else v for v in values])


def read_recovered(path: Path = FILE) -> list[Recovered]:
    """Read what :func:`write_recovered` wrote."""

    def value(column: str, text: str) -> Any:
        if column in TEXTS:
            return text
        return int(text) if column in WHOLE else float(text)

    with path.open(encoding="utf-8", newline="") as file:
        return [
            Recovered(**{column: value(column, row[column]) for column in COLUMNS})
            for row in csv.DictReader(file)
        ]


def missed(rows: Sequence[Recovered]) -> list[Recovered]:
    """Effects whose coverage is too low for chance, corrected for the number of effects."""
    single = [row for row in rows if row.markers == 1]
    return [row for row in single if row.tail < FALSE_ALARMS / len(single)]


def table(rows: Sequence[Recovered], study: str) -> str:
    """Markdown table of a study: markers that stand together in one row."""
    together = {row.contrast for row in rows if row.study == study and row.markers > 1}
    lines = [
        [
            *("marker", "contrast", "true effect", "mean estimate", "coverage"),
            *("Monte Carlo interval", "promised"),
        ]
    ]
    lines.append(["---"] * len(lines[0]))
    for row in rows:
        if row.study != study or (row.markers == 1 and row.contrast in together):
            continue
        what = "" if row.quantity == EFFECT else f", {row.quantity.removeprefix(EFFECT + ', ')}"
        shown = f"{row.coverage:.3f}"
        truth, estimate = _signed(row.true_effect), _signed(row.mean_estimate)
        if row.markers > 1:
            truth = "its own"
            estimate = f"truth {_signed(row.mean_estimate - row.true_effect, plus=True)}"
        lines.append(
            [
                row.marker,
                f"{row.contrast}{what}",
                truth,
                estimate,
                f"**{shown}**" if row in missed(rows) else shown,
                f"{row.monte_carlo_low:.3f} to {row.monte_carlo_high:.3f}",
                f"{row.level:.3f}",
            ]
        )
    return "\n".join("|" + "|".join(f" {text} " for text in line) + "|" for line in lines)


def _signed(number: float, plus: bool = False) -> str:
    text = f"{number:+.3f}" if plus else f"{number:.3f}"
    sign, digits = text[:-5].rstrip("0123456789."), text.lstrip("+-")
    return f"{sign.replace('-', '−')}{' ' if plus else ''}{digits}"


def _misses(found: Sequence[Recovered], of: int) -> str:
    if not found:
        return f"No coverage is too low for chance (one-sided, corrected for {of} effects)."
    named = "; ".join(f"{row.marker} in {row.study}, {row.quantity}" for row in found)
    return f"**Too low for chance** (one-sided, corrected for {of} effects): {named}."


def section(rows: Sequence[Recovered]) -> dict[str, Any]:
    """What ``page.md.jinja`` needs for the section on the examples."""
    single = [row for row in rows if row.markers == 1]
    outside = [
        row for row in single if not row.monte_carlo_low <= row.level <= row.monte_carlo_high
    ]
    intervals = {
        study: ", ".join(dict.fromkeys(METHODS[row.method] for row in rows if row.study == study))
        for study in dict.fromkeys(row.study for row in rows)
    }
    return {
        "rows": rows,
        "simulations": rows[0].simulations,
        "studies": list(intervals),
        "intervals": intervals,
        "effects": len(single),
        "mean_coverage": f"{np.mean([row.coverage for row in single]):.3f}",
        "mean_level": f"{np.mean([row.level for row in single]):.3f}",
        "outside": len(outside),
        "by_chance": round(0.05 * len(single)),
        "misses": _misses(missed(rows), len(single)),
        "table": lambda study: table(rows, study),
    }
