"""A small simulated study, enough to draw every figure, with the tables that a run has."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.questions.design import cells, differences
from explant.tables.results.between_patients.interactions import interactions_table
from explant.tables.results.paired import paired_table
from explant.tables.results.strata import strata_table
from tests.reported import plan, tables

__all__ = ["plan", "tables"]


@dataclass
class Study:
    plan: Plan
    measurements: pd.DataFrame
    patients: pd.DataFrame
    differences: pd.DataFrame
    paired: pd.DataFrame
    strata: pd.DataFrame
    interactions: pd.DataFrame


def two_by_two() -> dict:
    return {
        "spreadsheet": {"path": "x.xlsx", "layout": "long"},
        "patients": {
            "strata": {
                "stage": {
                    "label": "Stage",
                    "kind": "ordered",
                    "groups": {"early": ["I", "II"], "late": ["III"]},
                },
                "tumor_size": {
                    "label": "Tumor size",
                    "kind": "continuous",
                    "unit": "cm",
                    "cut_point": 2.0,
                },
            }
        },
        "factors": {
            "tissue": {"levels": {"normal": {"label": "Normal"}, "tumor": {"label": "Tumor"}}},
            "treatment": {"levels": ["control", "IL-2"]},
        },
        "markers": {
            "CD25": {"unit": "%"},
            "FOXP3": {"unit": "%", "scale": "logit", "offset": 0.1},
            "CTLA-4": {"unit": "MFI", "scale": "log2"},
            "Blimp-1": {"unit": "%"},
            "caspase-3": {"unit": "ng/ml", "scale": "log2", "detection_limit": 0.5},
        },
        "contrasts": {
            "il2_in_tumor": {
                "label": "IL-2 effect in tumor",
                "compare": {"treatment": ["IL-2", "control"]},
                "at": {"tissue": "tumor"},
                "role": "primary",
            },
            "il2_in_normal": {
                "label": "IL-2 effect in normal tissue",
                "compare": {"treatment": ["IL-2", "control"]},
                "at": {"tissue": "normal"},
            },
            "tumor_vs_normal": {
                "label": "Tumor against normal tissue, untreated",
                "compare": {"tissue": ["tumor", "normal"]},
                "at": {"treatment": "control"},
            },
            "il2_tumor_minus_normal": {
                "label": "IL-2 effect in tumor minus that in normal tissue",
                "compare": {"treatment": ["IL-2", "control"], "tissue": ["tumor", "normal"]},
                "role": "primary",
            },
            "il2_overall": {
                "label": "IL-2 effect over both tissues",
                "compare": {"treatment": ["IL-2", "control"]},
                "role": "exploratory",
            },
        },
    }


def simulate(plan: Plan, n: int = 20, seed: int = 1) -> pd.DataFrame:
    """Measurements of every cell, on a level that suits the marker's scale."""
    rng = np.random.default_rng(seed)
    rows = []
    for k, (name, marker) in enumerate(plan.markers.items()):
        own = rng.normal(0, 0.35, n)
        for j, cell in enumerate(cells(plan)):
            effect = 0.12 * j * (-1) ** k + 0.25 * (j == len(cells(plan)) - 1)
            latent = own + effect + rng.normal(0, 0.2, n)
            if marker.scale == "log2":
                value = np.exp2(2 * latent) * (1.0 if marker.detection_limit else 400.0)
            elif marker.scale == "logit":
                value = 100 / (1 + np.exp(2.5 - 2 * latent))
            else:
                value = np.clip(30 + 15 * latent, 1, 99)
            for i in range(n):
                censored = ""
                x = round(float(value[i]), 3)
                if marker.detection_limit is not None and x < marker.detection_limit:
                    x, censored = marker.detection_limit, "below"
                rows.append(
                    {
                        "patient": f"P{i + 1:02d}",
                        **dict(zip(plan.factors, cell, strict=True)),
                        "marker": name,
                        "value": x,
                        "replicates": 1,
                        "replicate_sd": np.nan,
                        "censored": censored,
                        "source": "Sheet1!A1",
                    }
                )
    return pd.DataFrame(rows)


def patients_of(plan: Plan, n: int = 20, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({"patient": [f"P{i + 1:02d}" for i in range(n)]})
    for name, stratifier in plan.patients.strata.items():
        if stratifier.kind == "continuous":
            size = rng.uniform(0.8, 4.5, n).round(1)
            table[name] = size
            cut = stratifier.cut_point
            table[f"{name}_group"] = (
                "" if cut is None else np.where(size <= cut, f"≤ {cut:g} cm", f"> {cut:g} cm")
            )
        else:
            groups = list(stratifier.groups)
            group = rng.choice(groups, n)
            table[name] = [stratifier.groups[g][0] for g in group]
            table[f"{name}_group"] = group
    return table


def study_of(
    config: dict,
    *,
    n: int = 20,
    measurements: pd.DataFrame | None = None,
    patients: pd.DataFrame | None = None,
) -> Study:
    plan = Plan.model_validate(config)
    measured = simulate(plan, n) if measurements is None else measurements
    known = patients_of(plan, n) if patients is None else patients
    table = differences(measured, plan, list(known["patient"]))
    return Study(
        plan,
        measured,
        known,
        table,
        paired_table(table, measured, plan),
        strata_table(table, known, plan),
        interactions_table(table, known, plan),
    )


@pytest.fixture(scope="session")
def study() -> Study:
    """Twenty patients, two tissues, two treatments, five markers, two cells lost."""
    plan = Plan.model_validate(two_by_two())
    measured = simulate(plan)
    lost = (
        (measured["patient"] == "P03")
        & (measured["tissue"] == "tumor")
        & (measured["treatment"] == "IL-2")
        & measured["marker"].isin(["CD25", "CTLA-4"])
    )
    return study_of(two_by_two(), measurements=measured[~lost].reset_index(drop=True))
