"""What differs between a patient's samples, and what was measured in them."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from explant.config.models.settings import (
    ADJUSTED,
    ANALYSIS,
    DECLARED,
    EVERY,
    INGEST,
    SHOWN,
    SUMMARIZED,
    Name,
    Names,
    Section,
    empty_as_dict,
    setting,
    text_keys,
)
from explant.curves.points import Shape, Summarized

Scale = Literal["linear", "log2", "logit"]
Direction = Literal["increase", "decrease"]
Margin = float | tuple[float, float]


class Expectation(Section):
    """Which direction a plan expects, and from where it has that."""

    direction: Direction = setting("increase or decrease.", read_by=(*ADJUSTED, "network_join"))
    source: str = setting(
        "Where the direction comes from: an article, an earlier experiment. It stands beside the "
        "direction in the network study (`network_markers.csv`).",
        read_by=["network_join"],
        default="",
    )


def _as_expectation(value: object) -> object:
    return {"direction": value} if isinstance(value, str) else value


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
    implied: bool = setting(
        "Whether a sample whose name says no level of the factor has this one: control, where "
        "headings or cells read `Tumor` and `Tumor + IL-2`. One level of a factor at most.",
        read_by=INGEST,
        default=False,
    )
    score: float | None = setting(
        "The level's place on the axis of a trend, for example its dose. "
        "Left out: the levels are one step apart.",
        read_by=("ingest", "marker_figures", *ANALYSIS),
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
    together: Names = setting(
        "Headings of columns whose texts together are the level, as in [Drug, Dose] for the levels "
        "`DMSO none` and `ibrutinib high` where not every drug has every dose.",
        read_by=INGEST,
        default=list,
    )
    ordered: bool = setting(
        "Whether the levels have an order (doses, time points), as a trend needs.",
        read_by=ANALYSIS,
        default=False,
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


class Summary(Section):
    """A curve over the levels of a factor as one number."""

    of: Name = setting(
        "The marker whose values make the curve, measured or derived.", read_by=EVERY
    )
    over: Name = setting(
        "The factor along which they stand, such as dose or the ratio of effectors to targets. The "
        "levels' `score` says where; left out, they are one step apart. The marker has one value "
        "for all of its levels: contrasts that name the factor are not asked of it.",
        read_by=EVERY,
    )
    give: Summarized = setting(
        "auc: area under the straight lines between the values (trapezoidal rule). slope: that of "
        "the least-squares line. log_ec50: decimal logarithm of the score at which a log-logistic "
        "curve is halfway. lytic_units: how often 10⁷ effectors hold the number that lyses the "
        "`target` percentage of the target cells.",
        read_by=EVERY,
    )
    curve: Shape = setting(
        "The fitted curve of lytic_units. logistic: von Krogh's, log-logistic from zero. "
        "exponential: top · (1 − exp(−k · ratio)). log_ec50 is always of a log-logistic curve.",
        read_by=SUMMARIZED,
        default="logistic",
    )
    log: bool = setting(
        "For auc and slope: over the decimal logarithm of the scores.",
        read_by=SUMMARIZED,
        default=False,
    )
    bottom: float | None = setting(
        "For log_ec50: the curve's value far below all scores. Left out: fitted.",
        read_by=SUMMARIZED,
        default=None,
    )
    top: float | None = setting(
        "For log_ec50: the curve's value far above all scores; left out: fitted. For lytic_units: "
        "the largest lysis that there is; left out: 100 %.",
        read_by=SUMMARIZED,
        default=None,
    )
    target: float | None = setting(
        "For lytic_units: the lysis, in %, at which ratios are compared, such as 30. Declared "
        "before the data are seen: another target gives other lytic units.",
        read_by=SUMMARIZED,
        default=None,
        gt=0,
        lt=100,
    )
    target_cells: float | None = setting(
        "For lytic_units: how many target cells are in a well.",
        read_by=SUMMARIZED,
        default=None,
        gt=0,
    )
    effectors: float = setting(
        "For lytic_units: the number of effector cells whose lytic units are counted.",
        read_by=SUMMARIZED,
        default=1e7,
        gt=0,
    )


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
    implied: bool = setting(
        "Whether headings that name levels and no marker are those of this one: each column is a "
        "condition, `DMSO`, `5-FU`, and one thing was measured (layout one_row_per_patient). One "
        "marker at most.",
        read_by=INGEST,
        default=False,
    )
    each_of: Names = setting(
        "The entry stands for several markers that share its keys: their names as in the "
        "spreadsheet, such as [IL2RA, FOXP3]; `IL*` is every name there that begins with IL and "
        "is not in the plan already (layouts long and one_row_per_sample). Contrasts, "
        "`report.show` and derived markers may name the entry for all of them.",
        read_by=EVERY,
        default=list,
    )
    each_in: str | None = setting(
        "A text file with such names, one a line, or a table with them in its first column; from "
        "the project's folder.",
        read_by=EVERY,
        default=None,
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
    summary: Summary | None = setting(
        "How it is computed from another marker's values at the levels of a factor, in each "
        "patient and condition; it then has no column of its own, and no level of that factor.",
        read_by=EVERY,
        default=None,
    )
    analysed: bool = setting(
        "Whether questions are asked of it. false: it is read and checked, and derived markers use "
        "it, such as a count and its total.",
        read_by=EVERY,
        default=True,
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
        "Official symbol of the gene that encodes it, for the report and the network.",
        read_by=["network_join", "report"],
        default=None,
    )
    expected: dict[
        Name,
        Annotated[
            Expectation,
            BeforeValidator(_as_expectation, json_schema_input_type=Direction | Expectation),
        ],
    ] = setting(
        "Direction expected before the data were seen, per contrast: increase or decrease, or "
        "{direction: increase, source: where that comes from}. Tests stay two-sided.",
        read_by=(*ADJUSTED, "network_join", "network_figures"),
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

    @property
    def is_computed(self) -> bool:
        """Whether it is computed from other markers and stands in no column."""
        return self.derived is not None or self.summary is not None
