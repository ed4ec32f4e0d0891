"""Draw the pictures of ``docs/designs.md`` from the configs that stand in it.

``.venv/bin/python docs/design_pictures.py`` writes ``docs/images/designs/*.svg``.
"""

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / "src"))

from explant.config.loading import validate  # noqa: E402
from explant.config.models import Plan  # noqa: E402
from explant.questions.design import cells, contrast_weights  # noqa: E402

IMAGES = DOCS / "images" / "designs"
SHOWN_CONTRASTS = 6
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
GREY = "#555555"
PATIENTS = 4


def designs(text: str) -> dict[str, str]:
    """Config of each section of the page, by the section's anchor."""
    found: dict[str, str] = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, body = section.split("\n", 1)
        block = re.search(r"```yaml\n(.*?)```", body, flags=re.DOTALL)
        if block:
            found[anchor(title)] = block.group(1)
    return found


def anchor(title: str) -> str:
    """Anchor of a heading, as code hosts make it."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def loaded(config: str) -> Plan:
    """Plan of a config of the page.

    Raises
    ------
    ValueError
        When it has faults.
    """
    plan, problems = validate(yaml.safe_load(config))
    if plan is None:
        raise ValueError("; ".join(map(str, problems)))
    return plan


def columns(plan: Plan) -> list[tuple[str, str]]:
    """Samples of the picture: what stands below each, and its group where samples are unpaired."""
    grouping = unpaired_grouping(plan)
    if not plan.factors and grouping:
        return [(group, group) for group in plan.patients.strata[grouping].groups]
    levels = [level for factor in plan.factors.values() for level in factor.levels]
    repeated = len(set(levels)) < len(levels)
    return [
        (
            "\n".join(
                f"{factor} {level}" if repeated else level
                for factor, level in zip(plan.factors, cell, strict=True)
            ),
            "",
        )
        for cell in cells(plan)
    ]


def unpaired_grouping(plan: Plan) -> str:
    """The grouping that the plan's questions compare; empty where none does."""
    names = [name for contrast in plan.contrasts.values() for name in contrast.between]
    return names[0] if names else ""


def weight_text(plan: Plan, contrast: str, place: int) -> str:
    """Weight of a column in a contrast, as the picture shows it."""
    asked = plan.contrasts[contrast]
    if not plan.factors:
        ((name, groups),) = asked.between.items()
        group = list(plan.patients.strata[name].groups)[place]
        if len(groups) > 2:
            return (
                str(groups.index(group) + 1)
                if plan.patients.strata[name].kind == ("ordered")
                else "·"
            )
        return {groups[0]: "+1", groups[1]: "−1"}.get(group, "")
    cell = cells(plan)[place]
    weight = contrast_weights(plan, contrast).get(cell)
    return "" if weight is None else f"{weight:+.3g}".replace("-", "−")


def row_label(plan: Plan, contrast: str) -> str:
    """Name of a contrast with the groups that it compares."""
    asked = plan.contrasts[contrast]
    text = contrast.replace("_", " ")
    for name, groups in asked.between.items():
        if plan.factors:
            text += f": {groups[0]} − {groups[1]}"
        elif len(groups) > 2:
            ordered = plan.patients.strata[name].kind == "ordered"
            text += ": in order" if ordered else ": any difference"
    for groups in asked.among.values():
        text += f" (among {', '.join(groups)})"
    if asked.against is not None:
        text += f": minus {asked.against:g}"
    if asked.markers and len(asked.markers) == 1:
        text += f" ({asked.markers[0]})"
    return text


def draw(name: str, plan: Plan) -> None:
    """Write the picture of one design."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    style: Any = {
        "svg.hashsalt": "explant",
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 9,
    }
    with mpl.rc_context(style):
        places = columns(plan)
        contrasts = list(plan.contrasts)[:SHOWN_CONTRASTS]
        longest = max(len(line) for text, _ in places for line in text.split("\n"))
        width = 2.6 + max(0.85, 0.085 * longest) * len(places)
        height = 1.6 + 0.24 * len(contrasts) + 0.2 * max(len(t.split("\n")) for t, _ in places)
        figure, axes = plt.subplots(figsize=(width, height))
        _samples(axes, plan, places)
        deepest = max(text.count("\n") for text, _ in places)
        for place, (text, _) in enumerate(places):
            axes.text(place, -0.25, text, ha="center", va="top", fontsize=9)
        top = -0.25 - 0.42 * (deepest + 1) - 0.25
        for row, contrast in enumerate(contrasts):
            y = top - 0.45 * row
            axes.text(-0.75, y, row_label(plan, contrast), ha="right", va="center", color=GREY)
            for place in range(len(places)):
                text = weight_text(plan, contrast, place)
                axes.text(place, y, text, ha="center", va="center", weight="bold")
        axes.set_xlim(-0.7, len(places) - 0.4)
        axes.set_ylim(top - 0.45 * len(contrasts), 2.3)
        axes.axis("off")
        figure.savefig(
            IMAGES / f"{name}.svg",
            bbox_inches="tight",
            pad_inches=0.05,
            metadata={"Date": None, "Creator": None},
        )
        plt.close(figure)


def _samples(axes: Any, plan: Plan, places: list[tuple[str, str]]) -> None:
    generator = np.random.default_rng(3)
    grouping = unpaired_grouping(plan)
    groups = list(plan.patients.strata[grouping].groups) if grouping else [""]
    if not plan.factors:
        for place in range(len(places)):
            y = np.sort(generator.uniform(0.2, 1.9, PATIENTS + 1))
            x = place + np.tile([-0.12, 0.12], PATIENTS)[: PATIENTS + 1]
            axes.plot(x, y, "o", color=COLORS[place % len(COLORS)], markersize=5)
        return
    once = plan.patients.unpaired == "keep"
    for at, group in enumerate(groups):
        for _ in range(PATIENTS):
            y = np.clip(
                generator.uniform(0.3, 1.5) + generator.normal(0, 0.25, len(places)), 0.1, 2.1
            )
            x = np.arange(len(places))
            single = once and group == groups[0]
            if single:
                x, y = x[:1] - 0.18, y[:1]
            joined = (
                len(places) > 1
                and not single
                and all(contrast.against is None for contrast in plan.contrasts.values())
            )
            axes.plot(x, y, "o-" if joined else "o", color=COLORS[at], markersize=4.5, linewidth=1)
        if group:
            axes.text(
                len(places) - 0.75,
                2.05 - 0.35 * at,
                group,
                color=COLORS[at],
                va="center",
                ha="left",
            )


def main() -> None:
    """Draw every picture of the page."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, config in designs((DOCS / "designs.md").read_text(encoding="utf-8")).items():
        draw(name, loaded(config))


if __name__ == "__main__":
    main()
