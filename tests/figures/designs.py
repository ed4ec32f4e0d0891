"""Studies in other designs, with the tables that the workflow would compute of them."""

import itertools
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.config.rules.written_out import written_out
from explant.questions.design import cells, differences
from explant.spreadsheet.values.summary_markers import with_summaries
from explant.tables.described.sample_medians import cells_table
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.between_patients.interactions import interactions_table
from explant.tables.results.paired import paired_table
from explant.tables.results.strata import strata_table
from explant.tables.robustness.diagnostics import diagnostics_table, quantiles_table
from explant.tables.robustness.robust_verdicts import robustness_table
from explant.tables.robustness.sensitivity import sensitivity_table
from tests.figures.drawing import Tables

SOURCE = {"spreadsheet": {"path": "x.xlsx", "layout": "long"}}
ARMS = (
    *("untreated", "vehicle only", "IL-2 low dose", "IL-2 high dose", "anti-PD-1 antibody"),
    *("IL-2 low + anti-PD-1", "IL-2 high + anti-PD-1", "dexamethasone control arm"),
)


@dataclass(frozen=True)
class Designed:
    """A plan and what was measured."""

    plan: Plan
    measurements: pd.DataFrame
    patients: pd.DataFrame

    @cached_property
    def tables(self) -> Tables:
        """All tables that figures read, computed when they are first needed."""
        plan, patients = self.plan, self.patients
        measurements, curves, _ = with_summaries(self.measurements, plan)
        found = differences(measurements, plan, list(patients["patient"]))
        return Tables(
            measurements,
            patients,
            found,
            paired_table(found, measurements, plan),
            strata_table(found, patients, plan),
            interactions_table(found, patients, plan),
            sensitivity_table(measurements, patients, plan),
            quantiles_table(found, plan),
            diagnostics_table(found, plan),
            between_table(found, patients, plan),
            robustness_table(measurements, patients, plan),
            cells_table(measurements, plan),
            curves,
        )


def measured(rows: list[tuple], factors: list[str]) -> pd.DataFrame:
    """A table of measurements from patient, levels, marker, value and censored."""
    columns = ["patient", *factors, "marker", "value", "censored"]
    return pd.DataFrame(rows, columns=columns).assign(
        replicates=1,
        replicate_sd=np.nan,
        source="",
        censored=lambda table: table["censored"].fillna(""),
    )


def designed(config: dict, measurements: pd.DataFrame, patients: pd.DataFrame) -> Designed:
    """A study in a design of its own."""
    return Designed(written_out(Plan.model_validate(SOURCE | config)), measurements, patients)


@cache
def arms() -> Designed:
    """Eight groups of six mice, one sample each; one mouse of no known group."""
    rng = np.random.default_rng(5)
    rows, patients = [], []
    for place, arm in enumerate(ARMS):
        for i in range(6):
            mouse = f"M{place}{i}"
            patients.append((mouse, "" if (place, i) == (3, 0) else arm))
            value = round(float(2 ** rng.normal(0.4 * place, 1)), 3)
            low = value < 0.7
            rows.append((mouse, "IFN-γ", 0.7 if low else value, "below" if low else ""))
            if place < 2 or i < 3:
                rows.append((mouse, "weight", round(float(rng.normal(20, 1)), 2), ""))
    table = pd.DataFrame(patients, columns=["patient", "arm_group"])
    table.insert(1, "arm", table["arm_group"])
    config = {
        "patients": {
            "called": ["mouse", "mice"],
            "strata": {
                "arm": {
                    "label": "Treatment arm",
                    "kind": "unordered",
                    "groups": {arm: [arm] for arm in ARMS},
                    "explore": False,
                }
            },
        },
        "markers": {
            "IFN-γ": {"unit": "pg/ml", "scale": "log2", "detection_limit": 0.7},
            "weight": {"unit": "g"},
            "cage": {"analysed": False},
        },
        "contrasts": {
            "arms": {"versus": {"arm": "untreated"}, "role": "primary", "markers": ["IFN-γ"]},
            "any": {"label": "Any difference", "between": {"arm": list(ARMS)}},
            "vehicle": {
                "label": "Effect of the vehicle",
                "between": {"arm": ["vehicle only", "untreated"]},
                "markers": ["weight"],
            },
        },
    }
    cages = [(mouse, "cage", 1.0, "") for mouse, _ in patients]
    return designed(config, measured([*rows, *cages], []), table)


@cache
def doses() -> Designed:
    """Nine patients at six doses, in three stages, and seven controls at one dose."""
    rng = np.random.default_rng(6)
    levels = ["0", "1", "3", "10", "30", "100"]
    rows, patients = [], []
    for i in range(16):
        name, ill = f"S{i:02d}", i < 9
        stage = ["I", "II", "III"][i % 3] if ill else ""
        group = "patient" if ill else "control"
        patients.append((name, group, group, stage, stage))
        for j, dose in enumerate(levels[: 6 if ill else 1]):
            rows.append((name, dose, "Lysis", round(25 + 10 * (not ill) + 4 * j
                         + float(rng.normal(0, 5)), 2), ""))  # fmt: skip
    columns = ["patient", "group", "group_group", "stage", "stage_group"]
    config = {
        "patients": {
            "unpaired": "keep",
            "strata": {
                "group": {
                    "kind": "unordered",
                    "groups": {"patient": ["p"], "control": ["c"]},
                    "explore": False,
                },
                "stage": {"kind": "ordered", "groups": {s: [s] for s in ("I", "II", "III")}},
            },
        },
        "factors": {
            "dose": {"ordered": True, "levels": {d: {"score": i} for i, d in enumerate(levels)}}
        },
        "markers": {"Lysis": {"unit": "%"}},
        "contrasts": {
            "slope": {"trend": {"dose": levels}, "role": "primary"},
            "bend": {"trend": {"dose": levels}, "degree": 2},
            "ill": {
                "label": "Without IL-2",
                "between": {"group": ["patient", "control"]},
                "at": {"dose": "0"},
            },
            "slope_by_stage": {"trend": {"dose": levels}, "between": {"stage": ["I", "II", "III"]}},
        },
    }
    return designed(config, measured(rows, ["dose"]), pd.DataFrame(patients, columns=columns))


@cache
def stages() -> Designed:
    """Two tissues × two treatments in three stages, one of them without a tissue."""
    rng = np.random.default_rng(7)
    config = {
        "patients": {"strata": {"stage": {"kind": "ordered", "groups": {s: [s] for s in "XYZ"}}}},
        "factors": {
            "tissue": {"levels": ["tumor", "normal"]},
            "treatment": {"levels": ["control", "IL-2"]},
        },
        "markers": {"CD25": {"unit": "%"}, "CTLA-4": {"unit": "MFI", "scale": "log2"}},
        "contrasts": {
            "by_stage": {
                "label": "IL-2 effect in tumor, Z against X",
                "compare": {"treatment": ["IL-2", "control"]},
                "at": {"tissue": "tumor"},
                "between": {"stage": ["Z", "X"]},
                "role": "primary",
            },
            "il2": {"compare": {"treatment": ["IL-2", "control"]}, "markers": ["CTLA-4"]},
            "tissue": {
                "label": "Tumor against normal",
                "compare": {"tissue": ["tumor", "normal"]},
                "markers": ["CTLA-4"],
            },
            "il2_in_tumor": {
                "label": "IL-2 effect in tumor",
                "compare": {"treatment": ["IL-2", "control"]},
                "at": {"tissue": "tumor"},
                "markers": ["CD25"],
            },
        },
    }
    people = [(f"P{i:02d}", "XYZ"[i % 3]) for i in range(12)]
    rows = [
        (name, *cell, marker, round(float(rng.uniform(10, 40)), 2), "")
        for marker in config["markers"]
        for name, stage in people
        for cell in cells(Plan.model_validate(SOURCE | config))
        if (stage, cell[0]) != ("Y", "normal")
    ]
    patients = pd.DataFrame([(name, s, s) for name, s in people],
                            columns=["patient", "stage", "stage_group"])  # fmt: skip
    return designed(config, measured(rows, ["tissue", "treatment"]), patients)


@cache
def fixed_value() -> Designed:
    """One sample a patient, as a ratio to the control, and nothing else."""
    rng = np.random.default_rng(8)
    rows = [(f"P{i}", "ratio", float(2 ** rng.normal(0.5, 0.6)), "") for i in range(9)]
    config = {
        "markers": {"ratio": {"scale": "log2"}},
        "contrasts": {"one": {"against": 1.0, "role": "primary"}},
    }
    patients = pd.DataFrame({"patient": [f"P{i}" for i in range(9)]})
    return designed(config, measured(rows, []), patients)


@cache
def panel() -> Designed:
    """Thirty markers of cases and controls, of which six have a panel; one is not analysed."""
    rng = np.random.default_rng(9)
    people = [(f"P{i:02d}", "case" if i % 2 else "control") for i in range(14)]
    rows = [
        (name, f"G{k}", float(2 ** (rng.normal(5, 1) + (group == "case") * (k % 7 == 0) * 2)), "")
        for name, group in people
        for k in range(30)
    ]
    config = {
        "patients": {
            "strata": {
                "status": {
                    "kind": "unordered",
                    "groups": {"case": ["a"], "control": ["b"]},
                    "explore": False,
                }
            }
        },
        "markers": {f"G{k}": {"scale": "log2", "analysed": k != 3} for k in range(30)},
        "contrasts": {
            "case": {
                "label": "Cases against controls",
                "between": {"status": ["case", "control"]},
                "role": "primary",
            }
        },
        "report": {"panels": 6, "show": ["G5"]},
    }
    patients = pd.DataFrame([(name, s, s) for name, s in people],
                            columns=["patient", "status", "status_group"])  # fmt: skip
    return designed(config, measured(rows, []), patients)


@cache
def lysis() -> Designed:
    """Curves of eight patients at five ratios, with and without IL-2; one does not rise."""
    rng = np.random.default_rng(8)
    ratios, rows = (40, 20, 10, 5, 2.5), []
    for i, treatment, ratio in itertools.product(range(8), ("medium", "IL-2"), ratios):
        half = 8 if treatment == "IL-2" else 20
        height = 0 if (i, treatment) == (3, "medium") else 100 / (1 + half / ratio)
        value = round(float(np.clip(height + rng.normal(0, 2), 0.5, 99)), 1)
        low = value < 2
        rows.append((f"P{i + 1}", f"{ratio:g}:1", treatment, "Lysis", value, "below" * low))
    of_lysis = {"of": "Lysis", "over": "et_ratio"}
    config = {
        "factors": {
            "et_ratio": {
                "label": "E:T",
                "levels": {f"{ratio:g}:1": {"score": ratio} for ratio in ratios},
            },
            "treatment": {"levels": ["medium", "IL-2"]},
        },
        "markers": {
            "Lysis": {"unit": "%"},
            "LU30": {
                "summary": {**of_lysis, "give": "lytic_units", "target": 30, "target_cells": 5000},
                "scale": "log2",
            },
            "EC50": {"summary": {**of_lysis, "give": "log_ec50", "bottom": 0, "top": 100}},
            "AUC": {"summary": {**of_lysis, "give": "auc", "log": True}},
            "Slope": {"summary": {**of_lysis, "give": "slope"}},
        },
        "contrasts": {"il2": {"compare": {"treatment": ["IL-2", "medium"]}, "role": "primary"}},
    }
    patients = pd.DataFrame({"patient": [f"P{i + 1}" for i in range(8)]})
    return designed(config, measured(rows, ["et_ratio", "treatment"]), patients)


DESIGNS = {made.__name__: made for made in (arms, doses, stages, fixed_value, panel, lysis)}
