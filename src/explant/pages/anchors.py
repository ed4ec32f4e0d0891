"""Places on a page that a link can lead to."""

import re

from explant.config.models import Plan

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")


def anchor(kind: str, name: str, place: int) -> str:
    """Anchor of a section: readable where the name allows, unique by its place in the plan."""
    readable = _NOT_IN_AN_ID.sub("-", name).strip("-")
    # No readable name holds a dot, so a place is never taken for one.
    return f"{kind}-{name}" if readable == name else f"{kind}.{place + 1}"


def marker_anchors(plan: Plan) -> dict[str, str]:
    """Anchor of each marker's panel."""
    return {name: anchor("marker", name, place) for place, name in enumerate(plan.markers)}


def sentence_anchor(plan: Plan, marker: str, contrast: str) -> str:
    """Anchor of what a marker's panel says on a contrast."""
    kind = f"{marker_anchors(plan)[marker]}.in"
    return anchor(kind, contrast, list(plan.contrasts).index(contrast))
