"""From the place of a problem, written for people, back to sheets and cells."""

import re
from collections.abc import Sequence

from explant.spreadsheet.sheet.cells import Area, column_number, sheet_prefix

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?(?= |$)")
Place = tuple[str, Area | None]
"""A sheet's name, and an area of it; none for the sheet as a whole."""


def places_named(where: str, sheets: Sequence[str]) -> list[Place]:
    """What a problem's place names.

    Parameters
    ----------
    where
        Places joined by a space, as :func:`explant.spreadsheet.sheet.cells.places` writes them, or
        names of sheets.
    sheets
        Names of the sheets. A place in another sheet, a file or a key of the config is none of
        them, and what follows it is not understood.

    Examples
    --------
    >>> places_named("Data!C7:E7 'My data'!A1", ["Data", "My data"])[1]
    ('My data', Area(top=1, left=1, bottom=1, right=1))
    >>> places_named("Data", ["Data"]), places_named("config/config.yaml:12", ["Data"])
    ([('Data', None)], [])
    """
    # The longest first: one name may begin like another.
    names = sorted(sheets, key=len, reverse=True)
    found: list[Place] = []
    start = 0
    while start < len(where):
        for name in names:
            prefix = sheet_prefix(name)
            address = None
            if where.startswith(prefix, start):
                address = ADDRESS.match(where, start + len(prefix))
            if address is not None:
                found.append((name, _area(address)))
                start = address.end() + 1
                break
            end = start + len(name)
            if where.startswith(name, start) and where[end : end + 1] in ("", " "):
                found.append((name, None))
                start = end + 1
                break
        else:
            break
    return found


def _area(address: re.Match[str]) -> Area:
    left, top, right, bottom = address.groups()
    columns = sorted((column_number(left), column_number(right or left)))
    rows = sorted((int(top), int(bottom or top)))
    return Area(rows[0], columns[0], rows[1], columns[1])
