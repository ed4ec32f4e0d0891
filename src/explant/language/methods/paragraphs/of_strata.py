"""How effects are compared between strata, in sentences."""

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.methods.paragraphs.of_families import ADJUSTMENTS
from explant.language.methods.paragraphs.of_groups import comparison, random_arrangements
from explant.language.references.citing import cite
from explant.language.words import Name, Words, joined, listed, sentence, words
from explant.numbers import plain
from explant.questions.question import comparisons, explored, kept_beside


def strata(plan: Plan) -> list[Words]:
    """How effects are compared between strata."""
    kinds = {name: plan.patients.strata[name] for name in explored(plan)}
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
    described = {
        kind: comparison(test, kind, "difference") if there else Words()
        for kind, there in (
            (ComparisonKind.TWO_GROUPS, two),
            (ComparisonKind.ORDERED_GROUPS, "ordered" in several),
            (ComparisonKind.UNORDERED_GROUPS, "unordered" in several),
        )
    }
    told = [kind for kind in comparisons(plan) if described[kind]]
    shown += [text for kind, text in described.items() if text and kind not in told]
    if told:
        kinds_told = listed(told)
        shown.append(
            sentence(
                words("{kinds} are compared as in the questions between groups.", kinds=kinds_told)
            )
        )
    if continuous:
        shown.append(
            words(
                "{labels}: {method}.",
                labels=listed([Name(plan.stratifier_label(name)) for name in continuous]),
                method=comparison(test, "continuous", "difference"),
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
    if any(kept_beside(plan, name) for name in kinds):
        shown.append(
            words(
                "Each comparison is repeated given the other properties ({others}) in a linear "
                "model of the differences, with the type III F and a permutation that keeps the "
                "others ({freedman}, {winkler}): properties of patients go together, and alone one "
                "may stand for another.",
                others=listed(
                    [
                        Name(plan.stratifier_label(name))
                        for name in dict.fromkeys([*kinds, *plan.patients.given])
                    ]
                ),
                freedman=cite("freedman1983"),
                winkler=cite("winkler2014"),
            )
        )
    if not comparisons(plan):
        # Beside questions between groups it was said there.
        shown.append(random_arrangements(plan))
    return [first, joined(shown)]


def number_of_groups(plan: Plan, stratifier: str) -> int:
    """Number of groups that the plan names; a cut-point makes two."""
    declared = plan.patients.strata[stratifier]
    return 2 if declared.cut_point is not None else len(declared.groups)
