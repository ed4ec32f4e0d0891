"""Rows of the figures that set the network study beside chance. Needs no matplotlib."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, log10
from typing import Any, Literal

import pandas as pd

from explant.config.models import Plan
from explant.figures.kit.printed_numbers import difference_unit, effect_text, p_phrase
from explant.language.unit_of_study import noun, renamed
from explant.questions.answers import reaches

MOST_ROWS = 12
"""Rows of a block; the tables have every one."""

SMALLEST_P = 1e-6
Kind = Literal["count", "p", "effect"]


@dataclass(frozen=True)
class ChanceRow:
    """What was found, and what chance has it: NaN where that is not known.

    ``filled`` says whether there is evidence, ``direction`` which one the plan predicts.
    """

    label: str
    found: float
    expected: float
    matched: float
    filled: bool
    text: str
    low: float = float("nan")
    high: float = float("nan")
    direction: int = 0


@dataclass(frozen=True)
class Block:
    """Rows on one axis; ``said`` is how they are read."""

    title: str
    kind: Kind
    rows: list[ChanceRow] = field(default_factory=list)
    left_out: int = 0
    said: str = ""
    axis: str = ""


def overlap_block(plan: Plan, network_overlap: pd.DataFrame) -> Block:
    """How many genes each pair of lists shares, beside chance.

    Parameters
    ----------
    plan
        The study's plan.
    network_overlap
        The table of that name.
    """
    alpha = plan.inference.alpha
    table = _records(network_overlap)
    found = [_shared(row, label, alpha) for row, label in zip(table, _pairs(table), strict=True)]
    said = (
        "Circle: genes that a pair of lists shares, of those that could have been shared; filled "
        "where p reaches α. Orange bar: expected of genes that are as much studied; diamond: of "
        "any genes. p is that of the bar."
    )
    whole = table[-1]
    title = "Shared genes beside chance"
    if len(table) > 1 and len({row["targets"] for row in table}) == 1:
        title = f"Shared with {whole['targets']}, beside chance"
    # The sides as wholes stand last in the table, and lead here.
    return _block(title, "count", found[::-1], said, "pairs of lists", "Genes")


def hubs_block(plan: Plan, network_nodes: pd.DataFrame) -> Block:
    """Partners of the shared genes, those with the smallest p first.

    Parameters
    ----------
    plan
        The study's plan.
    network_nodes
        The table of that name.
    """
    nodes = [node for node in _records(network_nodes) if isfinite(_number(node, "p"))]
    nodes.sort(key=lambda node: (_number(node, "p"), str(node["gene"])))
    said = (
        "Circle: partners among the shared genes; filled where adjusted p reaches α. Orange bar: "
        "expected of genes that are as well connected elsewhere. Right: adjusted p."
    )
    rows = [_hub(node, plan.inference.alpha) for node in nodes]
    title = "Partners of the shared genes beside chance"
    return _block(title, "count", rows, said, "genes", "Partners")


def terms_block(plan: Plan, collection: str, network_terms: pd.DataFrame) -> Block:
    """The gene sets of a collection, one of each group that is mostly the same genes.

    Parameters
    ----------
    plan
        The study's plan.
    collection
        Name of the collection in the plan.
    network_terms
        The table of that name.
    """
    own = [
        row
        for row in _records(network_terms)
        if row["collection"] == collection and row["leader"] == row["term"]
    ]
    own.sort(key=lambda row: (_number(row, "p_matched"), str(row["term"])))
    said = (
        "p among genes that could have been shared and are as much studied, not adjusted; filled "
        "where adjusted p reaches α. Right: how many genes of the set are shared. Circular: a "
        "list was made from the set, so its p says nothing; it is never filled."
    )
    rows = [_term(row, plan.inference.alpha) for row in own]
    axis = "p, not adjusted (logarithmic axis)"
    return _block(f"Gene sets of {collection}", "p", rows, said, "groups of sets", axis)


def predicted_block(plan: Plan, network_markers: pd.DataFrame) -> Block:
    """The measured markers for which the plan predicts a direction.

    Parameters
    ----------
    plan
        The study's plan.
    network_markers
        The table of that name.
    """
    rows = [_predicted(plan, row) for row in _records(network_markers) if row["predicted"]]
    said = (
        "Triangle: the direction that the plan predicts. Circle and line: estimate and interval, "
        "filled with evidence, each marker on an axis of its own."
    )
    title = f"Predicted and measured: {plan.contrast_label(plan.network_question)}"
    return _block(title, "effect", rows, said, "markers", "Measured effect")


def hubs_text(plan: Plan, network_nodes: pd.DataFrame) -> str:
    """What the figure of hubs shows, in words."""
    return _told(plan, hubs_block(plan, network_nodes))


def terms_text(plan: Plan, collection: str, network_terms: pd.DataFrame) -> str:
    """What the figure of a collection's gene sets shows, in words."""
    return _told(plan, terms_block(plan, collection, network_terms))


def predicted_text(plan: Plan, network_markers: pd.DataFrame) -> str:
    """What the figure of predictions shows, in words."""
    return _told(plan, predicted_block(plan, network_markers))


def _told(plan: Plan, block: Block) -> str:
    if not block.rows:
        return renamed(f"{block.title}: none.", noun(plan))
    named = "; ".join(
        f"{row.label} ({row.text}{', evidence' if row.filled and block.kind != 'effect' else ''})"
        for row in block.rows
    )
    return renamed(f"{block.title}: {named}. {block.said}", noun(plan))


def _block(
    title: str, kind: Kind, rows: Sequence[ChanceRow], said: str, what: str, axis: str
) -> Block:
    more = len(rows) - MOST_ROWS
    if more > 0:
        said += f" {more} more {what} stand in the table."
    return Block(title, kind, list(rows[:MOST_ROWS]), max(more, 0), said, axis)


def _records(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return table.fillna({name: "" for name in table if table[name].dtype == object}).to_dict(
        "records"
    )


def _number(row: Mapping[Hashable, Any], name: str) -> float:
    value = row.get(name)
    return float("nan") if value in ("", None) else float(value)


def _pairs(table: Sequence[Mapping[Hashable, Any]]) -> list[str]:
    """What is compared in each row: what is the same in all of them is not said again."""
    if len(table) == 1:
        return [f"{table[0]['targets']} ∩ {table[0]['disease']}"]
    pairs = table[:-1]
    kept = [side for side in ("targets", "disease") if len({row[side] for row in pairs}) > 1]
    return [*(" ∩ ".join(str(row[side]) for side in kept) for row in pairs), "all lists together"]


def _shared(row: Mapping[Hashable, Any], label: str, alpha: float) -> ChanceRow:
    p = _number(row, "p_matched")
    return ChanceRow(
        label,
        _number(row, "shared"),
        _number(row, "expected"),
        _number(row, "expected_matched"),
        isfinite(p) and reaches(p, alpha),
        p_phrase(p if isfinite(p) else _number(row, "p"), alpha),
    )


def _hub(row: Mapping[Hashable, Any], alpha: float) -> ChanceRow:
    p = _number(row, "p_adjusted")
    return ChanceRow(
        str(row["gene"]),
        _number(row, "degree"),
        float("nan"),
        _number(row, "expected_degree"),
        reaches(p, alpha),
        p_phrase(p, alpha),
    )


def _term(row: Mapping[Hashable, Any], alpha: float) -> ChanceRow:
    p, adjusted = _number(row, "p_matched"), _number(row, "p_adjusted")
    circular = row["circular"] == "yes"
    return ChanceRow(
        str(row["name"] or row["term"]),
        log10(max(p, SMALLEST_P)) if isfinite(p) else float("nan"),
        float("nan"),
        float("nan"),
        isfinite(adjusted) and reaches(adjusted, alpha) and not circular,
        f"{int(_number(row, 'hits'))} of {int(_number(row, 'size'))}"
        + (", circular" if circular else ""),
    )


def _predicted(plan: Plan, row: Mapping[Hashable, Any]) -> ChanceRow:
    ends = [_number(row, name) for name in ("estimate", "low", "high")]
    widest = max((abs(end) for end in ends if isfinite(end)), default=1.0) or 1.0
    estimate, low, high = (end / widest for end in ends)
    marker = str(row["marker"])
    label = plan.marker_label(marker)
    if isfinite(ends[0]):
        settings = plan.markers[marker]
        unit = difference_unit(settings, short=True)
        # In as many digits as everywhere else, which the interval decides.
        label += f" ({effect_text(ends[0], ends[1], ends[2], settings.scale, unit).split(' [')[0]})"
    return ChanceRow(
        label,
        estimate,
        float("nan"),
        float("nan"),
        str(row["verdict"]).startswith("evidence"),
        str(row["agreement"]),
        low,
        high,
        1 if row["predicted"] == "increase" else -1,
    )
