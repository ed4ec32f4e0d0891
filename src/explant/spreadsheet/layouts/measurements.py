"""The table ``measurements.csv``: one row for each patient, marker and cell of the design."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.config.names.spellings import natural_key
from explant.questions import design
from explant.spreadsheet.values.replicates import Key, Value, averaged


def measurement_columns(plan: Plan, several: bool = False) -> list[str]:
    """Columns of the table; some only where a sample has several values."""
    return [
        "patient",
        *plan.factors,
        *("marker", "value", "replicates"),
        *(("replicates_below",) if several else ()),
        "replicate_sd",
        *(("replicate_values",) if several else ()),
        *(("blocks", "block_sd") if plan.spreadsheet.columns.block else ()),
        *("censored", "source"),
    ]


def measurements_frame(groups: dict[Key, Sequence[Value]], plan: Plan) -> pd.DataFrame:
    """The table, sorted by patient, and by marker and cell in the plan's order.

    Parameters
    ----------
    groups
        Values by patient, cell and marker; it is empty afterwards, since both together would be
        the most that reading a spreadsheet holds.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        Replicates are averaged. ``source`` names the cells of the spreadsheet.
    """
    patients = sorted({patient for patient, _, _ in groups}, key=natural_key)
    patient_place = {patient: place for place, patient in enumerate(patients)}
    marker_place = {marker: place for place, marker in enumerate(plan.markers)}
    cell_place = {levels: place for place, levels in enumerate(design.cells(plan))}
    patient = np.array([patient_place[key[0]] for key in groups], dtype=np.intp)
    marker = np.array([marker_place[key[2]] for key in groups], dtype=np.intp)
    cell = np.array([cell_place[key[1]] for key in groups], dtype=np.intp)
    order = np.lexsort((cell, marker, patient))
    patient, marker, cell = patient[order], marker[order], cell[order]
    columns: dict[str, Any] = {"patient": _texts(patients, patient)}
    for position, factor in enumerate(plan.factors):
        columns[factor] = _texts([levels[position] for levels in cell_place], cell)
    columns["marker"] = _texts(list(plan.markers), marker)
    value, spread, between = (np.empty(len(order)) for _ in range(3))
    replicates, n_below, blocks = (np.empty(len(order), dtype=np.int64) for _ in range(3))
    censored: list[str] = []
    source: list[str] = []
    written: list[str] = []
    details = list(plan.markers.values())
    own = list(groups.values())
    groups.clear()
    done: list[Value] = []
    for place, row in enumerate(order):
        one = averaged(own[row], details[marker[place]], plan.inference.below_detection)
        own[row] = done
        value[place] = one.value
        replicates[place] = one.replicates
        spread[place] = one.replicate_sd
        blocks[place] = one.blocks
        between[place] = one.block_sd
        censored.append(one.censored)
        source.append(" ".join([each.place for each in one.cells]))
        n_below[place] = one.replicates_below
        written.append(one.written)
    columns |= {"value": value, "replicates": replicates, "replicate_sd": spread}
    columns |= {"censored": censored, "source": source}
    columns |= {"blocks": blocks, "block_sd": between}
    columns |= {"replicates_below": n_below, "replicate_values": written}
    several = bool((replicates > 1).any())
    return pd.DataFrame(columns, columns=measurement_columns(plan, several))


def _texts(texts: Sequence[str], places: NDArray[np.intp]) -> Any:
    """Column of few texts that stand in many rows."""
    return pd.array(texts, dtype="str").take(places)
