"""What every column of every table means: the one place, for the workbook and the docs."""

from dataclasses import dataclass
from typing import Literal

from explant.config.models import Plan

Kind = Literal["text", "count", "number", "measured", "p", "share"]


@dataclass(frozen=True)
class Column:
    """Meaning of a column, and how its numbers are shown."""

    description: str
    kind: Kind = "number"


def text(description: str) -> Column:
    """A column of names or sentences."""
    return Column(description, "text")


def count(description: str) -> Column:
    """A column of whole numbers."""
    return Column(description, "count")


def number(description: str) -> Column:
    """A column of numbers on a scale of their own."""
    return Column(description, "number")


def measured(description: str) -> Column:
    """A column of numbers as they were measured."""
    return Column(description, "measured")


def p_value(description: str) -> Column:
    """A column of p values."""
    return Column(description, "p")


def share(description: str) -> Column:
    """A column of shares between 0 and 1."""
    return Column(description, "share")


TABLES: dict[str, str] = {
    "paired": "One row per marker and contrast: every test, interval and effect size.",
    "interactions": "Does a contrast differ between strata, or change with a number.",
    "strata": "Each contrast within each stratum: description, not a comparison.",
    "anova": "F tests of the whole design, from the patients who have every sample.",
    "differences": "One number per patient for every marker and contrast.",
    "baseline": "Who the patients are.",
    "patients": "One row per patient.",
    "measurements": "One row per patient, sample and marker.",
    "problems": "What was found while reading the spreadsheet.",
}

_MARKER = text("Name of the marker in the plan.")
_CONTRAST = text("Name of the contrast in the plan.")
_STRATIFIER = text("Name of the stratifier in the plan.")
_PATIENT = text("Patient ID.")
_ROLE = text("Role of the contrast: primary, secondary or exploratory.")
_ADJUSTMENT = text("How p_adjusted was adjusted for the number of tests.")
_TEST = text("The declared test of the study: wilcoxon, t, sign_flip or sign.")
_LEVEL = share("Level of confidence that the interval from low to high achieves.")
_SMALLEST_P = p_value("Smallest p value that the declared test could give with this n.")
_NOTE = text("Why cells of this row are empty.")
_CONCLUSION = text("What the adjusted p value allows to be said, in a fixed set of phrases.")

COLUMNS: dict[str, dict[str, Column]] = {
    "measurements": {
        "patient": _PATIENT,
        "marker": _MARKER,
        "value": measured("Measured value in the marker's unit, technical replicates averaged."),
        "replicates": count("Number of technical replicates in the value."),
        "replicate_sd": measured("Standard deviation of the technical replicates."),
        "censored": text("below or above: the value is a limit of detection. Empty: measured."),
        "source": text("Sheet and cells that the value came from."),
    },
    "patients": {"patient": _PATIENT},
    "problems": {
        "severity": text("error: stops the study. warning: look at it. note: what was understood."),
        "where": text("Place in the spreadsheet or in the plan."),
        "patient": _PATIENT,
        "marker": _MARKER,
        "what": text("What was found."),
        "how_to_fix": text("What to do about it."),
    },
    "differences": {
        "patient": _PATIENT,
        "marker": _MARKER,
        "contrast": _CONTRAST,
        "difference": number(
            "The contrast of this patient's samples, on the analysis scale. Empty when one is "
            "missing."
        ),
        "missing": text("Samples that the contrast needs and this patient lacks."),
    },
    "paired": {
        "marker": _MARKER,
        "contrast": _CONTRAST,
        "role": _ROLE,
        "family": text("Contrasts of one family are adjusted together over all markers."),
        "adjustment": _ADJUSTMENT,
        "scale": text("Analysis scale: linear, log2 or logit."),
        "n": count("Patients who have every sample that the contrast needs."),
        "n_incomplete": count("Patients of the study who lack one of them."),
        "n_zero": count("Patients whose difference is exactly zero."),
        "mean_difference": number("Mean of the paired differences, on the analysis scale."),
        "mean_low": number("Lower bound of its t interval."),
        "mean_high": number("Upper bound of its t interval."),
        "sd_difference": number("Standard deviation of the paired differences."),
        "pseudomedian": number(
            "Hodges–Lehmann pseudomedian: the median of all means of two differences."
        ),
        "pseudomedian_low": number("Lower bound of its exact interval."),
        "pseudomedian_high": number("Upper bound of its exact interval."),
        "pseudomedian_level": share("Level of confidence that this interval achieves."),
        "t": number("Student's t of the paired differences."),
        "df": measured("Its degrees of freedom."),
        "p_t": p_value("Two-sided p of the paired t test."),
        "w_plus": number("Sum of the positive signed ranks."),
        "p_wilcoxon": p_value("Two-sided p of the Wilcoxon signed-rank test."),
        "p_sign_flip": p_value("Two-sided p of the sign-flip permutation test of the mean."),
        "sign_flip_low": number("Lower bound of the interval that inverts the sign-flip test."),
        "sign_flip_high": number("Upper bound of the interval that inverts the sign-flip test."),
        "n_increase": count("Patients whose difference is above zero."),
        "n_decrease": count("Patients whose difference is below zero."),
        "p_sign": p_value("Two-sided p of the sign test."),
        "d_z": number("Mean of the differences divided by their standard deviation."),
        "d_z_low": number("Lower bound of its interval, from the noncentral t distribution."),
        "d_z_high": number("Upper bound of its interval."),
        "g_z": number("d_z with the exact correction for small samples."),
        "d_av": number("Mean difference divided by the average standard deviation of two samples."),
        "rank_biserial": number("Matched-pairs rank-biserial correlation, from −1 to 1."),
        "rank_biserial_low": number("Lower bound of its interval."),
        "rank_biserial_high": number("Upper bound of its interval."),
        "superiority": share("Share of patients whose difference is positive, ties half."),
        "superiority_low": share("Lower bound of its interval."),
        "superiority_high": share("Upper bound of its interval."),
        "ratio": number(
            "Back-transformed mean: ratio of geometric means (log2) or of odds (logit)."
        ),
        "ratio_low": number("Lower bound of the ratio."),
        "ratio_high": number("Upper bound of the ratio."),
        "bf10": number("Bayes factor for a difference, Cauchy prior of scale √2/2."),
        "test": _TEST,
        "estimate": number("Estimate of the declared test, on the analysis scale."),
        "low": number("Lower bound of its interval, not adjusted for the number of tests."),
        "high": number("Upper bound of its interval, not adjusted for the number of tests."),
        "level": _LEVEL,
        "estimate_ratio": number("The estimate as a ratio (log2) or odds ratio (logit)."),
        "estimate_ratio_low": number("Lower bound of that ratio."),
        "estimate_ratio_high": number("Upper bound of that ratio."),
        "p": p_value("Two-sided p of the declared test."),
        "p_adjusted": p_value("The same, adjusted for the number of tests in the family."),
        "smallest_attainable_p": _SMALLEST_P,
        "detectable_d_z": number("Smallest d_z that this n detects with 80 % power."),
        "expected": text("Direction that the plan expected: increase or decrease."),
        "observed": text("Direction of the estimate: increase, decrease or none."),
        "conclusion": _CONCLUSION,
        "note": _NOTE,
    },
    "strata": {
        "marker": _MARKER,
        "contrast": _CONTRAST,
        "stratifier": _STRATIFIER,
        "kind": text("Kind of stratifier: ordered, unordered or continuous."),
        "stratum": text("Name of the group of patients."),
        "n": count("Patients of the group who have every sample that the contrast needs."),
        "mean_difference": number("Mean of their paired differences, on the analysis scale."),
        "mean_low": number("Lower bound of its t interval."),
        "mean_high": number("Upper bound of its t interval."),
        "pseudomedian": number("Hodges–Lehmann pseudomedian of their differences."),
        "pseudomedian_low": number("Lower bound of its exact interval."),
        "pseudomedian_high": number("Upper bound of its exact interval."),
        "d_z": number("Mean of the differences divided by their standard deviation."),
        "test": _TEST,
        "estimate": number("Estimate of the declared test, on the analysis scale."),
        "low": number("Lower bound of its interval."),
        "high": number("Upper bound of its interval."),
        "level": _LEVEL,
        "estimate_ratio": number("The estimate as a ratio (log2) or odds ratio (logit)."),
        "estimate_ratio_low": number("Lower bound of that ratio."),
        "estimate_ratio_high": number("Upper bound of that ratio."),
        "p": p_value(
            "Two-sided p within this group alone. Description: two such p values are no comparison."
        ),
        "smallest_attainable_p": _SMALLEST_P,
        "note": _NOTE,
    },
    "interactions": {
        "marker": _MARKER,
        "contrast": _CONTRAST,
        "stratifier": _STRATIFIER,
        "kind": text("two groups, ordered groups, unordered groups or continuous."),
        "role": text("Always exploratory."),
        "adjustment": _ADJUSTMENT,
        "groups": text("The groups compared: the first minus the second, or all in order."),
        "group_sizes": text("Patients in each of them."),
        "n": count("Patients in the comparison."),
        "n_unknown": count("Patients with a paired difference whose group or number is unknown."),
        "estimate": number(
            "Two groups: difference between their paired differences. Ordered groups: change per "
            "group. Continuous: slope per unit. On the analysis scale."
        ),
        "low": number("Lower bound of its interval."),
        "high": number("Upper bound of its interval."),
        "level": _LEVEL,
        "estimate_ratio": number("The estimate as a ratio (log2) or odds ratio (logit)."),
        "estimate_ratio_low": number("Lower bound of that ratio."),
        "estimate_ratio_high": number("Upper bound of that ratio."),
        "statistic": number("Statistic of the method."),
        "method": text("Method that fits the declared test; it gives estimate, interval and p."),
        "p_parametric": p_value("Two-sided p of the parametric method."),
        "p_rank": p_value("Two-sided p of the rank method."),
        "p_permutation": p_value("Two-sided p of the permutation method."),
        "p": p_value("Two-sided p of the method that fits the declared test."),
        "p_adjusted": p_value("The same, adjusted over the markers."),
        "detectable_d": number("Smallest standardized difference detected with 80 % power."),
        "detectable_r": number("Smallest correlation detected with 80 % power."),
        "conclusion": _CONCLUSION,
        "note": _NOTE,
    },
    "anova": {
        "marker": _MARKER,
        "effect": text("Factors of the effect, joined by ×."),
        "kind": text("within, between, or within × between."),
        "stratifier": text("Stratifier between patients; empty for the design without groups."),
        "n": count("Patients who have every sample."),
        "n_incomplete": count("Patients who lack one."),
        "f": number("F statistic."),
        "df1": measured("Degrees of freedom of the effect."),
        "df2": measured("Degrees of freedom of its error."),
        "p": p_value("p of the F test, not adjusted for the number of tests."),
        "epsilon": number("Greenhouse–Geisser epsilon."),
        "p_corrected": p_value("p with degrees of freedom corrected by epsilon."),
        "partial_eta2": number("Partial η²."),
        "generalized_eta2": number("Generalized η²."),
        "note": _NOTE,
    },
    "baseline": {
        "variable": text("Stratifier or other column of patients; patient counts everyone."),
        "kind": text("patient, ordered, unordered, continuous or covariate."),
        "group": text("Group of patients; empty for a number."),
        "n": count("Patients in the group, or with a known number."),
        "n_missing": count("Patients whose value is unknown."),
        "median": measured("Median."),
        "lower_quartile": measured("Lower quartile."),
        "upper_quartile": measured("Upper quartile."),
        "minimum": measured("Smallest value."),
        "maximum": measured("Largest value."),
    },
}

GROUP_SUFFIX = "_group"


def column(table: str, name: str, plan: Plan) -> Column | None:
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


def _patient_column(name: str, plan: Plan) -> Column:
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
