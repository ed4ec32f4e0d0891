"""How many rows a table has to have, by the plan alone or by the plan and its patients."""

from collections.abc import Mapping

from explant.config.models import Plan
from explant.numbers import counted


def planned_rows(plan: Plan, patients: int) -> dict[str, int]:
    """Rows of each table whose rows follow from the plan: one for each question that is asked.

    Parameters
    ----------
    plan
        The study's plan.
    patients
        How many patients the study has.

    Returns
    -------
    dict
        By name of the table.
    """
    paired = plan.questions(plan.paired_contrasts)
    rows = {
        "paired": len(paired),
        "diagnostics": len(paired),
        "equivalence": sum(plan.margin(*question) is not None for question in paired),
        "between": len(plan.questions(plan.between_contrasts)),
    }
    if not any(contrast.among for contrast in plan.contrasts.values()):
        # Asked of every patient, whether measured or not.
        rows["differences"] = len(plan.questions()) * patients
    return rows


def wrong_rows(plan: Plan, found: Mapping[str, int]) -> list[str]:
    """What is wrong with the rows of tables, a clause for each.

    Parameters
    ----------
    plan
        The study's plan.
    found
        Rows by name of the table; a table that is not among them is not asked for.
    """
    planned = planned_rows(plan, found.get("patients", 0))
    return [
        f"{table}.csv has {counted(found[table], 'row')}, and the plan asks for {rows}"
        for table, rows in planned.items()
        if table in found and found[table] != rows
    ]
