"""The methods of questions between groups of patients, in sentences."""

from explant.config.models import Plan, Test
from explant.language.methods.references import cite
from explant.language.words import Part, Words, joined, listed, words
from explant.numbers import grouped, level_text, plain
from explant.questions.kinds import TESTS_OF_TWO_GROUPS, group_kinds, takes_differences


def questions_between(plan: Plan) -> list[Words]:
    """How groups are compared where a question asks it; nothing where none does."""
    kinds = group_kinds(plan)
    if not kinds:
        return []
    test, inference = plan.inference.test, plan.inference
    of_pairs = bool(plan.paired_contrasts)
    fits = (
        "by the method that fits the declared test"
        if of_pairs
        else words(
            "by methods that were fixed in the plan and not chosen by a test of normality "
            "({source})",
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
    described = {
        "two groups": two_groups(test, "number"),
        "ordered groups": ordered_groups(test),
        "unordered groups": unordered_groups(test),
    }
    shown = [described[kind] for kind in kinds]
    if "two groups" in kinds:
        shown.insert(1, _exactness(plan))
    shown.append(random_arrangements(plan))
    if "two groups" in kinds:
        shown.append(_beside(test))
    return [first, joined(shown)]


def _numbers(plan: Plan) -> str:
    differences = {takes_differences(plan, name) for name in plan.between_contrasts}
    if differences == {True}:
        return "the paired differences"
    if differences == {False}:
        return "the values"
    return "the values, or the paired differences,"


def two_groups(test: Test, number: str) -> Words:
    """How two groups are compared.

    Parameters
    ----------
    test
        The declared test.
    number
        What a patient has one of: ``difference`` or ``number``.
    """
    if test == "t":
        return words(
            "Two groups are compared by Welch’s t test and interval ({s}).", s=cite("welch1947")
        )
    if test == "sign_flip":
        return words(
            "Two groups are compared by permuting the group labels with Welch’s t as the statistic "
            "({s}), exact where the number of arrangements allows.",
            s=cite("welch1947"),
        )
    return words(
        "Two groups are compared by the exact Mann–Whitney test ({mann}); the estimate is the "
        "Hodges–Lehmann shift ({hodges}), the median of all differences between a patient of one "
        "group and a patient of the other, with the interval that inverts the test. Beside it "
        "stands the chance that a patient of the first group has the larger {number}, with the "
        "permutation p of the Brunner–Munzel test ({brunner}, {neubert}), which does not assume "
        "that the groups spread alike.",
        number=number,
        brunner=cite("brunner2000"),
        neubert=cite("neubert2007"),
        mann=cite("mann1947"),
        hodges=cite("hodges1963"),
    )


def _exactness(plan: Plan) -> Words:
    """Estimate and exactness of the comparison of two groups."""
    level = level_text(plan.inference.confidence)
    if plan.inference.test == "t":
        return words(
            "The estimate is the difference of the means with its interval of {level}.", level=level
        )
    if plan.inference.test == "sign_flip":
        return words(
            "The estimate is the difference of the means with Welch’s interval of {level}.",
            level=level,
        )
    return words(
        "The test is exact for up to 50 patients in both groups together, also with ties; with "
        "more it comes from the normal approximation with corrections for ties and continuity. "
        "The interval has at least {level} wherever the numbers of patients allow, and the level "
        "it achieves is the one printed.",
        level=level,
    )


def ordered_groups(test: Test) -> Words:
    """How three or more groups in order are compared."""
    if test in ("t", "sign_flip"):
        how = "its t test" if test == "t" else "a permutation p value"
        return words(
            "Three or more ordered groups are compared by the least-squares slope over the groups, "
            "with {how}.",
            how=how,
        )
    return words(
        "Three or more ordered groups are compared by the Jonckheere–Terpstra test ({jonckheere}), "
        "with the Theil–Sen slope over the groups ({sen}).",
        jonckheere=cite("jonckheere1954"),
        sen=cite("sen1968"),
    )


def unordered_groups(test: Test) -> Words:
    """How three or more groups without an order are compared."""
    if test in ("t", "sign_flip"):
        return words(
            "Three or more unordered groups are compared by Welch’s analysis of variance{how}.",
            how="" if test == "t" else ", by permutation",
        )
    return words(
        "Three or more unordered groups are compared by the Kruskal–Wallis test ({s}), by "
        "permutation.",
        s=cite("kruskal1952"),
    )


def random_arrangements(plan: Plan) -> Words:
    """How many arrangements a permutation test draws where it cannot count all."""
    return Words(
        (
            "A permutation test that cannot count every arrangement takes "
            f"{grouped(plan.inference.permutations)} random ones (seed {plan.inference.seed}).",
        )
    )


def _beside(test: Test) -> Words:
    others: dict[str, Words | Part] = {
        "Mann–Whitney test": words("the Mann–Whitney test ({s})", s=cite("mann1947")),
        "Welch’s t test": words("Welch’s t test ({s})", s=cite("welch1947")),
        "permutation test of Welch’s t": words(
            "the permutation test of Welch’s t ({s})", s=cite("pitman1937")
        ),
    }
    beside = [name for test_name, name in others.items() if test_name != TESTS_OF_TWO_GROUPS[test]]
    return words(
        "Beside the comparison of two groups stand {others}: they show how far the answer depends "
        "on the test, and no claim rests on them.",
        others=listed(beside),
    )


def effect_sizes_of_groups(plan: Plan) -> list[Words]:
    """Standardized differences between two groups; nothing where no two are compared."""
    if "two groups" not in group_kinds(plan):
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
                if plan.inference.test in ("wilcoxon", "sign")
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
