"""How effects are compared between strata, in sentences."""

from explant.config.models import Plan, Test
from explant.numbers import grouped, plain
from explant.report.methods_inference import ADJUSTMENTS
from explant.report.references import cite
from explant.report.words import Name, Words, joined, listed, words


def strata(plan: Plan) -> list[Words]:
    """How effects are compared between strata."""
    kinds = plan.patients.strata
    # Sign flips of whole patients mean nothing between groups: there Holm takes over.
    exploratory = plan.inference.adjustment.exploratory
    labels = listed([Name(plan.stratifier_label(name)) for name in kinds])
    first = joined(
        [
            words(
                "Whether an effect depends on {labels} is read from one comparison of the paired "
                "differences between groups of patients, never from a p value in each group: one "
                "group above and another below α says little of their difference ({source}).",
                labels=labels,
                source=cite("gelman2006"),
            ),
            words(
                "These comparisons are exploratory; for each contrast and stratifier their p "
                "values are adjusted over the markers, {how}.",
                how=ADJUSTMENTS["holm" if exploratory == "westfall_young" else exploratory],
            ),
        ]
    )
    two = any(number_of_groups(plan, name) == 2 for name in kinds)
    several = {
        kind.kind
        for name, kind in kinds.items()
        if kind.kind != "continuous" and number_of_groups(plan, name) != 2
    }
    continuous = [name for name, kind in kinds.items() if kind.kind == "continuous"]
    test = plan.inference.test
    shown: list[Words] = [
        Words(
            (
                "Estimate, interval and p come from the method that fits the declared test; the p "
                "values of the others stand beside them in interactions.csv.",
            )
        )
    ]
    if two:
        shown.append(_two_groups(test))
    if "ordered" in several:
        shown.append(_ordered(test))
    if "unordered" in several:
        shown.append(_unordered(test))
    if continuous:
        shown.append(
            words(
                "{labels}: {method}.",
                labels=listed([Name(plan.stratifier_label(name)) for name in continuous]),
                method=_number(test),
            )
        )
        cut = [
            words(
                "{label} at {cut}",
                label=Name(plan.stratifier_label(name)),
                cut=f"{plain(kinds[name].cut_point or 0.0)} {kinds[name].unit}".rstrip(),
            )
            for name in continuous
            if kinds[name].cut_point is not None
        ]
        if cut:
            shown.append(
                words(
                    "The plan also declares a cut-point ({cut}): patients at or below it against "
                    "patients above. It stands beside the analysis of the number and does not "
                    "replace it.",
                    cut=listed(cut),
                )
            )
    shown.append(
        Words(
            (
                "A permutation test that cannot count every arrangement takes "
                f"{grouped(plan.inference.permutations)} random ones (seed {plan.inference.seed}).",
            )
        )
    )
    return [first, joined(shown)]


def _two_groups(test: Test) -> Words:
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
        "stands the chance that a patient of the first group has the larger difference, with the "
        "permutation p of the Brunner–Munzel test ({brunner}, {neubert}), which does not assume "
        "that the groups spread alike.",
        brunner=cite("brunner2000"),
        neubert=cite("neubert2007"),
        mann=cite("mann1947"),
        hodges=cite("hodges1963"),
    )


def _ordered(test: Test) -> Words:
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


def _unordered(test: Test) -> Words:
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


def _number(test: Test) -> Words:
    if test in ("t", "sign_flip"):
        how = "its t test" if test == "t" else "a permutation p value"
        return words("the least-squares slope, with {how}", how=how)
    return words(
        "the Theil–Sen slope with its interval ({sen}), and Spearman’s correlation ({spearman}) "
        "with a permutation p value",
        spearman=cite("spearman1904"),
        sen=cite("sen1968"),
    )


def number_of_groups(plan: Plan, stratifier: str) -> int:
    """Number of groups that the plan names; a cut-point makes two."""
    declared = plan.patients.strata[stratifier]
    return 2 if declared.cut_point is not None else len(declared.groups)
