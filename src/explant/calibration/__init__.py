"""Where simulation found that a method misses its level: `docs/calibration.md`, as data.

``misses.csv`` is written by ``calibration/run.py``. The report reads it to warn at the study's own
number of patients.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files

METHODS = {
    "t": "t test",
    "wilcoxon": "signed-rank test",
    "pratt": "signed-rank test with Pratt's zeros",
    "sign_flip": "sign-flip test",
    "sign": "sign test",
    "equivalence": "equivalence test",
    "t_interval": "t interval of the mean",
    "equivalence_interval": "t interval of the mean",
    "pseudomedian_interval": "interval of the pseudomedian",
    "sign_flip_interval": "sign-flip interval of the mean",
    "median_interval": "interval of the median",
    "d_z": "interval of d_z",
    "rank_biserial": "interval of the rank-biserial correlation",
    "superiority": "interval of the share of patients with an increase",
    "welch": "Welch's t test",
    "mann_whitney": "Mann–Whitney test",
    "permutation": "studentized permutation test",
    "jonckheere": "Jonckheere–Terpstra test",
    "welch_interval": "Welch interval of the difference between the means",
    "shift_interval": "interval of the Hodges–Lehmann shift",
    "slope": "t test of the least-squares slope",
    "spearman": "permutation test of Spearman's correlation",
    "slope_permutation": "permutation test of the least-squares slope",
    "linear_model_interval": "t interval of the linear model",
    "slope_interval": "t interval of the least-squares slope",
    "theil_sen_interval": "interval of the Theil–Sen slope",
    "no_adjustment": "t tests without adjustment",
    "holm_t": "t tests adjusted by Holm",
    "holm_wilcoxon": "signed-rank tests adjusted by Holm",
    "westfall_young": "Westfall–Young step-down maxT",
    "benjamini_hochberg": "t tests adjusted by Benjamini–Hochberg",
    "family_of_wilcoxon": "Westfall and Young's adjustment of signed-rank tests",
    "family_of_t": "Westfall and Young's adjustment of t tests",
    "holm_by_contrast": "signed-rank tests, each contrast by Holm (the default until 2026-11)",
    "holm_of_family": "signed-rank tests, all primary ones by Holm",
    "mixed_model": "linear mixed model",
    "freedman_lane": "permutation test given other properties",
    "type_iii_f": "type III F test",
}
"""What the methods of the simulation are called in text."""

LARGEST_ONE_SAMPLE = 80
"""Nothing is said about studies of more patients: at most 40 were simulated."""

LARGEST_GROUPS = 40
"""Nor about strata of more patients together: 20 were simulated."""


@dataclass(frozen=True)
class Miss:
    """A method that missed its promise in simulation.

    ``quantity`` is "error" or "coverage"; ``groups`` the simulated numbers of patients, as "12" or
    "12/8"; ``level`` the level asked for; ``target`` what was promised, ``rate`` what was found.
    """

    method: str
    quantity: str
    setting: str
    groups: str
    level: float
    target: float
    rate: float
    simulations: int


MISS_COLUMNS = tuple(field.name for field in fields(Miss))
"""Columns of ``misses.csv``."""


@lru_cache(maxsize=1)
def all_misses() -> tuple[Miss, ...]:
    """Return every miss of the committed simulation.

    Examples
    --------
    >>> all(miss.method in METHODS for miss in all_misses())
    True
    """
    text = files(__package__).joinpath("misses.csv").read_text(encoding="utf-8")
    return tuple(
        Miss(
            row["method"],
            row["quantity"],
            row["setting"],
            row["groups"],
            float(row["level"]),
            float(row["target"]),
            float(row["rate"]),
            int(row["simulations"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


def nearest_simulated(*sizes: int) -> str:
    """Return the simulated numbers of patients that stand for a study's, empty if none do.

    One number: up to 8 patients are answered by 6, 9 to 15 by 12, 16 to 29 by 20, 30 to 80 by 40.
    Two groups of at most 40 together: 16/4 if the smaller one has less than three tenths of the
    patients, 10/10 from nine twentieths on, otherwise 12/8. Three groups or more: 8/7/5.

    Examples
    --------
    >>> nearest_simulated(14), nearest_simulated(7, 12), nearest_simulated(300)
    ('12', '12/8', '')
    """
    total = sum(sizes)
    if len(sizes) == 1:
        if total > LARGEST_ONE_SAMPLE:
            return ""
        return "6" if total <= 8 else "12" if total <= 15 else "20" if total <= 29 else "40"
    if not 0 < total <= LARGEST_GROUPS:
        return ""
    if len(sizes) > 2:
        return "8/7/5"
    share = min(sizes) / total
    return "16/4" if share < 0.3 else "12/8" if share < 0.45 else "10/10"


def misses_for(method: str, *sizes: int) -> list[Miss]:
    """Return what a method missed at about so many patients, the worst at the usual level first.

    Parameters
    ----------
    method : str
        A key of `METHODS`.
    *sizes : int
        The number of patients, or the number in each group.

    Raises
    ------
    ValueError
        If the method was not simulated.

    Examples
    --------
    >>> misses_for("sign", 20)
    []
    """
    if method not in METHODS:
        raise ValueError(f"method: expected one of {', '.join(METHODS)}, got {method!r}")
    groups = nearest_simulated(*sizes)
    found = [miss for miss in all_misses() if miss.method == method and miss.groups == groups]

    def by_level_and_excess(miss: Miss) -> tuple[float, float]:
        return abs(miss.level - (0.05 if miss.quantity == "error" else 0.95)), -abs(
            miss.rate - miss.target
        )

    return sorted(found, key=by_level_and_excess)


def _percent(share: float) -> str:
    # Half a tenth rounds up, as in docs/calibration.md.
    return f"{100.0 * share + 1e-9:.1f} %"


def _patients(groups: str) -> str:
    sizes = groups.split("/")
    if len(sizes) == 1:
        return f"{sizes[0]} patients"
    return f"groups of {', '.join(sizes[:-1])} and {sizes[-1]} patients"


def warning_sentence(miss: Miss) -> str:
    """Return one sentence that tells a reader what was found.

    Examples
    --------
    >>> miss = Miss("t", "error", "skewed differences whose mean is zero", "12", 0.05, 0.05,
    ...     0.0981, 10000)
    >>> print(warning_sentence(miss))
    In simulation with 12 patients and skewed differences whose mean is zero, the t test rejected \
a true null hypothesis in 9.8 % of studies at the 0.05 level (docs/calibration.md).
    """
    name = METHODS[miss.method]
    if not name.startswith("Westfall") and not name.split()[0].endswith("'s"):
        name = f"the {name}"
    where = f"In simulation with {_patients(miss.groups)} and {miss.setting},"
    if miss.quantity == "coverage":
        what = f"covered the true value in {_percent(miss.rate)} of studies"
        return (
            f"{where} {name} {what}, where it promises {_percent(miss.target)} "
            "(docs/calibration.md)."
        )
    if miss.method == "benjamini_hochberg":
        what = f"made {_percent(miss.rate)} false discoveries on average"
    elif " markers" in miss.setting or miss.method.startswith("family_of"):
        what = f"rejected some true null hypothesis in {_percent(miss.rate)} of studies"
    elif miss.method == "equivalence":
        what = f"claimed equivalence at the very margin in {_percent(miss.rate)} of studies"
    else:
        what = f"rejected a true null hypothesis in {_percent(miss.rate)} of studies"
    return f"{where} {name} {what} at the {miss.level:g} level (docs/calibration.md)."
