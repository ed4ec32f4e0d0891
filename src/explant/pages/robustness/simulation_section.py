"""What simulation found amiss, beside what the data of this study are like."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.language.methods.calibration_notes import (
    Seen,
    applied_notes,
    found_amiss,
    is_simulated,
)
from explant.language.words import Row, Words
from explant.pages.patients.patient_flags import sample_words
from explant.questions.design import cell_name, cell_values, cells


@dataclass(frozen=True)
class Simulation:
    """Findings that these data may be like, the others, and whether so many were simulated."""

    near: list[Words]
    others: list[Words]
    done: bool


def simulation(
    plan: Plan, tables: Mapping[str, pd.DataFrame], read: Mapping[str, Sequence[Row]]
) -> Simulation:
    """What simulation found at the study's numbers of patients.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables by name, of which ``measurements`` and ``patients`` are read.
    read
        Rows of ``paired``, ``between``, ``interactions``, ``strata`` and ``diagnostics``.
    """
    groups = [*read["interactions"], *read["between"]]
    found = found_amiss(plan, read["paired"], groups)
    noisy = any("times as noisy" in miss.setting for miss in found)
    near, others = applied_notes(plan, found, _seen(plan, tables, read, noisy=noisy))
    return Simulation(near, others, is_simulated(plan, read["paired"], groups))


def _seen(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    read: Mapping[str, Sequence[Row]],
    *,
    noisy: bool,
) -> Seen:
    known = [row for row in read["diagnostics"] if not math.isnan(row.number("skewness"))]
    skewed = max(known, key=lambda row: abs(row.number("skewness")), default=None)
    variance, of_groups = max(_variances(read), default=(math.nan, ("", "")))
    seen = Seen(skewed, variance=variance, of_groups=of_groups)
    if not noisy or not {"measurements", "patients"} <= set(tables):
        return seen
    values = cell_values(tables["measurements"], plan, list(tables["patients"]["patient"]))
    spread = values.groupby(level="marker", sort=False).std()
    spread = spread.where(spread > 0)
    ratio = spread.max(axis=1) / spread.min(axis=1)
    if ratio.isna().all():
        return seen
    marker = str(ratio.idxmax())
    own = plan.of(marker)
    named = {cell_name(cell): sample_words(own, cell) for cell in cells(own)}
    return Seen(
        skewed,
        float(ratio[marker]),
        marker,
        named[str(spread.loc[marker].idxmax())],
        named[str(spread.loc[marker].idxmin())],
        variance,
        of_groups,
    )


def _variances(
    read: Mapping[str, Sequence[Row]],
) -> list[tuple[float, tuple[str, str]]]:
    """The variance of the smaller group over that of the other, of each comparison of two groups.

    Where both hold as many patients it is the larger variance over the smaller.
    """
    found: list[tuple[float, tuple[str, str]]] = []
    pairs = [
        (row, [(row.number(f"n_{w}"), row.number(f"sd_{w}")) for w in ("first", "second")])
        for row in read["between"]
        if row.text("kind") == "two groups" and not (row.text("crossed") or row.text("given"))
    ]
    strata: dict[tuple[str, str, str], list[Row]] = {}
    for row in read["strata"]:
        key = (row.text("marker"), row.text("contrast"), row.text("stratifier"))
        strata.setdefault(key, []).append(row)
    # The standard deviation of differences: their mean by their standardized mean.
    pairs += [
        (rows[0], [(row.number("n"), _sd(row)) for row in rows])
        for rows in strata.values()
        if len(rows) == 2
    ]
    for row, both in pairs:
        (_, small), (_, large) = sorted(both, key=lambda group: group[0])
        if not (small > 0 and large > 0):
            continue
        # A product, for a power that is too large for a float is an error.
        times = (small / large) * (small / large)
        if not 0 < times < math.inf:
            continue
        if both[0][0] == both[1][0]:
            times = max(times, 1 / times)
        found.append((times, (row.text("marker"), row.text("contrast"))))
    return found


def _sd(row: Row) -> float:
    mean, standardized = row.number("mean_difference"), row.number("d_z")
    return mean / standardized if standardized else math.nan
