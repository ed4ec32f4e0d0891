"""The primary results, for the tables that question them, and what one test says of a sample."""

from typing import Any

from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.tables.results.sample_statistics import OneSample
from explant.tables.samples import MarkerContrast

LARGEST_PANEL = 50
"""So many markers, the first of the plan, are questioned: nobody reads a thousand such tables."""


def primary_results(plan: Plan) -> list[MarkerContrast]:
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
        False takes what stands in the place of an interval that takes seconds; the note says so.
    """
    test = TESTS[sample.inference.test]
    n = len(sample.differences)
    if not slow_interval and test.quick is not None and test.has_slow_interval(n):
        return {**test.quick(sample).numbers, "note": f"n = {n}: {test.quick_words}"}
    found = sample.declared
    return {**found.numbers, "note": found.note}
