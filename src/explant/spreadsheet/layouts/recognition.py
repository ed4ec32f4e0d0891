"""Recognising the layout of a table: exactly one must fit, else a person decides."""

from explant.config.models import Plan
from explant.problems import Problem
from explant.spreadsheet.layouts.one_row_per_patient import find_header_rows
from explant.spreadsheet.layouts.sample_columns import long_columns, sample_columns
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import column_letter, places
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.headings import header_cells

WORDS = {
    "long": "one row a measurement",
    "one_row_per_sample": "one row a sample",
    "one_row_per_patient": "one row a patient",
}
MOST_COLUMNS = 24


def recognised(block: Block, plan: Plan) -> tuple[str | None, list[Problem]]:
    """Layout of a table.

    Parameters
    ----------
    block
        The table's cells.
    plan
        The study's plan.

    Returns
    -------
    tuple
        The layout if exactly one fits, else None and an error that says why none or several do.
    """
    against = {
        "long": _against_long(block, plan),
        "one_row_per_sample": _against_samples(block, plan),
        "one_row_per_patient": ""
        if find_header_rows(block, plan).score(plan)
        else f"no heading names a marker{' and a level of each factor' if plan.factors else ''}",
    }
    fitting = [layout for layout, reason in against.items() if not reason]
    if not plan.factors and "one_row_per_sample" in fitting and "one_row_per_patient" in fitting:
        # A patient has one sample: both read the same.
        fitting.remove("one_row_per_patient")
    if len(fitting) == 1:
        return fitting[0], []
    where = places(header_cells(block.sheet, block.patient.row))
    if fitting:
        ways = " or as ".join(f"{WORDS[layout]} ({layout})" for layout in fitting)
        return None, [
            Problem(
                "error",
                where,
                f"This table can be read as {ways}.",
                f"Declare one: spreadsheet.layout: {fitting[0]}; or delete the columns that do "
                "not belong.",
            )
        ]
    reasons = "; ".join(f"not {layout}: {reason}" for layout, reason in against.items())
    return None, [
        Problem(
            "error",
            where,
            f"The layout of this table is not recognised ({reasons}).",
            "Correct the headings, or add their spellings to the config; with spreadsheet.layout "
            "declared, the problems of that layout are listed one by one.",
        )
    ]


def _against_long(block: Block, plan: Plan) -> str:
    columns = long_columns(block, plan, attributes=False)
    names = plan.spreadsheet.columns
    absent = [] if columns.marker is not None else [f'"{names.marker}"']
    absent += [] if columns.values else [f'"{names.value}"']
    return _absent([*absent, *_factors(columns.factors.keys() | columns.given.levels.keys(), plan)])


def _against_samples(block: Block, plan: Plan) -> str:
    columns = sample_columns(block, plan, attributes=False)
    absent = [] if columns.values else ["any marker"]
    return _absent([*absent, *_factors(columns.factors.keys() | columns.given.levels.keys(), plan)])


def _factors(stated: set[str], plan: Plan) -> list[str]:
    return [f"the factor {name}" for name in plan.factors if name not in stated]


def _absent(columns: list[str]) -> str:
    return f"no column of {' or of '.join(columns)}" if columns else ""


def described(block: Block, layout: str, table: Table) -> Problem:
    """A note that says which layout was recognised, and how each column was read."""
    columns = [
        f'{column_letter(column.column)} "{column.heading}": {column.read_as}'
        for column in table.columns
    ]
    more = f"; and {len(columns) - MOST_COLUMNS} more" if len(columns) > MOST_COLUMNS else ""
    return Problem(
        "note",
        places(header_cells(block.sheet, block.patient.row)),
        f"The table is recognised as {WORDS[layout]} ({layout}). "
        f"{'; '.join(columns[:MOST_COLUMNS])}{more}.",
        "If that is wrong, declare spreadsheet.layout in the config.",
    )
