"""Compute what the values of some markers of a large study say."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

from pathlib import Path

from explant.config.models import Plan
from explant.run.steps.job import job
from explant.run.steps.staging import Job
from explant.tables.csv_files import SOURCE, read_csv
from explant.tables.results.parts import one_part, write_part


def main(
    measurements_file: Path,
    patients_file: Path,
    plan: Plan,
    part: tuple[int, int],
    output: Path,
    running: Job,
) -> None:
    """Write one part.

    Parameters
    ----------
    measurements_file, patients_file
        The tables that the ingest step wrote.
    plan
        What the analysis reads of the plan.
    part
        Which part it is, and of how many.
    output
        Where it goes.
    running
        The step at work.
    """
    measurements = read_csv(measurements_file, text=plan.factors, without=SOURCE)
    patients = read_csv(patients_file, text=plan.text_columns)
    with running.staged([output], part=output.stem) as folder:
        write_part(one_part(measurements, patients, plan, *part), folder / output.name)


if __name__ == "__main__":
    with job(snakemake) as running:
        main(
            Path(snakemake.input.measurements),
            Path(snakemake.input.patients),
            Plan.model_validate(snakemake.params.spec["plan"]),
            (int(snakemake.wildcards.part), int(snakemake.wildcards.parts)),
            Path(snakemake.output.part),
            running,
        )
