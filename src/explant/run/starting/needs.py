"""Memory and time that a job asks of a cluster, from what its step was measured to need.

Both grow with the size of the files that a step reads. The measured numbers stand in
``benchmarks/step_needs.md``; a job asks for twice as much, and a repeated one for more.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from explant.config.models.settings import Step


class Need(NamedTuple):
    """What a step needs: a part that it always needs, and one for each megabyte that it reads."""

    mb: float
    mb_per_mb: float
    seconds: float
    seconds_per_mb: float


MARGIN = 2.0
LEAST_MINUTES = 10
"""A busy node is slow, and a job begins with starting Python, twice."""
STARTING_MB = 150.0
"""Snakemake runs in each job beside the step."""


def resources(step: Step) -> dict[str, Callable[..., int]]:
    """What a rule asks for, as functions of the files that its job reads.

    Parameters
    ----------
    step
        Name of the step.
    """
    need = MEASURED[step]

    def mem_mb(wildcards: Any, input: Any, attempt: int) -> int:  # noqa: A002
        return asked_mb(need, input.size_mb, attempt)

    def runtime(wildcards: Any, input: Any, attempt: int) -> int:  # noqa: A002
        return asked_minutes(need, input.size_mb, attempt)

    return {"mem_mb": mem_mb, "runtime": runtime}


def asked_mb(need: Need, read_mb: float, attempt: int = 1) -> int:
    """Megabytes that a job asks for.

    Parameters
    ----------
    need
        What its step needs.
    read_mb
        Size of the files that it reads.
    attempt
        Which try it is: 1, 2, …
    """
    return math.ceil(STARTING_MB + MARGIN * (need.mb + need.mb_per_mb * read_mb)) * attempt


def asked_minutes(need: Need, read_mb: float, attempt: int = 1) -> int:
    """Minutes that a job asks for; parameters as of :func:`asked_mb`."""
    seconds = MARGIN * (need.seconds + need.seconds_per_mb * read_mb)
    return (LEAST_MINUTES + round(seconds / 60)) * attempt


MEASURED: Mapping[Step, Need] = {
    "ingest": Need(116, 130, 2, 3),
    "analyse": Need(212, 7, 4, 2),
    "sensitivity": Need(199, 5, 8, 1),
    "completeness": Need(410, 5, 5, 1),
    "marker_figures": Need(169, 5, 15, 1),
    "overview_figures": Need(247, 5, 9, 1),
    "robustness_figures": Need(234, 5, 7, 1),
    "verification": Need(196, 7, 4, 1),
    "network_interactome": Need(88, 30, 1, 3),
    "network": Need(103, 30, 2, 3),
    "network_join": Need(103, 30, 2, 3),
    "network_figures": Need(208, 5, 2, 1),
    "workbook": Need(206, 2, 4, 1),
    "report": Need(263, 4, 10, 5),
}
