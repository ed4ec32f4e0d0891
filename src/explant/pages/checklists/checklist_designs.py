"""What checklists may know of a design: its samples, its groups, its tests and its effect sizes."""

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind, method_of, way_of
from explant.language.asked import factors_with_levels
from explant.language.methods.paragraphs.of_inference import test_name
from explant.language.words import Name, Words, joined, listed, words
from explant.numbers import counted
from explant.questions.design import cells
from explant.questions.question import comparisons, pairs_samples, question


def samples(plan: Plan) -> Words:
    """Samples of a patient and what tells them apart."""
    if not plan.factors:
        return Words(("One sample of each patient.",))
    number = counted(len(cells(plan)), "sample")
    return words(
        "{samples} of each patient: {factors}.",
        samples=f"Up to {number}" if plan.patients.unpaired == "keep" else number,
        factors=factors_with_levels(plan),
    )


def groups(plan: Plan) -> Words:
    """Groups that the plan's questions compare, and the one that others are compared with.

    Empty in a plan that compares none.
    """
    asked: dict[str, list[list[str]]] = {}
    for name in plan.between_contrasts:
        for stratifier, named in plan.contrasts[name].between.items():
            asked.setdefault(stratifier, []).append(named)
    shown: list[Words] = []
    for stratifier, several in asked.items():
        every = {group for named in several for group in named}
        in_order = [name for name in plan.patients.strata[stratifier].groups if name in every]
        pairs = [tuple(named) for named in several if len(named) == 2]
        references = {second for _, second in pairs}
        shown.append(
            words(
                "{label} ({groups}{reference})",
                label=Name(plan.stratifier_label(stratifier)),
                groups=joined([Name(group) for group in in_order], ", "),
                reference=words("; compared with {group}", group=Name(references.pop()))
                if len(references) == 1
                else "",
            )
        )
    return words("Groups compared: {shown}.", shown=joined(shown, "; ")) if shown else Words()


def tests(plan: Plan) -> Words:
    """The declared test, and what compares groups where it is declared."""
    test = plan.inference.test
    of_groups = listed(
        list(dict.fromkeys(method_of(test, kind).name for kind in comparisons(plan)))
    )
    if not plan.paired_contrasts:
        return words("Declared in the plan: {tests}.", tests=of_groups)
    own = test_name(plan, test)
    if not of_groups:
        return words("Declared test: {test}.", test=own)
    return words("Declared test: {test}; between groups: {tests}.", test=own, tests=of_groups)


def effect_sizes(plan: Plan) -> Words:
    """Standardized effects; empty where only several groups are compared."""
    two = ComparisonKind.TWO_GROUPS in comparisons(plan)
    own = "d_z, g_z, rank-biserial correlation" if plan.paired_contrasts else ""
    of_groups = "Cohen’s d and Hedges’ g of two groups" if two else ""
    named = joined([own, of_groups], ", ")
    return named + ", superiority." if named else Words()


def ratios(plan: Plan) -> str:
    """Of what the ratios are."""
    of_pairs = "two samples of a patient" if pairs_samples(plan) else ""
    of_groups = "two groups of patients" if ComparisonKind.TWO_GROUPS in comparisons(plan) else ""
    of_fixed = "" if of_pairs or of_groups else "a value and the one it is compared with"
    parts = " or ".join(filter(None, [of_pairs, of_groups, of_fixed]))
    return f"Ratios are those of {parts}, each with its interval."


def spread(plan: Plan) -> str:
    """Of what the standard deviation is given."""
    if not plan.between_contrasts:
        return "The standard deviation of the differences is given."
    if not plan.paired_contrasts:
        return "The standard deviation of each of two groups is given."
    return "The standard deviation of the differences, and of each of two groups, is given."


def welch_between(plan: Plan) -> bool:
    """Whether groups are compared by Welch's analysis of variance."""
    return way_of(plan.inference.test) != "ranks" and any(
        question(plan, name).comparison == ComparisonKind.UNORDERED_GROUPS
        for name in plan.between_contrasts
    )
