"""The values for Prism, read back by a package that knows nothing of ours."""

import io

import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.documents.prism import prism_file
from tests.pages.designs import four_groups

pzfx_parser = pytest.importorskip("pzfx_parser")


def read_back(plan: Plan, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    content = prism_file(tables["measurements"], tables["patients"], plan)
    found = pzfx_parser.read_pzfx(io.BytesIO(content))
    # The reader numbers the subcolumns of a table.
    return {
        name: table.rename(columns=lambda title: title.rpartition("_")[0])
        for name, table in found.items()
    }


def test_every_value_stands_in_its_row_and_column(plan: Plan, tables: dict[str, pd.DataFrame]):
    found = read_back(plan, tables)
    assert list(found) == [
        f"{plan.marker_label(name)} ({marker.unit})" for name, marker in plan.markers.items()
    ]
    measurements = tables["measurements"]
    checked = 0
    for table, marker in zip(found.values(), plan.markers, strict=True):
        assert list(table.index) == list(tables["patients"]["patient"])
        own = measurements[measurements["marker"] == marker]
        for row in own.to_dict("records"):
            levels = [plan.level_label(factor, str(row[factor])) for factor in plan.factors]
            assert table.loc[row["patient"], ", ".join(levels)] == row["value"]
            checked += 1
        missing = table.isna().sum().sum() if table.dtypes.eq(float).all() else None
        empty = sum(value is None or value != value for value in np.ravel(table.to_numpy()))
        assert empty == table.size - len(own)
        assert missing in (None, empty)
    assert checked == len(measurements)


def test_groups_of_a_study_without_samples_are_columns():
    plan, tables = four_groups()
    found = read_back(plan, tables)
    table = next(iter(found.values()))
    assert list(table) == ["none", "T", "B", "DC"]
    # Each animal is in one group at the most.
    assert (table.notna().sum(axis=1) <= 1).all()


def test_names_that_look_like_markup_stay_names(plan: Plan, tables: dict[str, pd.DataFrame]):
    renamed = {"P01": "<b>&\"'"}
    changed = {
        name: tables[name].replace({"patient": renamed}) for name in ("measurements", "patients")
    }
    table = next(iter(read_back(plan, changed).values()))
    assert "<b>&\"'" in table.index


def test_the_same_values_give_the_same_bytes(plan: Plan, tables: dict[str, pd.DataFrame]):
    made = [prism_file(tables["measurements"], tables["patients"], plan) for _ in range(2)]
    assert made[0] == made[1]
