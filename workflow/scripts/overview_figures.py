"""Draw the forest plot, the strata, other choices of analysis, and the shape of differences."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from explant.config.models import Plan
from explant.figures.figure_names import (
    DIAGNOSTICS,
    FOREST,
    HEAT_MAP,
    VOLCANO,
    effect_contrasts,
    explored_strata,
    has_heat_map,
    has_volcano,
    primary_contrasts,
    sensitivity_stem,
    strata_stem,
)
from explant.figures.kit.saving import save
from explant.figures.large_panel.volcano import volcano_figure
from explant.figures.overview.forest import forest_figure
from explant.figures.overview.quantile_plot import quantile_plot
from explant.figures.overview.specification_curve import specification_curve
from explant.figures.overview.strata_figure import strata_figure
from explant.run.job import job
from explant.run.staging import staged
from explant.tables.csv_files import read_csv


def main(tables: Mapping[str, Path], plan: Plan, outputs: Sequence[Path], results: Path) -> None:
    """Write the figures that show many markers at once, in every format.

    Parameters
    ----------
    tables
        Files of the tables ``patients``, ``differences``, ``paired``, ``between``,
        ``strata``, ``interactions``, ``sensitivity``, ``quantiles`` and ``diagnostics``.
    plan
        What the step reads of the plan.
    outputs
        The figures' files.
    results
        The study's folder.
    """
    patients = read_csv(tables["patients"], text=plan.text_columns)
    differences, paired, between = (
        read_csv(tables[name]) for name in ("differences", "paired", "between")
    )
    strata, interactions = (read_csv(tables[name]) for name in ("strata", "interactions"))
    sensitivity, quantiles, diagnostics = (
        read_csv(tables[name]) for name in ("sensitivity", "quantiles", "diagnostics")
    )
    with staged(outputs, results) as folder:
        if has_volcano(plan):
            save(volcano_figure(plan, paired, between), folder, VOLCANO)
        if has_heat_map(plan):
            # Only large panels pay for the import.
            from explant.figures.large_panel.heat_map import heat_map_figure

            save(heat_map_figure(plan, differences, paired), folder, HEAT_MAP)
        if effect_contrasts(plan):
            save(forest_figure(plan, paired, between), folder, FOREST)
        for stratifier in explored_strata(plan):
            figure = strata_figure(plan, stratifier, patients, differences, strata, interactions)
            save(figure, folder, strata_stem(stratifier))
        for contrast in primary_contrasts(plan):
            figure = specification_curve(plan, contrast, sensitivity)
            save(figure, folder, sensitivity_stem(contrast))
        if plan.paired_contrasts:
            save(quantile_plot(plan, quantiles, diagnostics), folder, DIAGNOSTICS)


if __name__ == "__main__":
    with job(Path(snakemake.log[0])):
        main(
            {name: Path(file) for name, file in snakemake.input.items()},
            Plan.model_validate(snakemake.params.spec["plan"]),
            [Path(file) for file in snakemake.output.figures],
            Path(snakemake.input.paired).parent,
        )
