"""The seven examples, and their tables without a run of the workflow."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from explant.config.loading import load_plan
from explant.config.models import Plan
from explant.questions.design import differences
from explant.spreadsheet.ingest import Ingested, ingest
from explant.spreadsheet.unnamed_markers import unnamed_markers
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.paired import paired_table

PROJECT = Path(__file__).parents[2]
LARGE = "tumor_normal_expression"
SMALL = ("treg_expansion", "il1_blockade", "nk_dose", "nk_lysis", "nk_combination", "il2_source")
EVERY = (*SMALL, LARGE)

Effects = dict[tuple[str, str], float]


def config(name: str) -> Path:
    return PROJECT / "config" / "examples" / f"{name}.yaml"


def spreadsheet(name: str) -> Path:
    return PROJECT / "data" / "raw" / "examples" / f"{name}.xlsx"


def simulator(name: str) -> ModuleType:
    return import_module(f"data.raw.examples.{name}")


@cache
def plan(name: str) -> Plan:
    return load_plan([config(name)], headings=unnamed_markers)


@cache
def read(name: str) -> Ingested:
    return ingest(spreadsheet(name), plan(name))


def answers(plan: Plan, measurements: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``paired.csv`` and ``between.csv`` by marker and contrast."""
    by_patient = differences(measurements, plan, list(patients["patient"]), patients)
    tables: list[Callable[[], Any]] = []
    if plan.paired_contrasts:
        tables.append(lambda: paired_table(by_patient, measurements, plan))
    if plan.between_contrasts:
        tables.append(lambda: between_table(by_patient, patients, plan))
    return pd.concat([table() for table in tables]).set_index(["marker", "contrast"])


@cache
def shipped(name: str) -> pd.DataFrame:
    """Answers to the shipped spreadsheet of a small example."""
    found = read(name)
    return answers(plan(name), found.measurements, found.patients)
