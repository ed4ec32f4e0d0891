"""What every column of every table means: the one place, for the workbook and the docs."""

from explant.config.models import Plan
from explant.tables.columns.column_kinds import ColumnMeaning, measured, text
from explant.tables.columns.measured_columns import DATA
from explant.tables.columns.network_columns import NETWORK
from explant.tables.columns.result_columns import RESULTS
from explant.tables.columns.robustness_columns import ROBUSTNESS

TABLES: dict[str, str] = {
    "paired": "One row per marker and contrast: every test, interval and effect size.",
    "between": "One row per marker and question between groups of patients.",
    "interactions": "Does a contrast differ between strata, or change with a number.",
    "strata": "Each contrast within each stratum: description, not a comparison.",
    "anova": "F tests of the whole design, from the patients who have every sample.",
    "equivalence": "Is a mean difference inside the margin that the plan declares.",
    "trends": "Do ordered levels, such as doses, rise or fall; do levels differ at all.",
    "sensitivity": "Each primary result under other tests, scales, patients and detection rules.",
    "influence": "Each primary result with one patient left out.",
    "robustness": "Does each primary verdict hold when its family is asked in other ways.",
    "bounds": "Lowest and highest p, whatever the values below detection are.",
    "diagnostics": "What the differences look like. Description: no test is chosen by it.",
    "quantiles": "Each difference against the normal distribution, and which are flagged.",
    "mixed_models": "The contrasts in a linear mixed model that uses incomplete patients.",
    "verification": "Numbers of these tables recomputed by other packages.",
    "software": "The signed-rank p that other programs print for the same differences, and why.",
    "network_sources": "Each list of genes: where it is from, and what became of its names.",
    "network_genes": "Each name of each list, and the gene that it was taken for.",
    "network_overlap": "How many genes the two sides share, and how many chance shares.",
    "network_thresholds": "The same at every cut-off that the plan names.",
    "network_edges": "Interactions among the shared genes and those that markers measure.",
    "network_counts": "How many they are at several cut-offs, and without text mining.",
    "network_nodes": "Each shared gene's place in the network, and what its fame explains.",
    "network_terms": "Every gene set that was asked about.",
    "network_random": "How many gene sets random lists of genes would have found.",
    "network_markers": "Each marker's gene, its place in the network, and what was measured.",
    "network_agreement": "How the predicted directions fared.",
    "differences": "One number per patient for every marker and contrast.",
    "baseline": "Who the patients are.",
    "table_one": "Who the patients are, all and by stratum: a paper's first table.",
    "flow": "From enrolled to analysed patients, and who is left out of what.",
    "cells": "Each marker in each sample of the design, as measured.",
    "patients": "One row per patient.",
    "measurements": "One row per patient, sample and marker.",
    "curves": "Each patient's curve, and the number that sums it up.",
    "columns": "How each column of the spreadsheet was read.",
    "problems": "What was found while reading the spreadsheet.",
    "changes": "What differs from the state of the study before, by cell, key and verdict.",
}

COLUMNS: dict[str, dict[str, ColumnMeaning]] = {**DATA, **RESULTS, **ROBUSTNESS, **NETWORK}

GROUP_SUFFIX = "_group"


def column(table: str, name: str, plan: Plan) -> ColumnMeaning | None:
    """Meaning of a column, also of those that the plan names.

    Parameters
    ----------
    table
        Name of a table, without ``.csv``.
    name
        Name of one of its columns.
    plan
        The study's plan, whose factors, stratifiers and covariates name columns.

    Returns
    -------
    Column or None
        None for a column that nobody has described.
    """
    known = COLUMNS.get(table, {}).get(name)
    if known is not None:
        return known
    if table == "measurements" and name in plan.factors:
        return text(f"Level of the factor {plan.factor_label(name)}.")
    if table == "patients":
        return _patient_column(name, plan)
    return None


def _patient_column(name: str, plan: Plan) -> ColumnMeaning:
    strata = plan.patients.strata
    if name in strata:
        label = plan.stratifier_label(name)
        if strata[name].kind == "continuous":
            unit = f" in {strata[name].unit}" if strata[name].unit else ""
            return measured(f"{label}{unit}.")
        return text(f"{label}, as written in the spreadsheet.")
    stratifier = name.removesuffix(GROUP_SUFFIX)
    if stratifier in strata:
        return text(f"Group of patients by {plan.stratifier_label(stratifier)}.")
    # Which columns are covariates only the ingest step knows: whatever else is there is one.
    return measured("Covariate, as written in the spreadsheet.")
