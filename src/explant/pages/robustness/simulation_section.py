"""What simulation found amiss, beside what the data of this study are like."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from explant.config.models import Plan
from explant.language.methods.calibration_notes import (
    Seen,
    applied_notes,
    found_amiss,
    is_simulated,
)
from explant.language.words import Row, Words
from explant.pages.patients.patient_flags import sample_words
from explant.questions.design import cell_name, cells


@dataclass(frozen=True)
class Simulation:
    """Findings that these data may be like, the others, and whether so many were simulated."""

    near: list[Words]
    others: list[Words]
    done: bool


def simulation(plan: Plan, read: Mapping[str, Sequence[Row]]) -> Simulation:
    """What simulation found at the study's numbers of patients.

    Parameters
    ----------
    plan
        The study's plan.
    read
        Rows of ``paired``, ``between``, ``interactions``, ``cells`` and ``diagnostics``.
    """
    groups = [*read["interactions"], *read["between"]]
    found = found_amiss(plan, read["paired"], groups)
    near, others = applied_notes(plan, found, _seen(plan, read))
    return Simulation(near, others, is_simulated(plan, read["paired"], groups))


def _seen(plan: Plan, read: Mapping[str, Sequence[Row]]) -> Seen:
    noisy = _largest(read["cells"], "sd_ratio")
    seen = Seen(
        skewed=_largest(read["diagnostics"], "skewness"),
        noisy=noisy,
        variance=_largest([*read["between"], *read["interactions"]], "variance_ratio"),
    )
    if noisy is None:
        return seen
    own = plan.of(noisy.text("marker"))
    named = {cell_name(cell): sample_words(own, cell) for cell in cells(own)}
    quiet = next(
        row
        for row in read["cells"]
        if row.text("marker") == noisy.text("marker") and row.number("sd_ratio") == 1.0
    )
    samples = (named[noisy.text("sample")], named[quiet.text("sample")])
    return replace(seen, samples=samples)


def _largest(rows: Sequence[Row], column: str) -> Row | None:
    """The row whose number is the farthest from zero, the first of several."""
    known = [row for row in rows if not math.isnan(row.number(column))]
    return max(known, key=lambda row: abs(row.number(column)), default=None)
