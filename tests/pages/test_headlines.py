import pandas as pd

from explant.config.models import Plan
from explant.pages.headlines import headlines
from tests.reported import make_plan, paired_frame


def test_one_passage_per_marker_in_the_order_of_the_plan():
    paired = paired_frame(
        {"marker": "FOXP3"}, {"contrast": "il2_in_normal"}, {"marker": "CD25", "p_adjusted": 0.5}
    )
    found = headlines(make_plan(), {"paired": paired})
    assert [line.split(" (")[0] for line in found] == [
        "No evidence that CD25 differs between IL-2 and control",
        "Evidence that FOXP3 is lower for IL-2 than for control",
    ]


def test_real_tables_give_a_line_for_every_marker(plan: Plan, tables: dict[str, pd.DataFrame]):
    found = headlines(plan, tables)
    assert len(found) == len(plan.markers)
    assert all("(IL-2 effect in tumor): " in line and line.endswith(".") for line in found)


def test_no_contrasts_no_headline():
    plan = make_plan(contrasts=None, markers={"CD25": {"expected": None}})
    assert headlines(plan, {}) == []
