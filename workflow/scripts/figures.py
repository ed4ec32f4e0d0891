"""Draw the figures of one step in every format of the plan."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from explant.config.models import Plan
from explant.config.models.settings import Step
from explant.figures.drawing import draw, figures_of
from explant.figures.kit.paper import paper_of
from explant.figures.kit.saving import save
from explant.progress import through
from explant.run.steps.job import job
from explant.run.steps.staging import Job
from explant.tables.csv_files import read_tables


def main(
    tables: Mapping[str, Path], plan: Plan, step: Step, outputs: Sequence[Path], running: Job
) -> None:
    """Write the figures that a step draws.

    Parameters
    ----------
    tables
        Files of the tables that they are drawn from, by name.
    plan
        What the step reads of the plan.
    step
        Name of the rule.
    outputs
        The figures' files.
    running
        The step at work.
    """
    names = [*plan.factors, *plan.text_columns]
    content = read_tables(tables, names)
    with running.staged(outputs) as folder:
        for figure in through(figures_of(step, plan, content), "figures"):
            paper = paper_of(plan, figure.kind.millimeters)
            drawn = draw(figure, plan, content)
            save(drawn, folder, figure.stem, paper, plan.figures.every_format)


if __name__ == "__main__":
    with job(snakemake) as running:
        # Other steps wait for tables; for figures only the report does.
        if hasattr(os, "nice"):
            os.nice(10)
        files = {name: Path(file) for name, file in snakemake.input.items()}
        main(
            files,
            Plan.model_validate(snakemake.params.spec["plan"]),
            snakemake.params.spec["step"],
            [Path(file) for file in snakemake.output.figures],
            running,
        )
