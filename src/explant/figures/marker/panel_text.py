"""What single panels and the composite show, in sentences. Needs no matplotlib."""

import pandas as pd

from explant.config.models import Plan
from explant.figures.effects import results
from explant.figures.figure_names import composite_markers, single_panels
from explant.figures.marker.marker_text import effect_words


def panel_text(
    plan: Plan, name: str, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> str:
    """Text of a single panel: the estimate with its interval, n and p."""
    marker, contrast = single_panels(plan)[name]
    found = results(plan, paired, between)
    return (
        f"{plan.marker_label(marker)}, {plan.contrast_label(contrast)}: values and differences of "
        f"every patient. {_effect(plan, marker, contrast, found)}."
    )


def composite_text(plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None) -> str:
    """Text of the composite: the leading question's estimate in each marker, by the panel."""
    found = results(plan, paired, between)
    panels = [
        f"{letter(place)}, {plan.marker_label(marker)}: "
        f"{_effect(plan, marker, plan.headline, found)}"
        for place, marker in enumerate(composite_markers(plan))
    ]
    return (
        f"{plan.contrast_label(plan.headline)}: values and differences of every patient, a panel a "
        f"marker. {'. '.join(panels)}."
    )


def letter(place: int) -> str:
    """Letter of a panel, from a."""
    return chr(ord("a") + place)


def _effect(plan: Plan, marker: str, contrast: str, found: pd.DataFrame) -> str:
    own = found[(found["marker"] == marker) & (found["contrast"] == contrast)]
    return effect_words(plan, own.iloc[0]) if len(own) else "not tested"
