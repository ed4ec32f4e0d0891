"""The whole workbook: Read me, methods, every table, and the figures beside their tables."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from explant.columns import TABLES
from explant.config.models import Plan
from explant.excel_files import file_bytes, new_workbook
from explant.report.methods import Topic
from explant.workbook.methods_sheet import write_methods
from explant.workbook.pictures import Drawn, by_table, write_pictures
from explant.workbook.read_me import figures_sheet, write_read_me
from explant.workbook.table_sheets import write_table

LONGEST_SHEET = 100_000
"""A longer table stays a CSV file: a spreadsheet program would not open it in reasonable time."""


def write_workbook(
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    plan: Plan,
    methods: Sequence[Topic] = (),
    figures: Sequence[Drawn] = (),
) -> None:
    """Write ``results.xlsx``.

    The first sheet says what is where, with links, what every column means, and which label stands
    for which name. The methods follow, then one sheet per table with a frozen header, a filter and
    typed numbers in full precision, and beside it the sheet of its figures. A text that begins
    with ``=``, ``+``, ``-`` or ``@`` stays a text. The same content gives the same bytes.

    Parameters
    ----------
    path
        Where the file goes.
    tables
        The tables of the study by name, without ``.csv``.
    plan
        What the step reads of the plan.
    methods
        The methods section of the report.
    figures
        The figures, in the order of the report.
    """
    workbook = new_workbook(write_only=True)
    ordered = {name: tables[name] for name in TABLES if name in tables}
    ordered |= {name: table for name, table in tables.items() if name not in TABLES}
    of_table = by_table(figures)
    shown = {name: table for name, table in ordered.items() if len(table) <= LONGEST_SHEET}
    titles = {
        figures_sheet(name): [figure.title for figure in drawn] for name, drawn in of_table.items()
    }
    write_read_me(workbook, ordered, [name for name in ordered if name not in shown], titles, plan)
    write_methods(workbook, methods)
    texts: list[str] = []
    for name in ordered:
        if name in shown:
            write_table(workbook, name, ordered[name], plan)
        if name in of_table:
            texts += write_pictures(workbook, name, of_table[name], shown)
    path.write_bytes(file_bytes(workbook, texts))
