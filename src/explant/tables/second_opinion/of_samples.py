"""Paired results, equivalence and detectable effects by SciPy, statsmodels and pingouin."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.tables.samples import MarkerContrast, Samples
from explant.tables.second_opinion.recomputed import Recomputed, asked

Floats = NDArray[np.float64]

MOST_ENUMERATED = 13
"""SciPy tries every sign pattern for up to so many differences with ties or zeros."""

MOST_WITHOUT_TIES = 1000
MOST_FLIPPED = 12
"""Every sign pattern of a mean is tried for up to so many: beyond, it takes too long."""

LARGEST_T = 50.0
PEAK = "pingouin's integral misses the peak where t is large"
TIES = f"SciPy is exact with ties or zeros for up to {MOST_ENUMERATED} pairs only"


def of_pairs(
    paired: pd.DataFrame, samples: Samples, plan: Plan, markers: frozenset[str]
) -> Iterator[Recomputed]:
    """The statistics of each row of ``paired.csv``.

    Parameters
    ----------
    paired
        The table.
    samples
        Differences by marker and contrast.
    plan
        The study's plan.
    markers
        Markers whose rows are recomputed.
    """
    for row in paired.to_dict("records"):
        if row["marker"] not in markers:
            continue
        every = samples.differences[str(row["marker"]), str(row["contrast"])]
        sample = every[np.isfinite(every)]
        if sample.size < 2 or np.ptp(sample) == 0.0:
            continue
        for quantity, package, compute, why_not in _of_one(row, sample, plan):
            ours = _number(row[quantity])
            if math.isnan(ours):
                continue
            theirs, stopped = (math.nan, why_not) if why_not else asked(compute)
            yield Recomputed(
                quantity,
                "paired",
                str(row["marker"]),
                str(row["contrast"]),
                ours,
                package,
                theirs,
                stopped,
            )


Asked = tuple[str, str, Callable[[], float], str]


def _of_one(row: dict[Any, Any], sample: Floats, plan: Plan) -> Iterator[Asked]:
    import pingouin
    from scipy import stats

    inference, n = plan.inference, sample.size
    test = stats.ttest_1samp(sample, 0.0)
    interval = test.confidence_interval(inference.confidence)
    yield "t", "scipy", lambda: test.statistic, ""
    yield "p_t", "scipy", lambda: test.pvalue, ""
    yield "mean_low", "scipy", lambda: interval.low, ""
    yield "mean_high", "scipy", lambda: interval.high, ""
    yield "d_z", "pingouin", lambda: pingouin.compute_effsize(sample, 0.0, eftype="cohen"), ""
    yield (
        "bf10",
        "pingouin",
        lambda: pingouin.bayesfactor_ttest(test.statistic, n, paired=True, r=math.sqrt(0.5)),
        "" if abs(float(test.statistic)) < LARGEST_T else PEAK,
    )
    rises, falls = int((sample > 0).sum()), int((sample < 0).sum())
    if rises + falls:
        yield "p_sign", "scipy", lambda: stats.binomtest(rises, rises + falls).pvalue, ""
    # Differences of decimals, so that 0.3 - 0.2 ties with 0.2 - 0.1.
    decimal = np.array([float(f"{value:.12g}") for value in sample])
    size = np.abs(decimal)
    plain = bool((size > 0).all()) and np.unique(size).size == n
    rule = "wilcox" if inference.zero_rule == "wilcoxon" else "pratt"
    few = n <= MOST_ENUMERATED
    yield (
        "p_wilcoxon",
        "scipy",
        lambda: (
            stats.wilcoxon(decimal, zero_method=rule, method="exact" if plain else "auto").pvalue
        ),
        "" if few or (plain and n <= MOST_WITHOUT_TIES) else TIES,
    )
    yield (
        "p_sign_flip",
        "scipy",
        lambda: (
            stats.permutation_test(
                (decimal,),
                lambda table, axis: table.mean(axis=axis),
                permutation_type="samples",
                vectorized=True,
                n_resamples=np.inf,
            ).pvalue
        ),
        "" if n <= MOST_FLIPPED else "it would form every sign pattern one by one",
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan


def of_power(paired: pd.DataFrame, plan: Plan) -> Iterator[Recomputed]:
    """The smallest d_z that each number of patients detects, once each."""
    import pingouin

    first = paired.drop_duplicates("n")
    for row in first.to_dict("records"):
        ours, n = _number(row["detectable_d_z"]), int(row["n"])
        if math.isnan(ours):
            continue
        theirs, why_not = asked(
            lambda n=n: pingouin.power_ttest(  # type: ignore[misc]
                n=n, power=0.8, alpha=plan.inference.alpha, contrast="paired"
            )
        )
        yield Recomputed(
            "detectable_d_z",
            "paired",
            str(row["marker"]),
            str(row["contrast"]),
            ours,
            "pingouin",
            theirs,
            why_not,
        )


def of_families(table: pd.DataFrame, name: str) -> Iterator[Recomputed]:
    """Adjusted p of each family that is adjusted by Holm, Benjamini–Hochberg or Bonferroni.

    Parameters
    ----------
    table
        ``paired`` or ``between``.
    name
        Its name.
    """
    from statsmodels.stats.multitest import multipletests

    methods = {"holm": "holm", "benjamini_hochberg": "fdr_bh", "bonferroni": "bonferroni"}
    known = table[table["p"].notna() & table["p_adjusted"].notna()]
    for (adjustment, _), family in known.groupby(["adjustment", "family"], sort=False):
        if adjustment not in methods:
            continue
        theirs = multipletests(family["p"].to_numpy(), method=methods[str(adjustment)])[1]
        for row, number in zip(family.to_dict("records"), theirs.tolist(), strict=True):
            yield Recomputed(
                "p_adjusted",
                name,
                str(row["marker"]),
                str(row["contrast"]),
                float(row["p_adjusted"]),
                "statsmodels",
                float(number),
            )


def of_margins(equivalence: pd.DataFrame, samples: Samples) -> Iterator[Recomputed]:
    """The two one-sided tests of each row of ``equivalence.csv``."""
    from statsmodels.stats.weightstats import DescrStatsW

    for row in equivalence.to_dict("records"):
        key: MarkerContrast = (str(row["marker"]), str(row["contrast"]))
        every = samples.differences.get(key)
        if every is None or math.isnan(_number(row["p"])):
            continue
        described = DescrStatsW(every[np.isfinite(every)])
        theirs, why_not = asked(
            lambda d=described, r=row: d.ttost_mean(r["margin_low"], r["margin_high"])[0]  # type: ignore[misc]
        )
        yield Recomputed(
            "p", "equivalence", *key, _number(row["p"]), "statsmodels", theirs, why_not
        )
