"""The figures of `docs/calibration.md`."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from calibration.cells import Cell
from calibration.naive import EFFECTS as NAIVE_EFFECTS
from calibration.naive import one_only
from calibration.settings import GROUPS, SIZES
from explant.calibration import METHODS
from explant.figures.kit.saving import save
from explant.figures.kit.style import FAINT, INK, MUTED, OKABE_ITO, styled

BAND = 3.29
"""Standard errors on both sides of a rate: 99.9 %."""

ROW = 0.19
"""Height of a row in inches."""

SHORT = {
    "differences rounded to whole numbers, 38 % of them zero": "rounded, 38 % zeros",
    "symmetric differences with heavy tails": "symmetric, heavy tails",
    "skewed differences whose mean is zero": "skewed, mean zero",
    "skewed counts, heavily tied, whose mean is zero": "skewed counts, mean zero",
    "skewed differences whose pseudomedian is zero": "skewed, pseudomedian zero",
    "skewed differences whose median is zero": "skewed, median zero",
    "normal differences": "normal",
    "normal differences with an effect": "normal",
    "skewed differences with an effect, their long tail on its side": "skewed, tail with it",
    "skewed differences with an effect, their long tail against it": "skewed, tail against it",
    "rounded differences with an effect": "rounded",
    "differences with an effect, their signs independent of their sizes": "signs free of sizes",
}
SHORT_METHODS = {
    "sign_flip_interval": "sign-flip interval",
    "t_interval": "t interval",
    "rank_biserial": "rank-biserial",
    "superiority": "share with an increase",
    "d_z": "d_z",
}


def draw_all(cells: Sequence[Cell], into: Path) -> None:
    """Write the figures as ``calibration_*.svg``."""
    figures = {
        "calibration_type_one_error": type_one_error(cells),
        "calibration_coverage": coverage(cells),
        "calibration_naive_reading": naive_reading(cells),
    }
    with tempfile.TemporaryDirectory() as folder:
        for stem, figure in figures.items():
            paths = save(figure, Path(folder), stem)
            svg = next(path for path in paths if path.suffix == ".svg")
            (into / svg.name).write_bytes(svg.read_bytes())


def _panels(cells: Sequence[Cell], by_method: bool, start: float, end: float, label: str) -> Figure:
    """One panel a number of patients, one row a setting and method."""
    names = list(
        dict.fromkeys(
            (one.method, one.setting) if by_method else (one.setting, one.method) for one in cells
        )
    )
    heads = list(dict.fromkeys(first for first, _ in names))
    names.sort(key=lambda name: heads.index(name[0]))
    places, ticks, texts, titles = {}, [], [], []
    line = 0.0
    for head in heads:
        titles.append((line, SHORT.get(head, SHORT_METHODS.get(head, METHODS.get(head, head)))))
        line += 1.0
        for first, second in names:
            if first != head:
                continue
            key = (second, first) if by_method else (first, second)
            places[key] = line
            ticks.append(line)
            texts.append(SHORT.get(second, METHODS.get(second, second)))
            line += 1.0
        line += 0.4
    height = ROW * line + 0.9
    figure = Figure(figsize=(9.0, height))
    axes = figure.subplots(1, len(SIZES), sharey=True)
    figure.subplots_adjust(
        left=0.26, right=0.985, top=1.0 - 0.3 / height, bottom=0.55 / height, wspace=0.08
    )
    for ax, n in zip(axes, SIZES, strict=True):
        ax.set_title(f"n = {n}")
        ax.set_xlim(start, end)
        ax.set_ylim(line - 0.2, -0.8)
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", length=0)
        for place in ticks:
            ax.axhline(place, color=FAINT, linewidth=0.4, zorder=0)
        for one in cells:
            if one.groups == str(n):
                _dot(ax, one, places[one.setting, one.method], start, end)
        for place, text in titles if n == SIZES[0] else []:
            ax.text(
                -0.02, place, text, transform=ax.get_yaxis_transform(), ha="right", va="center",
                fontweight="bold", fontsize=8.0, color=INK,
            )  # fmt: skip
    axes[0].set_yticks(ticks, texts)
    axes[0].tick_params(axis="y", labelsize=7.5)
    figure.supxlabel(label, fontsize=9.0, y=0.1 / height)
    return figure


def _dot(ax: Axes, one: Cell, place: float, start: float, end: float) -> None:
    color = OKABE_ITO[1] if one.missed else OKABE_ITO[0]
    reach = BAND * one.monte_carlo_error
    ax.plot([one.target] * 2, [place - 0.42, place + 0.42], color=MUTED, linewidth=1.0, zorder=1)
    ax.plot(
        np.clip([one.rate - reach, one.rate + reach], start, end),
        [place] * 2,
        color=color,
        linewidth=1.2,
        zorder=2,
    )
    shape = "D" if one.missed else "o"
    ax.plot([np.clip(one.rate, start, end)], [place], shape, color=color, markersize=4, zorder=3)


@styled
def type_one_error(cells: Sequence[Cell]) -> Figure:
    """Dots of the error at 0.05 of every one-sample test."""
    chosen = [
        one
        for one in cells
        if one.topic == "one sample"
        and one.quantity == "error"
        and one.level == 0.05
        and one.promise != "other"
        and one.method not in ("equivalence", "pratt")
    ]
    label = (
        "share of studies in which a true null hypothesis is rejected at 0.05 (bar: 99.9 % Monte "
        "Carlo band; diamond: misses its level)"
    )
    return _panels(chosen, by_method=False, start=-0.004, end=0.125, label=label)


@styled
def coverage(cells: Sequence[Cell]) -> Figure:
    """Dots of the coverage of every interval of one sample."""
    chosen = [
        one
        for one in cells
        if one.topic in ("one sample", "effect size")
        and one.quantity == "coverage"
        and one.method != "equivalence_interval"
    ]
    low = min(0.88, min(one.rate for one in chosen) - 0.01)
    label = (
        "share of studies whose interval holds the true value (upright stroke: the level promised; "
        "diamond: misses it)"
    )
    return _panels(chosen, by_method=True, start=low, end=1.004, label=label)


@styled
def naive_reading(cells: Sequence[Cell]) -> Figure:
    """How often exactly one of two strata with the same effect is significant."""
    figure = Figure(figsize=(6.2, 3.4))
    ax = figure.subplots()
    figure.subplots_adjust(left=0.1, right=0.74, top=0.95, bottom=0.15)
    effects = np.linspace(0.0, 1.5, 76)
    for sizes, color, beside in zip(GROUPS, OKABE_ITO, (0.12, 0.22, None), strict=False):
        groups = f"{sizes[0]}/{sizes[1]}"
        curve = [one_only(sizes, float(effect)) for effect in effects]
        ax.plot(effects, curve, color=color, linewidth=1.4)
        place = curve[-1] if beside is None else beside
        ax.text(1.52, place, f"{sizes[0]} and {sizes[1]} patients", va="center", color=color)
        for method, face in (("t", color), ("wilcoxon", "none")):
            ax.plot(NAIVE_EFFECTS, _shares(cells, method, groups), "o", mec=color, mfc=face, ms=5)
        ax.plot(NAIVE_EFFECTS, _shares(cells, "welch", groups), "x", color=MUTED, ms=4)
    ax.axhline(0.05, color=MUTED, linewidth=0.8)
    ax.text(1.52, 0.035, "Welch's comparison", va="center", color=MUTED)
    ax.set_xlim(-0.03, 1.5)
    ax.set_ylim(0.0, 1.0)
    ax.set_xlabel("true effect in both strata (d_z)")
    ax.set_ylabel("share of studies significant in one only")
    return figure


def _shares(cells: Sequence[Cell], method: str, groups: str) -> list[float]:
    by_setting = {
        one.setting: one.rate
        for one in cells
        if one.topic == "naive reading" and one.method == method and one.groups == groups
    }
    return [
        by_setting[f"normal differences, d_z = {effect:g} in both strata"]
        for effect in NAIVE_EFFECTS
    ]
