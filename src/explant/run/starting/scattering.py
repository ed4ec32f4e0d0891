"""In how many parts the markers of a study are analysed, by what the analysis was measured to take.

It grows with markers × questions × patients. Each part takes 10 to 25 s; a small study is one,
which the analysis computes itself, and so is one of few markers: the random orders of many patients
are drawn once for all markers of a part.
"""

from pathlib import Path

from explant.config.models import Plan
from explant.run.starting.read_sheet import numbers_of

FOLDER = ".parts"
AT_ONCE = 20_000
"""Numbers of patients, one a marker and question, in each part: 0.6 ms each."""
FEWEST_MARKERS = 10
"""In each part, that drawing is a small share of its work."""
MOST = 40
"""Each part reads all measurements: those of 20,000 markers in 1 to 2 s of its 22."""


def parts_of_analysis(plan: Plan, code: str) -> list[str]:
    """Files of the parts within the study's folder; none of a study that is not split.

    Parameters
    ----------
    plan
        The study's plan.
    code
        Hash of the code.

    Raises
    ------
    ProblemsError
        When the spreadsheet cannot be read.
    """
    parts = parts_for(plan, numbers_of(Path(plan.spreadsheet.path), code))
    if parts < 2:
        return []
    return [f"{FOLDER}/analyse_{part}_of_{parts}.json" for part in range(1, parts + 1)]


def parts_for(plan: Plan, numbers: int) -> int:
    """How many parts: the spreadsheet's numbers tell how many patients there are.

    Parameters
    ----------
    plan
        The study's plan.
    numbers
        Cells of the spreadsheet that hold a number.
    """
    samples = 1
    for factor in plan.factors.values():
        samples *= len(factor.levels)
    measured = sum(marker.derived is None for marker in plan.markers.values())
    patients = numbers / (max(measured, 1) * samples)
    wanted = round(patients * len(plan.questions()) / AT_ONCE)
    return max(1, min(wanted, MOST, len(plan.analysed_markers) // FEWEST_MARKERS))
