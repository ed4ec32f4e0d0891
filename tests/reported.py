"""A small plan like the model study, and rows of the tables with numbers chosen by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.language.answers.answer import Answer, answers_in
from explant.questions.design import cells, differences
from explant.tables.baseline import baseline_table
from explant.tables.described.patient_flow import flow_table
from explant.tables.described.sample_medians import cells_table
from explant.tables.described.table_one import table_one_table
from explant.tables.results.anova import anova_table
from explant.tables.results.between_patients.interactions import interactions_table
from explant.tables.results.conclusions import with_conclusions
from explant.tables.results.equivalence import equivalence_table
from explant.tables.results.paired import paired_table
from explant.tables.results.strata import strata_table
from explant.tables.results.trends import trends_table
from explant.tables.robustness.detection_bounds import bounds_table
from explant.tables.robustness.diagnostics import diagnostics_table, quantiles_table
from explant.tables.robustness.influence import influence_table
from explant.tables.robustness.mixed_models import mixed_models_table
from explant.tables.robustness.robust_verdicts import robustness_table
from explant.tables.robustness.sensitivity import sensitivity_table
from explant.tables.robustness.software import software_table
from tests.made_once import made_once

STUDY: dict[str, Any] = {
    "study": {"description": "Tumor and normal tissue.", "note": "The data are simulated."},
    "spreadsheet": {"path": "data/study.xlsx", "layout": "long"},
    "patients": {
        "strata": {
            "stage": {"kind": "ordered", "groups": {"early": ["I", "II"], "late": ["III"]}},
            "size": {"label": "tumor size", "kind": "continuous", "unit": "cm", "cut_point": 2},
        }
    },
    "factors": {
        "tissue": {"levels": ["tumor", "normal"]},
        "treatment": {"levels": ["control", "IL-2"]},
    },
    "markers": {
        "CD25": {
            "unit": "%",
            "gene": "IL2RA",
            "expected": {"il2_in_tumor": "decrease"},
            "equivalence_margin": {"il2_in_normal": 5.0},
        },
        "FOXP3": {"unit": "%", "expected": {"il2_in_tumor": "decrease"}},
        "CTLA-4": {"unit": "%", "detection_limit": 0.5},
        "Blimp-1": {"unit": "MFI", "scale": "log2", "expected": {"il2_in_tumor": "increase"}},
        "Caspase-3": {"unit": "%", "scale": "logit", "offset": 0.1},
    },
    "contrasts": {
        "il2_in_tumor": {
            "label": "IL-2 effect in tumor",
            "compare": {"treatment": ["IL-2", "control"]},
            "at": {"tissue": "tumor"},
            "role": "primary",
        },
        "il2_in_normal": {
            "label": "IL-2 effect in normal",
            "compare": {"treatment": ["IL-2", "control"]},
            "at": {"tissue": "normal"},
        },
        "tumor_vs_normal": {
            "compare": {"tissue": ["tumor", "normal"]},
            "at": {"treatment": "control"},
        },
        "il2_tumor_minus_normal": {
            "label": "IL-2 effect, tumor minus normal",
            "compare": {"treatment": ["IL-2", "control"], "tissue": ["tumor", "normal"]},
        },
    },
    "report": {"title": "IL-2 in tumor and normal tissue"},
}

PAIRED: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "role": "primary",
    "family": "il2_in_tumor",
    "adjustment": "holm",
    "scale": "linear",
    "n": 20,
    "n_incomplete": 0,
    "estimate": -6.14,
    "low": -8.93,
    "high": -3.21,
    "level": 0.9516,
    "estimate_ratio": None,
    "estimate_ratio_low": None,
    "estimate_ratio_high": None,
    "p": 0.00041,
    "p_adjusted": 0.00205,
    "family_size": 5,
    "smallest_attainable_p": 1.9e-6,
    "detectable_d_z": 0.6604,
    "expected": "decrease",
    "observed": "decrease",
    "note": "",
}

COMPARISON: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "stratifier": "stage",
    "kind": "two groups",
    "groups": '["early", "late"]',
    "group_sizes": "[12, 8]",
    "role": "exploratory",
    "adjustment": "benjamini_hochberg",
    "n": 20,
    "estimate": -1.23,
    "low": -5.04,
    "high": 2.61,
    "level": 0.95,
    "p": 0.41,
    "p_adjusted": 0.534,
    "family_size": 5,
    "detectable_d": 1.356,
}

STRATUM: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "stratifier": "stage",
    "stratum": "early",
    "n": 12,
    "estimate": -5.1,
    "low": -8.0,
    "high": -2.2,
    "level": 0.9575,
    "d_z": -0.81,
    "p": 0.0123,
    "smallest_attainable_p": 0.000488,
}


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Copy of nested dicts with changes; None removes a key."""
    result = dict(base)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def make_plan(**changes: Any) -> Plan:
    return Plan.model_validate(merged(STUDY, changes))


ABOUT = {"paired": "change", "between": None, "interactions": "effect"}


def concluded(table: str, frame: pd.DataFrame, plan: Plan | None = None) -> pd.DataFrame:
    """Rows of a table of results with the verdicts that the analysis gives them."""
    if table not in ABOUT:
        return frame
    alpha = 0.05 if plan is None else plan.inference.alpha
    numbers = {
        name: pd.to_numeric(frame[name])
        for name in ("p_adjusted", "smallest_attainable_p")
        if name in frame
    }
    return with_conclusions(frame.assign(**numbers), alpha, ABOUT[table])


def paired_frame(*changes: dict[str, Any]) -> pd.DataFrame:
    return concluded("paired", pd.DataFrame([PAIRED | change for change in changes]))


def paired_row(**changes: Any) -> Answer:
    return answers_in("paired", paired_frame(changes))[0]


def comparison_row(**changes: Any) -> Answer:
    return answers_in(
        "interactions", concluded("interactions", pd.DataFrame([COMPARISON | changes]))
    )[0]


def stratum_row(**changes: Any) -> Answer:
    return answers_in("strata", pd.DataFrame([STRATUM | changes]))[0]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return make_plan()


SVG = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="90pt" height="30pt" viewBox="0 0 90 30">'
    "<metadata>made somewhere</metadata>"
    '<defs><style type="text/css">*{stroke-linejoin: round}</style>'
    '<clipPath id="p1"><rect width="90" height="30"/></clipPath>'
    '<path id="m0" d="M 0 0"/></defs>'
    '<g id="patient:P%2001|stem|values" clip-path="url(#p1)">'
    '<use xlink:href="#m0" style="fill: url(#p1)"/></g>'
    '<text>id="p1" &lt;b&gt;</text></svg>'
)


def make_measurements(plan: Plan, n: int = 14) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measurements and patients drawn at random, one value missing, a few below detection."""
    generator = np.random.default_rng(7)
    patients = [f"P{i + 1:02d}" for i in range(n)]
    found: list[dict[str, Any]] = []
    for marker, declared in plan.markers.items():
        for patient in patients:
            level = generator.normal(20, 4)
            for cell in cells(plan):
                value = max(level + generator.normal(2.0 * cell.count("IL-2"), 2), 1.0)
                limit = declared.detection_limit
                below = limit is not None and generator.random() < 0.05
                found.append(
                    {"patient": patient, "marker": marker}
                    | dict(zip(plan.factors, cell, strict=True))
                    | {"value": limit if below else round(value, 1), "replicates": 1}
                    | {"replicate_sd": np.nan, "censored": "below" if below else ""}
                    | {"source": f"Sheet1!B{len(found) + 2}"}
                )
    del found[5]
    size = np.round(generator.uniform(0.8, 4.5, n), 1)
    table = {
        "patient": patients,
        "stage": ["I", "II", "III"] * (n // 3) + ["I"] * (n % 3),
        "size": size,
        "size_group": ["≤ 2 cm" if value <= 2 else "> 2 cm" for value in size],
        "age": generator.integers(35, 80, n),
    }
    groups = {"I": "early", "II": "early", "III": "late"}
    table["stage_group"] = [groups[stage] for stage in table["stage"]]
    return pd.DataFrame(found), pd.DataFrame(table)


def as_read(table: pd.DataFrame) -> pd.DataFrame:
    """A table as it is read back from its file: no number that is not finite."""
    return table.replace([np.inf, -np.inf], np.nan)


def make_tables(plan: Plan, n: int = 14, *, questioned: bool = False) -> dict[str, pd.DataFrame]:
    """Every table, as the analysis makes them; those that question the results only if asked."""
    measurements, patients = make_measurements(plan, n)
    by_patient = differences(measurements, plan, list(patients["patient"]))
    problem = {
        "severity": "warning",
        "where": "Sheet1!B7",
        "patient": "P02",
        "marker": "CD25",
        "what": "The cell is empty.",
        "how_to_fix": "Fill it in.",
    }
    column = {
        "sheet": "Data",
        "column": "D",
        "heading": "<b>CD25</b> +IL2",
        "read_as": "marker CD25, tumor, IL-2",
        "cells": 20,
    }
    beside = {
        "sensitivity": lambda: sensitivity_table(measurements, patients, plan),
        "influence": lambda: influence_table(by_patient, plan),
        "robustness": lambda: robustness_table(measurements, patients, plan),
        "bounds": lambda: bounds_table(measurements, patients, plan),
        "diagnostics": lambda: diagnostics_table(by_patient, plan),
        "quantiles": lambda: quantiles_table(by_patient, plan),
        "equivalence": lambda: equivalence_table(by_patient, plan),
        "trends": lambda: trends_table(measurements, patients, plan),
        "mixed_models": lambda: mixed_models_table(measurements, patients, plan),
        "software": lambda: software_table(by_patient, plan),
    }
    made = {name: as_read(table()) for name, table in beside.items()} if questioned else {}
    return made | {
        "measurements": measurements,
        "patients": patients,
        "problems": pd.DataFrame([problem]),
        "columns": pd.DataFrame([column]),
        "differences": by_patient,
        "paired": paired_table(by_patient, measurements, plan),
        "strata": strata_table(by_patient, patients, plan),
        "interactions": interactions_table(by_patient, patients, plan),
        "anova": anova_table(measurements, patients, plan),
        "baseline": baseline_table(patients, plan),
        "table_one": table_one_table(patients, plan),
        "flow": flow_table(by_patient, patients, plan),
        "cells": cells_table(measurements, plan),
    }


@pytest.fixture(scope="session")
def tables(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Every table of the model study, for report, workbook and browser."""
    return made_once(tmp_path_factory, "tables", lambda _: make_tables(plan, questioned=True))[1]


RUN: dict[str, Any] = {
    "config": {"study": {"note": "The data are simulated."}},
    "spreadsheet": {"path": "data/study.xlsx", "sha256": "0" * 64, "fingerprint": "f" * 64},
    "versions": {"explant": "0.1.0", "python": "3.12.0", "pandas": "3.1.0"},
    "seed": 1,
    "started": "2025-03-01T10:00:00+00:00",
    "duration_seconds": 3.0,
}
