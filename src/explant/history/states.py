"""States of a study: what was measured, planned and concluded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.history.kept_plans import Kept, hash_of, kept
from explant.history.kept_states import FILES, LATEST, PREVIOUS, RECORD, state_digest
from explant.tables.csv_files import read_csv

VERDICTS = ("paired", "between")
ROWS = 100_000
"""Rows of a table that are hashed at a time."""


@dataclass(frozen=True)
class State:
    """What was measured, planned and concluded.

    Parameters
    ----------
    plan
        The plan.
    kept
        The plan as values to compare.
    measurements, patients
        The tables of those names.
    verdicts
        Columns ``table``, ``marker``, ``contrast`` and ``verdict``.
    """

    plan: Plan
    kept: Kept
    measurements: pd.DataFrame
    patients: pd.DataFrame
    verdicts: pd.DataFrame


class NoStateError(Exception):
    """Raised when a folder does not hold what a state is read from."""


def state_of(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> State:
    """State of the tables of a study.

    Parameters
    ----------
    plan
        The plan they were made with.
    tables
        The tables by name; those of :data:`FILES` are read.
    """
    found = [
        tables[name][["marker", "contrast", "verdict"]].assign(table=name)
        for name in VERDICTS
        if name in tables and len(tables[name])
    ]
    empty = pd.DataFrame(columns=["marker", "contrast", "verdict", "table"], dtype=str)
    verdicts = pd.concat(found, ignore_index=True) if found else empty
    return State(plan, kept(plan), tables["measurements"], tables["patients"], verdicts)


def read_state(folder: Path) -> State:
    """State of a folder of results, or of a copy of one.

    Raises
    ------
    NoStateError
        When a file is missing or cannot be read.
    """
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        plan = Plan.model_validate(record["config"])
        names = [*plan.factors, *plan.text_columns]
        tables = {
            name.removesuffix(".csv"): read_csv(folder / name, text=names)
            for name in FILES
            if name != RECORD
        }
        return state_of(plan, tables)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoStateError(str(error)) from None


def digest(state: State) -> str:
    """Hash of a state; the order of rows and the places of cells do not count."""
    found = sha256(hash_of(state.kept).encode())
    for table in (measured_values(state), state.patients, state.verdicts):
        ordered = table[sorted(table.columns, key=str)]
        # Of a large table, some rows at a time stand there as texts.
        rows = [
            pd.util.hash_pandas_object(ordered.iloc[start : start + ROWS].astype(str), index=False)
            for start in range(0, len(ordered), ROWS)
        ]
        found.update("\0".join(map(str, ordered.columns)).encode())
        if rows:
            found.update(np.sort(np.concatenate(rows)).tobytes())
    return found.hexdigest()


def measured_values(state: State) -> pd.DataFrame:
    """Each measured cell by patient, levels and marker; those without a value are left out."""
    columns = ["patient", *state.plan.factors, "marker", "value", "censored"]
    table = state.measurements
    if "censored" not in table.columns:
        table = table.assign(censored="")
    values = table[columns]
    return values[values["value"].notna()]


def record_of(state: State, data: str) -> dict[str, Any]:
    """What ``run.json`` says of a state.

    Parameters
    ----------
    state
        The state.
    data
        Fingerprint of the spreadsheet's cells.

    Returns
    -------
    dict
        Hashes of plan and state, the declared questions with their roles, and the markers of each
        question by verdict.
    """
    verdicts: dict[str, dict[str, list[str]]] = {}
    for row in state.verdicts.itertuples():
        by_verdict = verdicts.setdefault(str(row.contrast), {})
        by_verdict.setdefault(str(row.verdict), []).append(str(row.marker))
    return {
        "plan": hash_of(state.kept),
        "data": data,
        "sha256": digest(state),
        "questions": {name: asked.role for name, asked in state.plan.contrasts.items()},
        "verdicts": verdicts,
    }


def state_before(results: Path, now: str) -> State | None:
    """The last state that differed from one with this hash; None where none is kept.

    Parameters
    ----------
    results
        The study's folder.
    now
        :func:`digest` of the state that is asked about.
    """
    for folder in (results / LATEST, results / PREVIOUS):
        known = state_digest(folder)
        if known and known != now:
            try:
                found = read_state(folder)
            except NoStateError:
                continue
            # A copy that somebody altered is none of a state that was.
            if digest(found) == known:
                return found
    return None
