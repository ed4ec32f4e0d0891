"""Whether values that can be read can also be right: all checks that ask, none that stops."""

from collections.abc import Mapping, Sequence

from explant.config.models import Plan
from explant.spreadsheet.checks.copied_values import check_copies
from explant.spreadsheet.checks.date_numbers import check_dates
from explant.spreadsheet.checks.sorted_columns import check_sorted
from explant.spreadsheet.checks.swapped_labels import check_labels
from explant.spreadsheet.checks.unit_mixing import check_units
from explant.spreadsheet.checks.unlikely_units import check_unlikely_units
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.values.replicates import Key, Value, check_replicates
from explant.spreadsheet.values.value_columns import ValueColumns


def check_plausible(groups: Mapping[Key, Sequence[Value]], plan: Plan, table: Table) -> None:
    """Warn of values in another unit, copied, sorted, swapped, or far from their replicates.

    Parameters
    ----------
    groups
        Values by patient, cell and marker.
    plan
        The study's plan.
    table
        Receives the warnings.
    """
    check_replicates(groups, plan, table)
    if not groups:
        return
    arranged = ValueColumns.of(groups, plan)
    check_dates(arranged, plan, table)
    check_units(arranged, plan, table)
    check_unlikely_units(arranged, plan, table)
    check_copies(arranged, table)
    check_sorted(arranged, table)
    check_labels(arranged, groups, plan, table)
