"""The model study: the plan that ``config/config.yaml`` ships with."""

from typing import Any

MODEL_STUDY: dict[str, Any] = {
    "study": {
        "description": (
            "Tumor and adjacent normal tissue of 20 women with breast cancer, each cultured with "
            "and without IL-2."
        ),
        "note": "The data are simulated: no patient was measured. See data/raw/README.md.",
    },
    "spreadsheet": {
        "path": "data/raw/il2_breast_example.xlsx",
        "sheet": "Measurements",
        "patients_sheet": "Patients",
        "layout": "one_row_per_sample",
    },
    "patients": {
        "strata": {
            "stage": {
                "label": "Stage",
                "column": ["Stage"],
                "kind": "ordered",
                "notation": "ajcc_stage",
                "groups": {"early": ["I", "II"], "late": ["III", "IV"]},
            },
            "size": {
                "label": "Tumor size",
                "column": ["Tumor size (cm)"],
                "kind": "continuous",
                "unit": "cm",
                "cut_point": 2.0,
            },
        },
        "covariates": {"age": ["Age"]},
    },
    "factors": {
        "tissue": {
            "label": "Tissue",
            "levels": {
                "tumor": {"label": "Tumor", "aliases": ["T", "tumour"]},
                "normal": {"label": "Adjacent normal", "aliases": ["N", "adjacent normal"]},
            },
        },
        "treatment": {
            "label": "Treatment",
            "levels": {
                "control": {"label": "Control", "aliases": ["-", "medium", "untreated"]},
                "IL-2": {"aliases": ["+", "IL2", "rhIL-2"]},
            },
        },
    },
    "markers": {
        "CD25": {
            "unit": "%",
            "gene": "IL2RA",
            "expected": {"tumor_vs_normal": "increase", "il2_in_tumor": "decrease"},
        },
        "FOXP3": {
            "unit": "%",
            "gene": "FOXP3",
            "expected": {"tumor_vs_normal": "increase", "il2_in_tumor": "decrease"},
        },
        "CTLA-4": {
            "unit": "%",
            "detection_limit": 0.5,
            "gene": "CTLA4",
            "expected": {"tumor_vs_normal": "increase", "il2_in_tumor": "decrease"},
        },
        "Blimp-1": {
            "unit": "MFI",
            "scale": "log2",
            "gene": "PRDM1",
            "expected": {"il2_in_tumor": "increase"},
        },
        "Caspase-3": {
            "unit": "%",
            "gene": "CASP3",
            "expected": {"il2_in_tumor": "increase"},
        },
    },
    "contrasts": {
        "il2_in_tumor": {
            "label": "IL-2 effect in tumor",
            "compare": {"treatment": ["IL-2", "control"]},
            "at": {"tissue": "tumor"},
            "role": "primary",
        },
        "il2_in_normal": {
            "label": "IL-2 effect in adjacent normal",
            "compare": {"treatment": ["IL-2", "control"]},
            "at": {"tissue": "normal"},
        },
        "tumor_vs_normal": {
            "label": "Tumor against adjacent normal, untreated",
            "compare": {"tissue": ["tumor", "normal"]},
            "at": {"treatment": "control"},
            "role": "primary",
        },
        "il2_tumor_minus_normal": {
            "label": "IL-2 effect in tumor minus in adjacent normal",
            "compare": {"treatment": ["IL-2", "control"], "tissue": ["tumor", "normal"]},
            "role": "primary",
        },
    },
    "report": {
        "title": "IL-2 in breast tumor and adjacent normal tissue",
        "headline": "il2_in_tumor",
    },
}
