"""Cells of tables that hold several values, as JSON arrays: a name may hold any separator."""

import json
from collections.abc import Iterable


def as_cell(values: Iterable[str | int]) -> str:
    """Several values as the text of one cell; "" where there are none.

    Examples
    --------
    >>> as_cell(["ER+, HER2−", "TNBC"])
    '["ER+, HER2−", "TNBC"]'
    """
    listed = list(values)
    return json.dumps(listed, ensure_ascii=False) if listed else ""


def from_cell(cell: object) -> list[str]:
    """The values of such a cell, each as text; none where the cell is empty.

    Examples
    --------
    >>> from_cell("[12, 8]"), from_cell("")
    (['12', '8'], [])
    """
    if not isinstance(cell, str) or not cell:
        return []
    return [str(value) for value in json.loads(cell)]
