"""States of a study, copies of the last two, and what differs between two of them."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.history.changes import COLUMNS, compared
from explant.history.kept_states import FILES, LATEST, PREVIOUS, keep, recorded, state_digest
from explant.history.states import (
    NoStateError,
    State,
    digest,
    read_state,
    record_of,
    state_before,
    state_of,
)
from explant.tables.csv_files import write_csv
from tests.reported import make_measurements, make_plan, paired_frame

FIRST = {"marker": "CD25", "contrast": "il2_in_tumor"}


@pytest.fixture(scope="module")
def tables(plan: Plan) -> dict[str, pd.DataFrame]:
    measurements, patients = make_measurements(plan)
    return {"measurements": measurements, "patients": patients, "paired": paired_frame({})}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan()


def edited(table: pd.DataFrame, column: str, value: object, row: int = 0) -> pd.DataFrame:
    table = table.copy()
    table.loc[table.index[row], column] = value
    return table


def rows_of(changes: pd.DataFrame) -> list[dict[str, str]]:
    found = changes.to_dict("records")
    return [{str(key): value for key, value in row.items() if value} for row in found]


def differences(plan: Plan, tables, **other: pd.DataFrame) -> list[dict[str, str]]:
    old, new = state_of(plan, tables), state_of(plan, {**tables, **other})
    same = digest(old) == digest(new)
    found = rows_of(compared(old, new))
    assert same == (not found)
    return found


def test_nothing_differs_from_itself_nor_from_nothing(plan: Plan, tables):
    assert differences(plan, tables) == []
    none = compared(None, state_of(plan, tables))
    assert list(none.columns) == COLUMNS
    assert none.empty


def test_a_changed_cell_by_patient_sample_and_marker(plan: Plan, tables):
    measurements = tables["measurements"]
    row = measurements.iloc[3]
    (found,) = differences(plan, tables, measurements=edited(measurements, "value", 99.5, 3))
    assert found == {
        "what": "cell",
        "how": "changed",
        "patient": str(row["patient"]),
        "sample": json.dumps([row["tissue"], row["treatment"]]),
        "marker": str(row["marker"]),
        "old": f"{row['value']:.15g}",
        "new": "99.5",
    }


def test_a_value_below_detection_is_another_than_the_limit(plan: Plan, tables):
    measurements = tables["measurements"].assign(censored="")
    old = {**tables, "measurements": edited(measurements, "value", 0.5)}
    below = edited(old["measurements"], "censored", "below")
    (found,) = differences(plan, old, measurements=below)
    assert (found["old"], found["new"]) == ("0.5", "<0.5")


def test_added_and_gone(plan: Plan, tables):
    measurements = tables["measurements"]
    (gone,) = differences(plan, tables, measurements=measurements.iloc[1:])
    assert (gone["what"], gone["how"]) == ("cell", "gone")
    assert "new" not in gone
    old = {**tables, "measurements": measurements.iloc[1:]}
    (added,) = differences(plan, old, measurements=measurements)
    assert (added["how"], added["new"]) == ("added", gone["old"])


def test_the_order_of_rows_and_the_place_of_cells_are_no_change(plan: Plan, tables):
    turned = tables["measurements"].iloc[::-1].assign(source="elsewhere!A1")
    assert differences(plan, tables, measurements=turned) == []


def test_an_empty_cell_is_gone(plan: Plan, tables):
    measurements = edited(tables["measurements"], "value", float("nan"))
    (found,) = differences(plan, tables, measurements=measurements)
    assert found["how"] == "gone"


def test_a_property_of_a_patient(plan: Plan, tables):
    patients = tables["patients"]
    other = edited(edited(patients, "stage", "III", 1), "stage_group", "late", 1)
    (found,) = differences(plan, tables, patients=other)
    assert (found["what"], found["key"], found["new"]) == ("property", "stage", "III")


def test_a_verdict(plan: Plan, tables):
    (found,) = differences(plan, tables, paired=paired_frame({"p_adjusted": 0.3}))
    assert found == {
        "what": "verdict",
        "how": "changed",
        **FIRST,
        "old": "evidence_of_decrease",
        "new": "no_evidence",
    }


def test_a_key_of_the_plan(plan: Plan, tables):
    other = make_plan(inference={"test": "t"})
    old, new = state_of(plan, tables), state_of(other, tables)
    assert digest(old) != digest(new)
    assert rows_of(compared(old, new)) == [
        {"what": "key", "how": "changed", "key": "inference.test", "old": "wilcoxon", "new": "t"}
    ]


def test_what_is_computed_of_other_markers_is_no_cell(tables):
    derived = {"unit": "", "derived": "CD25 / FOXP3"}
    plan = make_plan(markers={"Ratio": derived})
    measurements = tables["measurements"]
    ratio = measurements[measurements["marker"] == "CD25"].assign(marker="Ratio", value=2.0)
    old = {**tables, "measurements": pd.concat([measurements, ratio], ignore_index=True)}
    changed = edited(old["measurements"], "value", 3.0, -1)
    (found,) = differences(plan, old, measurements=changed)
    assert (found["what"], found["marker"]) == ("derived", "Ratio")


class Results:
    """A study's folder, as a report writes what a state is read from."""

    def __init__(self, folder: Path, plan: Plan, tables) -> None:
        self.folder, self.plan, self.tables = folder, plan, tables
        folder.mkdir()

    def write(self, **other: pd.DataFrame) -> State:
        tables = {**self.tables, "between": pd.DataFrame(columns=list(FIRST)), **other}
        for name, table in tables.items():
            write_csv(table, self.folder / f"{name}.csv")
        state = state_of(self.plan, tables)
        # A plan's ids are texts when they are read back.
        record = {"config": self.plan.model_dump(), "state": record_of(state, "cells")}
        (self.folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
        return state

    def value_in(self, part: str) -> float:
        return float(read_state(self.folder / part).measurements["value"].iloc[0])


@pytest.fixture
def results(tmp_path: Path, plan: Plan, tables) -> Results:
    return Results(tmp_path / "study", plan, tables)


def with_first_value(tables, value: float) -> pd.DataFrame:
    return edited(tables["measurements"], "value", value)


def test_the_last_two_states_are_kept(results: Results, tables):
    results.write(measurements=with_first_value(tables, 1.0))
    assert not keep(results.folder)
    assert not (results.folder / PREVIOUS).exists()
    for value in (2.0, 3.0):
        results.write(measurements=with_first_value(tables, value))
        assert keep(results.folder)
        # A repeat or a repair is no new state.
        assert not keep(results.folder)
        assert results.value_in(LATEST) == value
        assert results.value_in(PREVIOUS) == value - 1
    assert sorted(path.name for path in (results.folder / PREVIOUS).iterdir()) == sorted(FILES)


def test_the_state_before_is_the_last_one_that_differs(results: Results, tables):
    assert state_before(results.folder, "any") is None
    first = results.write(measurements=with_first_value(tables, 1.0))
    keep(results.folder)
    assert state_before(results.folder, digest(first)) is None
    second = results.write(measurements=with_first_value(tables, 2.0))
    keep(results.folder)
    for now, value in ((digest(second), 1.0), ("a third", 2.0)):
        before = state_before(results.folder, now)
        assert before is not None
        assert before.measurements["value"].iloc[0] == value


def test_a_copy_of_a_state_that_somebody_altered_is_none(results: Results, tables):
    results.write(measurements=with_first_value(tables, 1.0))
    keep(results.folder)
    results.write(measurements=with_first_value(tables, 2.0))
    keep(results.folder)
    altered = results.folder / LATEST / "measurements.csv"
    altered.write_text(altered.read_text().replace("2.0", "7.0", 1), encoding="utf-8")
    before = state_before(results.folder, "a third")
    assert before is not None
    assert before.measurements["value"].iloc[0] == 1.0


@pytest.mark.parametrize("left", [(), (LATEST,), (PREVIOUS,)])
def test_a_copy_that_was_interrupted_is_completed(results: Results, tables, left):
    for value in (1.0, 2.0):
        results.write(measurements=with_first_value(tables, value))
        keep(results.folder)
    results.write(measurements=with_first_value(tables, 3.0))
    # As a kill leaves it: the new copy incomplete, the others or one of them still there.
    (results.folder / f"{LATEST}.new").mkdir()
    for name in {LATEST, PREVIOUS} - set(left):
        shutil.rmtree(results.folder / name)
    keep(results.folder)
    assert results.value_in(LATEST) == 3.0
    assert not (results.folder / f"{LATEST}.new").exists()


def test_what_is_read_back_has_the_same_hash(results: Results):
    state = results.write()
    assert digest(read_state(results.folder)) == digest(state) == state_digest(results.folder)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_without_one_of_the_files_has_no_state(results: Results, name: str):
    results.write()
    (results.folder / name).unlink()
    assert not keep(results.folder)
    with pytest.raises(NoStateError):
        read_state(results.folder)


@pytest.mark.parametrize("text", ["", "[]", '{"state": 3}', '{"state": {"sha256": null}}'])
def test_a_record_that_says_nothing_is_no_state(tmp_path: Path, text: str):
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    assert state_digest(tmp_path) in ("", "None")
    assert isinstance(recorded(tmp_path), dict)
    assert not keep(tmp_path)


def test_what_a_record_says_of_a_state(plan: Plan, tables):
    record = record_of(state_of(plan, tables), "cells")
    assert record["data"] == "cells"
    assert record["questions"]["il2_in_tumor"] == "primary"
    assert record["verdicts"] == {"il2_in_tumor": {"evidence_of_decrease": ["CD25"]}}
