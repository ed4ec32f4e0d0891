"""Numbers as labs write them."""

from tests.spreadsheets.case import Case, Theme, error, note, warning
from tests.spreadsheets.tables import changed_study, measured, reads, wrong

NUMBERS = Theme("Numbers as labs write them")


@NUMBERS
def numbers_as_text() -> Case:
    """Numbers stored as text, with spaces around, a plus sign, an apostrophe, a unit."""
    forms = ("{}", " {}", "{}\u00a0", "\u202f{}\u2009", "+{}", "'{}", "\u200e{}")
    changes = {}
    for row in range(2, 26):
        for column in "DEF":
            address = f"{column}{row}"
            written = forms[(row + ord(column)) % len(forms)].format(measured(address))
            changes[address] = reads(written, measured(address))
    changes["D2"] = reads(f"{measured('D2')} %", measured("D2"))
    changes["D3"] = reads(f"{measured('D3')}%", measured("D3"))
    changes["F4"] = reads(f"{measured('F4')} pg/mL", measured("F4"))
    return changed_study(changes, shape=True)


@NUMBERS
def decimal_commas() -> Case:
    """Decimal commas in a workbook: texts, told of."""
    places = ("D3", "D4", "D9", "F7", "F22")
    changes = {
        each: reads(str(measured(each)).replace(".", ","), measured(each)) for each in places
    }
    return changed_study(
        changes,
        note(
            "Data!D3 Data!D4 Data!F7 Data!D9 Data!F22",
            "A comma is read as the decimal sign in 5 cells",
        ),
        shape=True,
    )


@NUMBERS
def scientific_notation() -> Case:
    """Powers of ten as programs and people write them."""
    return changed_study(
        {
            "E2": reads("1.2e3", 1200.0),
            "E3": reads("6.5E+02", 650.0),
            "E4": reads("4.1×10²", 410.0),
            "E5": reads("3.9 x 10^2", 390.0),
            "E6": reads("5·10²", 500.0),
        }
    )


@NUMBERS
def thousands_set_apart() -> Case:
    """Thousands set apart by a comma, an apostrophe, a space, a point, an Arabic sign."""
    return changed_study(
        {
            "E2": reads("1,204.5", 1204.5),
            "E3": reads("1'130", 1130.0),
            "E4": reads("1 077", 1077.0),
            "E5": reads("1\u202f050", 1050.0),
            "E6": reads("1\u066c300", 1300.0),
        },
        note(
            "Data!E2:E6",
            'Thousands are set apart in 5 cells: "1,204.5" is read as one number.',
            marker="Blimp-1",
        ),
    )


@NUMBERS
def thousands_or_decimals() -> Case:
    """`1,234` is 1.234 or 1234: an error that names both."""
    return changed_study(
        {"E2": "1,234", "E3": reads("1.5", 1.5)},
        error(
            "Data!E2",
            '"1,234" can be read as 1.234 or as 1234.',
            mend=["Write 1.234 or 1234", "spreadsheet.decimal_sign"],
            patient="K03",
            marker="Blimp-1",
        ),
    )


@NUMBERS
def points_that_may_set_thousands_apart() -> Case:
    """`1.234` beside decimal commas may be a thousand: an error that shows the comma."""
    comma = str(measured("D3")).replace(".", ",")
    return changed_study(
        {"E2": "1.234", "E4": "2.108", "D3": reads(comma, measured("D3"))},
        error(
            "Data!E2 Data!E4",
            '"1.234" can be read as 1.234 or as 1234',
            f'Data!D3: "{comma}"',
            "So can 1 more number.",
            mend="Declare spreadsheet.decimal_sign in the config: point or comma.",
        ),
        warning(
            "Data!E2",
            "about 1000 times smaller than the other patients' values",
            mend="Write all values of Blimp-1 in one unit (MFI).",
            patient="K03",
            marker="Blimp-1",
        ),
        note("Data!D3", "A comma is read as the decimal sign in 1 cell", marker="CD25"),
    )


@NUMBERS
def declared_decimal_comma() -> Case:
    """The plan says that a comma is the decimal sign: `1.234` is a thousand."""
    comma = str(measured("D3")).replace(".", ",")
    return changed_study(
        {
            "E2": reads("1.234", 1234.0),
            "E3": reads("1.108,5", 1108.5),
            "D3": reads(comma, measured("D3")),
        },
        plan={"spreadsheet": {"decimal_sign": "comma"}},
    )


@NUMBERS
def against_the_declared_sign() -> Case:
    """A decimal point where the plan says comma."""
    return changed_study(
        {"D3": "12.5"},
        wrong(
            "D3",
            '"12.5" has a point as its decimal sign, and spreadsheet.decimal_sign is comma.',
            "Write the number with the declared sign, or correct the config.",
            "K03",
            "CD25",
        ),
        plan={"spreadsheet": {"decimal_sign": "comma"}},
    )


@NUMBERS
def digits_of_other_scripts() -> Case:
    """Arabic-Indic, Persian and full-width digits, the Arabic decimal sign, a true minus."""
    return changed_study(
        {
            "D2": reads("١٢٫٥", 12.5),
            "D3": reads("۲۳٫۱", 23.1),
            "D4": reads("۸", 8.0),
            "D5": reads("１２．５", 12.5),
            "D6": reads("\u200f۱۷٫۲", 17.2),
            "D7": reads("٢٤٫٢٪", 24.2),
            "D8": reads("<٠٫٥", 0.5, "below"),
        },
    )


@NUMBERS
def shown_as_percentages() -> Case:
    """0.23 shown as 23 % is 23 for a marker in %."""
    changes = {}
    for row in range(2, 14):
        truth = measured(f"D{row}")
        changes[f"D{row}"] = reads(round(truth / 100, 6), truth, shown="0.0%")
    return changed_study(
        changes,
        note("Data!D2:D13", "0.23 shown as 23 % is read as 23", marker="CD25"),
        shape=True,
    )


@NUMBERS
def percentages_of_another_unit() -> Case:
    """A cell shown as a percentage, of a marker that is not in %."""
    return changed_study(
        {"E2": reads(4.2, 4.2, shown="0%")},
        warning(
            "Data!E2",
            "shows 4.2 as a percentage, but the marker's unit is MFI",
            mend="Format the cell as a number",
            patient="K03",
            marker="Blimp-1",
        ),
        warning(
            "Data!E2",
            "1 value of Blimp-1 is about 100 times smaller than the other patients' values",
            "such as 4.2",
            mend="Write all values of Blimp-1 in one unit (MFI).",
            patient="K03",
            marker="Blimp-1",
        ),
    )
