"""Problems of a config or a spreadsheet: what is wrong, where, and how to mend it."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from explant.characters import shown

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Problem:
    """One problem, in words for the person who filled the file.

    Parameters
    ----------
    severity
        ``error`` stops the study, ``warning`` is carried into the report, ``note`` says what was
        understood.
    where
        Place: ``Markers!F12`` in a spreadsheet, ``config/config.yaml:12 contrasts.a.at`` in a
        config.
    what
        What is wrong, as a sentence.
    how_to_fix
        What to do about it, as a sentence; may be empty for a note.
    patient, marker
        Whom and what it touches, empty where it touches none in particular.
    """

    severity: Severity
    where: str
    what: str
    how_to_fix: str = ""
    patient: str = ""
    marker: str = ""

    def __str__(self) -> str:
        """One line for the screen."""
        place = f"{shortened(self.where)}:"
        # What stands in a spreadsheet could hold commands for the terminal.
        line = " ".join(part for part in (place, self.what, self.how_to_fix) if part)
        return shown(line.replace("\n", " "))


class ProblemsError(Exception):
    """Raised when problems make an answer impossible; the message lists them all.

    ``closing`` is a last line of the message.
    """

    def __init__(self, problems: Sequence[Problem], closing: str = "") -> None:
        self.problems = list(problems)
        self.closing = closing
        super().__init__("\n".join(filter(None, (listing(self.problems), closing))))


def shortened(where: str, most: int = 200) -> str:
    """A place for the eye: of many cells the first ones.

    Examples
    --------
    >>> shortened("Data!A1 Data!B7 Data!C12", most=16)
    'Data!A1 Data!B7 …'
    """
    if len(where) <= most:
        return where
    cut = where[: most + 1].rpartition(" ")[0] or where[:most]
    return f"{cut} …"


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those problems that stop the study."""
    return [problem for problem in problems if problem.severity == "error"]


def most_serious_first(problems: Iterable[Problem]) -> list[Problem]:
    """Problems ordered by severity; within one severity the order stays."""
    return sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity))


def listing(problems: Sequence[Problem], most: int = 20) -> str:
    """Problems as text for the screen, a line each, at most ``most`` of them."""
    lines = [str(problem) for problem in most_serious_first(problems)]
    if len(lines) > most:
        lines = [*lines[:most], f"… and {len(lines) - most} more."]
    return "\n".join(lines)


LONGEST = 60
"""Letters of a name that a hint shows."""


def nearest(name: str, valid: Iterable[str]) -> str:
    """A hint with the nearest valid name, or all of them when none is near."""
    names = list(valid)
    if hint := similar(name, names):
        return hint
    if not names:
        return "None is defined."
    # A list that was not closed may have become one very long name.
    cut = [name if len(name) <= LONGEST else f"{name[:LONGEST]}…" for name in names[:12]]
    return "Valid: " + ", ".join(f'"{candidate}"' for candidate in cut) + "."


def similar(name: str, others: Iterable[str]) -> str:
    """A hint with the name that is most like another, empty if none is like it."""
    by_folded = {candidate.casefold(): candidate for candidate in others}
    close = difflib.get_close_matches(name.casefold(), list(by_folded), n=1, cutoff=0.6)
    return f'Did you mean "{by_folded[close[0]]}"?' if close else ""
