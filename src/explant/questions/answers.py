"""What an answer is worth: the one place where a p value is compared with α."""

import math
from enum import StrEnum
from typing import overload

import numpy as np
from numpy.typing import NDArray


class Verdict(StrEnum):
    """What the declared test allows to be said: the column ``verdict``."""

    INCREASE = "evidence_of_increase"
    DECREASE = "evidence_of_decrease"
    DIFFERENCE = "evidence_of_difference"
    """Evidence without a direction: unordered groups, an estimate of zero."""
    NONE = "no_evidence"
    NOT_ANSWERABLE = "not_answerable"

    @property
    def is_evidence(self) -> bool:
        """Whether it claims something."""
        return self in (Verdict.INCREASE, Verdict.DECREASE, Verdict.DIFFERENCE)


class Reason(StrEnum):
    """Why a question is not answerable: the column ``reason``."""

    TOO_FEW_PATIENTS = "too_few_patients"
    """There is a p value, but so few patients could not have given one of at most α."""
    TOO_MANY_TESTS = "too_many_tests"
    """So few patients could have given a p of at most α, but no adjusted one in such a family."""
    NO_PATIENT = "no_patient"
    """No patient has every sample that the question needs, or a group has none."""
    EVERY_DIFFERENCE_ZERO = "every_difference_zero"
    NEVER_DETECTED = "never_detected"
    """The samples hold nothing but values below the detection limit."""
    NO_P_VALUE = "no_p_value"
    """Another reason, which ``note`` tells."""


def is_tested(reason: str) -> bool:
    """Whether the declared test gave a p value, by the column ``reason``.

    Examples
    --------
    >>> is_tested(""), is_tested("too_few_patients"), is_tested("no_patient")
    (True, True, False)
    """
    return reason in ("", Reason.TOO_FEW_PATIENTS, Reason.TOO_MANY_TESTS)


@overload
def reaches(p: float, alpha: float) -> bool: ...
@overload
def reaches(p: NDArray[np.float64], alpha: float) -> NDArray[np.bool_]: ...
def reaches(p: float | NDArray[np.float64], alpha: float) -> bool | NDArray[np.bool_]:
    """Whether p is at most α; a missing p never is.

    Examples
    --------
    >>> reaches(0.05, 0.05), reaches(math.nan, 0.05)
    (True, False)
    """
    return p <= alpha


def exceeds(p: float, alpha: float) -> bool:
    """Whether p, or the smallest possible p, is greater than α; a missing one never is.

    Examples
    --------
    >>> exceeds(0.0625, 0.05), exceeds(math.nan, 0.05)
    (True, False)
    """
    return p > alpha


def judged(
    p_adjusted: float,
    smallest_p: float,
    observed: str,
    alpha: float,
    untested: Reason = Reason.NO_P_VALUE,
    smallest_adjusted: float = math.nan,
) -> tuple[Verdict, Reason | None]:
    """Verdict of an answer, and why it is none.

    Parameters
    ----------
    p_adjusted
        Adjusted p value; NaN where the question was not tested.
    smallest_p
        Smallest p that so many patients could have given; NaN where there is no bound.
    observed
        Direction of the estimate: increase, decrease, none, or empty.
    alpha
        Two-sided level of significance.
    untested
        Why there is no p value, where there is none.
    smallest_adjusted
        Smallest adjusted p that so many patients and tests could have given.

    Examples
    --------
    >>> judged(0.01, 0.002, "increase", 0.05)[0].value
    'evidence_of_increase'
    >>> judged(0.0625, 0.0625, "increase", 0.05)[1].value
    'too_few_patients'
    """
    if math.isnan(p_adjusted):
        return Verdict.NOT_ANSWERABLE, untested
    if reaches(p_adjusted, alpha):
        directed = {"increase": Verdict.INCREASE, "decrease": Verdict.DECREASE}
        return directed.get(observed, Verdict.DIFFERENCE), None
    if exceeds(smallest_p, alpha):
        return Verdict.NOT_ANSWERABLE, Reason.TOO_FEW_PATIENTS
    if exceeds(smallest_adjusted, alpha):
        return Verdict.NOT_ANSWERABLE, Reason.TOO_MANY_TESTS
    return Verdict.NONE, None
