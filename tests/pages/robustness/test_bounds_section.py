import math

from explant.language.words import Row
from explant.pages.robustness.bounds_section import bounds_sentence
from tests.spreadsheet.builders import plan_of


def row(**changes):
    values = {"marker": "CD25", "contrast": "il2", "n": 12, "n_below": 4}
    values |= {"p_lowest": 0.0034, "p_highest": 0.021, "verdict": "evidence"}
    return Row("bounds", 0, values | changes)


def test_sentence():
    plan = plan_of()
    name = next(iter(plan.contrasts))
    said = str(bounds_sentence(row(contrast=name), plan))
    assert "whatever the values below detection are (4 of 12 patients), p lies between" in said
    assert "0.003 and 0.021, not adjusted." in said
    assert said.endswith("With every one of them there is evidence of a difference.")
    assert str(bounds_sentence(row(contrast=name, verdict=""), plan)).endswith("not adjusted. ")
    assert bounds_sentence(row(contrast=name, p_lowest=math.nan), plan) is None


def test_bounds_that_read_alike_are_one_number():
    plan = plan_of()
    name = next(iter(plan.contrasts))
    same = str(bounds_sentence(row(contrast=name, p_lowest=0.0301, p_highest=0.0302), plan))
    assert "p is 0.030, not adjusted." in same
    small = str(bounds_sentence(row(contrast=name, p_lowest=1e-6, p_highest=2e-6), plan))
    assert "patients), p <\N{NO-BREAK SPACE}0.001, not" in small
