"""Tables as files: CSV in UTF-8, one header row, full precision, empty for missing."""

import csv
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from explant.formulas import guarded, unguarded
from explant.problems import Problem, most_serious_first
from explant.tables.columns import COLUMNS

TEXT_COLUMNS = frozenset(
    name
    for columns in COLUMNS.values()
    for name, column in columns.items()
    if column.kind == "text"
)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table; the same table gives the same bytes on every platform.

    A number that is not finite becomes an empty cell, as a missing one does. A text that a
    spreadsheet program would take for a formula gets an apostrophe before it, which
    :func:`read_csv` takes away again; numbers stay as they are.
    """
    table = _each_text(table, guarded)
    numbers = table.select_dtypes("float")
    # As objects numbers are written by Python: the same digits in two thirds of the time.
    table = table.assign(
        **{
            str(name): column.where(np.isfinite(column)).astype(object)
            for name, column in numbers.items()
        }
    )
    # Python before 3.13 leaves a text with a carriage return unquoted: its row would fall apart.
    returns = any("\r" in text for _, texts in _text_columns(table) for text in texts)
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if returns else csv.QUOTE_MINIMAL
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", quoting=quoting)


SOURCE = frozenset({"source"})
"""Column of the cells that each value came from: for people, and as large as all others of it."""


def read_csv(
    path: Path, text: Iterable[str] = (), without: Container[str] = frozenset()
) -> pd.DataFrame:
    """Read a table that :func:`write_csv` wrote.

    Parameters
    ----------
    path
        The file.
    text
        Further columns that hold names, such as within factors and stratifiers. A column of names
        is text even where the names look like numbers, and an empty cell is an empty text. A
        table's own column of numbers stays one, also where a stratifier has its name: ``n``.
    without
        Columns that are not read.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        header = [name for name in next(csv.reader(lines), []) if unguarded(name) not in without]
    texts = TEXT_COLUMNS | set(text)
    own = COLUMNS.get(path.stem, {})
    texts -= {name for name, column in own.items() if column.kind != "text"}
    names = [column for column in header if unguarded(column) in texts]
    table = pd.read_csv(
        path,
        encoding="utf-8",
        usecols=header,
        dtype=dict.fromkeys(names, str),
        keep_default_na=False,
        na_values={column: [""] for column in header if column not in names},
    )
    return _each_text(table, unguarded)


def read_tables(files: Mapping[str, Path], text: Iterable[str] = ()) -> dict[str, pd.DataFrame]:
    """Tables by name; the measurements without the cells that they came from.

    Parameters
    ----------
    files
        Their files, by name.
    text
        As :func:`read_csv` takes it.
    """
    names = list(text)
    return {
        name: read_csv(file, names, SOURCE if name == "measurements" else frozenset())
        for name, file in files.items()
    }


def _each_text(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """The table with its texts changed, those of the header too."""
    for name, texts in _text_columns(table):
        new = {text: change(text) for text in texts if change(text) != text}
        if new:
            changed = table[name].map(lambda old, new=new: new.get(old, old))
            table = table.assign(**{name: changed})
    return table.rename(columns=lambda name: change(str(name)))


def _text_columns(table: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Columns that hold texts, each with its different texts."""
    for name, column in table.select_dtypes(["object", "string", "category"]).items():
        yield str(name), [text for text in column.unique() if isinstance(text, str)]


def write_problems(problems: Sequence[Problem], path: Path) -> None:
    """Write the list of problems, most serious first."""
    columns = [field.name for field in fields(Problem)]
    order = ["severity", "where", "patient", "marker", "what", "how_to_fix"]
    table = pd.DataFrame([asdict(item) for item in most_serious_first(problems)], columns=columns)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(table[order], path)
