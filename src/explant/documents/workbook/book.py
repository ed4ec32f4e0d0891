"""The whole workbook: Read me, methods, every table, and the figures beside their tables."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from explant.config.models import Plan
from explant.documents.workbook.large_tables import part_for_sheet
from explant.documents.workbook.methods_sheet import write_methods
from explant.documents.workbook.pictures import Drawn, by_table, write_pictures
from explant.documents.workbook.read_me import figures_sheet, write_read_me
from explant.documents.workbook.results_sheet import write_results
from explant.documents.workbook.sheet_rows import Rows
from explant.documents.workbook.table_sheets import sheet_name, write_table
from explant.excel_files import file_bytes, new_workbook
from explant.language.methods.topics import Topic
from explant.progress import through
from explant.tables.columns import TABLES


def write_workbook(
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    plan: Plan,
    methods: Sequence[Topic] = (),
    figures: Sequence[Drawn] = (),
) -> None:
    """Write ``results.xlsx``.

    The first sheet holds every answer in words. The next says what is where, with links, what every
    column means, and which label stands for which name. The methods follow, then one sheet per
    table with a frozen header, a filter and typed numbers in full precision, and beside it the
    sheet of its figures. Of a large panel the longest tables show their leading markers, and say so
    above the header. A text that begins with ``=``, ``+``, ``-`` or ``@`` stays a text. The same
    content gives the same bytes.

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
    parts = {name: part for name in ordered if (part := part_for_sheet(name, ordered, plan))}
    # A design without pairing has its answers in the other table.
    between = "between" in parts and "paired" not in parts
    of_table = by_table(figures, "between" if between else "paired")
    titles = {
        figures_sheet(name): [figure.title for figure in drawn] for name, drawn in of_table.items()
    }
    write_results(workbook, ordered, plan)
    write_read_me(workbook, ordered, parts, titles, plan)
    write_methods(workbook, methods)
    texts: list[str] = []
    rows: dict[str, Rows] = {}
    for name in through(ordered, "tables"):
        if name in parts:
            part = parts[name]
            rows[sheet_name(name)] = write_table(workbook, name, part.rows, plan, part.note)
        if name in of_table:
            texts += write_pictures(workbook, name, of_table[name], parts)
    path.write_bytes(file_bytes(workbook, texts, rows))
