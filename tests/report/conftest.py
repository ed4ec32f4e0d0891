"""A small plan like the model study, and rows of the tables with numbers chosen by hand."""

from typing import Any

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.report.words import Row, rows

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
        "CD25": {"unit": "%", "gene": "IL2RA", "expected": {"il2_in_tumor": "decrease"}},
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
    "smallest_attainable_p": 1.9e-6,
    "detectable_d_z": 0.6604,
    "expected": "decrease",
    "observed": "decrease",
    "conclusion": "evidence of a decrease",
    "note": "",
}

COMPARISON: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "stratifier": "stage",
    "kind": "two groups",
    "groups": "early − late",
    "group_sizes": "12, 8",
    "role": "exploratory",
    "adjustment": "benjamini_hochberg",
    "n": 20,
    "estimate": -1.23,
    "low": -5.04,
    "high": 2.61,
    "level": 0.95,
    "p": 0.41,
    "p_adjusted": 0.534,
    "detectable_d": 1.356,
    "conclusion": "no evidence that the effect differs",
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


def paired_frame(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([PAIRED | change for change in changes])


def paired_row(**changes: Any) -> Row:
    return rows("paired", paired_frame(changes))[0]


def comparison_row(**changes: Any) -> Row:
    return rows("interactions", pd.DataFrame([COMPARISON | changes]))[0]


def stratum_row(**changes: Any) -> Row:
    return rows("strata", pd.DataFrame([STRATUM | changes]))[0]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return make_plan()
