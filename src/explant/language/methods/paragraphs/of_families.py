"""The methods of many tests: families, and how p values are adjusted within them."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Literal

from explant.config.models import Adjustment, Plan, Role
from explant.config.models.plan import PRIMARY, PRIMARY_BETWEEN
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.references.citing import cite
from explant.language.words import Row, Words, joined, listed, words
from explant.numbers import plain
from explant.questions.question import question

ADJUSTMENTS: dict[Adjustment, Words] = {
    "holm": words("by Holm’s method ({source})", source=cite("holm1979")),
    "benjamini_hochberg": words(
        "by the method of Benjamini and Hochberg, which controls the false discovery rate "
        "({source})",
        source=cite("benjamini1995"),
    ),
    "westfall_young": words(
        "by the step-down maxT method of Westfall and Young with sign flips of whole patients, "
        "shared by all comparisons of a family ({source})",
        source=cite("westfall1993"),
    ),
    "none": Words(("not at all",)),
}

Permuted = Literal["labels", "control", "all pairs", "holm"]
"""What permuting the labels of patients does for a family of questions between groups."""

PERMUTED: dict[Permuted, Words] = {
    "labels": words(
        "by the step-down maxT method of Westfall and Young, the labels of the two groups permuted "
        "among patients alike for all comparisons of a family ({source})",
        source=cite("westfall1993"),
    ),
    "control": words(
        "by closed testing of each marker ({closed}): every set of the groups that are compared "
        "with one is tested against it, the labels permuted among the patients of these groups, "
        "with the largest standardized difference as the statistic. This is the question of "
        "Dunnett’s test ({dunnett}), answered by permutation; the p values are then multiplied by "
        "the number of markers",
        closed=cite("marcus1976"),
        dunnett=cite("dunnett1955"),
    ),
    "all pairs": words(
        "by closed testing of each marker ({closed}) over all ways in which groups can be alike "
        "({shaffer}): the labels are permuted among the patients of groups that are alike, with "
        "the largest standardized difference of two of them as the statistic; the p values are "
        "then multiplied by the number of markers",
        closed=cite("marcus1976"),
        shaffer=cite("shaffer1986"),
    ),
    "holm": ADJUSTMENTS["holm"],
}


CALLED: dict[Permuted, str] = {
    "labels": "comparisons of two groups",
    "control": "comparisons of several groups with one",
    "all pairs": "comparisons of every two of several groups",
    "holm": "comparisons of groups of any other kind",
}


def adjustment(plan: Plan, between: Sequence[Row] = ()) -> Words:
    """Families and the adjustment of each role.

    Parameters
    ----------
    plan
        The study's plan.
    between
        The rows of ``between.csv``, which tell how each family was adjusted; without them it is
        told from the plan.
    """
    return joined(
        [
            *_families(plan),
            *_by_role(plan, between),
            "Intervals are not adjusted.",
            f"“Evidence” means an adjusted p of at most {plain(plan.inference.alpha)}; a larger p "
            "is not evidence that there is nothing.",
            "Expected directions were written down in the plan; tests stay two-sided."
            if any(marker.expected for marker in plan.markers.values())
            else "Tests are two-sided.",
        ]
    )


def _families(plan: Plan) -> list[str]:
    """What is adjusted together, and that each family keeps to α for itself."""
    members: dict[str, list[str]] = {}
    for contrast in plan.contrasts:
        members.setdefault(plan.family(contrast), []).append(contrast)
    some_markers = any(contrast.markers for contrast in plan.contrasts.values())
    over = "over the markers of which they are asked" if some_markers else "over all markers"
    found: list[str] = []
    for family, what in (
        (PRIMARY, "contrasts within patients" if plan.between_contrasts else "contrasts"),
        (PRIMARY_BETWEEN, "comparisons of groups"),
    ):
        if len(members.get(family, ())) > 1:
            found.append(f"The {len(members.pop(family))} primary {what} form one family {over}.")
    if any(len(names) > 1 for names in members.values()):
        found.append(f"Contrasts that the plan puts in one family are adjusted together {over}.")
    if any(len(names) == 1 for names in members.values()):
        each = "Each other contrast" if found else "Each contrast"
        asked = " of which it is asked" if some_markers else ""
        found.append(f"{each} forms a family over the markers{asked}.")
    families = len({plan.family(contrast) for contrast in plan.contrasts})
    return [*found, *(["Each family keeps to α for itself."] if families > 1 else [])]


def _by_role(plan: Plan, between: Sequence[Row]) -> list[Words]:
    """How the p values of each role are adjusted, apart for groups where permutation differs."""
    adjusting = plan.inference.adjustment
    by_role: dict[str, Words] = {}
    permuted: list[Role] = []
    for contrast in plan.contrasts.values():
        method: Adjustment = getattr(adjusting, contrast.role)
        if not contrast.between or method != "westfall_young":
            by_role.setdefault(contrast.role, ADJUSTMENTS[method])
        elif contrast.role not in permuted:
            permuted.append(contrast.role)
    return [
        *(
            words("P values of {what} are adjusted {how}.", what=what, how=PERMUTED[method])
            for role in permuted
            for method, what in _named_families(plan, role, between)
        ),
        *([_sentence(plan, by_role, is_all=not permuted)] if by_role else []),
    ]


def _sentence(plan: Plan, by_role: Mapping[str, Words], is_all: bool) -> Words:
    one = len({contrast.role for contrast in plan.contrasts.values()}) == 1
    if one and is_all:
        ((role, how),) = by_role.items()
        return words(
            "All contrasts are {role}; within a family p values are adjusted {how}.",
            role=role,
            how=how,
        )
    return words(
        "Within a family p values of {contrasts} are adjusted, {roles}.",
        contrasts="contrasts" if is_all else "the other contrasts",
        roles=listed(
            [words("{role} ones {how}", role=role, how=how) for role, how in by_role.items()]
        ),
    )


def _named_families(plan: Plan, role: Role, between: Sequence[Row]) -> list[tuple[Permuted, str]]:
    """What permutation does for the questions between groups of a role, and how they are called."""
    applied = {row.text("family"): row.text("adjustment") for row in between}
    members: dict[str, list[str]] = {}
    for name in plan.between_contrasts:
        if plan.contrasts[name].role == role:
            members.setdefault(plan.family(name), []).append(name)
    found: dict[Permuted, str] = {}
    for family, names in members.items():
        method = "holm" if applied.get(family) == "holm" else _permuted(plan, names)
        found.setdefault(method, f"{role} {CALLED[method]}")
    return list(found.items())


def _permuted(plan: Plan, names: Sequence[str]) -> Permuted:
    asked_of = [question(plan, name) for name in names]
    if any(one.comparison != ComparisonKind.TWO_GROUPS or one.is_given_others for one in asked_of):
        return "holm"
    if len(names) == 1:
        return "labels"
    asked = [next(iter(plan.contrasts[name].between.items())) for name in names]
    if len({(stratifier, frozenset(groups)) for stratifier, groups in asked}) == 1:
        return "labels"
    same_number = all(
        question(plan, name).weights == question(plan, names[0]).weights for name in names
    )
    if len({stratifier for stratifier, _ in asked}) != 1 or not same_number:
        return "holm"
    pairs = {frozenset(groups) for _, groups in asked}
    if len(pairs) != len(names):
        return "holm"
    if len({groups[1] for _, groups in asked}) == 1:
        return "control"
    everyone = dict.fromkeys(group for _, groups in asked for group in groups)
    every_pair = {frozenset(pair) for pair in itertools.combinations(everyone, 2)}
    return "all pairs" if pairs == every_pair else "holm"
