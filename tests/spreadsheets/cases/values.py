"""Formulas, dates, remarks and impossible values."""

import datetime

from tests.spreadsheets.case import Case, Theme, error, warning
from tests.spreadsheets.grid import Cell, replaced
from tests.spreadsheets.study import Key
from tests.spreadsheets.tables import (
    FIND,
    STUDY_ROWS,
    WHOLE,
    changed_study,
    data,
    measured,
    missing,
    reads,
    wrong,
)
from tests.spreadsheets.write import excel

VALUES = Theme("Formulas, dates, remarks, impossible values")


@VALUES
def errors_of_formulas() -> Case:
    """`#N/A` is a missing value with a warning; `#DIV/0!` is an error."""
    return changed_study(
        {
            "D3": Cell("#N/A", error=True),
            "E7": Cell("#DIV/0!", formula="1/0", error=True),
            "F8": "#REF!",
        },
        wrong("E7", "The cell shows the error #DIV/0!.", "Mend the formula", "K07", "Blimp-1"),
        wrong("F8", "The cell shows the error #REF!.", "Mend the formula", "K07", "IL-10"),
        warning(
            "Data!D3",
            "#N/A is taken as a missing value.",
            mend="Leave the cell empty",
            patient="K03",
            marker="CD25",
        ),
        missing("Data!D3", "CD25", "K03", "tumor, IL-2"),
    )


@VALUES
def formulas_with_their_results() -> Case:
    """Values that are formulas: what was saved with them is read."""
    changes = {}
    for row in range(2, 26):
        truth = measured(f"D{row}")
        changes[f"D{row}"] = reads(truth, truth, formula=f"100*H{row}/I{row}")
    changes["B2"] = Cell("Tumor", formula='IF(TRUE,"Tumor","Normal")')
    changes["A3"] = Cell("K03", formula="A2")
    return changed_study(changes, shape=True)


@VALUES
def formulas_without_results() -> Case:
    """Formulas that no program has computed: values, a label and an ID."""
    mend = "Open the workbook in Excel or LibreOffice, save it, and run again."
    return changed_study(
        {
            "D7": Cell(None, formula="H7/I7"),
            "B12": Cell(None, formula="B10"),
            "A17": Cell(None, formula="A16"),
        },
        error(
            "Data!D7",
            "The formula was saved without its result.",
            mend=mend,
            patient="K07",
            marker="CD25",
        ),
        error("Data!B12", "of this level of tissue was saved without", mend=mend),
        error("Data!A17", "The formula of this patient ID was saved without", mend=mend),
    )


@VALUES
def dates_made_out_of_numbers() -> Case:
    """Dates that Excel made out of 3.11 and 1-2, and others as text: errors, never converted."""
    return changed_study(
        {
            "D3": Cell(datetime.date(2024, 11, 3), shown="dd.mm.yyyy"),
            "D8": "11-Mar",
            "E9": "03.11.2024",
            "F4": "12:30",
        },
        error(
            "Data!D3 Data!D8",
            "The cell holds a date or a time (2024-11-03), not a number.",
            'The same holds for 1 more cell of CD25: "11-Mar".',
            mend="Spreadsheets turn entries such as 3.11 or 1-2 into dates",
            marker="CD25",
        ),
        wrong(
            "E9",
            '"03.11.2024" is not a number: it looks like a date',
            "write the value again",
            "K07",
            "Blimp-1",
        ),
        wrong(
            "F4",
            '"12:30" is not a number: it looks like a time',
            "write the value again",
            "K03",
            "IL-10",
        ),
    )


@VALUES
def dates_since_1904() -> Case:
    """A date in a workbook that counts its days from 1904, as Excel on old Macs did."""
    rows = replaced(STUDY_ROWS, {"D3": Cell(datetime.date(2024, 11, 3), shown="dd.mm.yyyy")})
    return Case(
        excel.workbook([data(rows)], from_1904=True),
        "xlsx",
        problems=[
            wrong("D3", "a date or a time (2024-11-03)", "write the value again", "K03", "CD25")
        ],
    )


@VALUES
def a_date_kept_as_its_number() -> Case:
    """45599 is the day 3 November 2024, left where the cell was formatted as a number again."""
    return changed_study(
        {"F3": reads(45599, 45599.0)},
        warning(
            "Data!F3",
            "45599 is far above all other values of IL-10",
            "the date 2024-11-03",
            mend="look the value up and write it again",
            marker="IL-10",
        ),
        warning(
            "Data!F3", "about 1000 times larger", mend="one unit", patient="K03", marker="IL-10"
        ),
    )


@VALUES
def remarks_beside_numbers() -> Case:
    """What is more than one number is no number, and the message says why."""
    texts = {
        "D2": ("5±0.3", "a value and its spread", "Write the value alone"),
        "D6": ("~5", "approximate", "Write the value that was measured"),
        "D10": ("5?", "a question mark stands beside the number", "Look the value up"),
        "D14": ("(5)", "may be negative, or a value in doubt", "with a minus sign or without"),
        "D18": ("5 (repeat)", "a remark in brackets stands beside", "Write the number alone"),
        "D22": ("12.3*", "a mark stands beside the number", "what the mark means in a column"),
        "E3": ("500-700", "it is a range of values", "Write the one value"),
        "E7": ("500; 700", "it holds several values", "each value in a cell of its own"),
        "E11": (
            "12/5",
            "a slash may be a decimal sign, a ratio or a date",
            "decimal point or comma",
        ),
        "E15": ("10²", "a mark stands beside the number", "Write the number alone"),
        "F3": ("5 ng/ml", '"ng/ml" stands behind it', "numbers are not converted"),
        "F7": ("high", "is not a number", FIND),
        "F11": ("1.2.3.4", "is not a number", FIND),
    }
    owners = {2: "K03", 3: "K03", 6: "K07", 7: "K07", 10: "K11", 11: "K11", 14: "K16", 15: "K16"}
    owners |= {18: "K22", 22: "K28"}
    markers = {"D": "CD25", "E": "Blimp-1", "F": "IL-10"}
    return changed_study(
        {address: text for address, (text, _, _) in texts.items()},
        *(
            wrong(address, why, mend, owners[int(address[1:])], markers[address[0]])
            for address, (_, why, mend) in texts.items()
            if address not in ("F7", "F11")
        ),
        error(
            "Data!F7 Data!F11",
            '"high" is not a number.',
            'The same holds for 1 more cell of IL-10: "1.2.3.4".',
            mend=FIND,
            marker="IL-10",
        ),
    )


@VALUES
def logical_values() -> Case:
    """TRUE is no value."""
    return changed_study(
        {"D3": True},
        wrong(
            "D3",
            "TRUE is a logical value, not a number.",
            "Write the measured value.",
            "K03",
            "CD25",
        ),
    )


@VALUES
def impossible_values() -> Case:
    """More than 100 %, less than 0 %, a negative concentration."""
    return changed_study(
        {"D3": 123, "D9": -2, "F7": -0.4},
        error(
            "Data!D3 Data!D9",
            "123 is not between 0 and 100 %.",
            'The same holds for 1 more cell of CD25: "-2".',
            mend="Correct the value, or the marker's unit in the config.",
            marker="CD25",
        ),
        wrong(
            "F7",
            "-0.4 is negative, and a concentration (pg/ml) cannot be.",
            "Correct the value",
            "K07",
            "IL-10",
        ),
        plan={"markers": {"IL-10": {"scale": "linear"}}},
    )


@VALUES
def impossible_scores() -> Case:
    """An H-score of 310: it ends at 300."""
    return changed_study(
        {"D3": 310, "D4": reads(300, 300.0)},
        wrong("D3", "310 is not between 0 and 300 H-score.", "Correct the value", "K03", "CD25"),
        plan={"markers": {"CD25": {"unit": "H-score"}}},
    )


@VALUES
def negative_signals() -> Case:
    """A fluorescence below zero can be right after compensation: a warning."""
    return changed_study(
        {"E4": reads(-12, -12.0)},
        warning(
            "Data!E4",
            "-12 is negative. MFI can be below zero after compensation",
            mend="declare range for this marker",
            patient="K03",
            marker="Blimp-1",
        ),
        plan={"markers": {"Blimp-1": {"scale": "linear"}}},
    )


@VALUES
def zeros_on_a_log_scale() -> Case:
    """Zeros of a marker whose effects are ratios: one error that names each."""
    return changed_study(
        {"F4": 0, "F8": 0, "F5": 0},
        error(
            "Data!F4 Data!F5 Data!F8",
            "IL-10 is 0 here, which has no place on the log2 scale.",
            mend=["Declare an offset for IL-10 in the config", "<0.5"],
            marker="IL-10",
        ),
    )


@VALUES
def declared_range() -> Case:
    """A range that the plan declares takes the place of what the unit says."""
    key = Key("K03", "tumor", "IL-2", "Blimp-1")
    assert WHOLE[key] < 2000
    return changed_study(
        {"E3": 2500},
        wrong(
            "E3",
            "2500 is not between 20 and 2000 MFI.",
            "Correct the value, or the marker's range in the config.",
            "K03",
            "Blimp-1",
        ),
        plan={"markers": {"Blimp-1": {"range": [20, 2000]}}},
    )
