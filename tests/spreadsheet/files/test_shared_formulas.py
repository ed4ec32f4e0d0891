import pytest
from openpyxl.formula.translate import Translator

from explant.spreadsheet.files.shared_formulas import moved


@pytest.mark.parametrize(
    "formula",
    [
        "AVERAGE(B2:B7)",
        "AVERAGE($B$2:B$7)+$C3",
        'IF(B2="B2",LOG10(C3),TRUE)',
        "'Sheet A1'!B2*Other!C$3",
        "SUM(D4:E5 E5:F6)/STDEV.S(AA10:AB11)",
        '"say ""A1"""&A1',
        "B2%+1E5",
    ],
)
def test_a_formula_is_filled_as_openpyxl_fills_it(formula):
    expected = Translator(f"={formula}", "C3").translate_formula("E8")
    assert "=" + moved(formula, 5, 2) == expected


def test_a_reference_that_leaves_the_sheet_is_lost():
    assert moved("A1+B2", -1, 0) == "#REF!+B1"
