"""The methods of questions between groups of patients, in sentences."""

from explant.config.models import Plan
from explant.declared_tests.group_methods import METHODS, WAYS, ComparisonKind, method_of, way_of
from explant.language.references.citing import cite, told
from explant.language.words import Words, joined, listed, words
from explant.numbers import grouped, level_text, plain
from explant.questions.question import comparisons, question


def questions_between(plan: Plan) -> list[Words]:
    """How groups are compared where a question asks it; nothing where none does."""
    kinds = comparisons(plan)
    if not kinds:
        return []
    test, inference = plan.inference.test, plan.inference
    of_pairs = bool(plan.paired_contrasts)
    fits = (
        "by the method that fits the declared test"
        if of_pairs
        else words(
            "by methods that the plan declares, not chosen by a test of normality ({source})",
            source=cite("rochon2012"),
        )
    )
    first = words(
        "Groups of patients are compared without pairing: {numbers} of the patients in the groups "
        "that the question names, {fits}, two-sided at α = {alpha}.",
        numbers=_numbers(plan),
        fits=fits,
        alpha=plain(inference.alpha),
    )
    shown: list[Words] = []
    for kind in kinds:
        method = method_of(test, kind)
        shown.append(comparison(test, kind, "number"))
        if method.details:
            shown.append(told(method.details, level=level_text(inference.confidence)))
    if any(question(plan, name).is_given_others for name in plan.between_contrasts):
        shown.append(given_others(plan))
    shown.append(random_arrangements(plan))
    if ComparisonKind.TWO_GROUPS in kinds:
        shown.append(_beside(test))
    return [first, joined(shown)]


def given_others(plan: Plan) -> Words:
    """How a comparison keeps other properties of patients, and what an interaction is."""
    by_means = way_of(plan.inference.test) == "means"
    declared, beside = (
        "the F test of the effect given all others (type III)",
        words(
            "the permutation of the residuals of the model without it, which keeps the others "
            "({freedman}, {winkler})",
            freedman=cite("freedman1983"),
            winkler=cite("winkler2014"),
        ),
    )
    first, second = (declared, beside) if by_means else (beside, declared)
    return words(
        "A question with two crossed groupings, or given other properties of the patients, is "
        "answered in a linear model that holds them too: of two groupings a main effect is the "
        "mean of the effects in the groups of the other one, the interaction the difference of "
        "these effects, and a number such as age enters as a straight line. p comes from {first}; "
        "beside it stands {second}. Intervals are those of the linear model, which assumes one "
        "spread in all groups. Their p values are adjusted by Holm’s method where others are by "
        "permuted labels.",
        first=first,
        second=second,
    )


def _numbers(plan: Plan) -> str:
    differences = {question(plan, name).takes_differences for name in plan.between_contrasts}
    if differences == {True}:
        return "the paired differences"
    if differences == {False}:
        return "the values"
    return "the values, or the paired differences,"


def comparison(test: str, kind: str, number: str) -> Words:
    """How a kind of comparison is made where a test is declared.

    Parameters
    ----------
    test
        The declared test.
    kind
        What the numbers are compared along, as in the column ``kind``.
    number
        What a patient has one of: ``difference`` or ``number``.
    """
    return told(method_of(test, kind).sentence, number=number)


def random_arrangements(plan: Plan) -> Words:
    """How many arrangements a permutation test draws where it cannot count all."""
    return Words(
        (
            "A permutation test that cannot count every arrangement takes "
            f"{grouped(plan.inference.permutations)} random ones (seed {plan.inference.seed}).",
        )
    )


def _beside(test: str) -> Words:
    two = ComparisonKind.TWO_GROUPS
    ways = [METHODS[way, two] for way in WAYS]
    beside = [told(method.beside) for method in ways if method is not method_of(test, two)]
    return words(
        "Beside the comparison of two groups stand {others}: they show how far the answer depends "
        "on the test, and no claim rests on them.",
        others=listed(beside),
    )


def effect_sizes_of_groups(plan: Plan) -> list[Words]:
    """Standardized differences between two groups; nothing where no two are compared."""
    if ComparisonKind.TWO_GROUPS not in comparisons(plan):
        return []
    return [
        joined(
            [
                words(
                    "Of two groups Cohen’s d ({cohen}) is the difference of the means divided by "
                    "the pooled standard deviation, with an interval from the noncentral t "
                    "distribution ({interval}) that assumes one standard deviation for both; "
                    "Hedges’ g is d with the exact correction for small samples ({hedges}).",
                    cohen=cite("cohen1988"),
                    interval=cite("goulet2018"),
                    hedges=cite("hedges1981"),
                ),
                ""
                if way_of(plan.inference.test) == "ranks"
                else words(
                    "Between groups superiority is the chance that a patient of the first group "
                    "has the larger number, ties counting half, with the permutation p of the "
                    "Brunner–Munzel test "
                    "({brunner}, {neubert}).",
                    brunner=cite("brunner2000"),
                    neubert=cite("neubert2007"),
                ),
                words(
                    "The smallest attainable p and the smallest standardized difference detectable "
                    "with 80 % power follow from the numbers of patients alone; power computed "
                    "from the observed effect is not shown ({source}).",
                    source=cite("hoenig2001"),
                ),
            ]
        )
    ]
