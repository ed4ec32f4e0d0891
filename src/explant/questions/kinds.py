"""What kinds of questions a plan asks: of a patient's own samples, of single values, of groups."""

from typing import Literal

from explant.config.models import Plan

GroupKind = Literal["two groups", "ordered groups", "unordered groups"]

GROUP_KINDS: tuple[GroupKind, ...] = ("two groups", "ordered groups", "unordered groups")


def takes_differences(plan: Plan, contrast: str) -> bool:
    """Whether a contrast makes a difference of a patient's own samples."""
    asked = plan.contrasts[contrast]
    return bool(asked.compare or asked.trend or asked.weights)


def pairs_samples(plan: Plan) -> bool:
    """Whether a question within patients is asked of paired differences."""
    return any(takes_differences(plan, name) for name in plan.paired_contrasts)


def has_fixed_value(plan: Plan) -> bool:
    """Whether a question compares values with a fixed one."""
    return any(contrast.against is not None for contrast in plan.contrasts.values())


def group_kind(plan: Plan, contrast: str) -> GroupKind:
    """How a question between groups compares them."""
    ((stratifier, groups),) = plan.contrasts[contrast].between.items()
    if len(groups) == 2:
        return "two groups"
    ordered = plan.patients.strata[stratifier].kind == "ordered"
    return "ordered groups" if ordered else "unordered groups"


def group_kinds(plan: Plan) -> list[GroupKind]:
    """Kinds of comparisons between groups that the plan's questions make."""
    found = {group_kind(plan, name) for name in plan.between_contrasts}
    return [kind for kind in GROUP_KINDS if kind in found]


def explored(plan: Plan) -> list[str]:
    """Properties of patients by which every paired question is compared."""
    if not plan.paired_contrasts:
        return []
    return [name for name, stratifier in plan.patients.strata.items() if stratifier.explore]
