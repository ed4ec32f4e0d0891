"""The methods of tests, intervals and effect sizes of a patient's own numbers, in sentences."""

from explant.config.models import Plan, Test
from explant.language.asked import TEST_NAMES
from explant.language.methods.references import cite
from explant.language.words import Part, Words, joined, listed, words
from explant.numbers import grouped, level_text, plain
from explant.questions.kinds import has_fixed_value, pairs_samples


def declared_test(plan: Plan) -> Words:
    """The declared test, its conventions, and its interval."""
    inference = plan.inference
    level, alpha = level_text(inference.confidence), plain(inference.alpha)
    first = words(
        "The declared test of this study is the {test}, two-sided at α = {alpha}; it was fixed in "
        "the plan and not chosen by a test of normality ({source}).",
        test=test_name(plan, inference.test),
        alpha=alpha,
        source=cite("rochon2012"),
    )
    described: dict[Test, list[Words | Part]] = {
        "wilcoxon": [_signed_rank(plan), _pseudomedian(level)],
        "t": [
            words(
                "Student’s t on the {differences} has n − 1 degrees of freedom ({source}); "
                "the estimate is their mean with its {level} confidence interval by t.",
                differences=differences_called(plan),
                source=cite("student1908"),
                level=level,
            )
        ],
        "sign_flip": [
            _sign_flip(plan),
            f"The estimate is the mean with the {level} confidence interval that "
            "inverts this test; the level it achieves is the one printed.",
        ],
        "sign": [
            "It asks whether more patients went up or down and takes its p value from the binomial "
            "distribution; patients with a difference of exactly zero are left out of it.",
            "The estimate is the median of the differences with the exact confidence interval that "
            f"inverts the test: at least {level} wherever n allows, and the level it achieves is "
            "the one printed.",
        ],
    }
    return joined([first, *described[inference.test]])


def test_name(plan: Plan, test: Test) -> str:
    """Name of a test; where nothing is paired, the t test is one of one sample."""
    name = TEST_NAMES[test]
    return name if pairs_samples(plan) else name.replace("paired t", "one-sample t")


def differences_called(plan: Plan) -> str:
    """What the questions within patients are asked of."""
    if not pairs_samples(plan):
        return "differences from the fixed value"
    return (
        "paired differences, or differences from the fixed value,"
        if has_fixed_value(plan)
        else "paired differences"
    )


def _signed_rank(plan: Plan) -> Words:
    zero = (
        "Differences of exactly zero are dropped before ranking."
        if plan.inference.zero_rule == "wilcoxon"
        else words(
            "Differences of exactly zero are ranked with the others and their ranks then set aside "
            "({source}).",
            source=cite("pratt1959"),
        )
    )
    return joined(
        [
            words(
                "The p value of the signed-rank test ({wilcoxon}) is exact for up to 50 patients, "
                "also with ties and zeros, by the shift algorithm ({streitberg}); with more "
                "patients it comes from the normal approximation with corrections for ties and "
                "continuity.",
                wilcoxon=cite("wilcoxon1945"),
                streitberg=cite("streitberg1986"),
            ),
            zero,
            "Tied differences share their mean rank; ties are decided on decimal values.",
        ]
    )


def _pseudomedian(level: str) -> Words:
    return words(
        "The estimate is the pseudomedian, the median of all means of two differences "
        "({source}), with the confidence interval that inverts the signed-rank test. An exact "
        "test reaches only certain levels: the interval has at least {level} wherever n allows, "
        "and the level it achieves is the one printed.",
        source=cite("hodges1963"),
        level=level,
    )


def _sign_flip(plan: Plan) -> Words:
    return words(
        "The sign-flip permutation test of the mean ({fisher}, {pitman}) counts all assignments of "
        "signs up to 40 patients; beyond that {permutations} random ones (seed {seed}), with "
        "p = (b + 1)/(m + 1) ({phipson}).",
        fisher=cite("fisher1935"),
        pitman=cite("pitman1937"),
        phipson=cite("phipson2010"),
        permutations=grouped(plan.inference.permutations),
        seed=plan.inference.seed,
    )


def other_tests(plan: Plan) -> Words:
    """Tests that stand beside the declared one."""
    others: dict[Test, Words | Part] = {
        "wilcoxon": words("the Wilcoxon signed-rank test ({s})", s=cite("wilcoxon1945")),
        "t": words("the {t} ({s})", t=test_name(plan, "t"), s=cite("student1908")),
        "sign_flip": words("the exact sign-flip permutation test ({s})", s=cite("pitman1937")),
        "sign": "the sign test",
    }
    beside = [name for test, name in others.items() if test != plan.inference.test]
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
