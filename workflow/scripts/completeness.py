"""Draw which wells were measured."""

from collections.abc import Sequence
from pathlib import Path

from explant.config.models import Plan
from explant.figures.figure_names import COMPLETENESS
from explant.figures.kit.saving import save
from explant.figures.overview.completeness import completeness_figure
from explant.run.job import job
from explant.run.staging import staged
from explant.tables.csv_files import read_csv


def main(
    measurements: Path, patients: Path, plan: Plan, outputs: Sequence[Path], results: Path
) -> None:
    """Write the figure in every format.

    Parameters
    ----------
    measurements, patients
        The tables of those names.
    plan
        What the step reads of the plan.
    outputs
        The figure's files.
    results
        The study's folder.
    """
    figure = completeness_figure(
        plan, read_csv(measurements, text=plan.factors), read_csv(patients)
    )
    with staged(outputs, results) as folder:
        save(figure, folder, COMPLETENESS)


if __name__ == "__main__":
    with job(Path(snakemake.log[0])):
        main(
            Path(snakemake.input.measurements),
            Path(snakemake.input.patients),
            Plan.model_validate(snakemake.params.spec["plan"]),
            [Path(file) for file in snakemake.output.figures],
            Path(snakemake.input.measurements).parent,
        )
