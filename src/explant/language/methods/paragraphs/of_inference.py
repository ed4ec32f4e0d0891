"""The methods of tests, intervals and effect sizes of a patient's own numbers, in sentences."""

from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.language.references.citing import cite, told
from explant.language.words import Words, joined, listed, words
from explant.numbers import grouped, level_text, plain
from explant.questions.question import has_fixed_value, pairs_samples


def declared_test(plan: Plan) -> Words:
    """The declared test, its conventions, and its interval."""
    inference = plan.inference
    level, alpha = level_text(inference.confidence), plain(inference.alpha)
    first = words(
        "The declared test of this study is the {test}, two-sided at α = {alpha}; the plan "
        "declares it, and no test of normality chose it ({source}).",
        test=test_name(plan, inference.test),
        alpha=alpha,
        source=cite("rochon2012"),
    )
    return joined(
        [
            first,
            *(
                told(
                    sentence,
                    level=level,
                    differences=differences_called(plan),
                    permutations=grouped(inference.permutations),
                    seed=inference.seed,
                )
                for sentence in TESTS[inference.test].sentences(inference.zero_rule)
            ),
        ]
    )


def test_name(plan: Plan, test: str) -> str:
    """Name of a test; where nothing is paired, the t test is one of one sample."""
    declared = TESTS[test]
    return declared.name if pairs_samples(plan) else declared.name_unpaired or declared.name


def differences_called(plan: Plan) -> str:
    """What the questions within patients are asked of."""
    if not pairs_samples(plan):
        return "differences from the fixed value"
    return (
        "paired differences, or differences from the fixed value,"
        if has_fixed_value(plan)
        else "paired differences"
    )


def other_tests(plan: Plan) -> Words:
    """Tests that stand beside the declared one."""
    beside = [
        told(test.beside, name=test_name(plan, test.key))
        for test in TESTS.values()
        if test.key != plan.inference.test
    ]
    return words(
        "Beside it stand {others}: they show how far the answer depends on the test, and no claim "
        "rests on them.",
        others=listed(beside),
    )


def effect_sizes(plan: Plan) -> Words:
    """Effect sizes, the Bayes factor and what n could have shown."""
    return joined(
        [
            words(
                "Standardized effects ({source}): d_z is the mean of the {differences} "
                "divided by their standard deviation, with an interval from the noncentral t "
                "distribution; g_z is d_z with the exact correction for small samples{d_av}.",
                source=cite("lakens2013"),
                differences=differences_called(plan),
                d_av="; d_av divides by the average standard deviation of the two samples, where a "
                "contrast has two"
                if pairs_samples(plan)
                else "",
            ),
            words(
                "The rank-biserial correlation{of_pairs} ({source}) follows the zero rule of "
                "the signed-rank test. Superiority is the share of patients whose difference is "
                "positive, ties counting half.",
                of_pairs=" of the pairs" if pairs_samples(plan) else "",
                source=cite("kerby2014"),
            ),
            words(
                "BF10 is the Bayes factor of the {t} with a Cauchy prior of scale √2/2 ({source}).",
                t=test_name(plan, "t"),
                source=cite("rouder2009"),
            ),
            words(
                "The smallest attainable p and the smallest d_z detectable with 80 % power follow "
                "from n alone; power computed from the observed effect is not shown ({source}).",
                source=cite("hoenig2001"),
            ),
            "For a next study, the n that would detect the end of d_z’s interval nearer zero with "
            "80 % power is a cautious guess: the effect that was observed tends to be too large, "
            "and where the interval holds zero there is no such n.",
        ]
    )
