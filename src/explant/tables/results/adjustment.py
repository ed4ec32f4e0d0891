"""Adjustment of p values within the plan's families, and what these could have found at all."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Inference
from explant.declared_tests.known_tests import TESTS
from explant.statistics.attainable_p import Method, smallest_adjusted_p
from explant.statistics.multiplicity import adjust as adjust_p
from explant.statistics.multiplicity import counts_every_pattern
from explant.statistics.westfall_young import westfall_young

Floats = NDArray[np.float64]


def adjust(
    table: pd.DataFrame, samples: Mapping[tuple[str, str], Floats], inference: Inference
) -> Floats:
    """Adjusted p values, family by family; a test alone in its family keeps its p.

    Parameters
    ----------
    table
        Rows with ``marker, contrast, family, adjustment, p``.
    samples
        Differences of all patients by marker and contrast, NaN where missing, the patients in the
        same order throughout; Westfall–Young flips their signs.
    inference
        The plan's inference section.

    Returns
    -------
    ndarray
        Aligned with the rows; NaN where p is NaN.
    """
    adjusted = np.full(len(table), np.nan)
    for rows, method in _families(table):
        p = table["p"].to_numpy(dtype=np.float64)[rows]
        if method == "westfall_young":
            # The raw p may come from another reference distribution than the flips.
            adjusted[rows] = np.maximum(_flipped(_joint(table, rows, samples), inference), p)
        else:
            adjusted[rows] = adjust_p(p, method)
    return adjusted


def smallest_adjusted(
    table: pd.DataFrame, samples: Mapping[tuple[str, str], Floats], inference: Inference
) -> Floats:
    """Smallest adjusted p of each row, from patients, test, adjustment and size of its family.

    Parameters
    ----------
    table
        Rows with ``marker, contrast, family, adjustment, n, p, smallest_attainable_p``.
    samples, inference
        As :func:`adjust` takes them.

    Returns
    -------
    ndarray
        Aligned with the rows; NaN where there is no bound.
    """
    n, smallest = (
        table[column].to_numpy(dtype=np.float64) for column in ("n", "smallest_attainable_p")
    )
    least = np.full(len(table), np.nan)
    for rows, method in _families(table):
        everyone = _patients(_joint(table, rows, samples))
        least[rows] = smallest_adjusted_p(
            smallest[rows], n[rows], method, everyone, inference.permutations
        )
    return least


def what_families_allow(
    table: pd.DataFrame, samples: Mapping[tuple[str, str], Floats], inference: Inference
) -> dict[str, Floats]:
    """How many tests are adjusted together, and what such a family could have found.

    Parameters
    ----------
    table
        Rows with ``marker, contrast, family, adjustment, n, n_zero, p, smallest_attainable_p``.
    samples, inference
        As :func:`adjust` takes them.

    Returns
    -------
    dict
        ``family_size``, ``smallest_attainable_p_adjusted``, the same ``_seen``: had every
        difference its size and all of them one sign; and ``detectable_d_z_family``.
    """
    test = TESTS[inference.test]
    n, zeros = (table[column].to_numpy(dtype=np.float64) for column in ("n", "n_zero"))
    smallest = table["smallest_attainable_p"].to_numpy(dtype=np.float64)
    least = smallest_adjusted(table, samples, inference)
    sizes, seen, detectable = (np.full(len(table), np.nan) for _ in range(3))
    for rows, method in _families(table):
        sizes[rows] = len(rows)
        joint = _joint(table, rows, samples)
        everyone = _patients(joint)
        changed = n[rows] - zeros[rows]
        own = np.array([test.smallest_p(int(each)) if each else 1.0 for each in changed])
        own[np.isnan(smallest[rows])] = np.nan
        seen[rows] = smallest_adjusted_p(
            own, np.maximum(changed, 1.0), method, everyone, inference.permutations
        )
        if method == "westfall_young" and counts_every_pattern(everyone, len(rows)):
            seen[rows] = np.fmax(own, _flipped(np.abs(joint), inference))
        alpha = inference.alpha / len(rows)
        detectable[rows] = [test.detectable(int(each), alpha) for each in n[rows]]
    return {
        "family_size": sizes,
        "smallest_attainable_p_adjusted": least,
        "smallest_attainable_p_adjusted_seen": seen,
        "detectable_d_z_family": detectable,
    }


def _families(table: pd.DataFrame) -> Iterator[tuple[NDArray[np.intp], Method]]:
    """Rows that are adjusted together, and how; a test without p is no member of its family."""
    tested = table["p"].notna().to_numpy()
    for indices in table.groupby("family", sort=False).indices.values():
        rows = np.asarray(indices, dtype=np.intp)
        rows = rows[tested[rows]]
        if rows.size:
            method: Method = table["adjustment"].iloc[rows[0]]
            yield rows, "none" if rows.size == 1 else method


def _joint(
    table: pd.DataFrame, rows: NDArray[np.intp], samples: Mapping[tuple[str, str], Floats]
) -> Floats:
    keys = zip(table["marker"].iloc[rows], table["contrast"].iloc[rows], strict=True)
    return np.column_stack([samples[key] for key in keys])


def _patients(joint: Floats) -> int:
    """Patients with at least one difference of the family."""
    return int(np.isfinite(joint).any(axis=1).sum())


def _flipped(joint: Floats, inference: Inference) -> Floats:
    return westfall_young(
        joint,
        seed=inference.seed,
        statistic=TESTS[inference.test].flipped_statistic or "t",
        max_flips=inference.permutations,
        zero_rule=inference.zero_rule,
    ).p_adjusted
