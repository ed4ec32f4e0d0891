"""Values beyond a limit of detection, and values that are missing."""

from tests.spreadsheets.case import Case, Theme, error, note, warning
from tests.spreadsheets.tables import FIND, changed_study, missing, reads, wrong

LIMITS = Theme("Limits of detection, missing values")
WITH_LIMITS = {"markers": {"CD25": {"detection_limit": 0.5}, "IL-10": {"detection_limit": 3.1}}}


@LIMITS
def below_a_written_limit() -> Case:
    """`<0.5`, `≤ 0,5`, `> 100` and `>= 95`: the limit, censored."""
    return changed_study(
        {
            "D4": reads("<0.5", 0.5, "below"),
            "D5": reads("≤ 0.5", 0.5, "below"),
            "D6": reads("> 95", 95.0, "above"),
            "D7": reads(">= 95 %", 95.0, "above"),
            "F8": reads("< 3.1 pg/ml", 3.1, "below"),
            "F9": reads("<3,1", 3.1, "below"),
        },
        note("Data!F9", "A comma is read as the decimal sign in 1 cell", marker="IL-10"),
    )


@LIMITS
def below_the_declared_limit() -> Case:
    """`<LOD` and its like are the declared limit; so is a number below it."""
    return changed_study(
        {
            "D4": reads("<LOD", 0.5, "below"),
            "D5": reads("≤ LLOQ", 0.5, "below"),
            "F8": reads("BLQ", 3.1, "below"),
            "F9": reads("OOR <", 3.1, "below"),
            "F12": reads("not detected", 3.1, "below"),
            "F13": reads(1.7, 3.1, "below"),
            "F16": reads("<2.5", 2.5, "below"),
        },
        warning(
            "Data!F16",
            "The cell says <2.5, and the declared limit of detection is 3.1",
            mend="Correct the cell, or detection_limit in the config.",
            patient="K16",
            marker="IL-10",
        ),
        note(
            "Data!D4 Data!D5",
            '"<LOD", "≤ LLOQ" of CD25 means below the limit of detection of 0.5 %.',
            marker="CD25",
        ),
        note(
            "Data!F8 Data!F9 Data!F12",
            '"BLQ", "OOR <", "not detected" of IL-10 means below the limit of detection of '
            "3.1 pg/ml.",
            marker="IL-10",
        ),
        note("Data!F13", "Values of IL-10 lie below the limit of detection", marker="IL-10"),
        plan=WITH_LIMITS,
    )


@LIMITS
def below_a_limit_that_nobody_knows() -> Case:
    """`<LOD` where the plan declares no limit."""
    return changed_study(
        {"D4": "<LOD", "D8": "n.q."},
        wrong(
            "D4",
            '"<LOD" says that the value is below the limit of detection, and the config declares '
            "none.",
            "Declare detection_limit for this marker in the config, or write the limit: <0.5.",
            "K03",
            "CD25",
        ),
        wrong("D8", '"n.q." is not a number.', FIND, "K07", "CD25"),
    )


@LIMITS
def above_what_can_be_measured() -> Case:
    """`>ULOQ` and a saturated signal have to be written as a number."""
    return changed_study(
        {"E2": ">ULOQ", "E3": "saturated", "E7": "OOR >"},
        error(
            "Data!E2 Data!E3 Data!E7",
            '">ULOQ" is not a number: it says that the value is above what could be measured.',
            "The same holds for 2 more cells of Blimp-1",
            mend="Write the upper limit as a number: >100.",
            marker="Blimp-1",
        ),
    )


@LIMITS
def missing_values() -> Case:
    """Empty cells, spaces and texts that mean missing: no row, and a warning for each patient."""
    return changed_study(
        {
            "D3": None,
            "E3": "NA",
            "D8": "-",
            "E8": "–",
            "D12": "n/a",
            "F12": "  ",
            "D17": "?",
            "D24": "not done",
        },
        missing("Data!D3", "CD25", "K03", "tumor, IL-2"),
        missing("Data!E3", "Blimp-1", "K03", "tumor, IL-2"),
        missing("Data!D8", "CD25", "K07", "normal, control"),
        missing("Data!E8", "Blimp-1", "K07", "normal, control"),
        missing("Data!D12", "CD25", "K11", "normal, control"),
        missing("Data!F12", "IL-10", "K11", "normal, control"),
        missing("Data!D17", "CD25", "K16", "normal, IL-2"),
        missing("Data!D24", "CD25", "K28", "normal, control"),
    )


@LIMITS
def not_determined_or_not_detected() -> Case:
    """`ND`, `n.d.` and `Undetermined` are read as missing, and a note says so."""
    return changed_study(
        {"D3": "ND", "D4": "n.d.", "F9": "Undetermined"},
        missing("Data!D3 Data!D4", "CD25", "K03", "tumor, IL-2", "normal, control"),
        missing("Data!F9", "IL-10", "K07", "normal, IL-2"),
        note(
            "Data!D3 Data!D4 Data!F9",
            '"ND", "n.d.", "Undetermined" is read as a missing value in 3 cells: not determined, '
            "not as not detected.",
            mend="spreadsheet.below_detection",
        ),
    )


@LIMITS
def nd_that_means_not_detected() -> Case:
    """The plan says that ND means below the limit of detection."""
    return changed_study(
        {"F3": reads("ND", 3.1, "below"), "F9": reads("n.d.", 3.1, "below")},
        note("Data!F3 Data!F9", '"ND", "n.d." of IL-10 means below the limit', marker="IL-10"),
        plan={**WITH_LIMITS, "spreadsheet": {"below_detection": ["ND"]}},
    )
