"""The answers: what every question of the plan found, whichever table holds it.

A contrast within patients has its rows in ``paired.csv``, one that compares groups of patients in
``between.csv``. The columns that the two share have one meaning, so cards, matrix and sentences
read them alike; each row still knows the table and the place that its numbers come from.
"""

from collections.abc import Mapping

import pandas as pd

from explant.report.words import Row, rows

TABLES = ("paired", "between")


def answers(tables: Mapping[str, pd.DataFrame]) -> list[Row]:
    """Rows of every answer, those of ``paired`` first.

    Parameters
    ----------
    tables
        The tables by name, of which either may be absent.
    """
    return [row for name in TABLES for row in rows(name, tables.get(name))]


def answers_frame(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The same rows as one table, with ``table`` and ``row``: where each stands.

    Parameters
    ----------
    tables
        The tables by name, of which either may be absent.

    Returns
    -------
    DataFrame
        The columns of both tables. ``d_z`` holds Cohen's d where groups are compared: what ranks
        markers of equal p is the standardized effect, of either kind.
    """
    found = [tables[name] for name in TABLES if name in tables and len(tables[name])]
    if not found:
        known = [tables[name] for name in TABLES if name in tables]
        columns = dict.fromkeys(column for table in known for column in table)
        return pd.DataFrame(columns=[*columns, "table", "row"])
    placed = [
        tables[name].assign(table=name, row=range(len(tables[name])))
        for name in TABLES
        if name in tables and len(tables[name])
    ]
    joint = pd.concat(placed, ignore_index=True)
    if "d" in joint:
        joint["d_z"] = joint["d_z"].fillna(joint["d"]) if "d_z" in joint else joint["d"]
    return joint
