"""Rows of the figure that sets the network study beside chance. Needs no matplotlib."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, log10, nan
from typing import Any, Literal

import pandas as pd

from explant.config.models import Plan
from explant.figures.kit.printed_numbers import difference_unit, effect_text, p_phrase
from explant.language.unit_of_study import noun, renamed
from explant.numbers import counted
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
    """Rows on one axis."""

    title: str
    kind: Kind
    rows: list[ChanceRow] = field(default_factory=list)
    left_out: int = 0


def blocks(
    plan: Plan,
    network_overlap: pd.DataFrame,
    network_thresholds: pd.DataFrame,
    network_nodes: pd.DataFrame,
    network_terms: pd.DataFrame,
    network_markers: pd.DataFrame,
) -> list[Block]:
    """Shared genes, cut-offs, hubs, gene sets and predictions, those that there are.

    Parameters
    ----------
    plan
        The study's plan.
    network_overlap, network_thresholds, network_nodes, network_terms, network_markers
        The tables of those names.
    """
    alpha = plan.inference.alpha
    cut = _records(network_thresholds)
    hubs = [node for node in _records(network_nodes) if isfinite(_number(node, "p"))]
    hubs.sort(key=lambda node: (_number(node, "p"), str(node["gene"])))
    found = [
        Block(
            "Genes that both sides share",
            "count",
            [_shared(row, alpha) for row in _records(network_overlap)],
        ),
        Block(
            "Shared genes at other cut-offs (treatment’s, disease’s)",
            "count",
            [
                ChanceRow(
                    f"{row['targets_cut']}, {row['disease_cut']}",
                    _number(row, "shared"),
                    _number(row, "expected"),
                    float("nan"),
                    reaches(_number(row, "p"), alpha),
                    p_phrase(_number(row, "p"), alpha),
                )
                for row in cut
            ]
            if len(cut) > 1
            else [],
        ),
        _block("Partners of the shared genes", "count", [_hub(node, alpha) for node in hubs]),
    ]
    terms = _records(network_terms)
    for collection in dict.fromkeys(str(row["collection"]) for row in terms):
        own = [row for row in terms if row["collection"] == collection]
        own = [row for row in own if row["leader"] == row["term"]]
        own.sort(key=lambda row: (_number(row, "p_matched"), str(row["term"])))
        found.append(_block(f"Gene sets: {collection}", "p", [_term(row, alpha) for row in own]))
    predicted = [_predicted(plan, row) for row in _records(network_markers) if row["predicted"]]
    found.append(_block("Measured markers and what was predicted", "effect", predicted))
    return [block for block in found if block.rows]


def chance_text(
    plan: Plan,
    network_overlap: pd.DataFrame,
    network_thresholds: pd.DataFrame,
    network_nodes: pd.DataFrame,
    network_terms: pd.DataFrame,
    network_markers: pd.DataFrame,
) -> str:
    """Text of the figure: of each block how many rows have evidence, and the first row."""
    found = blocks(
        plan, network_overlap, network_thresholds, network_nodes, network_terms, network_markers
    )
    said = []
    for block in found:
        evident = sum(row.filled for row in block.rows)
        first = block.rows[0]
        said.append(
            f"{block.title}: {counted(len(block.rows), 'row')}, {evident} with evidence; first "
            f"{first.label} ({first.text})"
        )
    return renamed(f"What was found beside what chance has. {'. '.join(said)}.", noun(plan))


def _block(title: str, kind: Kind, rows: Sequence[ChanceRow]) -> Block:
    return Block(title, kind, list(rows[:MOST_ROWS]), max(len(rows) - MOST_ROWS, 0))


def _records(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return table.fillna({name: "" for name in table if table[name].dtype == object}).to_dict(
        "records"
    )


def _number(row: Mapping[Hashable, Any], name: str) -> float:
    value = row.get(name)
    return float("nan") if value in ("", None) else float(value)


def _shared(row: Mapping[Hashable, Any], alpha: float) -> ChanceRow:
    p = _number(row, "p_matched")
    return ChanceRow(
        f"{row['targets']} ∩ {row['disease']}",
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
    name = str(row["name"] or row["term"])
    # Where a file gives all sets one name, only their identifiers tell them apart.
    label = str(row["term"]) if name.lower() == str(row["collection"]).lower() else name
    return ChanceRow(
        label,
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
        label += f" ({effect_text(ends[0], nan, nan, settings.scale, unit)})"
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
