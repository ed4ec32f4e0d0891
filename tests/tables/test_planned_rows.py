"""How many rows a table has to have."""

import pytest

from explant.tables.planned_rows import planned_rows, wrong_rows
from tests.reported import make_plan, make_tables


def test_the_tables_of_a_study_have_the_rows_of_its_plan():
    plan = make_plan()
    made = make_tables(plan, questioned=True)
    rows = {table: len(frame) for table, frame in made.items()}
    assert planned_rows(plan, rows["patients"]).keys() - {"between"} <= rows.keys()
    assert wrong_rows(plan, rows) == []


@pytest.mark.parametrize("table", ["paired", "diagnostics", "differences"])
def test_a_row_less_is_told(table):
    plan = make_plan()
    rows = planned_rows(plan, 14)
    (told,) = wrong_rows(plan, rows | {"patients": 14, table: rows[table] - 1})
    assert told.startswith(f"{table}.csv has {rows[table] - 1} row")
    assert told.endswith(f", and the plan asks for {rows[table]}")


def test_of_a_question_among_some_patients_the_rows_do_not_follow():
    plan = make_plan()
    names = list(plan.contrasts)
    among = {"stage": ["early"]}
    contrasts = plan.contrasts | {
        names[0]: plan.contrasts[names[0]].model_copy(update={"among": among})
    }
    partly = plan.model_copy(update={"contrasts": contrasts})
    assert "differences" in planned_rows(plan, 14)
    assert "differences" not in planned_rows(partly, 14)
