"""The study's plan: the whole of ``config.yaml``."""

import math
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from explant.config.models.contrasts import Contrast
from explant.config.models.inference import Inference
from explant.config.models.measured import Factor, Marker, Summary
from explant.config.models.network import Network
from explant.config.models.patient_properties import Patients
from explant.config.models.settings import (
    DECLARED,
    EVERY,
    LOOKS,
    NEEDED,
    PRINTED,
    RANKED,
    SHOWN,
    Name,
    Names,
    Section,
    as_number,
    empty_as_dict,
    setting,
)
from explant.config.models.sheet_layout import Spreadsheet
from explant.problems import nearest


class Study(Section):
    """What the study is, and the folder its results go to."""

    name: str | None = setting(
        "Folder under results/ for this study. Left out: the spreadsheet's file name.",
        read_by=["report"],
        default=None,
        pattern=r"^[\w(][\w.,()+ -]*$",
        max_length=100,
    )
    description: str = setting(
        "One or two sentences on the study, printed under the report's title.",
        read_by=["report"],
        default="",
    )
    note: str = setting(
        "A sentence printed at the top of the report and of the workbook, "
        "for example that the data are simulated. Take it out for data of your own.",
        read_by=["report", "workbook"],
        default="",
    )


class Report(Section):
    """The report's words."""

    title: str = setting("Title of the report.", read_by=["report"], default="Paired ex-vivo assay")
    headline: str | None = setting(
        "The contrast that the summary leads with. Left out: the first primary contrast.",
        read_by=RANKED,
        default=None,
    )
    panels: int = setting(
        "Most markers with a panel of their own: every patient's values, and every contrast in "
        "words. Of more markers, those of `show` have one and then those with the smallest "
        "adjusted p of the headline, or of the contrast that is asked of most markers where the "
        "headline is asked of few; a volcano plot, a heat map and a ranked table hold the others.",
        read_by=RANKED,
        default=24,
        ge=1,
        le=200,
    )
    show: Names = setting(
        "Markers that have a panel however many there are, declared before the data are seen.",
        read_by=RANKED,
        default=list,
    )
    contact: str = setting("Who to ask about the study.", read_by=["report"], default="")


_HEX = "^#[0-9A-Fa-f]{6}$"


def _as_color(value: object) -> str:
    """A color as # and six digits."""
    if value is None:
        raise ValueError('# begins a comment in YAML: write the color in quotes, as "#D55E00"')
    if isinstance(value, str) and re.match(_HEX, value):
        return value.upper()
    # Imported for a name only: every start reads the config.
    from PIL import ImageColor

    known = {name: ImageColor.getrgb(name) for name in ImageColor.colormap}
    name = str(value).strip().lower()
    if name not in known:
        raise ValueError(
            'a color is # and six of 0 to 9 and A to F, as "#D55E00", or a name of CSS, as '
            f"darkorange. {nearest(name, known)}"
        )
    return "#{:02X}{:02X}{:02X}".format(*known[name][:3])


Color = Annotated[
    str,
    BeforeValidator(
        _as_color, json_schema_input_type=Annotated[str, Field(pattern=f"{_HEX}|^[A-Za-z]+$")]
    ),
]


class Figures(Section):
    """How figures look."""

    colors: dict[Name, dict[Name, Color]] = setting(
        'Colors of levels and of groups, as `tissue: {tumor: "#D55E00", normal: gray}`: a factor '
        "or a grouping of `patients.strata`, then a level or group, and its color: a name of CSS, "
        "or # and six digits in quotes. Marks differ in color by the first factor, or by the first "
        "one that has colors here, and by groups where a question compares them.",
        read_by=LOOKS,
        default=dict,
    )
    width: Annotated[Literal[89, 183], BeforeValidator(as_number)] = setting(
        "Width in print in millimeters: 183 is a double column, 89 a single one. Text is then 5 to "
        "7.5 points high.",
        read_by=PRINTED,
        default=183,
    )
    font: str = setting(
        "Face of the letters, as Arial; it has to be installed here. Left out: DejaVu Sans, which "
        "comes along and so gives the same files on every machine; the SVG files then name Arial "
        "and Helvetica first.",
        read_by=PRINTED,
        default="",
    )
    annotate: list[Literal["n", "p", "stars"]] = setting(
        "What stands beside an effect: `n`, how many patients; `p`, its adjusted p value; `stars`, "
        "that p as stars (* ≤ 0.05, ** ≤ 0.01, *** ≤ 0.001). [] for nothing.",
        read_by=("marker_figures", "overview_figures", "robustness_figures"),
        default=lambda: ["n", "p"],
    )
    formats: list[Literal["svg", "png", "pdf"]] = setting(
        "File formats. SVG is always made, since the report holds it; without png the workbook and "
        "the manuscript have no pictures.",
        read_by=(*PRINTED, "report"),
        default=lambda: ["svg", "png", "pdf"],
    )
    single_panels: bool = setting(
        "Whether each question of each marker that has a panel is also a file of its own, 89 mm "
        "wide: panel_<marker>_<contrast>.",
        read_by=("marker_figures", "report"),
        default=False,
    )

    composite: bool = setting(
        "Whether a figure `composite` is drawn for a paper: the leading question of each marker, "
        "in panels with letters.",
        read_by=("marker_figures", "report"),
        default=False,
    )

    @property
    def every_format(self) -> list[str]:
        """The formats of files, SVG first."""
        return ["svg", *(ending for ending in ("png", "pdf") if ending in self.formats)]


PRIMARY = "primary"
PRIMARY_BETWEEN = "primary between groups"
"""Families of the primary contrasts for which the plan declares none."""


def family_of(name: str, contrast: Contrast, *, is_between: bool) -> str:
    """Family of a contrast: declared, that of the primary ones, or its own.

    Parameters
    ----------
    name
        Its key in the config.
    contrast
        What the config declares.
    is_between
        Whether it compares groups of patients.
    """
    if contrast.family or contrast.role != "primary":
        return contrast.family or name
    return PRIMARY_BETWEEN if is_between else PRIMARY


class Plan(Section):
    """The study's plan: the whole of ``config.yaml``."""

    study: Study = setting("The study.", read_by=["report", "workbook"], default=Study)
    spreadsheet: Spreadsheet = setting("The spreadsheet.", read_by=["ingest", "report"])
    patients: Patients = setting(
        "The patients.", read_by=("ingest", "analyse", "verification", *SHOWN), default=Patients
    )
    factors: dict[Name, Factor] = setting(
        "Within-patient factors: what differs between the samples of one patient. None: one "
        "sample a patient.",
        read_by=EVERY,
        default=dict,
    )
    markers: dict[
        Name,
        Annotated[Marker, BeforeValidator(empty_as_dict, json_schema_input_type=Marker | None)],
    ] = setting("What was measured.", read_by=EVERY, min_length=1)
    gene_lists: dict[Name, Names] = setting(
        "Named lists of markers, for derived markers: `il1_signature: [IL1B, IL6]`.",
        read_by=("ingest", "workbook", "report"),
        default=dict,
    )
    contrasts: dict[Name, Contrast] = setting(
        "The questions. Each gives one number per patient.", read_by=NEEDED, default=dict
    )
    inference: Inference = setting(
        "The statistics.", read_by=("ingest", *DECLARED), default=Inference
    )
    report: Report = setting("The report.", read_by=RANKED, default=Report)
    figures: Figures = setting(
        "How figures look.", read_by=("completeness", *LOOKS), default=Figures
    )
    network: Network | None = setting(
        "The network study before the bench: which genes a treatment and a disease share. Left "
        "out: no such study.",
        read_by=(
            "network_interactome",
            "network",
            "network_join",
            "network_figures",
            "workbook",
            "report",
        ),
        default=None,
    )

    def marker_label(self, marker: str) -> str:
        """Name of a marker as people read it."""
        return self.markers[marker].label or marker

    def contrast_label(self, contrast: str) -> str:
        """Name of a contrast as people read it."""
        return self.contrasts[contrast].label or contrast.replace("_", " ")

    def factor_label(self, factor: str) -> str:
        """Name of a factor as people read it."""
        return self.factors[factor].label or factor

    def level_label(self, factor: str, level: str) -> str:
        """Name of a factor's level as people read it."""
        return self.factors[factor].levels[level].label or level

    def stratifier_label(self, stratifier: str) -> str:
        """Name of a stratifier as people read it."""
        return self.patients.strata[stratifier].label or stratifier

    def margin(self, marker: str, contrast: str) -> tuple[float, float] | None:
        """Equivalence margin of a contrast on the analysis scale; None where none is declared."""
        declared = self.markers[marker].equivalence_margin.get(contrast)
        if declared is None:
            return None
        scale = self.markers[marker].scale
        if scale == "linear":
            return (-declared, declared) if isinstance(declared, float) else declared
        low, high = (1 / declared, declared) if isinstance(declared, float) else declared
        logarithm = math.log2 if scale == "log2" else math.log
        return logarithm(low), logarithm(high)

    @property
    def network_question(self) -> str:
        """The contrast whose effects are set beside the network's genes."""
        named = self.network.question if self.network else None
        primary = [name for name in self.paired_contrasts if self.contrasts[name].role == "primary"]
        return named or self.report.headline or (primary or self.paired_contrasts)[0]

    @property
    def analysed_markers(self) -> list[str]:
        """Markers that questions may be asked of, in the plan's order."""
        return [name for name, marker in self.markers.items() if marker.analysed]

    @property
    def paired_contrasts(self) -> list[str]:
        """Contrasts within patients: one sample of numbers, tested against zero."""
        return [name for name, contrast in self.contrasts.items() if not contrast.between]

    @property
    def between_contrasts(self) -> list[str]:
        """Contrasts whose numbers are compared between groups of patients."""
        return [name for name, contrast in self.contrasts.items() if contrast.between]

    def asks(self, contrast: str, marker: str) -> bool:
        """Whether a contrast is asked of a marker."""
        named, summary = self.contrasts[contrast].markers, self.markers[marker].summary
        if summary is not None and summary.over in self.contrasts[contrast].named_factors:
            return False
        return self.markers[marker].analysed and (not named or marker in named)

    def of(self, marker: str) -> "Plan":
        """The plan as a marker knows it: one that sums up a factor has no level of it."""
        summary = self.markers[marker].summary
        if summary is None or summary.over not in self.factors:
            return self
        factors = {name: each for name, each in self.factors.items() if name != summary.over}
        return self.model_copy(update={"factors": factors})

    def of_contrast(self, contrast: str) -> "Plan":
        """The plan as a contrast knows it: without a factor that all of its markers sum up."""
        first = ""
        for name in self.contrasts[contrast].markers or self.markers:
            if name not in self.markers or not self.asks(contrast, name):
                continue
            summary = self.markers[name].summary
            if summary is None or (first and self.summarized[first].over != summary.over):
                return self
            first = first or name
        return self.of(first) if first else self

    @property
    def summarized(self) -> dict[str, Summary]:
        """Markers that sum up curves, each with how."""
        return {
            name: marker.summary
            for name, marker in self.markers.items()
            if marker.summary is not None
        }

    def questions(self, contrasts: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """Marker and contrast of every question, by marker and then by contrast as in the plan."""
        asked = list(self.contrasts if contrasts is None else contrasts)
        return [
            (marker, contrast)
            for marker in self.markers
            for contrast in asked
            if self.asks(contrast, marker)
        ]

    @property
    def text_columns(self) -> list[str]:
        """Columns of ``patients.csv`` that hold names, not numbers."""
        return [
            column
            for name, stratifier in self.patients.strata.items()
            for column in (name, f"{name}_group")
            if not (stratifier.kind == "continuous" and column == name)
        ]

    def family(self, contrast: str) -> str:
        """Family in which a contrast's p values are adjusted."""
        asked = self.contrasts[contrast]
        return family_of(contrast, asked, is_between=bool(asked.between))

    @property
    def folder(self) -> str:
        """Name of the study's folder under ``results/``."""
        name = self.study.name or PurePath(self.spreadsheet.path).stem
        return re.sub(r"[^\w.,()+ -]", "_", name).lstrip(". ") or "study"

    @property
    def headline(self) -> str:
        """The contrast that the summary leads with."""
        if self.report.headline is not None:
            return self.report.headline
        primary = [name for name, contrast in self.contrasts.items() if contrast.role == "primary"]
        return (primary or list(self.contrasts))[0]

    @property
    def ranked(self) -> str:
        """The contrast by which the markers of a large panel are ranked.

        The headline, unless every marker that it is asked of has a panel and another contrast is
        asked of more: a score leads the summary, and its genes are ranked.
        """
        markers = {
            name: sum(self.asks(name, marker) for marker in self.analysed_markers)
            for name in self.contrasts
        }
        most = max(markers, key=lambda name: markers[name])
        return (
            self.headline
            if markers[self.headline] > self.report.panels
            else (most if markers[most] > markers[self.headline] else self.headline)
        )
