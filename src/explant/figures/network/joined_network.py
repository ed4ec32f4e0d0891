"""The network figure: the shared genes, how they interact, and what was measured of them."""

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from explant.config.models import Plan
from explant.figures.kit import layout, style
from explant.figures.kit.paper import paper
from explant.figures.network.ring_of_genes import RingGene, left_out, links, named, ring_of_genes

# Both ends of a diverging palette that color-blind readers tell apart.
UP, DOWN = "#D55E00", "#0072B2"
_WIDEST, _APART = 2.3, 0.4
_MARGIN, _BESIDE = 0.15, 0.07
_MEASURED = 0.13
_SMALLEST, _LARGEST = 0.07, 0.17
_MOST_EXCESS = 6.0
_NAME, _NAME_NARROW = 1.5, 1.3


@style.styled
def joined_network(
    plan: Plan,
    network_nodes: pd.DataFrame,
    network_edges: pd.DataFrame,
    network_markers: pd.DataFrame,
) -> Figure:
    """A ring of genes with their interactions as chords.

    The color is the measured effect of the network's question, white where nothing was measured; a
    solid ring around it is evidence, a dashed one none. The size is the number of partners above
    what equally connected genes have. Dotted chords rest on channels that the plan leaves out.

    Parameters
    ----------
    plan
        The study's plan.
    network_nodes, network_edges, network_markers
        The tables of those names.
    """
    genes = ring_of_genes(network_nodes, network_edges, network_markers)
    angles = [math.pi / 2 - 2 * math.pi * place / max(len(genes), 1) for place in range(len(genes))]
    names = [
        _LARGEST + _BESIDE + layout.text_width(_shown(gene), style.SMALL, bold=bool(gene.marker))
        for gene in genes
    ]
    half = style.width() / 2
    rooms = [
        (half - _MARGIN) / max(abs(math.cos(angle)), 0.1) - name
        for angle, name in zip(angles, names, strict=True)
    ]
    # Few genes on a wide ring would be lost in it.
    ring = min([_WIDEST, _APART * len(genes), *rooms])
    heights = [(ring + far) * math.sin(angle) for angle, far in zip(angles, names, strict=True)]
    heights += [ring * math.sin(angle) + _LARGEST for angle in angles]
    heights += [ring * math.sin(angle) - _LARGEST for angle in angles]
    low, high = min(heights, default=-0.1) - _MARGIN, max(heights, default=0.1) + _MARGIN
    note = _legend(plan, left_out(network_nodes, network_markers, genes))
    foot = 0.2 + layout.text_height(note.count("\n") + 1, style.TINY)
    figure = Figure(figsize=(style.width(), high - low + foot))
    axes = layout.axes_at(figure, 0.0, foot, style.width(), high - low)
    axes.set_xlim(-half, half)
    axes.set_ylim(low, high)
    axes.set_axis_off()
    points = [(ring * math.cos(angle), ring * math.sin(angle)) for angle in angles]
    for first, second, dotted in links(genes, network_edges):
        (x1, y1), (x2, y2) = points[first], points[second]
        axes.add_line(
            Line2D(
                [x1, x2],
                [y1, y2],
                color=style.NEUTRAL,
                linewidth=0.9,
                alpha=0.8,
                linestyle=(0, (1, 2)) if dotted else "-",
                zorder=1,
            )
        )
    smaller = _smaller(genes, ring)
    for gene, point, angle in zip(genes, points, angles, strict=True):
        _draw(axes, gene, point, angle, ring, smaller)
    layout.write(figure, 0.2, 0.1, note, style.TINY, style.INK)
    return figure


def _shown(gene: RingGene) -> str:
    room = _NAME_NARROW if paper().narrow else _NAME
    return layout.shortened(named(gene), room, style.SMALL, bold=bool(gene.marker))


def _radius(gene: RingGene) -> float:
    share = min(gene.excess, _MOST_EXCESS) / _MOST_EXCESS
    radius = math.sqrt(_SMALLEST**2 + share * (_LARGEST**2 - _SMALLEST**2))
    return max(radius, _MEASURED) if gene.marker else radius


def _smaller(genes: Sequence[RingGene], ring: float) -> float:
    """By what all marks are made smaller so that none lies on its neighbor."""
    largest = max((_radius(gene) for gene in genes), default=_SMALLEST)
    apart = 2 * ring * math.sin(math.pi / max(len(genes), 2))
    return min(1.0, 0.94 * apart / (2 * largest))


def _face(gene: RingGene) -> style.Color:
    color = {1: UP, -1: DOWN}.get(gene.direction, style.PAPER)
    return style.tint(color, 0.85 if gene.evident else 0.4)


def _draw(
    axes: Axes,
    gene: RingGene,
    point: tuple[float, float],
    angle: float,
    ring: float,
    smaller: float,
) -> None:
    radius = _radius(gene) * smaller
    measured = bool(gene.marker)
    axes.add_patch(
        Circle(
            point,
            radius,
            facecolor=_face(gene),
            edgecolor=style.INK,
            linewidth=1.8 if measured else 0.9,
            linestyle="-" if gene.evident or not measured else (0, (2, 1.2)),
            zorder=2,
        )
    )
    if gene.direction:
        # The direction stands in the shape, too, for who cannot tell the colors.
        axes.plot(
            [point[0]],
            [point[1]],
            marker="^" if gene.direction > 0 else "v",
            markersize=6.5 * smaller,
            color=style.PAPER if gene.evident else style.INK,
            zorder=3,
        )
    turned = math.degrees(angle)
    backwards = math.cos(angle) < 0
    distance = ring + radius + _BESIDE
    axes.text(
        distance * math.cos(angle),
        distance * math.sin(angle),
        _shown(gene),
        rotation=turned + 180 if backwards else turned,
        rotation_mode="anchor",
        ha="right" if backwards else "left",
        va="center",
        size=style.SMALL,
        weight="bold" if measured else "normal",
        style="normal" if gene.shared else "italic",
    )


def _legend(plan: Plan, more: str) -> str:
    question = plan.contrast_label(plan.network_question)
    return layout.note(
        plan,
        f"Filled: measured, {question}; orange and ▲ up, blue and ▼ down; ring solid with "
        "evidence, dashed without. White: not measured. Larger: more partners than equally "
        "connected genes. Dotted: only by channels left out, such as text mining. Italic: not "
        f"shared. {more}".rstrip(),
    )
