"""Kinds of columns, and the columns that many tables share."""

from dataclasses import dataclass
from typing import Literal

from explant.declared_tests.known_tests import TESTS
from explant.numbers import in_order

Kind = Literal["text", "list", "count", "number", "effect", "measured", "p", "share"]


@dataclass(frozen=True)
class ColumnMeaning:
    """Meaning of a column, and how its numbers are shown."""

    description: str
    kind: Kind = "number"


def text(description: str) -> ColumnMeaning:
    """A column of names or sentences."""
    return ColumnMeaning(description, "text")


def several(description: str) -> ColumnMeaning:
    """A column whose cells hold several values (:mod:`explant.listed_cells`)."""
    return ColumnMeaning(description, "list")


def count(description: str) -> ColumnMeaning:
    """A column of whole numbers."""
    return ColumnMeaning(description, "count")


def number(description: str) -> ColumnMeaning:
    """A column of numbers on a scale of their own."""
    return ColumnMeaning(description, "number")


def effect(description: str) -> ColumnMeaning:
    """A column of numbers whose sign is the direction of an effect."""
    return ColumnMeaning(description, "effect")


def measured(description: str) -> ColumnMeaning:
    """A column of numbers as they were measured."""
    return ColumnMeaning(description, "measured")


def p_value(description: str) -> ColumnMeaning:
    """A column of p values."""
    return ColumnMeaning(description, "p")


def share(description: str) -> ColumnMeaning:
    """A column of shares between 0 and 1."""
    return ColumnMeaning(description, "share")


MARKER = text("Name of the marker in the plan.")
CONTRAST = text("Name of the contrast in the plan.")
STRATIFIER = text("Name of the stratifier in the plan.")
PATIENT = text("Patient ID.")
ROLE = text("Role of the contrast: primary, secondary or exploratory.")
ADJUSTMENT = text("How p_adjusted was adjusted for the number of tests.")
KEYS_OF_TESTS = in_order(list(TESTS), "or")
TEST = text(f"The declared test of the study: {KEYS_OF_TESTS}.")
LEVEL = share("Level of confidence that the interval from low to high achieves.")
SMALLEST_P = p_value("Smallest p value that the declared test could give with this n.")
SMALLEST_ADJUSTED = p_value(
    "Smallest adjusted p value that so many patients and so many tests in the family could give."
)
FAMILY_SIZE = count("Tests that are adjusted together: those of the family that have a p value.")
NOTE = text("Why cells of this row are empty.")
VERDICT = text(
    "What the adjusted p value allows to be said: evidence_of_increase, evidence_of_decrease, "
    "evidence_of_difference, no_evidence or not_answerable."
)
REASON = text(
    "Why it is not answerable: too_few_patients, too_many_tests, no_patient, "
    "every_difference_zero, never_detected or no_p_value."
)
CONCLUSION = text("What the adjusted p value allows to be said, in a fixed set of phrases.")
