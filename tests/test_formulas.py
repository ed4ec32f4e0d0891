"""Which texts are guarded, and that each comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explant.formulas import begins_formula, guarded, unguarded


@given(st.text(st.sampled_from("'=+-@\t\r\n ＝＋－＠aé0"), max_size=6))
def test_a_guarded_text_begins_no_formula_and_comes_back(text):
    assert not begins_formula(guarded(text))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["P-1", "a=b", "1-2", "'P1'", "", " ", "−1", "IL-2", "≤ 3 cm"])
def test_other_texts_stay_as_they_are(text):
    assert guarded(text) == text
    assert unguarded(text) == text
