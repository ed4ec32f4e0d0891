"""Recognising the layout of a table: exactly one must fit, else a person decides."""

from explant.config.models import Plan
from explant.config.models.sheet_layout import LAYOUTS
from explant.problems import Problem
from explant.spreadsheet.layouts.known_layouts import KNOWN, told_apart_without_levels
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import places
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.headings import header_cells

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
    against = {name: layout.against(block, plan) for name, layout in KNOWN.items()}
    fitting = [layout for layout, reason in against.items() if not reason]
    if not plan.factors:
        # A patient has one sample: some read the same.
        fitting = told_apart_without_levels(fitting)
    if len(fitting) == 1:
        return fitting[0], []
    where = places(header_cells(block.sheet, block.patient.row))
    if fitting:
        ways = " or as ".join(f"{LAYOUTS[layout].rows} ({layout})" for layout in fitting)
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


def described(block: Block, layout: str, table: Table) -> Problem:
    """A note that says which layout was recognised, and how each column was read."""
    columns = [f'{column.column} "{column.heading}": {column.read_as}' for column in table.columns]
    more = f"; and {len(columns) - MOST_COLUMNS} more" if len(columns) > MOST_COLUMNS else ""
    return Problem(
        "note",
        places(header_cells(block.sheet, block.patient.row)),
        f"The table is recognised as {LAYOUTS[layout].rows} ({layout}). "
        f"{'; '.join(columns[:MOST_COLUMNS])}{more}.",
        "If that is wrong, declare spreadsheet.layout in the config.",
    )
