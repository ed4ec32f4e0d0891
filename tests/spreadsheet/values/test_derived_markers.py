"""Derived markers, from a sheet to the tables."""

import math

import numpy as np
import pandas as pd
import pytest

from explant.config.loading import validate
from explant.config.models import Plan
from explant.language.methods.topics import methods
from explant.questions.design import analysis_values, differences
from explant.spreadsheet.ingest import ingest
from explant.tables.csv_files import read_csv, write_csv
from explant.tables.results.paired import paired_table
from tests.spreadsheet.builders import plan_of, write

HEADER = ["ID", "Time", "FOXP3", "CD8", "IL1B", "IL6"]
# Each patient before and after; FOXP3 and CD8 in %.
ROWS = [
    ["P1", "before", 2.0, 20.0, 1.0, 10.0],
    ["P1", "after", 6.0, 20.0, 3.0, 30.0],
    ["P2", "before", 4.0, 10.0, 2.0, 20.0],
    ["P2", "after", 9.0, 10.0, 5.0, 20.0],
    ["P10", "before", 3.0, 30.0, 3.0, 30.0],
    ["P10", "after", 6.0, 15.0, 4.0, 40.0],
]
DERIVED = {
    "ratio": {"label": "FOXP3/CD8", "derived": "FOXP3 / CD8", "scale": "log2"},
    "signature": {"derived": "mean(z(il1))"},
}


@pytest.fixture
def read(tmp_path):
    def run(rows=ROWS, derived=DERIVED, markers=None, **sections):
        path = write(tmp_path / "study.xlsx", {"Data": [HEADER, *rows]})
        plan, problems = validate(
            {
                "spreadsheet": {
                    "path": str(path),
                    "layout": "one_row_per_sample",
                    "columns": {"patient": "ID"},
                },
                "factors": {"time": {"levels": ["before", "after"]}},
                "markers": {
                    "FOXP3": {"unit": "%"},
                    "CD8": {"unit": "%"},
                    **derived,
                    "IL1B": {},
                    "IL6": {},
                }
                | (markers or {}),
                "gene_lists": {"il1": ["IL1B", "IL6"]},
                "contrasts": {"change": {"compare": {"time": ["after", "before"]}}},
                **sections,
            }
        )
        assert problems == []
        return plan, ingest(path, plan)

    return run


def edited(row, column, value):
    rows = [list(each) for each in ROWS]
    rows[row][column] = value
    return rows


def rows_of(result, marker):
    found = result.measurements[result.measurements["marker"] == marker]
    return found.set_index(["patient", "time"])


def test_rows_like_those_of_any_marker(read):
    plan, result = read()
    assert result.problems == []
    table = result.measurements
    assert list(table["marker"][:12:2]) == list(plan.markers)
    assert list(table["patient"].unique()) == ["P1", "P2", "P10"]
    ratio = rows_of(result, "ratio")
    assert ratio["value"].tolist() == [0.1, 0.3, 0.4, 0.9, 0.1, 0.4]
    assert ratio["source"].tolist()[0] == "Data!C2 Data!D2"
    assert (ratio["replicates"] == 1).all()
    assert ratio["replicate_sd"].isna().all()
    assert (ratio["censored"] == "").all()
    # IL1B: mean 3, SD √2. IL6: mean 25, squared deviations 225+25+25+25+25+225 = 550.
    il1b = np.array([-2, 0, -1, 2, 0, 1]) / math.sqrt(2)
    il6 = np.array([-15, 5, -5, -5, 5, 15]) / math.sqrt(110)
    np.testing.assert_allclose(rows_of(result, "signature")["value"], (il1b + il6) / 2, rtol=1e-14)
    assert rows_of(result, "signature")["source"].tolist()[-1] == "Data!E7 Data!F7"


def test_the_analysis_reads_them_as_any_marker(read, tmp_path):
    plan, result = read()
    write_csv(result.measurements, tmp_path / "measurements.csv")
    measurements = read_csv(tmp_path / "measurements.csv", text=plan.factors)
    by_patient = differences(measurements, plan, ["P1", "P2", "P10"])
    table = paired_table(by_patient, measurements, plan).set_index("marker")
    # Ratios after/before: 3, 2.25 and 4; their geometric mean is the cube root of 27.
    assert table.loc["ratio", "ratio"] == pytest.approx(3.0)
    assert table.loc["ratio", "n"] == 3
    z = (np.array([2, 3, 1]) / math.sqrt(2) + np.array([20, 0, 10]) / math.sqrt(110)) / 2
    assert table.loc["signature", "mean_difference"] == pytest.approx(z.mean())


def test_a_missing_input_makes_it_missing(read):
    _, result = read(edited(1, 5, None))
    assert ("P1", "after") not in rows_of(result, "signature").index
    assert ("P1", "after") in rows_of(result, "ratio").index
    # z is taken over the five samples that have IL6.
    others = np.array([10.0, 20, 20, 30, 40])
    il6 = (10 - others.mean()) / others.std(ddof=1)
    value = rows_of(result, "signature")["value"].iloc[0]
    assert value == pytest.approx((-2 / math.sqrt(2) + il6) / 2)
    assert [problem.marker for problem in result.problems] == ["IL6"]


def test_division_by_zero_names_patient_cells_and_remedy(read):
    _, result = read(edited(2, 3, 0))
    (problem,) = result.problems
    assert problem.severity == "error"
    assert problem.where == "Data!C4 Data!D4"
    assert (problem.patient, problem.marker) == ("P2", "ratio")
    assert problem.what == (
        "ratio of P2 (before) cannot be computed: CD8 is 0, and nothing can be divided by 0."
    )
    assert "markers.ratio.derived" in problem.how_to_fix
    assert result.measurements.empty


@pytest.mark.parametrize(
    ("derived", "words"),
    [
        ({"derived": "log2(FOXP3 - 2)"}, "FOXP3 - 2 has no logarithm"),
        ({"derived": "FOXP3 - 2", "scale": "log2"}, "is 0 %, which has no place on the log2 scale"),
        ({"derived": "30 * FOXP3"}, "is 180 %, not between 0 and 100"),
        ({"derived": "z(FOXP3 - FOXP3)"}, "FOXP3 - FOXP3 is 0 wherever it was measured"),
        ({"derived": "FOXP3 / CD8", "range": [0, 0.5]}, "is 0.9, not between 0 and 0.5"),
    ],
)
def test_values_that_cannot_be(read, derived, words):
    _, result = read(derived={"new": derived})
    (problem,) = result.problems
    assert problem.severity == "error"
    assert words in problem.what
    assert problem.where


@pytest.mark.parametrize("unit", ["%", "pg/ml", "H-score", "MFI"])
def test_a_difference_may_be_negative_whatever_the_unit(read, unit):
    _, found = read(
        derived={"gap": {"derived": "FOXP3 - CD8", "unit": unit}},
        markers={"FOXP3": {"unit": unit}, "CD8": {"unit": unit}},
    )
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    gap = found.measurements[found.measurements["marker"].eq("gap")]
    assert (gap["value"] < 0).all()


def test_a_declared_range_holds_for_a_difference_too(read):
    _, found = read(derived={"gap": {"derived": "FOXP3 - CD8", "range": [0, 50]}})
    assert any("not between 0 and 50" in problem.what for problem in found.problems)


def test_never_complete_is_an_error(read):
    rows = [[*row[:4], None, row[5]] if row[1] == "after" else list(row) for row in ROWS]
    rows = [[*row[:5], None] if row[1] == "before" else row for row in rows]
    _, result = read(rows)
    assert any("signature has no value at all" in problem.what for problem in result.problems)


LIMIT = {"FOXP3": {"unit": "%", "detection_limit": 2.5}}
RULES = {"limit_over_sqrt2": 1 / math.sqrt(2), "half_limit": 0.5, "limit": 1.0}


@pytest.mark.parametrize("rule", [*RULES, "drop"])
def test_in_proportion_to_a_limit_it_is_itself_below(read, rule):
    plan, result = read(edited(0, 2, "<2.5"), markers=LIMIT, inference={"below_detection": rule})
    first = rows_of(result, "ratio").iloc[0]
    assert (first["value"], first["censored"]) == (2.5 / 20, "below")
    values = analysis_values(result.measurements, plan)
    analysed = values[result.measurements["marker"] == "ratio"].iloc[0]
    if rule == "drop":
        assert math.isnan(analysed)
    else:
        assert analysed == pytest.approx(math.log2(2.5 * RULES[rule] / 20))
    assert [problem for problem in result.problems if problem.marker == "ratio"] == []


@pytest.mark.parametrize(
    ("derived", "expected"),
    [
        ("log2(FOXP3)", lambda x: math.log2(x)),
        ("CD8 / FOXP3", lambda x: 20 / x),
        ("FOXP3 / (FOXP3 + CD8)", lambda x: x / (x + 20)),
        ("CD8 - FOXP3", lambda x: 20 - x),
        ("z(FOXP3)", None),
    ],
)
@pytest.mark.parametrize("rule", ["limit_over_sqrt2", "drop"])
def test_else_it_is_made_of_what_enters_the_analysis(read, derived, expected, rule):
    _, result = read(
        edited(0, 2, "<2.5"),
        derived={"new": {"derived": derived}},
        markers=LIMIT,
        inference={"below_detection": rule},
    )
    table = rows_of(result, "new")
    assert (table["censored"] == "").all()
    (note,) = [problem for problem in result.problems if problem.marker == "new"]
    assert (note.severity, note.where) == ("note", "Data!C2")
    assert "inference.below_detection" in note.what
    if rule == "drop":
        assert ("P1", "before") not in table.index
        return
    entered = 2.5 * RULES[rule]
    if expected is None:
        all_values = np.array([entered, 6, 4, 9, 3, 6])
        value = (entered - all_values.mean()) / all_values.std(ddof=1)
    else:
        value = expected(entered)
    assert table["value"].iloc[0] == pytest.approx(value)


def test_above_the_range(read):
    derived = {"up": {"derived": "FOXP3 / CD8"}, "down": {"derived": "CD8 / FOXP3"}}
    _, result = read(edited(3, 2, ">9"), derived=derived)
    row = rows_of(result, "up").loc[("P2", "after")]
    assert (row["value"], row["censored"]) == (0.9, "above")
    row = rows_of(result, "down").loc[("P2", "after")]
    assert (row["value"], row["censored"]) == (10 / 9, "")
    assert [problem.marker for problem in result.problems] == ["down"]


def test_derived_of_derived_with_two_factors(tmp_path):
    rows = [["Patient", "Tissue", "Treatment", "CD25", "Blimp-1"]]
    for patient in ("P1", "P2"):
        for number, cell in enumerate(
            (("tumor", "control"), ("tumor", "IL-2"), ("normal", "control"), ("normal", "IL-2"))
        ):
            rows.append([patient, *cell, 10.0 + number, 100.0 * (1 + number)])
    path = write(tmp_path / "study.xlsx", {"Data": rows})
    markers = {
        "twice": {"derived": "2 * ratio", "unit": "x"},
        "ratio": {"derived": "'Blimp-1' / CD25", "unit": "x"},
    }
    plan = plan_of(markers=markers)
    result = ingest(path, plan)
    assert result.problems == []
    table = result.measurements
    assert table["marker"].tolist() == [m for m in plan.markers for _ in range(4)] * 2
    ratio = table.loc[table["marker"] == "ratio", "value"]
    twice = table.loc[table["marker"] == "twice", "value"]
    assert ratio.tolist() == [10.0, 200 / 11, 25.0, 400 / 13] * 2
    assert twice.tolist() == [2 * each for each in ratio]
    assert table.dtypes["replicates"] == np.int64
    assert isinstance(plan, Plan)
    assert isinstance(table, pd.DataFrame)


def test_the_methods_say_how(read):
    plan, _ = read(markers=LIMIT)
    text = " ".join(
        str(each) for topic in methods(plan, with_anova=False) for each in topic.paragraphs
    )
    assert "FOXP3/CD8 is computed in each sample as FOXP3 / CD8." in text
    assert "signature is computed in each sample as mean(z(il1))." in text
    assert "il1 stands for IL1B and IL6." in text
    assert "divided by their standard deviation (n − 1)" in text
    assert "Values below a limit of detection enter it as they enter the analysis." in text
    assert "signature is analyzed as computed, and differences are in SD." in text
