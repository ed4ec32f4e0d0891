"""Tables as files: CSV in UTF-8, one header row, full precision, empty for missing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import pandas as pd

from explant.columns import COLUMNS
from explant.problems import Problem, most_serious_first

TEXT_COLUMNS = frozenset(
    name
    for columns in COLUMNS.values()
    for name, column in columns.items()
    if column.kind == "text"
)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table; the same table gives the same bytes on every platform.

    A number that is not finite becomes an empty cell, as a missing one does.
    """
    numbers = table.select_dtypes("float")
    table = table.assign(
        **{str(name): column.where(np.isfinite(column)) for name, column in numbers.items()}
    )
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def read_csv(path: Path, text: Iterable[str] = ()) -> pd.DataFrame:
    """Read a table that :func:`write_csv` wrote.

    Parameters
    ----------
    path
        The file.
    text
        Further columns that hold names, such as within factors and stratifiers. A column of names
        is text even where the names look like numbers, and an empty cell is an empty text.
    """
    header = pd.read_csv(path, encoding="utf-8", nrows=0).columns
    names = [column for column in header if column in TEXT_COLUMNS or column in set(text)]
    table = pd.read_csv(
        path,
        encoding="utf-8",
        dtype=dict.fromkeys(names, str),
        keep_default_na=False,
        na_values={column: [""] for column in header if column not in names},
    )
    return table


def write_problems(problems: Sequence[Problem], path: Path) -> None:
    """Write the list of problems, most serious first."""
    columns = [field.name for field in fields(Problem)]
    order = ["severity", "where", "patient", "marker", "what", "how_to_fix"]
    table = pd.DataFrame([asdict(item) for item in most_serious_first(problems)], columns=columns)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(table[order], path)
