"""What is known of a source that the report can cite."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """One source: how the text calls it, and how the list of references prints it."""

    short: str
    full: str
    doi: str = ""
