"""Questions that stand for others: families against one level, all pairs, and across markers.

They are written out when the config is loaded, so everything after sees plain contrasts.
"""

import itertools
from collections.abc import Iterator

from explant.config.models import Contrast, Marker, Plan
from explant.expressions.tree import quoted

Names = list[str]

UNIT_OF_DIFFERENCE = {"%": "percentage points"}
"""A difference of percentages may be negative, and is no percentage."""

STANDARDIZED = "SD"
"""Unit of a difference of z scores."""


def written_out(plan: Plan) -> Plan:
    """The plan with ``versus``, ``all_pairs`` and ``across`` as contrasts and derived markers.

    Parameters
    ----------
    plan
        A plan without faults (:func:`explant.config.rules.plan_rules.check`).

    Returns
    -------
    Plan
        ``NAME: {versus: {dose: none}}`` has become ``NAME_low`` and ``NAME_high``, each with the
        family ``NAME`` unless primary; ``NAME: {all_pairs: dose}`` has become ``NAME_low_none``
        and so on, the later level minus the earlier. ``across: [A, B]`` has become
        ``markers: [A / B]`` (or ``A − B``) with that derived marker, of which nothing else is
        asked. Keys that name such a question (``expected``, ``equivalence_margin``,
        ``headline``) name the members of a family.
    """
    if not any(stands_for_others(contrast) for contrast in plan.contrasts.values()):
        return plan
    contrasts: dict[str, Contrast] = {}
    markers = dict(plan.markers)
    for name, contrast in plan.contrasts.items():
        for member, question in _members(plan, name, contrast):
            if question.across:
                joint, marker = across_marker(plan, question.across)
                markers.setdefault(joint, marker)
                question = question.model_copy(update={"across": [], "markers": [joint]})
            contrasts[member] = question
    joint_markers = [name for name in markers if name not in plan.markers]
    if joint_markers:
        # A question that names no marker is asked of those of the config, not of these.
        own = [name for name, marker in plan.markers.items() if marker.analysed]
        contrasts = {
            name: question if question.markers else question.model_copy(update={"markers": own})
            for name, question in contrasts.items()
        }
    return plan.model_copy(update={"contrasts": contrasts, "markers": markers})


def stands_for_others(contrast: Contrast) -> bool:
    """Whether a contrast is written out as others."""
    return bool(contrast.versus or contrast.all_pairs or contrast.across)


def level_labels(plan: Plan, factor: str) -> dict[str, str]:
    """Levels of a factor, or groups of a grouping, with what people call them."""
    if factor in plan.factors:
        return {level: plan.level_label(factor, level) for level in plan.factors[factor].levels}
    return {group: group for group in plan.patients.strata[factor].groups}


def _members(plan: Plan, name: str, contrast: Contrast) -> Iterator[tuple[str, Contrast]]:
    if contrast.versus:
        ((factor, reference),) = contrast.versus.items()
        pairs = [(level, reference) for level in level_labels(plan, factor) if level != reference]
        suffixes = [level for level, _ in pairs]
    elif contrast.all_pairs:
        factor = contrast.all_pairs
        pairs = [
            (later, earlier)
            for earlier, later in itertools.combinations(level_labels(plan, factor), 2)
        ]
        suffixes = [f"{later}_{earlier}" for later, earlier in pairs]
    else:
        yield name, contrast
        return
    labels = level_labels(plan, factor)
    for suffix, (first, second) in zip(suffixes, pairs, strict=True):
        question = f"{labels[first]} against {labels[second]}"
        key = "compare" if factor in plan.factors else "between"
        yield (
            f"{name}_{suffix}",
            contrast.model_copy(
                update={
                    "versus": {},
                    "all_pairs": None,
                    "label": f"{contrast.label}: {question}" if contrast.label else question,
                    # Primary ones are in the family of all primary ones.
                    "family": contrast.family or (None if contrast.role == "primary" else name),
                    key: {**getattr(contrast, key), factor: [first, second]},
                }
            ),
        )


def across_marker(plan: Plan, across: Names) -> tuple[str, Marker]:
    """Name and derived marker of which a question across two markers is asked."""
    first, second = (plan.markers[name] for name in across)
    one, other = (quoted(name) for name in across)
    labels = [plan.marker_label(name) for name in across]
    if first.scale == second.scale == "log2":
        return f"{across[0]} / {across[1]}", Marker.model_validate(
            {
                "label": " / ".join(labels),
                "derived": f"{_shifted(one, first)} / {_shifted(other, second)}",
                "scale": "log2",
            }
        )
    minus = {"label": " − ".join(labels)}
    name = f"{across[0]} − {across[1]}"
    if first.scale == second.scale == "linear" and first.unit == second.unit:
        return name, Marker.model_validate(
            minus
            | {
                "derived": f"{one} - {other}",
                "unit": UNIT_OF_DIFFERENCE.get(first.unit, first.unit),
            }
        )
    scaled = [f"z({_scaled(text, marker)})" for text, marker in ((one, first), (other, second))]
    return name, Marker.model_validate(
        minus | {"derived": " - ".join(scaled), "unit": STANDARDIZED}
    )


def _shifted(text: str, marker: Marker) -> str:
    return f"({text} + {marker.offset:g})" if marker.offset else text


def _scaled(text: str, marker: Marker) -> str:
    if marker.scale == "log2":
        return f"log2({_shifted(text, marker)})"
    if marker.scale == "logit":
        return f"ln({_shifted(text, marker)} / (100 - {text} + {marker.offset:g}))"
    return text
