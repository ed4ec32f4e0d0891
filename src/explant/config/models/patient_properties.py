"""What is known of each patient, and who is the same one."""

from typing import Literal

from explant.config.models.settings import (
    COMPARED,
    GROUPED,
    INGEST,
    SHOWN,
    STRATIFIED,
    Name,
    Names,
    Section,
    setting,
)

StratifierKind = Literal["ordered", "unordered", "continuous"]
Notation = Literal["text", "ajcc_stage", "t_category"]
IdDifference = Literal["case", "spaces", "zeros"]


class Stratifier(Section):
    """A property of patients that effects may depend on."""

    label: str | None = setting(
        "How the report calls it. Left out: its name.", read_by=GROUPED, default=None
    )
    column: Names = setting(
        "Heading in the spreadsheet (or several that mean the same). Left out: its name.",
        read_by=INGEST,
        default=list,
    )
    kind: StratifierKind = setting(
        "ordered: groups with an order (stage). unordered: groups without one. "
        "continuous: a number (size).",
        read_by=COMPARED,
    )
    notation: Notation = setting(
        "How the values are written. ajcc_stage understands `stage iia`, `IIA`, `2A` and "
        "`pT2N1M0 (IIB)`, and a group value II holds IIA and IIB; t_category understands `pT1c`, "
        "`t2` and `cT2N1M0`.",
        read_by=INGEST,
        default="text",
    )
    groups: dict[Name, Names] = setting(
        "Groups of patients, in order, each with the values it holds. "
        "Left out for a stratifier with groups: each value is a group.",
        read_by=COMPARED,
        default=dict,
    )
    unit: str = setting(
        "Unit of a continuous stratifier.",
        read_by=("ingest", *STRATIFIED),
        default="",
    )
    dimensions: Literal["largest"] | None = setting(
        "What counts of a size of several dimensions, such as `2.5 x 3.0 cm`. largest: the largest "
        "of them. Left out: such a size is an error.",
        read_by=INGEST,
        default=None,
    )
    cut_point: float | None = setting(
        "A declared cut-point of a continuous stratifier: patients at or below it against patients "
        "above. It stands beside the continuous analysis and never replaces it.",
        read_by=(
            *("ingest", "analyse", "overview_figures", "robustness_figures", "workbook", "report"),
        ),
        default=None,
    )
    explore: bool = setting(
        "Whether every paired question is compared between its groups, as exploration. false: the "
        "groups are compared only by the questions that name them under `between`.",
        read_by=("ingest", "analyse", *STRATIFIED),
        default=True,
    )


class Patients(Section):
    """What is known of each patient."""

    called: tuple[Name, Name] = setting(
        "What the report calls one patient and several: [mouse, mice], [donor, donors].",
        read_by=SHOWN,
        default=("patient", "patients"),
    )
    strata: dict[Name, Stratifier] = setting(
        "Properties of patients that effects may depend on, or that a question compares under "
        "`between`. What is not declared as a question is exploratory.",
        read_by=COMPARED,
        default=dict,
    )
    given: Names = setting(
        "Properties of `strata`, such as [age], that are kept, beside the other explored ones, "
        "where a comparison between strata is repeated given the other properties.",
        read_by=("analyse", *STRATIFIED),
        default=list,
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
        "patient enters the contrasts that do not need that level, and the linear mixed model of "
        "every contrast, as a sensitivity analysis: no sample has to be thrown away.",
        read_by=("ingest", "workbook", "report"),
        default="refuse",
    )
