"""Numbers that were dates: what is left of an entry such as 3.11 in a cell shown as a number."""

import datetime
from collections.abc import Mapping, Sequence

from explant.config.models import Plan
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.values.replicates import Key, Value

FIRST_DAY = datetime.date(1899, 12, 30)
"""Day 0 of the numbers in which Excel and LibreOffice keep dates."""
EARLIEST = (datetime.date(2000, 1, 1) - FIRST_DAY).days
LATEST = (datetime.date(2049, 12, 31) - FIRST_DAY).days
TIMES_LARGER = 10
"""How many times larger than all other values such a number is."""


def _is_day(value: float) -> bool:
    return value.is_integer() and EARLIEST <= value <= LATEST


def check_dates(groups: Mapping[Key, Sequence[Value]], plan: Plan, table: Table) -> None:
    """Warn of whole numbers that are dates of this century and far above all other values."""
    values: dict[str, list[Value]] = {marker: [] for marker in plan.markers}
    for (_, _, marker), group in groups.items():
        values[marker] += group
    for marker, own in values.items():
        if all(value.value < EARLIEST for value in own):
            continue
        days = [value for value in own if _is_day(value.value)]
        others = [value.value for value in own if not _is_day(value.value)]
        if not days or not others or max(others) * TIMES_LARGER > EARLIEST:
            continue
        day = FIRST_DAY + datetime.timedelta(days=int(days[0].value))
        table.report(
            "warning",
            [value.entry.cell for value in days],
            f"{days[0].value:g} is far above all other values of {marker}, and it is the number "
            f"in which spreadsheets keep the date {day.isoformat()}.",
            "Entries such as 3.11 become dates: look the value up and write it again.",
            marker=marker,
        )
