"""What a volcano plot shows: which markers as which points, and what is said beneath them.

Needs no matplotlib.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.figures.effects import evident, standardized_name, table_name
from explant.figures.figure_names import declared_markers
from explant.figures.ranked_markers import ranked_markers, ranking_results

VOLCANO_LABELS = 25


@dataclass(frozen=True)
class VolcanoPoints:
    """What a volcano plot shows: a row per tested marker, in the order of the ranking.

    ``points`` has the columns ``marker, effect, p, p_adjusted, evidence, labelled``; ``marker`` is
    one whose scale and unit all share, None where the effects are standardized; ``untested`` counts
    the markers without a point.
    """

    points: pd.DataFrame
    marker: str | None
    untested: int

    @property
    def threshold(self) -> float | None:
        """The largest p among the markers with evidence."""
        found = self.points.loc[self.points["evidence"], "p"]
        return float(found.max()) if len(found) else None

    @property
    def _lowered(self) -> bool:
        """Whether it is the adjustment that keeps the threshold from alpha."""
        found = self.points[self.points["evidence"]]
        last = found[found["p"] == found["p"].max()]
        return bool((last["p_adjusted"] >= 2 * last["p"]).any())

    def note(self, plan: Plan) -> str:
        """What the marks and the line are, in words."""
        alpha = f"{plan.inference.alpha:g}"
        words = [f"Each mark is a marker; filled: adjusted p of at most {alpha}."]
        if self.threshold is None:
            words.append(f"No adjusted p is at most {alpha}.")
        else:
            words.append(
                "Dotted line: the largest p among the filled marks. It lies below "
                f"{alpha} because p is adjusted for the number of tests."
                if self._lowered
                else "Dotted line: the largest p among the filled marks."
            )
        if self.marker is None:
            words.append(
                "Markers differ in scale or unit, so effects are standardized "
                f"({standardized_name(plan, plan.ranked)})."
            )
        also = "those declared, and " if declared_markers(plan) else ""
        words.append(f"Named: {also}up to {VOLCANO_LABELS} of the smallest p.")
        if self.untested:
            words.append(f"{self.untested} not tested.")
        words.append(f"Every number stands in {table_name(plan, plan.ranked)}.")
        return " ".join(words)


def volcano_points(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> VolcanoPoints:
    """Points of the volcano plot of the ranking contrast: of the markers that it is asked of."""
    # Asked once: among thousands of markers the plan counts them all for each answer.
    contrast = plan.ranked
    asked = [m for m in ranked_markers(plan, paired, between) if plan.asks(contrast, m)]
    own = ranking_results(plan, paired, between).reindex(asked)
    kinds = {(plan.markers[marker].scale, plan.markers[marker].unit.strip()) for marker in asked}
    alike = len({scale for scale, _ in kinds}) == 1 and (
        len(kinds) == 1 or next(iter(kinds))[0] != "linear"
    )
    effect = own["estimate" if alike else "standardized"].astype("float64")
    tested = own["p"].notna() & np.isfinite(effect)
    points = pd.DataFrame(
        {
            "marker": own.index,
            "effect": effect.to_numpy(),
            "p": own["p"].to_numpy(dtype=np.float64),
            "p_adjusted": own["p_adjusted"].to_numpy(dtype=np.float64),
            "evidence": evident(own),
        }
    )[tested.to_numpy(dtype=bool)].reset_index(drop=True)
    declared = points["marker"].isin(declared_markers(plan))
    points["labelled"] = declared | (points.index < VOLCANO_LABELS)
    return VolcanoPoints(
        points,
        asked[0] if alike else None,
        int((~tested).sum()),
    )
