"""What was read: the columns of the tables that hold it."""

from explant.tables.columns.column_kinds import (
    CONTRAST,
    MARKER,
    PATIENT,
    ColumnMeaning,
    count,
    effect,
    measured,
    number,
    several,
    text,
)

DATA: dict[str, dict[str, ColumnMeaning]] = {
    "changes": {
        "what": text(
            "cell: a measured value. derived: a value computed of others. property: of a patient. "
            "key: of the plan. verdict: of a question."
        ),
        "how": text("changed, added or gone."),
        "patient": PATIENT,
        "sample": several("Levels of the sample, in the plan's order of factors."),
        "marker": MARKER,
        "contrast": CONTRAST,
        "key": text("Key of the plan, or name of the patient's property."),
        "old": text("What it was; < and > stand before a limit of detection. Empty where added."),
        "new": text("What it is. Empty where it is gone."),
    },
    "measurements": {
        "patient": PATIENT,
        "marker": MARKER,
        "value": measured("Measured value in the marker's unit, technical replicates averaged."),
        "replicates": count("Number of technical replicates in the value."),
        "replicates_below": count(
            "How many of them lie below the limit of detection; only where a sample has several."
        ),
        "replicate_sd": measured(
            "Standard deviation of the technical replicates, within blocks where there are several."
        ),
        "replicate_values": several(
            "The replicates, those beyond a limit with < or >; with several blocks a list of each."
        ),
        "blocks": count("Number of blocks in the value; only with spreadsheet.columns.block."),
        "block_sd": measured(
            "Standard deviation between the means of the blocks; only with blocks."
        ),
        "censored": text(
            "below or above: the value is a limit of detection. partly: some of its replicates "
            "were. Empty: measured."
        ),
        "source": text("Sheet and cells that the value came from."),
    },
    "curves": {
        "patient": PATIENT,
        "marker": MARKER,
        "sample": text("Levels of the factors that are not summed up."),
        "give": text("What the number is: auc, slope, log_ec50 or lytic_units."),
        "n_points": count("Levels with a value."),
        "estimate": measured("The number, as in measurements. Empty where there is none."),
        "censored": text(
            "below or above: the curve does not cross the target lysis within the ratios, and the "
            "estimate is a limit."
        ),
        "curve": text("The fitted curve, logistic or exponential; empty where none is fitted."),
        "bottom": measured("Its value far below all scores."),
        "top": measured("Its value far above all scores."),
        "middle": measured("Decimal logarithm of the score halfway, of a logistic curve."),
        "steepness": measured("Steepness of a logistic curve (Hill's coefficient)."),
        "rate": measured("Rate of an exponential curve."),
        "residual_sd": measured("Residual standard deviation of the values about the curve."),
        "converged": text("yes or no; empty where no curve is fitted."),
        "note": text("Why there is no number, or what leaves the curve open."),
    },
    "patients": {"patient": PATIENT},
    "problems": {
        "severity": text("error: stops the study. warning: look at it. note: what was understood."),
        "where": text("Place in the spreadsheet or in the plan."),
        "patient": PATIENT,
        "marker": MARKER,
        "what": text("What was found."),
        "how_to_fix": text("What to do about it."),
    },
    "columns": {
        "sheet": text("Sheet of the spreadsheet."),
        "column": text(
            "Letter of the column; row 3 where samples stand in columns, Key!B of a key."
        ),
        "heading": text("What stands above its cells."),
        "read_as": text(
            "What the column was read as: a marker with its levels, the patient ID and so on."
        ),
        "cells": count("Cells of it that hold something, in rows of data."),
    },
    "differences": {
        "patient": PATIENT,
        "marker": MARKER,
        "contrast": CONTRAST,
        "difference": effect(
            "The contrast of this patient's samples, on the analysis scale. Empty when one is "
            "missing."
        ),
        "missing": several("Samples that the contrast needs and this patient lacks."),
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
    "table_one": {
        "stratifier": text("Stratifier whose group is described; empty for all patients."),
        "stratum": text("Its group."),
        "n_patients": count("Patients who are described."),
        "variable": text("Stratifier or other column of patients; patient counts everyone."),
        "kind": text("patient, ordered, unordered, continuous or covariate."),
        "group": text("Group of the variable; empty for a number."),
        "n": count("Patients in the group, or with a known number."),
        "n_missing": count("Patients whose value is unknown."),
        "median": measured("Median."),
        "minimum": measured("Smallest value."),
        "maximum": measured("Largest value."),
    },
    "flow": {
        "marker": MARKER,
        "contrast": CONTRAST,
        "n_enrolled": count("Patients of the study."),
        "n_asked": count("Patients whom the contrast is about."),
        "n_analysed": count("Patients who have every sample that it needs."),
        "n_left_out": count("Patients who lack one."),
        "left_out": several("Who they are."),
        "missing": several("Which samples each of them lacks, in the same order."),
    },
    "cells": {
        "marker": MARKER,
        "sample": text("Levels of the factors, one of each."),
        "n": count("Patients with a value."),
        "n_below": count("How many of these are below detection; they count at the limit."),
        "median": measured("Median, in the marker's unit."),
        "minimum": measured("Smallest value."),
        "maximum": measured("Largest value."),
        "sd_ratio": number(
            "Standard deviation of what is analyzed, over the smallest one among the marker's "
            "samples. Empty where it is zero or unknown."
        ),
    },
}
