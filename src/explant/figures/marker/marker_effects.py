"""Right panel of a marker's figure: each question's effect, with the patients' differences."""

from urllib.parse import quote

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.figures.effects import compared_words
from explant.figures.kit import layout, style
from explant.figures.kit.palette import held_color
from explant.figures.kit.patient_layer import Dots, PatientLayer
from explant.figures.kit.places import Grouping
from explant.figures.kit.printed_numbers import level_text, n_digits, p_phrase, printed, stars
from explant.figures.kit.swarm import swarm
from explant.figures.kit.ticks import difference_label, difference_ticks
from explant.figures.marker.marker_values import DOT
from explant.figures.selection import LEVEL_SLACK
from explant.language.asked import step_of_trend
from explant.language.unit_of_study import noun, renamed
from explant.questions.question import question

_NAME_WIDTH = 1.75
_APART = 0.09
_TREND_NAMES = ("slope", "curvature", "cubic term")


def effect_name(plan: Plan, marker: str, contrast: str) -> str:
    """Name of a row: the question, and what a trend or a comparison of groups is."""
    asked = plan.contrasts[contrast]
    lines = [layout.wrapped(plan.contrast_label(contrast), _NAME_WIDTH, style.SMALL)]
    if asked.trend:
        terms = dict(enumerate(_TREND_NAMES, start=1))
        term = terms.get(asked.degree, f"degree {asked.degree}")
        step = printed(step_of_trend(plan, contrast))
        lines.append(layout.wrapped(f"({term} {step})", _NAME_WIDTH, style.SMALL))
    compared = compared_words(plan, contrast, ratio=plan.markers[marker].scale != "linear")
    if compared:
        lines.append(layout.wrapped(f"({compared})", _NAME_WIDTH, style.SMALL))
    return "\n".join(lines)


def effects_title(plan: Plan, contrasts: list[str]) -> str:
    """What the panel's numbers are."""
    between = [question(plan, contrast).is_between for contrast in contrasts]
    if all(between):
        return "Differences between groups"
    against = any(plan.contrasts[contrast].against is not None for contrast in contrasts)
    return "Differences" if any(between) or against else "Paired differences"


def beside_text(plan: Plan, result: "pd.Series | None") -> str:
    """What stands beside a row, as the plan asks: how many patients, and the adjusted p.

    A level that a handful of patients cannot reach is said always.
    """
    if result is None:
        return ""
    shown = plan.figures.annotate
    lines = [f"n = {n_digits(result)}"] if "n" in shown else []
    bounded = np.isfinite(result["low"]) and np.isfinite(result["high"])
    if bounded and result["level"] < plan.inference.confidence - LEVEL_SLACK:
        lines.append(f"({level_text(result['level'])})")
    p = float(result["p_adjusted"])
    if "p" in shown and np.isfinite(p):
        lines.append(p_phrase(p, plan.inference.alpha))
    if "stars" in shown and np.isfinite(p):
        lines.append(stars(p))
    return "\n".join(filter(None, lines))


def draw_effects(
    axes: Axes,
    layer: PatientLayer,
    plan: Plan,
    marker: str,
    contrasts: list[str],
    names: list[str],
    differences: pd.DataFrame,
    results: pd.DataFrame,
    grouping: Grouping | None,
) -> None:
    """Draw a row for each contrast.

    Parameters
    ----------
    axes, layer
        The panel.
    plan
        The study's plan.
    marker
        Name of the marker.
    contrasts, names
        The rows and what they are called.
    differences
        The marker's rows of ``differences.csv``; those of contrasts between groups are values, not
        differences, and are not drawn here.
    results
        The marker's rows of :func:`explant.figures.effects.results`.
    grouping
        The groups that the marks of patients tell apart.
    """
    paired = [contrast for contrast in contrasts if not question(plan, contrast).is_between]
    own = differences[differences["contrast"].isin(paired)]
    rows = {str(row["contrast"]): row for _, row in results.iterrows()}
    bounds = (
        results.set_index("contrast")
        .reindex(contrasts)[["estimate", "low", "high"]]
        .to_numpy(dtype=np.float64)
    )
    ticks = difference_ticks(
        np.append(own["difference"].to_numpy(dtype=np.float64), bounds), plan.markers[marker].scale
    )
    axes.set_title(effects_title(plan, contrasts))
    axes.set_xlabel(difference_label(plan.markers[marker]))
    ticks.put_on(axes, "x")
    axes.set_ylim(len(contrasts) - 0.5, -0.5)
    axes.set_yticks(range(len(contrasts)), labels=names)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=style.MUTED, linewidth=0.8, zorder=1, gid="zero")

    assert axes.figure is not None
    box = axes.get_position()
    across, up = axes.figure.get_size_inches()  # type: ignore[union-attr]
    per_unit = across * box.width / (ticks.high - ticks.low)
    row = up * box.height / len(contrasts)
    # Dots fill the lower part of a row, the estimate stands above them.
    room = min(0.48 * row - _APART, 0.3)
    apart = (room + _APART) / row
    for i, contrast in enumerate(contrasts):
        if contrast in paired:
            mine = own[own["contrast"] == contrast]
            _draw_differences(
                layer, plan, mine, contrast, grouping, i + apart / 3, per_unit, room, row
            )
            if not np.isfinite(mine["difference"].to_numpy(dtype=np.float64)).any():
                _say(axes, i, renamed("no patient has every cell it needs", noun(plan)))
            _draw_estimate(axes, bounds[i], i - 2 * apart / 3, contrast, "D")
        elif np.isfinite(bounds[i, 0]):
            _draw_estimate(axes, bounds[i], i, contrast, "s")
        else:
            _say(axes, i, "too few values in a group")
        axes.text(
            1.01,
            i,
            beside_text(plan, rows.get(contrast)),
            transform=axes.get_yaxis_transform(),
            size=style.TINY,
            color=style.MUTED,
            ha="left",
            va="center",
        )


def _say(axes: Axes, row: int, words: str) -> None:
    axes.text(
        sum(axes.get_xlim()) / 2,
        row,
        words,
        size=style.TINY,
        color=style.MUTED,
        ha="center",
        va="center",
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5},
    )


def _draw_differences(
    layer: PatientLayer,
    plan: Plan,
    mine: pd.DataFrame,
    contrast: str,
    grouping: Grouping | None,
    middle: float,
    per_unit: float,
    room: float,
    row: float,
) -> None:
    found = mine["difference"].to_numpy(dtype=np.float64)
    known = np.isfinite(found)
    color = held_color(plan, contrast)
    aside = swarm(found * per_unit, DOT * 1.1 / layout.POINTS_PER_INCH, room) / row
    for patient, value, offset in zip(
        mine["patient"][known], found[known], aside[known], strict=True
    ):
        shape = "o"
        if grouping is not None:
            look = style.cell_look(plan, (), grouping, grouping.number(patient))
            color, shape = look.color, look.shape
        layer.add(
            patient,
            [
                Dots(
                    np.array([value]),
                    np.array([middle + offset]),
                    face=style.tint(color, 0.55),
                    edge=style.PAPER,
                    edge_width=0.5,
                    shape=shape,
                    size=DOT,
                )
            ],
        )


def _draw_estimate(
    axes: Axes, bounds: NDArray[np.float64], y: float, contrast: str, shape: str
) -> None:
    estimate, low, high = bounds
    if np.isfinite(low) and np.isfinite(high):
        axes.plot(
            [low, high],
            [y, y],
            color=style.INK,
            linewidth=1.8,
            solid_capstyle="butt",
            gid=f"interval:{quote(contrast)}",
            zorder=3,
        )
    if np.isfinite(estimate):
        axes.plot(
            [estimate],
            [y],
            marker=shape,
            markersize=5,
            color=style.INK,
            linestyle="",
            gid=f"estimate:{quote(contrast)}",
            zorder=3,
        )
