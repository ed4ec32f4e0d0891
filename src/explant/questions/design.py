"""Factors, cells and contrasts: from a plan and measurements to one number per patient."""

import itertools
import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import BelowDetection, Contrast, Plan
from explant.listed_cells import as_cell
from explant.questions.scales import to_scale
from explant.questions.trend_weights import polynomial_weights, trend_scores

Cell = tuple[str, ...]

BELOW_DETECTION_FACTORS: dict[BelowDetection, float] = {
    "limit_over_sqrt2": 1 / math.sqrt(2),
    "half_limit": 0.5,
    "limit": 1.0,
    "drop": math.nan,
}

GROUP_SUFFIX = "_group"
"""Ends the name of the column of groups of a stratifier."""

ONLY_CELL = "value"
"""Name of the cell of a design without factors: one sample a patient."""

ROUNDING = 1e-13
"""Differences that are this small beside the values are equal values: floats hold 16 digits."""

NEVER_DETECTED = "every value is below the detection limit"
"""Note of a contrast whose samples hold nothing but values below the detection limit."""


def cells(plan: Plan) -> list[Cell]:
    """Cells of one patient's design: every combination of levels, in the plan's order."""
    return list(itertools.product(*(factor.levels for factor in plan.factors.values())))


def designs(plan: Plan) -> list[tuple[Plan, list[str]]]:
    """Analysed markers by the cells that they have, each group with the plan as it knows it.

    Markers that sum up the levels of a factor have no level of it (:meth:`Plan.of`).
    """
    markers: dict[tuple[str, ...], list[str]] = {}
    for marker in plan.analysed_markers:
        markers.setdefault(tuple(plan.of(marker).factors), []).append(marker)
    return [(plan.of(own[0]), own) for own in markers.values()]


def every_cell_name(plan: Plan) -> list[str]:
    """Names of the cells of all analysed markers, those of the whole design first."""
    own = [cell_name(cell) for of_group, _ in designs(plan) for cell in cells(of_group)]
    return list(dict.fromkeys([*(cell_name(cell) for cell in cells(plan)), *own]))


def cell_name(cell: Cell) -> str:
    """Name of a cell in the tables: its levels joined by a slash; of the only one, ``value``.

    An empty level is that of a factor which the marker sums up.

    Examples
    --------
    >>> cell_name(("tumor", "IL-2")), cell_name(("", "IL-2")), cell_name(())
    ('tumor/IL-2', 'IL-2', 'value')
    """
    return "/".join(filter(None, cell)) or ONLY_CELL


def contrast_weights(plan: Plan, contrast: str) -> dict[Cell, float]:
    r"""Weight of each cell that a contrast needs.

    A compared factor weighs its first level +1 and its second −1; a factor held at a level weighs
    that level 1; a trend over levels with scores :math:`x` weighs them
    :math:`p_d(x) / \sum p_d(x)^2` with the orthogonal polynomial :math:`p_d` of its degree, which
    for degree 1 is :math:`(x - \bar x) / \sum (x - \bar x)^2`, the least-squares slope; declared
    weights are taken as they are; a factor that is not named weighs each of its levels 1 / number
    of levels. The weight of a cell is the product over the factors. A design without factors has
    one cell, of weight 1.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        Name of one of its contrasts.

    Returns
    -------
    dict
        Non-zero weights by cell, in the plan's order of cells.

    Raises
    ------
    KeyError
        When a factor or level of the contrast is not in the plan.
    """
    question = plan.contrasts[contrast]
    by_factor = [
        _level_weights(plan, question, factor, list(plan.factors[factor].levels))
        for factor in plan.factors
    ]
    weights: dict[Cell, float] = {}
    for cell in cells(plan):
        weight = math.prod(
            levels.get(level, 0.0) for levels, level in zip(by_factor, cell, strict=True)
        )
        if weight != 0:
            weights[cell] = weight
    return weights


def _level_weights(
    plan: Plan, question: Contrast, factor: str, levels: list[str]
) -> dict[str, float]:
    if factor in question.compare:
        first, second = question.compare[factor]
        return {first: 1.0, second: -1.0}
    if factor in question.at:
        return {question.at[factor]: 1.0}
    if factor in question.trend:
        scores = trend_scores(plan, factor, question.trend[factor])
        return polynomial_weights(scores, question.degree)
    if factor in question.weights:
        return question.weights[factor]
    return dict.fromkeys(levels, 1.0 / len(levels))


def analysis_values(measurements: pd.DataFrame, plan: Plan) -> pd.Series:
    """Measured values on each marker's analysis scale, values below detection substituted.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    plan
        The study's plan.

    Returns
    -------
    Series
        Aligned with ``measurements``; NaN where the plan drops values below detection.
    """
    factor = BELOW_DETECTION_FACTORS[plan.inference.below_detection]
    value = measurements["value"].to_numpy(dtype=np.float64, copy=True)
    below = measurements["censored"].eq("below").to_numpy()
    value[below] = value[below] * factor
    analysed = np.full(len(value), np.nan)
    number = pd.Index(list(plan.markers), dtype=object).get_indexer(
        pd.Index(measurements["marker"], dtype=object)
    )
    number[~np.isfinite(value)] = -1
    by_marker = np.argsort(number, kind="stable")
    ends = np.searchsorted(number[by_marker], np.arange(len(plan.markers) + 1))
    for marker, start, end in zip(plan.markers.values(), ends, ends[1:], strict=False):
        rows = by_marker[start:end]
        analysed[rows] = to_scale(value[rows], marker.scale, marker.offset)
    return pd.Series(analysed, index=measurements.index, name="analysed")


def never_detected(measurements: pd.DataFrame, plan: Plan) -> set[tuple[str, str]]:
    """Markers and contrasts whose samples hold nothing but values below the detection limit.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    plan
        The study's plan.
    """
    below = measurements["censored"].eq("below")
    if not below.any():
        return set()
    marker_of = measurements["marker"].astype(str)
    found: set[tuple[str, str]] = set()
    for own, markers in designs(plan):
        factors = [measurements[name].astype(str) for name in own.factors]
        of_markers = marker_of.isin(markers)
        keys = [marker_of[of_markers], *(factor[of_markers] for factor in factors)]
        all_below = below[of_markers].groupby(keys).all()
        only_below = {
            (key[0], tuple(key[1:])) if factors else (key if isinstance(key, str) else key[0], ())
            for key in all_below.index[all_below].to_list()
        }
        needed = {
            contrast: list(contrast_weights(own, contrast))
            for contrast in plan.contrasts
            if any(plan.asks(contrast, marker) for marker in markers)
        }
        found |= {
            (marker, contrast)
            for marker in markers
            for contrast in needed
            if plan.asks(contrast, marker)
            and all((marker, cell) in only_below for cell in needed[contrast])
        }
    return found


def cell_values(measurements: pd.DataFrame, plan: Plan, patients: list[str]) -> pd.DataFrame:
    """Patient × cell table of values on the analysis scale, for every marker.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    plan
        The study's plan.
    patients
        Patients in the order of the result's rows.

    Returns
    -------
    DataFrame
        Indexed by (marker, patient), one column per cell in the plan's order, NaN where missing.
        Only analysed markers. The cells of markers that sum up a factor come last.
    """
    groups = designs(plan)
    if len(groups) <= 1:
        return _cells_of_one_design(measurements, groups[0][0] if groups else plan, patients)
    parts = []
    for own, markers in groups:
        alone = own.model_copy(update={"markers": {name: plan.markers[name] for name in markers}})
        rows = measurements[measurements["marker"].isin(markers)]
        parts.append(_cells_of_one_design(rows, alone, patients))
    index = pd.MultiIndex.from_product(
        [plan.analysed_markers, patients], names=["marker", "patient"]
    )
    wide = pd.concat(parts).reindex(index=index, columns=every_cell_name(plan))
    wide.columns.name = "cell"
    return wide


def _cells_of_one_design(
    measurements: pd.DataFrame, plan: Plan, patients: list[str]
) -> pd.DataFrame:
    """Patient × cell table of markers that have the same cells."""
    factors = list(plan.factors)
    table = measurements[["patient", "marker", *factors]].assign(
        analysed=analysis_values(measurements, plan)
    )
    values = table.set_index(["marker", "patient", *factors])["analysed"]
    wide = values.unstack(factors) if factors else values.to_frame(ONLY_CELL)
    index = pd.MultiIndex.from_product(
        [plan.analysed_markers, patients], names=["marker", "patient"]
    )
    columns: pd.Index = (
        pd.MultiIndex.from_tuples(cells(plan), names=factors)
        if len(factors) > 1
        else pd.Index([cell_name(cell) for cell in cells(plan)])
    )
    wide = wide.reindex(index=index, columns=columns)
    wide.columns = pd.Index([cell_name(cell) for cell in cells(plan)], name="cell")
    return wide


def patients_among(plan: Plan, contrast: str, patients: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a contrast is about each patient.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        Name of one of its contrasts.
    patients
        The table ``patients.csv``.

    Returns
    -------
    ndarray
        Of shape (patients,). A patient whose group is not known is not among any group.
    """
    kept = np.ones(len(patients), dtype=np.bool_)
    for name, groups in plan.contrasts[contrast].among.items():
        kept &= patients[f"{name}{GROUP_SUFFIX}"].isin(groups).to_numpy()
    return kept


def differences(
    measurements: pd.DataFrame,
    plan: Plan,
    patients: list[str],
    groups: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One number per patient for every marker and contrast: the table ``differences.csv``.

    A patient who lacks a cell that the contrast needs has no difference, and the missing cells are
    named. A contrast against a fixed value subtracts it on the analysis scale. Patients of whom a
    contrast is not asked (``among``) have no row.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    plan
        The study's plan.
    patients
        All patients of the study, in order.
    groups
        The table ``patients.csv``, which contrasts ``among`` groups need.

    Returns
    -------
    DataFrame
        Columns ``patient, marker, contrast, difference, missing``, ordered by marker, contrast and
        patient as in the plan; a marker has the contrasts that are asked of it.

    Raises
    ------
    ValueError
        When a contrast is asked among groups and ``groups`` is not given.
    """
    wide = cell_values(measurements, plan, patients)
    markers = plan.analysed_markers
    values = wide.to_numpy(dtype=np.float64).reshape(len(markers), len(patients), -1)
    names = np.array(list(wide.columns), dtype=object)
    parts: list[pd.DataFrame] = []
    place_of = {marker: at for at, marker in enumerate(markers)}
    groups_of_markers = designs(plan)
    each = [
        (place, contrast, own, [place_of[m] for m in of_design if plan.asks(contrast, m)])
        for place, contrast in enumerate(plan.contrasts)
        for own, of_design in groups_of_markers
    ]
    for place, contrast, own, asked in each:
        weights = {cell_name(c): w for c, w in contrast_weights(own, contrast).items()}
        needed = np.isin(names, list(weights))
        weight = [weights[name] for name in names[needed]]
        used = values[asked][:, :, needed].reshape(len(asked) * len(patients), len(weights))
        absent = np.isnan(used)
        missing = np.full(len(used), "", dtype=object)
        for row in np.flatnonzero(absent.any(axis=1)):
            missing[row] = as_cell(names[needed][absent[row]])
        # Summed term by term: a matrix product may round differently between machines.
        total = sum(
            (w * column for w, column in zip(weight, used.T, strict=True)),
            start=np.zeros(len(used)),
        )
        size = sum(
            (abs(w) * np.abs(column) for w, column in zip(weight, used.T, strict=True)),
            start=np.zeros(len(used)),
        )
        fixed = np.repeat([fixed_value(plan, contrast, markers[at]) for at in asked], len(patients))
        number = total - fixed
        # What is left of equal values by binary rounding is no difference.
        number[np.abs(number) <= ROUNDING * (size + np.abs(fixed))] = 0.0
        about = np.tile(_about(plan, contrast, patients, groups), len(asked))
        parts.append(
            pd.DataFrame(
                {
                    "patient": np.tile(np.array(patients, dtype=object), len(asked)),
                    "marker": np.repeat(np.array(markers, dtype=object)[asked], len(patients)),
                    "contrast": contrast,
                    "difference": number,
                    "missing": missing,
                    "order": np.repeat(np.array(asked, dtype=int), len(patients))
                    * len(plan.contrasts)
                    + place,
                }
            )[about]
        )
    table = pd.concat(parts, ignore_index=True).sort_values("order", kind="stable")
    texts = {"patient": "str", "marker": "str", "contrast": "str"}
    return table.drop(columns="order").astype(texts).reset_index(drop=True)


def _about(
    plan: Plan, contrast: str, patients: list[str], groups: pd.DataFrame | None
) -> NDArray[np.bool_]:
    if not plan.contrasts[contrast].among:
        return np.ones(len(patients), dtype=np.bool_)
    if groups is None:
        raise ValueError(f"groups: {contrast} is asked among groups of patients")
    return patients_among(plan, contrast, groups.set_index("patient").loc[patients])


def fixed_value(plan: Plan, contrast: str, marker: str) -> float:
    """What is subtracted from each number of a contrast, on the marker's analysis scale."""
    against = plan.contrasts[contrast].against
    if against is None:
        return 0.0
    details = plan.markers[marker]
    return float(to_scale(against, details.scale, details.offset))
