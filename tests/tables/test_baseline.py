import pandas as pd

from explant.tables.baseline import COLUMNS, baseline_table
from tests.reported import make_plan


def patients() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "patient": ["P1", "P2", "P3", "P4", "P5"],
            "stage": ["I", "II", "III", "", "I"],
            "stage_group": ["early", "early", "late", "", "early"],
            "size": [1.0, 2.0, 4.0, 3.0, None],
            "size_group": ["≤ 2 cm", "≤ 2 cm", "> 2 cm", "> 2 cm", ""],
            "age": [40, 50, 60, 70, 80],
            "side": ["left", "right", "left", "left", None],
        }
    )


def rows_of(variable: str) -> pd.DataFrame:
    table = baseline_table(patients(), make_plan())
    return table[table["variable"] == variable]


def test_patients_are_counted_first():
    table = baseline_table(patients(), make_plan())
    assert list(table.columns) == list(COLUMNS)
    assert table.iloc[0][["variable", "n"]].tolist() == ["patient", 5]


def test_groups_stand_in_the_order_of_the_plan_and_the_unknown_are_counted():
    found = rows_of("stage")
    assert found["group"].tolist() == ["early", "late"]
    assert found["n"].tolist() == [3, 1]
    assert found["n_missing"].tolist() == [1, 1]


def test_a_number_has_median_quartiles_and_range():
    row = rows_of("size").iloc[0]
    columns = ["n", "median", "lower_quartile", "upper_quartile", "minimum", "maximum"]
    assert row[columns].tolist() == [4, 2.5, 1.75, 3.25, 1.0, 4.0]
    assert rows_of("size")["group"].tolist() == ["", "≤ 2 cm", "> 2 cm"]


def test_other_columns_are_numbers_or_groups():
    assert rows_of("age").iloc[0]["median"] == 60
    assert rows_of("side")[["group", "n", "n_missing"]].to_numpy().tolist() == [
        ["left", 3, 1],
        ["right", 1, 1],
    ]


def test_nobody_is_described_without_a_warning():
    table = baseline_table(patients().iloc[:0], make_plan())
    assert table.iloc[0]["n"] == 0
