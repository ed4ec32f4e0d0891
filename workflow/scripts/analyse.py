"""Compute each patient's differences, and test and estimate them."""

from explant.run.fork_server import by_fork

by_fork(__name__)

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from explant.config.models import Plan
from explant.progress import through
from explant.questions.design import differences
from explant.run.job import job
from explant.run.staging import Job
from explant.tables.baseline import baseline_table
from explant.tables.csv_files import read_csv, write_csv
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


def main(
    measurements_file: Path,
    patients_file: Path,
    plan: Plan,
    outputs: dict[str, Path],
    running: Job,
) -> None:
    """Write every table of results.

    Parameters
    ----------
    measurements_file, patients_file
        The tables that the ingest step wrote.
    plan
        What the step reads of the plan.
    outputs
        Where each table goes, by its name.
    running
        The step at work.
    """
    measurements = read_csv(measurements_file, text=plan.factors)
    patients = read_csv(patients_file, text=plan.text_columns)
    by_patient = differences(measurements, plan, list(patients["patient"]), patients)
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "differences": lambda: by_patient,
        "paired": lambda: paired_table(by_patient, measurements, plan),
        "between": lambda: between_table(by_patient, patients, plan),
        "strata": lambda: strata_table(by_patient, patients, plan),
        "interactions": lambda: interactions_table(by_patient, patients, plan),
        "anova": lambda: anova_table(measurements, patients, plan),
        "baseline": lambda: baseline_table(patients, plan),
        "table_one": lambda: table_one_table(patients, plan),
        "flow": lambda: flow_table(by_patient, patients, plan),
        "cells": lambda: cells_table(measurements, plan),
        "equivalence": lambda: equivalence_table(by_patient, plan),
        "trends": lambda: trends_table(measurements, patients, plan),
    }
    made = {name: make() for name, make in through(tables.items(), "tables")}
    with running.staged(outputs.values()) as folder:
        for name, path in outputs.items():
            write_csv(made[name], folder / path.name)


if __name__ == "__main__":
    with job(snakemake) as running:
        main(
            Path(snakemake.input.measurements),
            Path(snakemake.input.patients),
            Plan.model_validate(snakemake.params.spec["plan"]),
            {name: Path(path) for name, path in snakemake.output.items()},
            running,
        )
