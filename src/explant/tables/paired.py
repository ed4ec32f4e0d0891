"""``paired.csv``: one row per marker and contrast, everything that one sample of differences says."""

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Inference, Plan, Test
from explant.design import Cell, cell_name, cell_values, contrast_weights
from explant.scales import ratio
from explant.statistics.effect_sizes import bf10, d_av, d_z, g_z, rank_biserial
from explant.statistics.median import median_interval
from explant.statistics.power import detectable_d_z, smallest_attainable_p
from explant.statistics.sign_flip import sign_flip_interval, sign_flip_test
from explant.statistics.sign_test import sign_test, superiority
from explant.statistics.signed_rank import pseudomedian, signed_rank_test
from explant.statistics.student import student_t
from explant.tables.adjustment import adjust

Floats = NDArray[np.float64]

COLUMNS = (
    "marker contrast role family adjustment scale n n_incomplete n_zero "
    "mean_difference mean_low mean_high sd_difference "
    "pseudomedian pseudomedian_low pseudomedian_high pseudomedian_level "
    "t df p_t w_plus p_wilcoxon p_sign_flip sign_flip_low sign_flip_high "
    "n_increase n_decrease p_sign d_z d_z_low d_z_high g_z d_av "
    "rank_biserial rank_biserial_low rank_biserial_high "
    "superiority superiority_low superiority_high ratio ratio_low ratio_high bf10 "
    "test estimate low high level estimate_ratio estimate_ratio_low estimate_ratio_high "
    "p p_adjusted smallest_attainable_p detectable_d_z expected observed conclusion note"
).split()


def paired_table(differences: pd.DataFrame, measurements: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Inference on the differences of every marker and contrast.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    measurements
        The table ``measurements.csv``, for the spread within cells that d_av needs.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`, ordered by marker and contrast as in the plan.
    """
    patients = list(dict.fromkeys(differences["patient"]))
    wide = cell_values(measurements, plan, patients)
    weights = {name: contrast_weights(plan, name) for name in plan.contrasts}
    groups = differences.groupby(["marker", "contrast"], sort=False)["difference"]
    samples = {key: values.to_numpy(dtype=np.float64) for key, values in groups}
    rows = [
        _row(plan, marker, contrast, samples[marker, contrast])
        | {"d_av": _d_av(wide.loc[marker], weights[contrast])}
        for marker in plan.markers
        for contrast in plan.contrasts
    ]
    table = pd.DataFrame(rows)
    table["adjustment"] = [_adjustment(plan, contrast) for contrast in table["contrast"]]
    table["p_adjusted"] = adjust(table, samples, plan.inference)
    table["conclusion"] = [
        conclusion(p, observed, plan.inference.alpha)
        for p, observed in zip(table["p_adjusted"], table["observed"], strict=True)
    ]
    return table[list(COLUMNS)]


def declared(sample: Floats, inference: Inference, seed: int) -> dict[str, float]:
    """Estimate, interval, achieved level and p of the plan's declared test.

    Parameters
    ----------
    sample
        Complete differences, one per patient.
    inference
        The plan's inference section.
    seed
        Seed where the test cannot be exact.
    """
    confidence = inference.confidence
    if inference.test == "t":
        student = student_t(sample, confidence)
        return {
            "estimate": student.mean,
            "low": student.low,
            "high": student.high,
            "level": confidence if math.isfinite(student.low) else math.nan,
            "p": student.p,
        }
    if inference.test == "sign_flip":
        interval = sign_flip_interval(sample, confidence, seed, inference.permutations)
        p = sign_flip_test(sample, seed, inference.permutations).p
    elif inference.test == "sign":
        interval = median_interval(sample, confidence)
        p = sign_test(sample).p
    else:
        interval = pseudomedian(sample, confidence, inference.zero_rule)
        p = signed_rank_test(sample, inference.zero_rule).p
    return {
        "estimate": interval.estimate,
        "low": interval.low,
        "high": interval.high,
        "level": interval.level,
        "p": p,
    }


def attainable_p(n: int, test: Test) -> float:
    """Smallest two-sided p that the declared test can give with n patients, NaN without a bound."""
    return smallest_attainable_p(n, "signed_rank" if test == "wilcoxon" else test)


def conclusion(p_adjusted: float, observed: str, alpha: float) -> str:
    """What the declared test allows to be said, in a fixed vocabulary without names."""
    if math.isnan(p_adjusted):
        return "not tested"
    if p_adjusted > alpha:
        return "no evidence of a change"
    words = {"increase": "an increase", "decrease": "a decrease"}
    return f"evidence of {words.get(observed, 'a change')}"


def _row(plan: Plan, marker: str, contrast: str, every: Floats) -> dict[str, Any]:
    inference = plan.inference
    confidence, zero_rule, seed = inference.confidence, inference.zero_rule, inference.seed
    sample = every[np.isfinite(every)]
    n = len(sample)
    student = student_t(sample, confidence)
    walsh = pseudomedian(sample, confidence, zero_rule)
    signed_rank = signed_rank_test(sample, zero_rule)
    flip = sign_flip_test(sample, seed, inference.permutations)
    flip_interval = sign_flip_interval(sample, confidence, seed, inference.permutations)
    signs = sign_test(sample)
    standardized = d_z(sample, confidence)
    biserial = rank_biserial(sample, zero_rule, confidence)
    share = superiority(sample, confidence)
    chosen = declared(sample, inference, seed)
    scale = plan.markers[marker].scale
    ratios = ratio([student.mean, student.low, student.high], scale)
    chosen_ratios = ratio([chosen["estimate"], chosen["low"], chosen["high"]], scale)
    reasons = [student.reason, signed_rank.reason, signs.reason, standardized.reason]
    return {
        "marker": marker,
        "contrast": contrast,
        "role": plan.contrasts[contrast].role,
        "family": plan.family(contrast),
        "scale": scale,
        "n": n,
        "n_incomplete": len(every) - n,
        "n_zero": signs.n_zero,
        "mean_difference": student.mean,
        "mean_low": student.low,
        "mean_high": student.high,
        "sd_difference": student.sd,
        "pseudomedian": walsh.estimate,
        "pseudomedian_low": walsh.low,
        "pseudomedian_high": walsh.high,
        "pseudomedian_level": walsh.level,
        "t": student.t,
        "df": student.df if n > 1 else None,
        "p_t": student.p,
        "w_plus": signed_rank.w_plus,
        "p_wilcoxon": signed_rank.p,
        "p_sign_flip": flip.p,
        "sign_flip_low": flip_interval.low,
        "sign_flip_high": flip_interval.high,
        "n_increase": signs.n_increase,
        "n_decrease": signs.n_decrease,
        "p_sign": signs.p,
        "d_z": standardized.estimate,
        "d_z_low": standardized.low,
        "d_z_high": standardized.high,
        "g_z": g_z(sample, confidence).estimate,
        "rank_biserial": biserial.estimate,
        "rank_biserial_low": biserial.low,
        "rank_biserial_high": biserial.high,
        "superiority": share.estimate,
        "superiority_low": share.low,
        "superiority_high": share.high,
        "ratio": ratios[0],
        "ratio_low": ratios[1],
        "ratio_high": ratios[2],
        "bf10": bf10(student.t, n) if math.isfinite(student.t) else math.nan,
        "test": inference.test,
        **chosen,
        "estimate_ratio": chosen_ratios[0],
        "estimate_ratio_low": chosen_ratios[1],
        "estimate_ratio_high": chosen_ratios[2],
        "smallest_attainable_p": attainable_p(n, inference.test),
        "detectable_d_z": detectable_d_z(n, alpha=inference.alpha) if n > 1 else math.nan,
        "expected": plan.markers[marker].expected.get(contrast, ""),
        "observed": _direction(chosen["estimate"]),
        "note": "; ".join(dict.fromkeys(filter(None, reasons))),
    }


def _direction(estimate: float) -> str:
    if math.isnan(estimate):
        return ""
    return "increase" if estimate > 0 else "decrease" if estimate < 0 else "none"


def _adjustment(plan: Plan, contrast: str) -> str:
    role = plan.contrasts[contrast].role
    return str(getattr(plan.inference.adjustment, role))


def _d_av(values: pd.DataFrame, weights: dict[Cell, float]) -> float:
    """d_av where the contrast is one cell minus another, else NaN."""
    if sorted(weights.values()) != [-1.0, 1.0]:
        return math.nan
    by_weight = {weight: cell_name(cell) for cell, weight in weights.items()}
    pair = values[[by_weight[1.0], by_weight[-1.0]]].dropna().to_numpy(dtype=np.float64)
    return d_av(pair[:, 0], pair[:, 1]) if len(pair) > 1 else math.nan
