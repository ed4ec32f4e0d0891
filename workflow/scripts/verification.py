"""Have other packages compute the results again, and write how far they agree."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

from collections.abc import Mapping
from pathlib import Path

from explant.config.models import Plan
from explant.run.steps.job import job
from explant.run.steps.staging import Job
from explant.tables.csv_files import read_tables, write_csv
from explant.tables.second_opinion.verification import verification_table


def main(tables: Mapping[str, Path], plan: Plan, output: Path, running: Job) -> None:
    """Write ``verification.csv``.

    Parameters
    ----------
    tables
        Files of the tables, by name.
    plan
        What the step reads of the plan.
    output
        Where the table goes.
    running
        The step at work.
    """
    names = [*plan.factors, *plan.text_columns]
    content = read_tables(tables, names)
    with running.staged([output]) as folder:
        write_csv(verification_table(content, plan), folder / output.name)


if __name__ == "__main__":
    with job(snakemake) as running:
        main(
            {name: Path(file) for name, file in snakemake.input.items()},
            Plan.model_validate(snakemake.params.spec["plan"]),
            Path(snakemake.output.verification),
            running,
        )
