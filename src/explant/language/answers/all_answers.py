"""The answers: what every question of the plan found, whichever table holds it.

A contrast within patients has its rows in ``paired.csv``, one that compares groups of patients in
``between.csv``. The columns that the two share have one meaning, so cards, matrix and sentences
read them alike; each row still knows the table and the place that its numbers come from.
"""

from collections.abc import Mapping

import pandas as pd

from explant.language.words import Row, rows

TABLES = ("paired", "between")


def answers(tables: Mapping[str, pd.DataFrame]) -> list[Row]:
    """Rows of every answer, those of ``paired`` first.

    Parameters
    ----------
    tables
        The tables by name, of which either may be absent.
    """
    return [row for name in TABLES for row in rows(name, tables.get(name))]
