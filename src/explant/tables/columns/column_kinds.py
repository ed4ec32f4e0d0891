"""Kinds of columns, and the columns that many tables share."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "count", "number", "effect", "measured", "p", "share"]


@dataclass(frozen=True)
class Column:
    """Meaning of a column, and how its numbers are shown."""

    description: str
    kind: Kind = "number"


def text(description: str) -> Column:
    """A column of names or sentences."""
    return Column(description, "text")


def count(description: str) -> Column:
    """A column of whole numbers."""
    return Column(description, "count")


def number(description: str) -> Column:
    """A column of numbers on a scale of their own."""
    return Column(description, "number")


def effect(description: str) -> Column:
    """A column of numbers whose sign is the direction of an effect."""
    return Column(description, "effect")


def measured(description: str) -> Column:
    """A column of numbers as they were measured."""
    return Column(description, "measured")


def p_value(description: str) -> Column:
    """A column of p values."""
    return Column(description, "p")


def share(description: str) -> Column:
    """A column of shares between 0 and 1."""
    return Column(description, "share")


MARKER = text("Name of the marker in the plan.")
CONTRAST = text("Name of the contrast in the plan.")
STRATIFIER = text("Name of the stratifier in the plan.")
PATIENT = text("Patient ID.")
ROLE = text("Role of the contrast: primary, secondary or exploratory.")
ADJUSTMENT = text("How p_adjusted was adjusted for the number of tests.")
TEST = text("The declared test of the study: wilcoxon, t, sign_flip or sign.")
LEVEL = share("Level of confidence that the interval from low to high achieves.")
SMALLEST_P = p_value("Smallest p value that the declared test could give with this n.")
NOTE = text("Why cells of this row are empty.")
CONCLUSION = text("What the adjusted p value allows to be said, in a fixed set of phrases.")
