"""Small frames of the tables that question the results, with made-up but consistent numbers."""

import itertools
from statistics import NormalDist

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.listed_cells import as_cell

TESTS = ("wilcoxon", "t", "sign_flip", "sign")
OUTLIERS = "without flagged outliers"


def _samples(differences: pd.DataFrame, contrasts: list[str]) -> list[tuple[str, str, pd.Series]]:
    """Marker, contrast and the differences that exist, by patient."""
    return [
        (str(marker), str(contrast), part.set_index("patient")["difference"].dropna())
        for (marker, contrast), part in differences.groupby(["marker", "contrast"], sort=False)
        if contrast in contrasts
    ]


def _primary(plan: Plan) -> list[str]:
    return [name for name, contrast in plan.contrasts.items() if contrast.role == "primary"]


def _d_z(values: np.ndarray) -> float:
    spread = values.std(ddof=1) if len(values) > 1 else 0.0
    return float(values.mean() / spread) if spread > 0 else np.nan


def _p(d_z: float, n: int) -> float:
    return float(np.exp(-1.2 * abs(d_z) * np.sqrt(n)))


def _direction(estimate: float) -> str:
    return "increase" if estimate > 0 else "decrease" if estimate < 0 else "none"


def flagged(values: np.ndarray) -> np.ndarray:
    """Robust z of each value, beyond 3.5 for an outlier."""
    if len(values) == 0:
        return values
    middle = np.median(values)
    spread = 1.4826 * np.median(np.abs(values - middle))
    return (values - middle) / spread if spread > 0 else np.full(len(values), np.nan)


def sensitivity_of(plan: Plan, differences: pd.DataFrame) -> pd.DataFrame:
    """Every primary result under four tests, two scales, three sets of patients, two rules."""
    rows = []
    for marker, contrast, sample in _samples(differences, _primary(plan)):
        settings = plan.markers[marker]
        scales = dict.fromkeys([settings.scale, "linear", "log2"])
        rules = ["limit_over_sqrt2", "drop"] if settings.detection_limit is not None else [""]
        values = sample.to_numpy()
        for k, (test, scale, people, rule) in enumerate(
            itertools.product(TESTS, scales, ["all", "complete cases", OUTLIERS], rules)
        ):
            plan_rule = plan.inference.below_detection if rules != [""] else ""
            changed = {
                "test": test != plan.inference.test,
                "scale": scale != settings.scale,
                "patients": people != "all",
                "below detection": rule != plan_rule,
            }
            own = values[np.abs(flagged(values)) <= 3.5] if people == OUTLIERS else values
            d_z = _d_z(own) * (1 + 0.03 * ((7 * k) % 11 - 5))
            bad = changed["scale"] or people == OUTLIERS
            estimate = float(own.mean()) if len(own) else np.nan
            rows.append(
                {
                    "marker": marker,
                    "contrast": contrast,
                    "test": test,
                    "scale": scale,
                    "patients": people,
                    "below_detection": rule,
                    "plan": "" if any(changed.values()) else "yes",
                    "equivalence": "plan"
                    if not any(changed.values())
                    else ("not equivalent" if bad else "equivalent"),
                    "differs": ", ".join(name for name, differs in changed.items() if differs),
                    "n": len(own),
                    "estimate": estimate,
                    "low": estimate - 1,
                    "high": estimate + 1,
                    "level": 0.95,
                    "d_z": d_z,
                    "observed": _direction(estimate) if len(own) else "",
                    "p": _p(d_z, len(own)),
                    "note": "" if len(own) > 1 else f"n = {len(own)}: no test",
                }
            )
    return pd.DataFrame(rows, columns=None if rows else ["marker", "contrast", "p"])


def influence_of(plan: Plan, differences: pd.DataFrame) -> pd.DataFrame:
    """Every primary result without each patient."""
    rows = []
    for marker, contrast, sample in _samples(differences, _primary(plan)):
        values = sample.to_numpy()
        every = float(values.mean()) if len(values) else np.nan
        mine = []
        for patient, value in sample.items():
            left = sample.drop(patient).to_numpy()
            estimate = float(left.mean()) if len(left) else np.nan
            mine.append(
                {
                    "marker": marker,
                    "contrast": contrast,
                    "patient": patient,
                    "difference": value,
                    "n": len(left),
                    "estimate": estimate,
                    "low": estimate - 1,
                    "high": estimate + 1,
                    "level": 0.95,
                    "p": _p(_d_z(left), len(left)) if len(left) > 1 else np.nan,
                    "change": estimate - every,
                    "most_influential": "",
                    "note": "" if len(left) > 1 else f"n = {len(left)}: no test",
                }
            )
        changes = [abs(row["change"]) for row in mine]
        if mine and np.isfinite(changes).any():
            mine[int(np.nanargmax(changes))]["most_influential"] = "yes"
        rows += mine
    return pd.DataFrame(rows, columns=None if rows else ["marker", "contrast", "patient"])


def quantiles_of(plan: Plan, differences: pd.DataFrame) -> pd.DataFrame:
    """Each difference with its normal quantile and robust z."""
    rows = []
    for marker, contrast, sample in _samples(differences, list(plan.contrasts)):
        values = sample.to_numpy()
        order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
        z = flagged(values)
        rows += [
            {
                "marker": marker,
                "contrast": contrast,
                "patient": patient,
                "difference": value,
                "normal_quantile": NormalDist().inv_cdf((rank + 0.5) / len(values)),
                "robust_z": robust,
                "outlier": "yes" if abs(robust) > 3.5 else "",
            }
            for patient, value, rank, robust in zip(sample.index, values, order, z, strict=True)
        ]
    columns = ["marker", "contrast", "patient", "difference", "normal_quantile", "robust_z"]
    return pd.DataFrame(rows, columns=None if rows else [*columns, "outlier"])


def diagnostics_of(plan: Plan, differences: pd.DataFrame) -> pd.DataFrame:
    """What the differences of each result look like."""
    rows = []
    for marker, contrast, sample in _samples(differences, list(plan.contrasts)):
        values = sample.to_numpy()
        who = [str(p) for p, z in zip(sample.index, flagged(values), strict=True) if abs(z) > 3.5]
        enough = len(values) > 2
        rows.append(
            {
                "marker": marker,
                "contrast": contrast,
                "n": len(values),
                "shapiro_w": 0.93 if enough else np.nan,
                "p_shapiro": 0.21 if enough else np.nan,
                "skewness": 0.4 if enough else np.nan,
                "mean_minus_median": 0.1 if enough else np.nan,
                "n_outliers": len(who),
                "outliers": as_cell(who),
                "note": "" if enough else f"n = {len(values)}: no test of normality",
            }
        )
    return pd.DataFrame(rows)
