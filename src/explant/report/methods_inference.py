"""The methods of tests, intervals, effect sizes and adjustment, in sentences."""

from explant.config.models import Adjustment, Plan, Test
from explant.numbers import grouped, level_text, plain
from explant.report.questions import TEST_NAMES
from explant.report.references import cite
from explant.report.words import Part, Words, joined, listed, words

ADJUSTMENTS: dict[Adjustment, Words] = {
    "holm": words("by Holm’s method ({source})", source=cite("holm1979")),
    "benjamini_hochberg": words(
        "by the method of Benjamini and Hochberg, which controls the false discovery rate "
        "({source})",
        source=cite("benjamini1995"),
    ),
    "westfall_young": words(
        "by the step-down maxT method of Westfall and Young with sign flips of whole patients, "
        "shared by all markers of a family ({source})",
        source=cite("westfall1993"),
    ),
    "none": Words(("not at all",)),
}


def declared_test(plan: Plan) -> Words:
    """The declared test, its conventions, and its interval."""
    inference = plan.inference
    level, alpha = level_text(inference.confidence), plain(inference.alpha)
    first = words(
        "The declared test of this study is the {test}, two-sided at α = {alpha}; it was fixed in "
        "the plan and not chosen by a test of normality ({source}).",
        test=TEST_NAMES[inference.test],
        alpha=alpha,
        source=cite("rochon2012"),
    )
    described: dict[Test, list[Words | Part]] = {
        "wilcoxon": [_signed_rank(plan), _pseudomedian(level)],
        "t": [
            words(
                "Student’s t on the paired differences has n − 1 degrees of freedom ({source}); "
                "the estimate is their mean with its {level} confidence interval by t.",
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
        "t": words("the paired t test ({s})", s=cite("student1908")),
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
                "Standardized effects ({source}): d_z is the mean of the paired differences "
                "divided by their standard deviation, with an interval from the noncentral t "
                "distribution; g_z is d_z with the exact correction for small samples; d_av "
                "divides by the average standard deviation of the two samples, where a contrast "
                "has two.",
                source=cite("lakens2013"),
            ),
            words(
                "The rank-biserial correlation of the pairs ({source}) follows the zero rule of "
                "the signed-rank test. Superiority is the share of patients whose difference is "
                "positive, ties counting half.",
                source=cite("kerby2014"),
            ),
            words(
                "BF10 is the Bayes factor of the paired t test with a Cauchy prior of scale √2/2 "
                "({source}).",
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


def adjustment(plan: Plan) -> Words:
    """Families and the adjustment of each role."""
    roles = list(dict.fromkeys(contrast.role for contrast in plan.contrasts.values()))
    families = dict.fromkeys(plan.family(contrast) for contrast in plan.contrasts)
    own = len(families) == len(plan.contrasts)
    adjusting = plan.inference.adjustment
    by_role = listed(
        [
            words("{role} ones {how}", role=role, how=ADJUSTMENTS[getattr(adjusting, role)])
            for role in roles
        ]
    )
    family = (
        "Each contrast forms a family over the markers."
        if own
        else "Contrasts that the plan puts in one family are adjusted together over all markers."
    )
    return joined(
        [
            family,
            words("Within a family p values of contrasts are adjusted, {roles}.", roles=by_role)
            if len(roles) > 1
            else words(
                "All contrasts are {role}; within a family p values are adjusted {how}.",
                role=roles[0],
                how=ADJUSTMENTS[getattr(adjusting, roles[0])],
            ),
            "Intervals are not adjusted.",
            f"“Evidence” means an adjusted p of at most {plain(plan.inference.alpha)}; a larger p "
            "is not evidence that there is nothing.",
            "Expected directions were written down in the plan; tests stay two-sided.",
        ]
    )
