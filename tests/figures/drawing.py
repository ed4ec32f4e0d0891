"""Draw and save figures by their stems, so that a workflow can share them out between jobs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from explant.config.models import Plan
from explant.figures.figure_names import (
    COMPLETENESS,
    DIAGNOSTICS,
    FOREST,
    HEAT_MAP,
    VOLCANO,
    figure_stems,
    primary_contrasts,
    sensitivity_stem,
    strata_stem,
)
from explant.figures.kit.saving import save
from explant.figures.selection import panel_markers


@dataclass(frozen=True)
class Tables:
    """The tables that figures read; a job that draws some figures may leave out the others'.

    Markers read ``measurements``, ``patients``, ``differences``, ``paired`` and ``between``; the
    forest plot ``paired`` and ``between``; strata ``patients``, ``differences``, ``strata`` and
    ``interactions``; other choices ``sensitivity``; the shape of differences ``quantiles`` and
    ``diagnostics``; completeness ``measurements`` and ``patients``.
    """

    measurements: pd.DataFrame = field(default_factory=pd.DataFrame)
    patients: pd.DataFrame = field(default_factory=pd.DataFrame)
    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired: pd.DataFrame = field(default_factory=pd.DataFrame)
    strata: pd.DataFrame = field(default_factory=pd.DataFrame)
    interactions: pd.DataFrame = field(default_factory=pd.DataFrame)
    sensitivity: pd.DataFrame = field(default_factory=pd.DataFrame)
    quantiles: pd.DataFrame = field(default_factory=pd.DataFrame)
    diagnostics: pd.DataFrame = field(default_factory=pd.DataFrame)
    between: pd.DataFrame = field(default_factory=pd.DataFrame)


def figure_of(stem: str, plan: Plan, tables: Tables) -> Figure:
    """Draw one figure.

    Parameters
    ----------
    stem
        One of :func:`explant.figures.figure_names.figure_stems`.
    plan
        The study's plan.
    tables
        The tables that this figure reads.

    Raises
    ------
    KeyError
        When the plan has no such figure.
    """
    # Each figure imports what it needs: only completeness pays for seaborn.
    if stem == COMPLETENESS:
        from explant.figures.overview.completeness import completeness_figure

        return completeness_figure(plan, tables.measurements, tables.patients)
    if stem not in figure_stems(plan):
        raise KeyError(f"the plan has no figure {stem!r}; it has {', '.join(figure_stems(plan))}")
    if stem == FOREST:
        from explant.figures.overview.forest import forest_figure

        return forest_figure(plan, tables.paired, tables.between)
    if stem == VOLCANO:
        from explant.figures.large_panel.volcano import volcano_figure

        return volcano_figure(plan, tables.paired, tables.between)
    if stem == HEAT_MAP:
        from explant.figures.large_panel.heat_map import heat_map_figure

        return heat_map_figure(plan, tables.differences, tables.paired)
    for marker, own in panel_markers(plan, tables.paired, tables.between).items():
        if stem == own:
            from explant.figures.marker.marker_figure import marker_figure

            return marker_figure(
                plan,
                marker,
                tables.measurements,
                tables.differences,
                tables.paired,
                stem,
                patients=tables.patients,
                between=tables.between,
            )
    for stratifier in plan.patients.strata:
        if stem == strata_stem(stratifier):
            from explant.figures.overview.strata_figure import strata_figure

            return strata_figure(
                plan,
                stratifier,
                tables.patients,
                tables.differences,
                tables.strata,
                tables.interactions,
            )
    for contrast in primary_contrasts(plan):
        if stem == sensitivity_stem(contrast):
            from explant.figures.overview.specification_curve import specification_curve

            return specification_curve(plan, contrast, tables.sensitivity)
    if stem == DIAGNOSTICS:
        from explant.figures.overview.quantile_plot import quantile_plot

        return quantile_plot(plan, tables.quantiles, tables.diagnostics)
    raise NotImplementedError(stem)


def draw(stems: Iterable[str], plan: Plan, tables: Tables, directory: Path) -> list[Path]:
    """Draw some of a plan's figures and save each as SVG, PNG and PDF.

    Parameters
    ----------
    stems
        From :func:`explant.figures.figure_names.figure_stems`.
    plan
        The study's plan.
    tables
        The tables that these figures read.
    directory
        Folder for the files; made if it is not there.

    Returns
    -------
    list of Path
        The files, three for each stem.
    """
    directory.mkdir(parents=True, exist_ok=True)
    return [path for stem in stems for path in save(figure_of(stem, plan, tables), directory, stem)]


def draw_all(plan: Plan, tables: Tables, directory: Path) -> list[Path]:
    """Draw every figure of a plan."""
    return draw(figure_stems(plan), plan, tables, directory)
