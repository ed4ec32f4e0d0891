"""The primary results, for the tables that question them, and what one test says of a sample."""

import math
from typing import Any

from explant.config.models import Plan
from explant.statistics.one_sample.sign_flip import LARGEST_EXACT
from explant.tables.results.sample_statistics import OneSample
from explant.tables.samples import Question

LARGEST_PANEL = 50
"""So many markers, the first of the plan, are questioned: nobody reads a thousand such tables."""

LARGEST_QUICK_INTERVAL = 30
"""Between this and 40 patients the exact sign-flip interval takes seconds for each analysis."""


def primary_results(plan: Plan) -> list[Question]:
    """Marker and contrast of each primary result within patients, in the plan's order.

    Only the first :data:`LARGEST_PANEL` markers of the plan are among them.
    """
    primary = [name for name in plan.paired_contrasts if plan.contrasts[name].role == "primary"]
    markers = plan.analysed_markers[:LARGEST_PANEL]
    return [question for question in plan.questions(primary) if question[0] in markers]


def result_of(sample: OneSample, slow_interval: bool = True) -> dict[str, Any]:
    """Estimate, interval, achieved level and p of the declared test, with a note on empty cells.

    Parameters
    ----------
    sample
        Complete differences, with the inference section that declares the test.
    slow_interval
        False leaves out the interval of the sign-flip test where it takes seconds; the note says
        so.
    """
    test = sample.inference.test
    n = len(sample.differences)
    if test == "sign_flip" and not slow_interval and LARGEST_QUICK_INTERVAL < n <= LARGEST_EXACT:
        return {
            "estimate": sample.student.mean,
            "low": math.nan,
            "high": math.nan,
            "level": math.nan,
            "p": sample.sign_flip.p,
            "note": f"n = {n}: the sign-flip interval is computed for the plan's analysis only",
        }
    numbers = sample.declared()
    complete = all(math.isfinite(number) for number in numbers.values())
    return {**numbers, "note": "" if complete else _reason(sample)}


def _reason(sample: OneSample) -> str:
    test = sample.inference.test
    if test == "t":
        return sample.student.reason
    if test == "wilcoxon":
        reasons = [sample.signed_rank.reason, sample.pseudomedian.reason]
    elif test == "sign_flip":
        reasons = [sample.sign_flip.reason, sample.sign_flip_interval.reason]
    else:
        reasons = [sample.signs.reason, sample.median.reason]
    return "; ".join(dict.fromkeys(filter(None, reasons)))
