"""What does not count when texts are compared."""

import pytest

from explant.config.names.spellings import folded, squeezed
from tests.spreadsheet.builders import changed, plan_of, read, sample_rows


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tumor  size", " tumor\u00a0size "), ("IL–2", "il-2"), ("\u200fبیمار", "بيمار"),
        ("دوز ۱۰", "دوز ١٠"), ("دوز ۱۰", "دوز 10"), ("کنترل", "كنترل"), ("ﺑﻴﻤﺎر", "بیمار"),
        ("بـیمار", "بیمار"), ("نرم\u200cافزار", "نرم افزار"), ("CD4⁺", "cd4+"), ("µg", "μg"),
        ("é", "e\u0301"), ("ﬁ", "fi"),
    ],
)  # fmt: skip
def test_texts_that_are_the_same(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("P1", "P01"), ("a b", "ab"), ("e", "é"), ("1", "l")])
def test_texts_that_are_not(one, other):
    assert folded(one) != folded(other)


def test_squeezed_takes_spaces_away():
    assert squeezed("IL - 2") == squeezed("IL-2")


def test_a_sheet_in_persian_letters(tmp_path):
    tissue = {"tumor": {"aliases": ["تومور"]}, "normal": {"aliases": ["نرمال کنار"]}}
    treatment = {"control": {}, "IL-2": {"aliases": ["دوز 10"]}}
    plan = plan_of(
        spreadsheet={"columns": {"patient": "بیمار"}},
        factors={"tissue": {"levels": tissue}, "treatment": {"levels": treatment}},
    )
    rows = changed(sample_rows(), {"A1": "بيمار"})
    words = {"Tumor": "\u200fتومور", "Normal": "نرمال\u200cكنار", "IL-2": "دوز ۱۰"}
    rows = [[words.get(cell, cell) if isinstance(cell, str) else cell for cell in r] for r in rows]
    found = read(tmp_path, rows, plan)
    assert found.problems == []
    assert len(found.measurements) == 24
