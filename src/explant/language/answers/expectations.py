"""Whether an answer has the direction that the plan expected before the data were seen."""

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.answers.answer import Answer
from explant.language.answers.between_words import expected_words
from explant.language.asked import fixed_value
from explant.language.words import Words
from explant.questions.question import NumberKind, question


def expectation(row: Answer, plan: Plan) -> Words:
    """Whether the estimate has the direction that the plan expected."""
    expected, observed = row.text("expected"), row.observed
    if not expected or row.text("kind") == ComparisonKind.UNORDERED_GROUPS:
        return Words()
    what = _expected(row, plan)
    if row.has_evidence and observed != "none":
        if observed == expected:
            return Words(("This is the expected direction.",))
        an = "An" if what[0] in "aeiou" else "A"
        return Words((f"{an} {what} was expected: this is the opposite direction.",))
    signs = {expected: "points that way", "none": "is zero"}
    return Words(
        (
            f"The expected {what} is not shown; the estimate "
            f"{signs.get(observed, 'points the other way')}.",
        )
    )


def _expected(row: Answer, plan: Plan) -> str:
    """The expected direction as a noun: ``increase``, ``higher value in early``."""
    contrast, up = row.contrast, row.text("expected") == "increase"
    if question(plan, contrast).is_between:
        return expected_words(row, plan) or row.text("expected")
    asked = question(plan, contrast).number
    if asked == NumberKind.FIXED_VALUE:
        side = "above" if up else "below"
        return f"value {side} {fixed_value(plan, row.text('marker'), contrast)}"
    if asked == NumberKind.CURVE and plan.contrasts[contrast].degree == 2:
        return f"{'upward' if up else 'downward'} bend"
    return row.text("expected")
