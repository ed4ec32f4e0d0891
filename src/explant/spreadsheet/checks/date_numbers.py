"""Numbers that were dates: what is left of an entry such as 3.11 in a cell shown as a number."""

import datetime

import numpy as np

from explant.config.models import Plan
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.values.value_columns import ValueColumns

FIRST_DAY = datetime.date(1899, 12, 30)
"""Day 0 of the numbers in which Excel and LibreOffice keep dates."""
EARLIEST = (datetime.date(2000, 1, 1) - FIRST_DAY).days
LATEST = (datetime.date(2049, 12, 31) - FIRST_DAY).days
TIMES_LARGER = 10
"""How many times larger than all other values such a number is."""


def check_dates(arranged: ValueColumns, plan: Plan, table: Table) -> None:
    """Warn of whole numbers that are dates of this century and far above all other values."""
    markers = list(plan.markers)
    large = np.zeros(len(markers), dtype=np.bool_)
    large[arranged.marker[arranged.number >= EARLIEST]] = True
    asked = arranged.every[large[arranged.marker]]
    for marker, places in arranged.by_marker(asked):
        numbers = arranged.number[places]
        day = (numbers == np.floor(numbers)) & (numbers >= EARLIEST) & (numbers <= LATEST)
        others = numbers[~day]
        if not day.any() or not others.size or float(others.max()) * TIMES_LARGER > EARLIEST:
            continue
        days = arranged.at(places[day])
        date = FIRST_DAY + datetime.timedelta(days=int(days[0].value))
        table.report(
            "warning",
            [value.entry.cell for value in days],
            f"{days[0].value:g} is far above all other values of {markers[marker]}, and it is the "
            f"number in which spreadsheets keep the date {date.isoformat()}.",
            "Entries such as 3.11 become dates: look the value up and write it again.",
            marker=markers[marker],
        )
