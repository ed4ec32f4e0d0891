"""Which rows of a large table have a sheet: those of the leading markers."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.figures.large_panel.leading import leading_markers
from explant.numbers import counted

MOST_ROWS = 10_000
"""Beyond, a sheet is for looking at leading markers, and the CSV file for all of them."""

LONGEST_SHEET = 100_000
"""A longer table stays a CSV file: a spreadsheet program would not open it in reasonable time."""

SEARCHED = frozenset({"paired", "between", "interactions"})
"""The answers: whoever looks for a marker has to find it, so all rows that a sheet can hold."""

FOUND = frozenset({"problems"})
"""What was found in the spreadsheet hangs on no marker's result."""


@dataclass(frozen=True)
class Part:
    """The rows of a table that its sheet holds, and a sentence on them where some are left out."""

    rows: pd.DataFrame
    note: str = ""


def part_for_sheet(name: str, tables: Mapping[str, pd.DataFrame], plan: Plan) -> Part | None:
    """Rows of a table for its sheet: all, or those of as many leading markers as there is room for.

    Parameters
    ----------
    name
        Name of the table.
    tables
        The tables by name; ``paired`` and ``between`` rank the markers.
    plan
        What the step reads of the plan.

    Returns
    -------
    Part or None
        None for a table without rows, and for one that is too long for a sheet and has no markers
        to choose from.
    """
    table = tables[name]
    if table.empty:
        return None
    most = LONGEST_SHEET if name in SEARCHED else MOST_ROWS
    if len(table) <= most:
        return Part(table)
    of_marker = table["marker"].value_counts() if _has_leading(name, table, plan) else None
    if of_marker is None or len(of_marker) < 2:
        return Part(table) if len(table) <= LONGEST_SHEET else None
    paired, between = tables.get("paired"), tables.get("between")
    ranked = bool(plan.contrasts) and not (paired is None and between is None)
    order = list(plan.markers)
    if ranked:
        order = leading_markers(plan, pd.DataFrame() if paired is None else paired, between)
    lengths = of_marker.reindex([marker for marker in order if marker in of_marker.index])
    count = max(int((lengths.cumsum() <= most).sum()), 1)
    rows = table[table["marker"].isin(lengths.index[:count])]
    if len(rows) > LONGEST_SHEET:
        return None
    chosen = "as the plan orders them"
    if ranked:
        smallest = f"those with the smallest adjusted p of {plan.contrast_label(plan.ranked)}"
        chosen = f"those that the plan declares, then {smallest}" if plan.report.show else smallest
    return Part(
        rows,
        f"{count} of {counted(len(of_marker), 'marker')}: {chosen}. "
        f"{len(rows)} of {counted(len(table), 'row')}: all stand in {name}.csv, beside this file.",
    )


def _has_leading(name: str, table: pd.DataFrame, plan: Plan) -> bool:
    return name not in FOUND and "marker" in table and set(table["marker"]) <= set(plan.markers)
