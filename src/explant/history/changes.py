"""What differs between two states of a study: by cell, by property of patients, key and verdict."""

from collections.abc import Iterator

import pandas as pd

from explant.history.kept_plans import changed_keys
from explant.history.states import State, measured_values
from explant.listed_cells import as_cell

COLUMNS = ["what", "how", "patient", "sample", "marker", "contrast", "key", "old", "new"]

CHANGED, ADDED, GONE = "changed", "added", "gone"
_SIDES = {"both": CHANGED, "left_only": ADDED, "right_only": GONE}
"""Where a merge of the new table with the old one found a row."""


def compared(old: State | None, new: State) -> pd.DataFrame:
    """Every difference between two states, in a fixed order.

    Parameters
    ----------
    old
        The earlier state; None where none is known, then nothing is told.
    new
        The later one.

    Returns
    -------
    DataFrame
        The columns of ``changes.csv``; no row where nothing differs.
    """
    parts: list[pd.DataFrame] = []
    if old is not None:
        parts = [*_cells(old, new), _properties(old, new), _keys(old, new), _verdicts(old, new)]
    whole = [part.reindex(columns=COLUMNS, fill_value="") for part in parts if len(part)]
    if not whole:
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    return pd.concat(whole, ignore_index=True).astype(str)


def _cells(old: State, new: State) -> Iterator[pd.DataFrame]:
    found = _outer(_texts(old), _texts(new), ["patient", "sample", "marker"])
    derived = {
        name
        for state in (old, new)
        for name, marker in state.plan.markers.items()
        if marker.derived
    }
    is_derived = found["marker"].isin(derived)
    yield found[~is_derived].assign(what="cell")
    # What is computed of other markers' cells is no cell of the sheet.
    yield found[is_derived].assign(what="derived")


def _texts(state: State) -> pd.DataFrame:
    """Measured cells, the sample as one cell and the value as it is written."""
    values = measured_values(state)
    levels = [values[factor].astype(str) for factor in state.plan.factors]
    samples = [as_cell(list(sample)) for sample in zip(*levels, strict=True)] if levels else ""
    signs = values["censored"].map({"below": "<", "above": ">", "partly": "≈"}).fillna("")
    numbers = values["value"].map(lambda value: f"{value:.15g}")
    return pd.DataFrame(
        {
            "patient": values["patient"].astype(str),
            "sample": samples,
            "marker": values["marker"].astype(str),
            "value": signs + numbers,
        }
    )


def _properties(old: State, new: State) -> pd.DataFrame:
    return _outer(_long(old), _long(new), ["patient", "key"]).assign(what="property")


def _long(state: State) -> pd.DataFrame:
    """Properties of patients, one a row; groups follow from properties and plan."""
    grouped = {f"{name}_group" for name in state.plan.patients.strata}
    table = state.patients.drop(columns=[name for name in state.patients if name in grouped])
    long = table.melt(id_vars="patient", var_name="key", value_name="value")
    known = long["value"].notna() & (long["value"].astype(str) != "")
    long = long[known]
    texts = long["value"].map(lambda value: f"{value:.15g}" if _is_number(value) else str(value))
    return pd.DataFrame(
        {"patient": long["patient"].astype(str), "key": long["key"].astype(str), "value": texts}
    )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _keys(old: State, new: State) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "what": "key",
                "how": CHANGED if change.old and change.new else ADDED if change.new else GONE,
                "key": change.key,
                "old": change.old,
                "new": change.new,
            }
            for change in changed_keys(old.kept, new.kept)
        ]
    )


def _verdicts(old: State, new: State) -> pd.DataFrame:
    before, after = (
        state.verdicts.rename(columns={"verdict": "value"})[["marker", "contrast", "value"]]
        for state in (old, new)
    )
    found = _outer(before, after, ["marker", "contrast"])
    return found.assign(what="verdict")


def _outer(old: pd.DataFrame, new: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rows whose value differs or that only one table has; those of the new one in its order."""
    joined = new.merge(
        old, on=keys, how="outer", suffixes=("_new", "_old"), indicator=True, sort=False
    )
    joined = joined[joined["value_new"].fillna("") != joined["value_old"].fillna("")]
    table = joined.assign(
        how=joined["_merge"].astype(str).map(_SIDES),
        old=joined["value_old"].fillna(""),
        new=joined["value_new"].fillna(""),
    )
    return table[[*keys, "how", "old", "new"]].sort_values(keys, kind="stable")
