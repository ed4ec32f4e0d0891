"""T categories and tumor sizes that contradict each other."""

import re

import pandas as pd

from explant.config.models import Plan
from explant.config.names.spellings import folded
from explant.config.names.tumor_stages import contradict, size_of_category
from explant.numbers import counted
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import Cell
from explant.spreadsheet.structure.headings import headings, unit_of

CENTIMETERS = {"cm": 1.0, "mm": 0.1}
SIZE = re.compile(
    r"size|diam|dimension|tumou?r|größe|grösse|groesse|durchmesser|taille|tamaño|اندازه|حجم|قطر"
)
MOST_NAMED = 6


def check_stage_and_size(patients: pd.DataFrame, plan: Plan, table: Table) -> None:
    """Warn of patients whose T category and size cannot both be right, by AJCC 8 for the breast.

    Parameters
    ----------
    patients
        The table ``patients.csv``.
    plan
        The study's plan: a stratifier in the notation t_category, and a size in cm or mm.
    table
        Its attributes give the cells; it receives one warning for each pair of columns.
    """
    categories = [
        name for name, each in plan.patients.strata.items() if each.notation == "t_category"
    ]
    cells: dict[tuple[str, str], Cell] = {}
    for attribute in table.attributes:
        cells.setdefault((attribute.patient, attribute.name), attribute.cell)
    for category in categories:
        for size, (unit, factor) in _sizes(plan).items():
            if size in patients and category in patients:
                _compare(patients, category, size, unit, factor, cells, table)


def _sizes(plan: Plan) -> dict[str, tuple[str, float]]:
    """Columns of patients.csv that hold a tumor's size, with the unit in centimeters."""
    units = {
        name: (each.unit, headings(each.column, name))
        for name, each in plan.patients.strata.items()
        if each.kind == "continuous"
    }
    units |= {
        name: (next(filter(None, map(unit_of, column)), ""), headings(column, name))
        for name, column in plan.patients.covariates.items()
    }
    return {
        name: (folded(unit), CENTIMETERS[folded(unit)])
        for name, (unit, names) in units.items()
        if folded(unit) in CENTIMETERS and any(SIZE.search(folded(text)) for text in (name, *names))
    }


def _compare(
    patients: pd.DataFrame,
    category: str,
    size: str,
    unit: str,
    factor: float,
    cells: dict[tuple[str, str], Cell],
    table: Table,
) -> None:
    rows = pd.DataFrame(
        {
            "patient": patients["patient"].astype("str"),
            "category": patients[category],
            "size": pd.to_numeric(patients[size], errors="coerce"),
        }
    ).dropna()
    wrong = [
        (str(patient), str(written), float(number))
        for patient, written, number in rows.itertuples(index=False)
        if contradict(str(written), float(number) * factor)
    ]
    if not wrong:
        return
    named = [
        f"{patient} ({written}, {number:g} {unit}; {_meaning(written, unit, factor)})"
        for patient, written, number in wrong[:MOST_NAMED]
    ]
    more = f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
    most = 2 * len(wrong) > len(rows) and len(wrong) > 2
    table.report(
        "warning",
        [
            cells[patient, name]
            for patient, _, _ in wrong
            for name in (category, size)
            if (patient, name) in cells
        ],
        f"{category} and {size} of {counted(len(wrong), 'patient')} contradict each other by the "
        f"limits of AJCC 8 for the breast: {'; '.join(named)}{more}.",
        f"It is most of them: is {size} in {unit}? Other organs have other limits."
        if most
        else "Correct the one that is wrong. Other organs have other limits.",
        patient=wrong[0][0] if len(wrong) == 1 else "",
    )


def _meaning(category: str, unit: str, factor: float) -> str:
    low, high = size_of_category(category) or (0.0, 0.0)
    if high == float("inf"):
        return f"above {low / factor:g} {unit}"
    if low == 0:
        return f"up to {high / factor:g} {unit}"
    return f"above {low / factor:g} up to {high / factor:g} {unit}"
