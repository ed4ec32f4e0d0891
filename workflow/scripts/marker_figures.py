"""Draw each marker that has a panel: every patient's line, and the effects."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from explant.config.models import Plan
from explant.figures.kit.saving import save
from explant.figures.marker.marker_figure import marker_figure
from explant.figures.selection import panel_markers
from explant.run.job import job
from explant.run.staging import staged
from explant.tables.csv_files import read_csv


def main(tables: Mapping[str, Path], plan: Plan, outputs: Sequence[Path], results: Path) -> None:
    """Write the markers' figures in every format.

    Parameters
    ----------
    tables
        Files of the tables ``measurements``, ``patients``, ``differences``, ``paired`` and
        ``between``.
    plan
        What the step reads of the plan.
    outputs
        The figures' files.
    results
        The study's folder.
    """
    measurements = read_csv(tables["measurements"], text=plan.factors)
    patients = read_csv(tables["patients"], text=plan.text_columns)
    differences, paired, between = (
        read_csv(tables[name]) for name in ("differences", "paired", "between")
    )
    with staged(outputs, results) as folder:
        for marker, stem in panel_markers(plan, paired, between).items():
            figure = marker_figure(
                plan,
                marker,
                measurements,
                differences,
                paired,
                stem,
                patients=patients,
                between=between,
            )
            save(figure, folder, stem)


if __name__ == "__main__":
    with job(Path(snakemake.log[0])):
        main(
            {name: Path(file) for name, file in snakemake.input.items()},
            Plan.model_validate(snakemake.params.spec["plan"]),
            [Path(file) for file in snakemake.output.figures],
            Path(snakemake.input.paired).parent,
        )
