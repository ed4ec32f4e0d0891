"""The typed models of ``config.yaml``: every key, what it means, and which steps read it."""

import math
import re
from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import BeforeValidator

from explant.config.fields import (
    ADJUSTED,
    ANALYSIS,
    ASKED,
    DECLARED,
    EVERY,
    INGEST,
    RANKED,
    RESULT_FIGURES,
    SHOWN,
    STRATIFIED,
    Name,
    Names,
    Section,
    empty_as_dict,
    setting,
    text_keys,
)

Layout = Literal["long", "one_row_per_sample", "one_row_per_patient", "auto"]
Sheets = Literal["one", "one_per_marker"]
Scale = Literal["linear", "log2", "logit"]
Direction = Literal["increase", "decrease"]
Role = Literal["primary", "secondary", "exploratory"]
Test = Literal["wilcoxon", "t", "sign_flip", "sign"]
Adjustment = Literal["holm", "benjamini_hochberg", "westfall_young", "none"]
ZeroRule = Literal["wilcoxon", "pratt"]
BelowDetection = Literal["limit_over_sqrt2", "half_limit", "limit", "drop"]
StratifierKind = Literal["ordered", "unordered", "continuous"]
Margin = float | tuple[float, float]
Notation = Literal["text", "ajcc_stage", "t_category"]
DecimalSign = Literal["point", "comma"]
IdDifference = Literal["case", "spaces", "zeros"]


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


class Columns(Section):
    """Headings of the spreadsheet that belong to no factor, marker or stratifier."""

    patient: str = setting(
        "Heading of the patient ID. Pairing is by this ID and by nothing else.",
        read_by=INGEST,
        default="Patient",
    )
    marker: str = setting(
        "Heading of the marker's name (layout long).", read_by=INGEST, default="Marker"
    )
    value: str = setting("Heading of the value (layout long).", read_by=INGEST, default="Value")
    replicate: str | None = setting(
        "Heading of the technical replicate's number, if the table has one. With it, several rows "
        "of one patient, cell and marker are replicates and are averaged; without it, rows with "
        "different values are an error.",
        read_by=INGEST,
        default=None,
    )
    replicate_suffix: str | None = setting(
        "How headings number columns of replicates, with # for the number or letter: `-#` for "
        "CD25-1 and CD25-2. Left out: headings that differ only by a running number or letter "
        "(CD25 1, CD25 2; CD25 rep a, CD25 rep b) are replicates, and a note says so.",
        read_by=INGEST,
        default=None,
        pattern="^[^#]*#[^#]*$",
    )


class Spreadsheet(Section):
    """Where the measurements are, and how the table is laid out."""

    path: str = setting(
        "The spreadsheet (.xlsx, .xlsm or .csv), relative to the project's folder.",
        read_by=["ingest", "report"],
        min_length=1,
    )
    sheet: str | None = setting(
        "Sheet that holds the measurements. Left out: the first sheet.",
        read_by=INGEST,
        default=None,
    )
    sheets: Sheets = setting(
        "one: the measurements are in one sheet. one_per_marker: in one sheet a marker; the name "
        "of a sheet, a title or a heading in it says which. Sheets that name no marker are not "
        "read.",
        read_by=INGEST,
        default="one",
    )
    patients_sheet: str | None = setting(
        "Sheet with one row a patient that holds the stratifiers. Left out: they are columns of "
        "the measurements' own table.",
        read_by=INGEST,
        default=None,
    )
    layout: Layout = setting(
        "long: one row a measurement. one_row_per_sample: one row a sample, one column a marker. "
        "one_row_per_patient: one row a patient, one column for each marker and cell, named in one "
        "to four heading rows. auto: the one of the three that fits, which a note then names; if "
        "none or several do, that is an error.",
        read_by=INGEST,
    )
    columns: Columns = setting("Headings of the table.", read_by=INGEST, default=Columns)
    missing: Names = setting(
        "Texts that mean a value is missing (an empty cell always does).",
        read_by=INGEST,
        default=[
            *("NA", "N/A", "n.a.", "ND", "n.d.", "-", "?", "nan", "null", "missing"),
            *("not done", "not determined", "not available", "Undetermined"),
        ],
    )
    below_detection: Names = setting(
        "Texts that mean a value is below the marker's detection_limit, besides <LOD, BLQ, not "
        "detected and the like. One that also stands under missing is below detection: list ND "
        "here if your lab means not detected.",
        read_by=INGEST,
        default=list,
    )
    decimal_sign: DecimalSign | None = setting(
        "point: 1.5 and 1,234 (a thousand). comma: 1,5 and 1.234 (a thousand). Left out: both "
        "ways are understood, and a number written as text that could be either is an error: "
        "1,234 always, 1.234 unless other numbers show a decimal point.",
        read_by=INGEST,
        default=None,
    )


class Stratifier(Section):
    """A property of patients that effects may depend on."""

    label: str | None = setting(
        "How the report calls it. Left out: its name.", read_by=STRATIFIED, default=None
    )
    column: Names = setting(
        "Heading in the spreadsheet (or several that mean the same). Left out: its name.",
        read_by=INGEST,
        default=list,
    )
    kind: StratifierKind = setting(
        "ordered: groups with an order (stage). unordered: groups without one. "
        "continuous: a number (size).",
        read_by=("ingest", "analyse", *STRATIFIED),
    )
    notation: Notation = setting(
        "How the values are written. ajcc_stage understands `stage iia`, `IIA` and `2A`, and a "
        "group value II holds IIA and IIB; t_category understands `pT1c` and `t2`.",
        read_by=INGEST,
        default="text",
    )
    groups: dict[Name, Names] = setting(
        "Groups of patients, in order, each with the values it holds. "
        "Left out for a stratifier with groups: each value is a group.",
        read_by=("ingest", "analyse", "overview_figures", "workbook", "report"),
        default=dict,
    )
    unit: str = setting(
        "Unit of a continuous stratifier.",
        read_by=("ingest", *STRATIFIED),
        default="",
    )
    cut_point: float | None = setting(
        "A declared cut-point of a continuous stratifier: patients at or below it against patients "
        "above. It stands beside the continuous analysis and never replaces it.",
        read_by=("ingest", "analyse", "overview_figures", "workbook", "report"),
        default=None,
    )


class Patients(Section):
    """What is known of each patient."""

    strata: dict[Name, Stratifier] = setting(
        "Properties of patients that effects may depend on. The analysis is exploratory.",
        read_by=("ingest", "analyse", *STRATIFIED),
        default=dict,
    )
    covariates: dict[Name, Names] = setting(
        "Other columns to carry into patients.csv for description, each with its heading.",
        read_by=["ingest", "report"],
        default=dict,
    )
    same_id: list[IdDifference] = setting(
        "What does not count when patient IDs are compared. case: p1 is P1. spaces: P 1 is P1. "
        "zeros: P01 is P1. Left out: only spaces around an ID do not count, and IDs that look "
        "alike are asked about.",
        read_by=INGEST,
        default=list,
    )
    unpaired: Literal["refuse", "keep"] = setting(
        "A patient who has no sample at all at one level of a factor. refuse: an error. keep: the "
        "patient enters the contrasts that do not need that level.",
        read_by=("ingest", "workbook"),
        default="refuse",
    )


class Level(Section):
    """One level of a within-patient factor."""

    label: str | None = setting(
        "How figures and report call it. Left out: its name.", read_by=SHOWN, default=None
    )
    aliases: Names = setting(
        "Other spellings in the spreadsheet. Upper and lower case never matter.",
        read_by=INGEST,
        default=list,
    )
    score: float | None = setting(
        "The level's place on the axis of a trend, for example its dose. "
        "Left out: the levels are one step apart.",
        read_by=ANALYSIS,
        default=None,
    )


class Factor(Section):
    """A within-patient factor: what differs between one patient's samples."""

    label: str | None = setting(
        "How figures and report call it. Left out: its name.", read_by=SHOWN, default=None
    )
    column: Names = setting(
        "Heading in the spreadsheet (or several that mean the same). Left out: its name.",
        read_by=INGEST,
        default=list,
    )
    levels: Annotated[
        dict[
            Name,
            Annotated[Level, BeforeValidator(empty_as_dict, json_schema_input_type=Level | None)],
        ],
        BeforeValidator(
            text_keys, json_schema_input_type=dict[str, Level | None] | list[str | float]
        ),
    ] = setting("The levels in the order in which figures show them.", read_by=EVERY, min_length=1)


class Marker(Section):
    """One measured quantity."""

    label: str | None = setting(
        "How figures and report call it. Left out: its name.", read_by=SHOWN, default=None
    )
    column: Names = setting(
        "Heading, or name in the marker column (or several that mean the same). "
        "Left out: its name.",
        read_by=INGEST,
        default=list,
    )
    derived: str | None = setting(
        "How it is computed from other markers in each sample, such as `FOXP3 / CD8` or "
        "`mean(z(il1_signature))`; it then has no column of its own. Takes numbers, markers, lists "
        "of `gene_lists`, + - * / ^, parentheses, log2, ln, log10, sqrt, abs, z, mean, median, "
        'sum, min and max. A name such as "CTLA-4" stands in quotes. A sample in which one of its '
        "markers is missing has no value.",
        read_by=("ingest", "workbook", "report"),
        default=None,
    )
    unit: str = setting(
        "Unit as the report prints it. With % the values must lie between 0 and 100. Left out for "
        "a derived marker: what follows, as none for a ratio of two percentages.",
        read_by=("ingest", "sensitivity", *SHOWN),
        default="",
    )
    scale: Scale = setting(
        "The scale of the analysis. linear: differences in the unit. log2: differences are log2 "
        "fold changes, reported as ratios. logit: for percentages, differences in log odds.",
        read_by=EVERY,
        default="linear",
    )
    offset: float = setting(
        "Added to every value before the logarithm or logit, in the marker's unit. A zero on "
        "such a scale without an offset is an error.",
        read_by=("ingest", *DECLARED),
        default=0.0,
        ge=0,
    )
    detection_limit: float | None = setting(
        "Lower limit of detection. Values written as `<0.5`, and numbers below the limit, are "
        "censored.",
        read_by=("ingest", *DECLARED),
        default=None,
        gt=0,
    )
    range: tuple[float, float] | None = setting(
        "Smallest and largest value that is possible, in the marker's unit; others are errors. "
        "Left out: what the unit says, such as 0 to 100 for % and 0 to 300 for an H-score.",
        read_by=INGEST,
        default=None,
    )
    replicate_cv: float | None = setting(
        "Largest coefficient of variation of technical replicates in percent; a larger one is a "
        "warning.",
        read_by=INGEST,
        default=None,
        gt=0,
    )
    gene: str | None = setting(
        "Official symbol of the gene that encodes it, for the report.",
        read_by=["report"],
        default=None,
    )
    expected: dict[Name, Direction] = setting(
        "Direction expected before the data were seen, per contrast. Tests stay two-sided.",
        read_by=ADJUSTED,
        default=dict,
    )
    equivalence_margin: dict[Name, Margin] = setting(
        "Margin inside which a difference does not matter, per contrast, declared before the data "
        "were seen. One number, or [lower, upper]. On the linear scale in the marker's unit: 5 "
        "means from −5 to 5. On log2 a ratio, on logit an odds ratio: 1.25 means from 1/1.25 to "
        "1.25.",
        read_by=ADJUSTED,
        default=dict,
    )


class Contrast(Section):
    """One question: a weight for each cell of a patient's design, giving one number per patient."""

    label: str | None = setting(
        "How figures and report call it, as a noun phrase: `IL-2 effect in tumor`.",
        read_by=(*RESULT_FIGURES, "workbook", "report"),
        default=None,
    )
    compare: dict[Name, Names] = setting(
        "Factor and two levels: the first minus the second. Two factors multiply into a difference "
        "of differences.",
        read_by=ASKED,
        default=dict,
    )
    at: dict[Name, Name] = setting(
        "Factor and the level at which it is held. A factor that is not named is averaged over.",
        read_by=ASKED,
        default=dict,
    )
    trend: dict[Name, Names] = setting(
        "Factor and its levels in order: the slope of a straight line over them.",
        read_by=ASKED,
        default=dict,
    )
    role: Role = setting(
        "primary, secondary or exploratory: decides how p values are adjusted.",
        read_by=DECLARED,
        default="secondary",
    )
    family: str | None = setting(
        "Contrasts of the same family are adjusted together over all markers. "
        "Left out: each contrast is a family of its own.",
        read_by=ADJUSTED,
        default=None,
    )


class AdjustmentByRole(Section):
    """How p values are adjusted for the number of tests in a family."""

    primary: Adjustment = setting("For primary contrasts.", read_by=ADJUSTED, default="holm")
    secondary: Adjustment = setting(
        "For secondary contrasts.", read_by=ADJUSTED, default="benjamini_hochberg"
    )
    exploratory: Adjustment = setting(
        "For exploratory contrasts, and for the comparisons between strata.",
        read_by=ADJUSTED,
        default="benjamini_hochberg",
    )


class Inference(Section):
    """The declared test and its conventions, the same for p value, interval and effect size."""

    test: Test = setting(
        "The test of this study, declared before the data are seen: wilcoxon (exact signed-rank, "
        "with the pseudomedian), t (mean difference), sign_flip (exact permutation of the mean) or "
        "sign. The others stand beside it in the tables.",
        read_by=DECLARED,
        default="wilcoxon",
    )
    alpha: float = setting(
        "Two-sided level of significance.",
        read_by=("analyse", *RESULT_FIGURES, "workbook", "report"),
        default=0.05,
        gt=0,
        lt=0.5,
    )
    confidence: float = setting(
        "Level of confidence of the intervals.",
        read_by=DECLARED,
        default=0.95,
        gt=0.5,
        lt=1,
    )
    adjustment: AdjustmentByRole = setting(
        "Adjustment for many tests: holm, benjamini_hochberg, westfall_young or none.",
        read_by=ADJUSTED,
        default=AdjustmentByRole,
    )
    zero_rule: ZeroRule = setting(
        "Differences of exactly zero in the signed-rank test: wilcoxon drops them, pratt ranks "
        "them with the others.",
        read_by=ANALYSIS,
        default="wilcoxon",
    )
    below_detection: BelowDetection = setting(
        "What a value below the detection limit enters the analysis as, and derived markers.",
        read_by=("ingest", *ANALYSIS),
        default="limit_over_sqrt2",
    )
    permutations: int = setting(
        "Random arrangements where a permutation test cannot be exact.",
        read_by=ANALYSIS,
        default=20_000,
        ge=1_000,
        le=10_000_000,
    )
    seed: int = setting(
        "Seed of those random arrangements: the same seed gives the same results.",
        read_by=ANALYSIS,
        default=1,
        ge=0,
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
        "adjusted p of the headline; a volcano plot and a ranked table hold the others.",
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


class Plan(Section):
    """The study's plan: the whole of ``config.yaml``."""

    study: Study = setting("The study.", read_by=["report", "workbook"], default=Study)
    spreadsheet: Spreadsheet = setting("The spreadsheet.", read_by=["ingest", "report"])
    patients: Patients = setting(
        "The patients.", read_by=("ingest", "analyse", *STRATIFIED), default=Patients
    )
    factors: dict[Name, Factor] = setting(
        "Within-patient factors: what differs between the samples of one patient.",
        read_by=EVERY,
        min_length=1,
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
        "The questions. Each gives one number per patient.", read_by=ASKED, default=dict
    )
    inference: Inference = setting(
        "The statistics.", read_by=("ingest", *DECLARED), default=Inference
    )
    report: Report = setting("The report.", read_by=RANKED, default=Report)

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
        return self.contrasts[contrast].family or contrast

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
