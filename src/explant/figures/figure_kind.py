"""What a kind of figure is, and a figure of a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explant.figures.figure_names import file_stem

if TYPE_CHECKING:
    from explant.config.models import Plan
    from explant.config.models.settings import Step

Place = Literal[
    "answer",
    "files",
    "data",
    "ranking",
    "marker",
    "effects",
    "strata",
    "sensitivity",
    "diagnostics",
    "network",
    "network_lists",
]
"""Section of the report.

``marker``, ``strata`` and ``sensitivity`` have one for each marker, stratifier and primary
contrast: a figure stands in that of its subject. In the others stand all figures of the place.
``report.html`` shows ``marker``, ``strata`` and ``network``, ``supplement.html`` the others.
Those of ``answer`` and ``files`` are files alone: the page draws its answer in its own colors.
"""

WHOLE = ""
"""Subject of a figure that shows the study as a whole."""

ANSWERS = "answers"
"""Stands for the table that holds a study's answers: ``paired``, or ``between`` without pairing."""


@dataclass(frozen=True)
class FigureKind:
    """One kind of figure.

    Parameters
    ----------
    name
        Its name, which begins the names of its files; where it has a figure for each subject, ``_``
        and the subject follow.
    step
        The rule that draws it.
    draw
        The function that draws it, as ``module:function``. It takes the plan, the subject where it
        has one, and the tables by their names; with ``named_marks`` also ``stem``.
    drawn_from
        Tables that it is drawn from.
    text
        The function that says in sentences what it shows, called likewise. Its module needs no
        matplotlib.
    told_from
        Tables that the text is made from.
    category
        Its category in Snakemake's own report.
    place
        Its section in the report.
    beside
        The table beside which it stands in the workbook.
    subjects
        Marker, stratifier or contrast of each figure that a plan has, or :data:`WHOLE`.
    title
        Title of the figure of a subject.
    caption
        Name of its caption in ``workflow/report``.
    named_marks
        Whether the drawing names its marks by the file's stem, which the subject does not tell.
    millimeters
        Its width in print where it has one of its own; else that of the plan.
    """

    name: str
    step: Step
    draw: str
    drawn_from: tuple[str, ...]
    text: str
    told_from: tuple[str, ...]
    category: str
    place: Place
    beside: str
    subjects: Callable[[Plan], Sequence[str]]
    title: Callable[[Plan, str], str]
    caption: str = "figure"
    named_marks: bool = False
    millimeters: Literal[89, 183] | None = None

    def stem(self, subject: str) -> str:
        """Name of a figure's files, without the ending."""
        return self.name if subject == WHOLE else f"{self.name}_{file_stem(subject)}"

    def names(self, stem: str) -> bool:
        """Whether a figure of this kind could be called so."""
        return stem == self.name or stem.startswith(f"{self.name}_")


@dataclass(frozen=True)
class PlannedFigure:
    """A figure of a plan.

    Parameters
    ----------
    kind
        Its kind.
    stem
        Name of its files, without the ending.
    title
        Its title.
    subject
        What it is of, :data:`WHOLE` where that is the study. Of a figure of the ranking only the
        results tell which marker that is: before, it is the place.
    """

    kind: FigureKind
    stem: str
    title: str
    subject: str

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subject as what functions take after the plan: nothing for the whole study."""
        return () if self.subject == WHOLE else (self.subject,)


def whole(has: Callable[[Plan], object]) -> Callable[[Plan], Sequence[str]]:
    """Subjects of a kind that a plan has once, as a figure of the whole study, or not at all."""
    return lambda plan: (WHOLE,) if has(plan) else ()


def called(title: str) -> Callable[[Plan, str], str]:
    """Title of a kind whose figures have no subject."""
    return lambda _plan, _subject: title
