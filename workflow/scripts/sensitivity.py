"""Question the results: other choices, one patient fewer, a mixed model, outliers."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from explant.config.models import Plan
from explant.progress import through
from explant.questions.design import differences
from explant.run.steps.job import job
from explant.run.steps.staging import Job
from explant.tables.csv_files import SOURCE, read_csv, write_csv
from explant.tables.robustness.detection_bounds import bounds_table
from explant.tables.robustness.diagnostics import diagnostics_table, quantiles_table
from explant.tables.robustness.influence import influence_table
from explant.tables.robustness.mixed_models import mixed_models_table
from explant.tables.robustness.robust_verdicts import robustness_table
from explant.tables.robustness.sensitivity import sensitivity_table
from explant.tables.robustness.software import software_table


def main(
    measurements_file: Path,
    patients_file: Path,
    plan: Plan,
    outputs: dict[str, Path],
    running: Job,
) -> None:
    """Write the tables that stand beside the results.

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
    measurements = read_csv(measurements_file, text=plan.factors, without=SOURCE)
    patients = read_csv(patients_file, text=plan.text_columns)
    by_patient = differences(measurements, plan, list(patients["patient"]), patients)
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "sensitivity": lambda: sensitivity_table(measurements, patients, plan),
        "influence": lambda: influence_table(by_patient, plan),
        "robustness": lambda: robustness_table(measurements, patients, plan),
        "bounds": lambda: bounds_table(measurements, patients, plan),
        "mixed_models": lambda: mixed_models_table(measurements, patients, plan),
        "software": lambda: software_table(by_patient, plan),
        "diagnostics": lambda: diagnostics_table(by_patient, plan),
        "quantiles": lambda: quantiles_table(by_patient, plan),
    }
    with running.staged(outputs.values()) as folder:
        for name, make in through(tables.items(), "tables"):
            write_csv(make(), folder / outputs[name].name)


if __name__ == "__main__":
    with job(snakemake) as running:
        main(
            Path(snakemake.input.measurements),
            Path(snakemake.input.patients),
            Plan.model_validate(snakemake.params.spec["plan"]),
            {name: Path(path) for name, path in snakemake.output.items()},
            running,
        )
