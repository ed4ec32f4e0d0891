"""What stands beside the results: the columns of the tables that question them."""

from explant.tables.columns.column_kinds import (
    CONTRAST,
    KEYS_OF_TESTS,
    LEVEL,
    MARKER,
    NOTE,
    PATIENT,
    ColumnMeaning,
    count,
    effect,
    measured,
    number,
    p_value,
    several,
    share,
    text,
)

N = count("Patients in the analysis.")
N_INCOMPLETE = count("Patients of the study who lack a sample that it needs.")
SCALE = text("Analysis scale: linear, log2 or logit.")

ROBUSTNESS: dict[str, dict[str, ColumnMeaning]] = {
    "sensitivity": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "test": text(f"Test of this analysis: {KEYS_OF_TESTS}."),
        "scale": SCALE,
        "patients": text("all, complete cases (of every sample), or without flagged outliers."),
        "below_detection": text("What a value below the detection limit entered as."),
        "plan": text("yes for the analysis that the plan declares."),
        "equivalence": text(
            "plan, equivalent (another defensible way to ask the plan's question) or not "
            "equivalent (another question, or patients left out because of their values)."
        ),
        "differs": text("Choices that differ from the plan's, and why one is not equivalent."),
        "n": N,
        "estimate": effect("Estimate of the test, on the scale of this analysis."),
        "low": number("Lower bound of its interval."),
        "high": number("Upper bound of its interval."),
        "level": LEVEL,
        "estimate_ratio": number("The estimate as a ratio (log2) or odds ratio (logit)."),
        "estimate_ratio_low": number("Lower bound of that ratio."),
        "estimate_ratio_high": number("Upper bound of that ratio."),
        "d_z": number("Mean of the differences divided by their standard deviation."),
        "observed": text("Direction of the estimate: increase, decrease or none."),
        "p": p_value("Two-sided p, not adjusted for the number of tests."),
        "note": NOTE,
    },
    "influence": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "patient": text("The patient left out."),
        "difference": effect("The paired difference of this patient."),
        "n": count("Patients left."),
        "estimate": effect("Estimate of the declared test without this patient."),
        "low": number("Lower bound of its interval."),
        "high": number("Upper bound of its interval."),
        "level": LEVEL,
        "p": p_value("Two-sided p of the declared test without this patient, not adjusted."),
        "change": number("Estimate without this patient minus the estimate with all."),
        "most_influential": text(
            "yes for the patient whose removal changes the estimate most, the p value deciding "
            "between equal changes."
        ),
        "note": NOTE,
    },
    "robustness": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "family": text("Results that are adjusted together, and asked anew together."),
        "verdict": text("What the plan's analysis concludes, as in paired.csv."),
        "p_adjusted": p_value("Its adjusted p."),
        "n_specifications": count(
            "Specifications that the plan calls equivalent, its own among them; each adjusts the "
            "whole family anew."
        ),
        "n_same_verdict": count("How many of them have the plan's verdict."),
        "share_same_verdict": share("The same as a share."),
        "p_adjusted_smallest": p_value("Smallest adjusted p among them."),
        "p_adjusted_largest": p_value("Largest adjusted p among them."),
        "n_left_out": count("Patients who were left out, one at a time."),
        "n_deciding": count("How many of them change the verdict when left out."),
        "deciding_patients": several("Who they are."),
        "below_detection": text(
            "stays or changes: the verdict, with every value below detection at zero or at its "
            "limit, whichever gives the lowest and the highest difference. Empty without such "
            "values, or on a scale of ratios."
        ),
        "n_checks_held": count("How many of the three held: specifications, patients, detection."),
        "robustness": text("firm where all three held, else fragile."),
        "note": NOTE,
    },
    "bounds": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "test": text("The declared test: of ranks or signs."),
        "n": count("Patients in it, those with values below detection too."),
        "n_below": count("Patients whose difference rests on a value below detection."),
        "p_lowest": p_value("Infimum of p over all values from zero to the limit."),
        "p_highest": p_value("Supremum of p over them."),
        "p_adjusted_lowest": p_value("Adjusted p with all of the family at their lowest."),
        "p_adjusted_highest": p_value("Adjusted p with all of the family at their highest."),
        "verdict": text(
            "evidence or no_evidence where both ends agree, differs where they do not; empty "
            "where the adjustment leaves it open."
        ),
        "note": NOTE,
    },
    "diagnostics": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "n": N,
        "shapiro_w": number("W of Shapiro and Wilk for the differences: 1 lies on a normal line."),
        "p_shapiro": p_value("Its p. Description: the test of the study is not chosen by it."),
        "skewness": number("Skewness of the differences, with the correction for small samples."),
        "mean_minus_median": number(
            "Mean minus median of the differences, in their standard deviations: 0 where they are "
            "symmetric."
        ),
        "n_outliers": count("Patients flagged as outliers. They stay in every result."),
        "outliers": several("Who they are."),
        "note": NOTE,
    },
    "quantiles": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "patient": PATIENT,
        "difference": effect("The paired difference of this patient."),
        "normal_quantile": number(
            "Quantile of the standard normal distribution at this difference's rank."
        ),
        "robust_z": number(
            "Distance from the median in robust standard deviations; beyond 3.5 is flagged."
        ),
        "outlier": text("yes where flagged."),
    },
    "equivalence": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "scale": SCALE,
        "margin_low": number("Lower margin that the plan declares, on the analysis scale."),
        "margin_high": number("Upper margin."),
        "margin_ratio_low": number("Lower margin as a ratio (log2) or odds ratio (logit)."),
        "margin_ratio_high": number("Upper margin as a ratio."),
        "n": N,
        "n_incomplete": N_INCOMPLETE,
        "mean_difference": effect("Mean of the paired differences, on the analysis scale."),
        "low": number("Lower bound of its interval of level 1 − 2 alpha."),
        "high": number("Upper bound of that interval."),
        "level": share("Level of confidence of that interval."),
        "ratio": number("The mean difference as a ratio (log2) or odds ratio (logit)."),
        "ratio_low": number("Lower bound of that ratio."),
        "ratio_high": number("Upper bound of that ratio."),
        "t_lower": number("t against the lower margin."),
        "p_lower": p_value("One-sided p against the lower margin."),
        "t_upper": number("t against the upper margin."),
        "p_upper": p_value("One-sided p against the upper margin."),
        "p": p_value("p of the two one-sided tests: the larger of the two."),
        "conclusion": text("equivalent within the margin, equivalence not shown, or not tested."),
        "note": NOTE,
    },
    "trends": {
        "marker": MARKER,
        "contrast": text("Name of the trend contrast in the plan; empty for a factor as a whole."),
        "factor": text("The within-patient factor."),
        "levels": several("Its levels, in the order of the trend."),
        "n": N,
        "n_incomplete": N_INCOMPLETE,
        "friedman": number("Friedman's statistic: do the levels differ at all."),
        "df": measured("Its degrees of freedom."),
        "p_friedman": p_value("Its p from the chi-square distribution."),
        "p_friedman_permutation": p_value("Its p from permutations within patients."),
        "kendall_w": number("Kendall's W: agreement of the patients' orders, from 0 to 1."),
        "page": number("Page's L: do the levels rise or fall in order."),
        "p_page": p_value("Its two-sided p."),
        "observed": text("Direction along the levels: increase, decrease or none."),
        "method": text("How the p values were computed."),
        "note": NOTE,
    },
    "mixed_models": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "scale": SCALE,
        "n_patients": count("Patients in the model, incomplete ones too."),
        "n_values": count("Values in the model."),
        "estimate": effect("The contrast of the model's cell means, on the analysis scale."),
        "standard_error": number("Its standard error, with Kenward and Roger's correction."),
        "df": number("Kenward and Roger's degrees of freedom."),
        "t": number("The estimate divided by its standard error."),
        "p": p_value("Two-sided p of t with those degrees of freedom, not adjusted."),
        "low": number("Lower bound of the interval by t."),
        "high": number("Upper bound of that interval."),
        "df_satterthwaite": number(
            "Satterthwaite's degrees of freedom, as lmerTest prints them, for comparison."
        ),
        "variance_components": text(
            "Variances of patient, of patient × factor, and what remains, on the analysis scale "
            "squared."
        ),
        "note": NOTE,
    },
    "software": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "software": text("Program and versions."),
        "test": text("The test that it would run."),
        "n": N,
        "zeros": text("What it does with differences of zero."),
        "method": text("Exact or approximate, and how ties are handled."),
        "continuity_correction": text("yes or no; empty where the p is exact."),
        "p": p_value("The two-sided p that it would print."),
        "p_explant": p_value("The two-sided p of the same test here."),
        "differs": text("What makes the two differ for these data; empty where they agree."),
        "source": text("Where the convention is documented."),
        "note": NOTE,
    },
    "verification": {
        "quantity": text("Column of the table that holds the number."),
        "table": text("Name of that table."),
        "marker": MARKER,
        "contrast": text("Contrast, with `by` and the stratifier; or effect or factor."),
        "ours": number("The number as the table has it."),
        "theirs": number("The same number by the package."),
        "package": text("Package that computed it: scipy, statsmodels or pingouin."),
        "version": text("Its version."),
        "digits": count("Significant digits in which the two agree, at most 15."),
        "agrees": text("yes from six digits on, else no; empty where there is no number."),
        "why_not": text("Why the package gives none, or none that is exact."),
    },
}
