"""Draw and save figures by their stems, so that a workflow can share them out between jobs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explant.config.models import Plan
from explant.figures import drawing
from explant.figures.figure_names import FORMATS
from explant.figures.kit.patient_layer import PatientLayer
from explant.figures.kit.saving import save
from explant.figures.ranked_markers import shown_figures


@dataclass(frozen=True)
class Tables:
    """The tables that figures read; a job that draws some figures may leave out the others'."""

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
    robustness: pd.DataFrame = field(default_factory=pd.DataFrame)
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    curves: pd.DataFrame = field(default_factory=pd.DataFrame)


def figure_of(stem: str, plan: Plan, tables: Tables) -> Figure:
    """Draw one figure of a plan."""
    every = {figure.stem: figure for figure in shown_figures(plan, tables.paired, tables.between)}
    return drawing.draw(every[stem], plan, vars(tables))


def patient_layers(axes: Axes) -> list[PatientLayer]:
    """Patients' layers of a panel."""
    return [artist for artist in axes.get_children() if isinstance(artist, PatientLayer)]


def draw(
    stems: Iterable[str],
    plan: Plan,
    tables: Tables,
    directory: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Draw some of a plan's figures and save each as SVG, PNG and PDF.

    Parameters
    ----------
    stems
        From :func:`explant.figures.figure_kinds.figure_stems`.
    plan
        The study's plan.
    tables
        The tables that these figures read.
    directory
        Folder for the files; made if it is not there.
    formats
        Other files than these three, or fewer.

    Returns
    -------
    list of Path
        The files, one of each format for each stem.
    """
    directory.mkdir(parents=True, exist_ok=True)
    return [
        path
        for stem in stems
        for path in save(figure_of(stem, plan, tables), directory, stem, formats=formats)
    ]
