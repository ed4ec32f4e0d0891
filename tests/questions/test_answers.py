"""One place compares p with the level."""

import math

import numpy as np
import pytest

from explant.questions.answers import Reason, Verdict, exceeds, judged, reaches


@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_a_p_reaches_or_exceeds_and_a_missing_one_does_neither(alpha):
    above = math.nextafter(alpha, 1.0)
    assert (reaches(alpha, alpha), exceeds(alpha, alpha)) == (True, False)
    assert (reaches(above, alpha), exceeds(above, alpha)) == (False, True)
    assert (reaches(math.nan, alpha), exceeds(math.nan, alpha)) == (False, False)
    assert reaches(np.array([alpha, above, math.nan]), alpha).tolist() == [True, False, False]


def test_a_test_without_a_bound_is_answerable():
    assert judged(0.3, math.nan, "increase", 0.05) == (Verdict.NONE, None)


def test_evidence_has_no_reason():
    for observed, verdict in (
        ("increase", Verdict.INCREASE),
        ("decrease", Verdict.DECREASE),
        ("none", Verdict.DIFFERENCE),
        ("", Verdict.DIFFERENCE),
    ):
        assert judged(0.05, 0.01, observed, 0.05) == (verdict, None)
        assert verdict.is_evidence


def test_too_few_patients_are_told_from_no_evidence():
    assert judged(0.0625, 0.0625, "increase", 0.05)[1] is Reason.TOO_FEW_PATIENTS
    assert judged(0.0625, 0.03125, "increase", 0.05) == (Verdict.NONE, None)
