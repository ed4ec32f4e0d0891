"""Compute each patient's differences, and test and estimate them."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

from collections.abc import Sequence
from pathlib import Path

from explant.config.models import Plan
from explant.progress import through
from explant.run.steps.job import job
from explant.run.steps.staging import Job
from explant.tables.csv_files import SOURCE, read_csv, write_csv
from explant.tables.results.parts import all_markers, result_table


def main(
    measurements_file: Path,
    patients_file: Path,
    plan: Plan,
    outputs: dict[str, Path],
    running: Job,
    parts: Sequence[Path] = (),
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
    parts
        What was computed of some markers each, of a large study.
    """
    measurements = read_csv(measurements_file, text=plan.factors, without=SOURCE)
    patients = read_csv(patients_file, text=plan.text_columns)
    study = all_markers(measurements, patients, plan)
    with running.staged(outputs.values()) as folder:
        for name, path in through(outputs.items(), "tables"):
            write_csv(result_table(name, study, parts), folder / path.name)
    for part in parts:
        running.withdraw(part.stem)


if __name__ == "__main__":
    with job(snakemake) as running:
        main(
            Path(snakemake.input.measurements),
            Path(snakemake.input.patients),
            Plan.model_validate(snakemake.params.spec["plan"]),
            {name: Path(path) for name, path in snakemake.output.items()},
            running,
            [Path(part) for part in snakemake.input.parts],
        )
