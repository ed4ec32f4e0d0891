"""Plans of other designs than the model study's, each with tables computed from drawn values."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.config.rules.written_out import written_out
from explant.pages.robustness.robustness_sections import NAMES as QUESTIONING
from explant.questions.design import Cell, cells, differences
from explant.tables.baseline import baseline_table
from explant.tables.described.patient_flow import flow_table
from explant.tables.described.sample_medians import cells_table
from explant.tables.described.table_one import table_one_table
from explant.tables.results.anova import anova_table
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.between_patients.interactions import interactions_table
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
from tests.reported import as_read

Value = Callable[[str, str, Cell, dict[str, str]], float | None]
"""A mean from marker, patient, cell and the patient's groups; None where nothing was measured."""


def plan_of(**config: Any) -> Plan:
    """A plan as the loader makes it: families and questions across markers written out."""
    spreadsheet = {"path": "data/study.xlsx", "layout": "one_row_per_sample"}
    return written_out(Plan.model_validate({"spreadsheet": spreadsheet, **config}))


def tables_of(
    plan: Plan, groups: Mapping[str, Mapping[str, str]], value: Value, seed: int = 3
) -> dict[str, pd.DataFrame]:
    """Every table that the analysis makes of drawn values.

    Parameters
    ----------
    plan
        The study's plan.
    groups
        Group of each patient, by stratifier.
    value
        What a sample's value is drawn around; with a standard deviation of 1.
    seed
        Of the draws.
    """
    generator = np.random.default_rng(seed)
    derived = {
        name: tuple(part.strip() for part in marker.derived.replace("`", "").split("/"))
        for name, marker in plan.markers.items()
        if marker.derived
    }
    people = list(groups)
    found: list[dict[str, Any]] = []
    for patient in people:
        for cell in cells(plan):
            drawn: dict[str, float] = {}
            for marker in plan.markers:
                if marker in derived:
                    continue
                mean = value(marker, patient, cell, dict(groups[patient]))
                if mean is not None:
                    drawn[marker] = round(max(mean + generator.normal(0, 1), 0.1), 2)
            for marker, (first, second) in derived.items():
                if first in drawn and second in drawn:
                    drawn[marker] = drawn[first] / drawn[second]
            found += [
                {"patient": patient, "marker": marker}
                | dict(zip(plan.factors, cell, strict=True))
                | {"value": number, "replicates": 1, "replicate_sd": np.nan, "censored": ""}
                | {"source": "Sheet1!B2"}
                for marker, number in drawn.items()
            ]
    measurements = pd.DataFrame(found)
    measurements = measurements.sort_values(
        "marker", key=lambda names: names.map(list(plan.markers).index), kind="stable"
    ).reset_index(drop=True)
    strata = {
        column: [groups[patient].get(name, "") for patient in people]
        for name in plan.patients.strata
        for column in (name, f"{name}_group")
    }
    ages = generator.integers(35, 80, len(people))
    patients = pd.DataFrame({"patient": people, **strata, "age": ages})
    return computed(plan, measurements, patients)


def computed(
    plan: Plan, measurements: pd.DataFrame, patients: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Every table of a study, as the report reads it."""
    by_patient = differences(measurements, plan, list(patients["patient"]), patients)
    made = {
        "sensitivity": sensitivity_table(measurements, patients, plan),
        "influence": influence_table(by_patient, plan),
        "robustness": robustness_table(measurements, patients, plan),
        "bounds": bounds_table(measurements, patients, plan),
        "diagnostics": diagnostics_table(by_patient, plan),
        "quantiles": quantiles_table(by_patient, plan),
        "equivalence": equivalence_table(by_patient, plan),
        "trends": trends_table(measurements, patients, plan),
        "mixed_models": mixed_models_table(measurements, patients, plan),
        "software": software_table(by_patient, plan),
    }
    # The verification has a job of its own.
    assert set(made) == set(QUESTIONING) - {"verification"}
    made |= {
        "paired": paired_table(by_patient, measurements, plan),
        "between": between_table(by_patient, patients, plan),
        "strata": strata_table(by_patient, patients, plan),
        "interactions": interactions_table(by_patient, patients, plan),
        "anova": anova_table(measurements, patients, plan),
        "baseline": baseline_table(patients, plan),
        "table_one": table_one_table(patients, plan),
        "flow": flow_table(by_patient, patients, plan),
        "cells": cells_table(measurements, plan),
    }
    return {name: as_read(table) for name, table in made.items()} | {
        "measurements": measurements,
        "patients": patients,
        "differences": by_patient,
        "columns": pd.DataFrame(columns=["sheet", "column", "heading", "read_as", "cells"]),
        "problems": pd.DataFrame(
            columns=["severity", "where", "patient", "marker", "what", "how_to_fix"]
        ),
    }


def _many(prefix: str, sizes: Mapping[str, int], stratifier: str) -> dict[str, dict[str, str]]:
    groups = [group for group, size in sizes.items() for _ in range(size)]
    return {f"{prefix}{i + 1:02d}": {stratifier: group} for i, group in enumerate(groups)}


SOURCES = ["none", "T", "B", "DC"]


def four_groups() -> tuple[Plan, dict[str, pd.DataFrame]]:
    """No factor: mice in four groups, each against a control, any difference, and a ratio."""
    plan = plan_of(
        patients={
            "called": ["mouse", "mice"],
            "strata": {
                "source": {
                    "column": "Source",
                    "kind": "unordered",
                    "groups": {name: [name] for name in SOURCES},
                    "explore": False,
                }
            },
        },
        markers={
            "Treg": {"unit": "%", "expected": {"sources_T": "increase"}},
            "CD8": {"unit": "%"},
            "Events": {"analysed": False},
        },
        contrasts={
            "sources": {"versus": {"source": "none"}, "role": "primary"},
            "any": {"label": "any difference", "between": {"source": SOURCES}},
            "few": {"between": {"source": ["B", "DC"]}, "markers": ["CD8"]},
        },
        report={"title": "Sources"},
    )

    def value(marker: str, patient: str, cell: Cell, groups: dict[str, str]) -> float | None:
        if marker == "CD8" and patient == "M09":
            return None
        return {"Treg": 10.0, "CD8": 20.0, "Events": 50.0}[marker] + 4 * (groups["source"] == "T")

    return plan, tables_of(plan, _many("M", dict.fromkeys(SOURCES, 8), "source"), value)


STAGES = ("I", "II", "III")
DOSES = {"none": {"score": 0}, "low": {"score": 1}, "high": {"score": 2}}


def doses_and_controls() -> tuple[Plan, dict[str, pd.DataFrame]]:
    """Slope and bend over doses, by stage; patients against controls, who have no dose."""
    plan = plan_of(
        patients={
            "unpaired": "keep",
            "strata": {
                "stage": {
                    "kind": "ordered",
                    "groups": {name: [name] for name in ("I", "II", "III")},
                },
                "group": {
                    "kind": "unordered",
                    "groups": {"patient": ["patient"], "control": ["control"]},
                    "explore": False,
                },
            },
        },
        factors={"dose": {"ordered": True, "levels": DOSES}},
        markers={
            "Lysis": {"unit": "%", "expected": {"at_baseline": "increase", "bend": "increase"}},
            "NKG2D": {"unit": "MFI", "scale": "log2"},
            "Caspase": {"unit": "%", "scale": "logit", "offset": 0.1},
        },
        contrasts={
            "slope": {
                "trend": {"dose": list(DOSES)},
                "among": {"group": ["patient"]},
                "role": "primary",
            },
            "bend": {"trend": {"dose": list(DOSES)}, "degree": 2},
            "any_dose": {"weights": {"dose": {"none": -1, "low": 0.5, "high": 0.5}}},
            "at_baseline": {
                "label": "patients against controls",
                "between": {"group": ["patient", "control"]},
                "at": {"dose": "none"},
                "role": "primary",
            },
            "by_stage": {"between": {"stage": ["I", "II", "III"]}, "at": {"dose": "high"}},
            "slope_by_stage": {"trend": {"dose": list(DOSES)}, "between": {"stage": ["I", "III"]}},
            "effect_by_stage": {
                "compare": {"dose": ["high", "none"]},
                "between": {"stage": ["I", "III"]},
            },
        },
        report={"title": "Doses"},
    )
    groups = _many("P", {"I": 6, "II": 5, "III": 5}, "stage")
    groups = {patient: own | {"group": "patient"} for patient, own in groups.items()}
    groups |= {f"C{i + 1:02d}": {"group": "control"} for i in range(7)}

    def value(marker: str, patient: str, cell: Cell, own: dict[str, str]) -> float | None:
        dose = list(DOSES).index(cell[0])
        if own["group"] == "control" and dose:
            return None
        if patient == "P03" and dose == 2:
            return None
        level = {"Lysis": 20.0, "NKG2D": 40.0, "Caspase": 30.0}[marker]
        return level - 3 * (own["group"] == "patient") + 2.5 * dose**2

    return plan, tables_of(plan, groups, value)


def before_and_after() -> tuple[Plan, dict[str, pd.DataFrame]]:
    """Two times: ratios of markers, a fixed value, questions asked of some markers only."""
    plan = plan_of(
        patients={},
        factors={"time": {"levels": ["before", "after"]}},
        markers={
            "Treg": {"unit": "cells/µl", "scale": "log2"},
            "Teff": {"unit": "cells/µl", "scale": "log2"},
            "Viability": {"unit": "%"},
            "Index": {"scale": "log2"},
        },
        contrasts={
            "expansion": {
                "across": ["Treg", "Teff"],
                "compare": {"time": ["after", "before"]},
                "role": "primary",
            },
            "each": {"compare": {"time": ["after", "before"]}, "markers": ["Treg", "Teff"]},
            "index": {"against": 1, "at": {"time": "after"}, "markers": ["Index"]},
            "viable": {
                "against": 50,
                "at": {"time": "before"},
                "markers": ["Viability"],
                "role": "primary",
            },
        },
        report={"title": "Expansion"},
    )

    def value(marker: str, patient: str, cell: Cell, groups: dict[str, str]) -> float | None:
        base = {"Treg": 10.0, "Teff": 14.0, "Viability": 47.0, "Index": 1.6}[marker]
        return base * (1 + (marker == "Treg") * (cell[0] == "after"))

    return plan, tables_of(plan, {f"P{i + 1}": {} for i in range(9)}, value)


def one_factor_alone() -> tuple[Plan, dict[str, pd.DataFrame]]:
    """A family over the levels of a within factor, in three patients, with no stratum."""
    plan = plan_of(
        factors={"drug": {"levels": ["none", "A", "B"]}},
        markers={"CD69": {"unit": "MFI"}},
        contrasts={"drugs": {"versus": {"drug": "none"}, "role": "primary"}},
        inference={"test": "sign_flip", "adjustment": {"primary": "westfall_young"}},
    )

    def value(marker: str, patient: str, cell: Cell, groups: dict[str, str]) -> float | None:
        return 20.0 + 5 * (cell[0] == "A")

    return plan, tables_of(plan, {f"P{i + 1}": {} for i in range(7)}, value)


DESIGNS: Sequence[Callable[[], tuple[Plan, dict[str, pd.DataFrame]]]] = (
    four_groups,
    doses_and_controls,
    before_and_after,
    one_factor_alone,
)
