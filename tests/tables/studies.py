"""Small studies made by hand: a plan, its measurements and patients, and the differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.questions.design import cells as cells_of_design
from explant.questions.design import differences

# The contract of the results' tables: adding columns is free, renaming one breaks other tools.
CONTRACT = {
    "differences": "patient marker contrast difference missing",
    "paired": (
        "marker contrast family scale n n_incomplete n_zero mean_difference mean_low mean_high "
        "sd_difference pseudomedian pseudomedian_low pseudomedian_high pseudomedian_level t df p_t "
        "w_plus p_wilcoxon p_sign_flip n_increase n_decrease p_sign d_z d_z_low d_z_high g_z d_av "
        "rank_biserial rank_biserial_low rank_biserial_high superiority ratio ratio_low ratio_high "
        "bf10 test p p_adjusted smallest_attainable_p detectable_d_z expected observed conclusion"
    ),
    "strata": (
        "marker contrast stratifier stratum n mean_difference mean_low mean_high pseudomedian "
        "pseudomedian_low pseudomedian_high d_z p smallest_attainable_p"
    ),
    "interactions": (
        "marker contrast stratifier kind n estimate low high statistic method p_parametric p_rank "
        "p_permutation p p_adjusted detectable_d conclusion"
    ),
    "anova": ("marker effect kind n f df1 df2 p epsilon p_corrected partial_eta2 generalized_eta2"),
    "between": (
        "marker contrast role family adjustment scale stratifier kind groups group_sizes n "
        "n_incomplete n_first n_second mean_first sd_first median_first mean_second sd_second "
        "median_second mean_difference mean_low mean_high t df p_t shift shift_low shift_high "
        "shift_level u p_mann_whitney p_permutation superiority p_brunner_munzel d d_low d_high g "
        "ratio ratio_low ratio_high method test estimate low high level estimate_ratio "
        "estimate_ratio_low estimate_ratio_high statistic p p_adjusted smallest_attainable_p "
        "detectable_d expected observed conclusion note"
    ),
    "problems": "severity where patient marker what how_to_fix",
}

BEFORE_AFTER: dict[str, Any] = {
    "spreadsheet": {"path": "study.xlsx", "layout": "long"},
    "factors": {"time": {"levels": ["before", "after"]}},
    "contrasts": {"change": {"compare": {"time": ["after", "before"]}, "role": "primary"}},
}
TWO_BY_TWO: dict[str, Any] = {
    "spreadsheet": {"path": "study.xlsx", "layout": "long"},
    "factors": {
        "tissue": {"levels": ["tumor", "normal"]},
        "treatment": {"levels": ["control", "drug"]},
    },
    "contrasts": {
        "in_tumor": {
            "compare": {"treatment": ["drug", "control"]},
            "at": {"tissue": "tumor"},
            "role": "primary",
        },
        "tissues": {
            "compare": {"tissue": ["tumor", "normal"]},
            "at": {"treatment": "control"},
            "role": "secondary",
        },
        "tumor_minus_normal": {
            "compare": {"treatment": ["drug", "control"], "tissue": ["tumor", "normal"]},
            "role": "exploratory",
        },
    },
}

ONE_SAMPLE: dict[str, Any] = {
    "spreadsheet": {"path": "study.xlsx", "layout": "one_row_per_sample"},
    "contrasts": {},
}

Cells = Sequence[float | None] | float | None


@dataclass(frozen=True)
class Study:
    plan: Plan
    measurements: pd.DataFrame
    patients: pd.DataFrame

    @property
    def differences(self):
        return differences(
            self.measurements, self.plan, list(self.patients["patient"]), self.patients
        )


def study(
    design: Mapping[str, Any],
    markers: Mapping[str, Sequence[Cells]],
    strata: Mapping[str, Sequence[Any]] | None = None,
    marker_settings: Mapping[str, Mapping[str, Any]] | None = None,
    stratifiers: Mapping[str, Mapping[str, Any]] | None = None,
    **sections: Any,
) -> Study:
    """A study from each patient's cells by marker, in the design's order; None is missing.

    In the design before – after a single number stands for the patient's difference: before is 0.
    In a design without factors it is the patient's value.
    """
    settings = marker_settings or {}
    plan = Plan.model_validate(
        {
            **design,
            "markers": {name: dict(settings.get(name, {})) for name in markers},
            "patients": {"strata": dict(stratifiers or {})},
            **sections,
        }
    )
    names = [f"P{i:02d}" for i in range(1, 1 + len(next(iter(markers.values()))))]
    levels = cells_of_design(plan)
    rows = []
    for marker, by_patient in markers.items():
        for patient, cells in zip(names, by_patient, strict=True):
            single = (0.0, cells) if plan.factors else (cells,)
            values = cells if isinstance(cells, (list, tuple)) else single
            for level, value in zip(levels, values, strict=True):
                cell = dict(zip(plan.factors, level, strict=True))
                rows.append({"patient": patient, **cell, "marker": marker, "value": value})
    measurements = pd.DataFrame(rows).astype({"value": np.float64}).assign(censored="")
    patients = pd.DataFrame({"patient": names, **(strata or {})})
    return Study(plan, measurements, patients)


def only(table: pd.DataFrame, **where: Any) -> dict[str, Any]:
    """The one row with these values."""
    chosen = table
    for column, value in where.items():
        chosen = chosen[chosen[column] == value]
    assert len(chosen) == 1, f"{len(chosen)} rows for {where}"
    return dict(chosen.iloc[0])
