"""Curves as numbers, from a sheet to the tables of results."""

import math

import numpy as np
import pandas as pd
import pytest

from explant.config.loading import validate
from explant.language.methods.topics import methods
from explant.questions.design import cell_values, differences, never_detected
from explant.questions.question import question
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.values.summary_markers import CURVE_COLUMNS
from explant.tables.columns import COLUMNS
from explant.tables.csv_files import read_csv, write_csv
from explant.tables.described.sample_medians import cells_table
from explant.tables.results.anova import anova_table
from explant.tables.results.paired import paired_table
from explant.tables.results.trends import trends_table
from explant.tables.robustness.mixed_models import mixed_models_table
from explant.tables.robustness.sensitivity import sensitivity_table
from explant.tables.robustness.software import software_table
from tests.spreadsheet.builders import write

RATIOS = (40, 20, 10, 5)
HEADER = ["ID", "Treatment", "Ratio", "Lysis"]
UNITS = {"P1": (100, 200), "P2": (150, 310), "P3": (130, 240), "P4": (220, 380), "P5": (90, 200)}
"""Lytic units without and with IL-2."""


def lysis(units, ratio):
    """Lysis at a ratio of von Krogh's curve of steepness 1 with so many lytic units at 30 %."""
    return 100 / (1 + 1e7 / (5000 * units) * 70 / 30 / ratio)


def rows(units=UNITS):
    return [
        [patient, treatment, ratio, round(lysis(number, ratio), 9)]
        for patient, both in units.items()
        for treatment, number in zip(("medium", "IL-2"), both, strict=True)
        for ratio in RATIOS
    ]


LU = {"of": "Lysis", "over": "ratio", "give": "lytic_units", "target": 30, "target_cells": 5000}
CONTRASTS = {
    "il2": {"compare": {"treatment": ["IL-2", "medium"]}, "role": "primary"},
    "steeper": {"trend": {"ratio": ["5", "10", "20", "40"]}, "markers": ["Lysis"]},
}


@pytest.fixture
def read(tmp_path):
    def run(table=None, markers=None, lysis_keys=None, **sections):
        path = write(tmp_path / "study.xlsx", {"Data": [HEADER, *(table or rows())]})
        levels = {str(ratio): {"score": ratio} for ratio in RATIOS}
        plan, problems = validate(
            {
                "spreadsheet": {
                    "path": str(path),
                    "layout": "one_row_per_sample",
                    "columns": {"patient": "ID"},
                },
                "factors": {
                    "treatment": {"levels": ["medium", "IL-2"]},
                    "ratio": {"levels": levels},
                },
                "markers": {
                    "Lysis": {"unit": "%"} | (lysis_keys or {}),
                    **(markers or {"LU": {"summary": LU, "scale": "log2"}}),
                },
                "contrasts": CONTRASTS,
            }
            | sections
        )
        assert problems == []
        return plan, ingest(path, plan)

    return run


def test_the_columns_are_those_that_have_a_meaning():
    assert tuple(COLUMNS["curves"]) == CURVE_COLUMNS


def test_each_patient_and_condition_has_a_number_without_a_ratio(read):
    _, found = read()
    own = found.measurements[found.measurements["marker"] == "LU"]
    assert list(own["ratio"].unique()) == [""]
    values = own.set_index(["patient", "treatment"])["value"]
    for patient, (without, with_il2) in UNITS.items():
        assert values[patient, "medium"] == pytest.approx(without, rel=1e-6)
        assert values[patient, "IL-2"] == pytest.approx(with_il2, rel=1e-6)
    assert found.curves is not None
    assert len(found.curves) == 10
    assert set(found.curves["sample"]) == {"medium", "IL-2"}
    assert set(found.curves["converged"]) == {"yes"}
    assert found.curves["steepness"].to_numpy() == pytest.approx(1.0, rel=1e-5)


def test_questions_take_the_number_as_it_is_and_those_of_the_factor_are_not_asked(read, tmp_path):
    plan, found = read()
    write_csv(found.measurements, tmp_path / "measurements.csv")
    measurements = read_csv(tmp_path / "measurements.csv", text=plan.factors)
    by_patient = differences(measurements, plan, list(UNITS))
    asked = set(map(tuple, by_patient[["marker", "contrast"]].to_numpy()))
    assert asked == {("Lysis", "il2"), ("LU", "il2"), ("Lysis", "steeper")}
    assert asked == set(plan.questions())
    own = by_patient.query("marker == 'LU'").set_index("patient")["difference"]
    for patient, (without, with_il2) in UNITS.items():
        assert own[patient] == pytest.approx(math.log2(with_il2 / without), rel=1e-5)
    lysed = by_patient.query("marker == 'Lysis' and contrast == 'il2'").set_index("patient")
    mean = np.mean([lysis(200, ratio) - lysis(100, ratio) for ratio in RATIOS])
    assert lysed.loc["P1", "difference"] == pytest.approx(mean)
    wide = cell_values(measurements, plan, list(UNITS))
    assert list(wide.columns)[-2:] == ["medium", "IL-2"]
    assert wide.loc["LU"].iloc[:, :-2].isna().all(axis=None)
    assert wide.loc["Lysis"].iloc[:, -2:].isna().all(axis=None)


def test_the_tables_know_a_marker_with_cells_of_its_own(read):
    plan, found = read()
    patients = found.patients
    by_patient = differences(found.measurements, plan, list(UNITS), patients)
    paired = paired_table(by_patient, found.measurements, plan).set_index(["marker", "contrast"])
    logs = np.log2(np.array(list(UNITS.values())))
    change = logs[:, 1] - logs[:, 0]
    # By hand: the mean over the average of the two samples' SDs; Lysis has eight samples.
    d_av = change.mean() / logs.std(axis=0, ddof=1).mean()
    assert paired.loc[("LU", "il2"), "d_av"] == pytest.approx(d_av, rel=1e-5)
    assert math.isnan(paired.loc[("Lysis", "il2"), "d_av"])
    f = anova_table(found.measurements, patients, plan).set_index(["marker", "effect"])["f"]
    t = change.mean() / (change.std(ddof=1) / math.sqrt(5))
    assert f["LU", "treatment"] == pytest.approx(t**2, rel=1e-4)
    assert [effect for marker, effect in f.index if marker == "LU"] == ["treatment"]
    trends = trends_table(found.measurements, patients, plan)
    assert set(trends["marker"]) == {"Lysis"}
    medians = cells_table(found.measurements, plan).query("marker == 'LU'")
    assert list(medians["sample"]) == ["medium", "IL-2"]
    assert medians["median"].to_numpy() == pytest.approx([130, 240], rel=1e-5)
    model = mixed_models_table(found.measurements, patients, plan).set_index(["marker", "contrast"])
    assert model.loc[("LU", "il2"), "t"] == pytest.approx(t, rel=1e-4)
    programs = software_table(by_patient, plan)
    assert set(programs["marker"]) == {"LU"}
    other = sensitivity_table(found.measurements, patients, plan)
    assert (other.query("marker == 'LU'")["n"] == 5).all()


def test_who_has_no_number_is_named_with_the_reason(read):
    table = rows()
    for row in table:
        if row[0] == "P2" and row[1] == "IL-2" and row[2] in (40, 10):
            row[3] = None
    _, found = read(table)
    (note,) = [p for p in found.problems if p.marker == "LU"]
    assert note.what == "LU of P2 (IL-2) has no value: 2 of 4 points, and it needs 3."
    assert (note.severity, note.patient) == ("note", "P2")
    curves = found.curves.set_index(["patient", "sample"])
    assert math.isnan(curves.loc[("P2", "IL-2"), "estimate"])
    assert curves.loc[("P2", "IL-2"), ["n_points", "note"]].to_list() == [
        2,
        "2 of 4 points, and it needs 3",
    ]
    rest = found.measurements.query("marker == 'LU' and patient == 'P2'")
    assert list(rest["treatment"]) == ["medium"]


def test_a_curve_that_is_not_determined_is_a_warning_for_its_patient(read):
    halfway = {"summary": {"of": "Lysis", "over": "ratio", "give": "log_ec50", "bottom": 0}}
    halfway["summary"]["top"] = 100
    table = rows({"P1": (100, 200), "P2": (160, 310), "P3": (2, 240), "P4": (190, 330)})
    _, found = read(table, {"halfway": halfway})
    warned = [p for p in found.problems if p.marker == "halfway" and p.severity == "warning"]
    names = [
        "halfway of P1 (medium), P3 (medium) has no value: halfway lies above the highest score."
    ]
    assert [problem.what for problem in warned] == names
    own = found.measurements.query("marker == 'halfway'").set_index(["patient", "treatment"])
    # The ratio of 30 % is 1e7 / (5000 · 160), that of 50 % is 70 / 30 of it.
    assert own.loc[("P2", "medium"), "value"] == pytest.approx(math.log10(12.5 * 7 / 3), abs=1e-6)


def test_a_target_that_is_not_reached_is_a_value_below(read):
    units = UNITS | {"P6": (30, 60)}
    plan, found = read(rows(units))
    own = found.measurements.query("marker == 'LU'").set_index(["patient", "treatment"])
    # 10⁷ / (5000 · 40) lytic units would reach it at 40:1.
    assert own.loc[("P6", "medium"), ["value", "censored"]].to_list() == [50.0, "below"]
    (note,) = [p for p in found.problems if p.marker == "LU"]
    assert "P6 (medium) lies below the limit" in note.what
    by_patient = differences(found.measurements, plan, list(units)).set_index(
        ["marker", "patient"]
    )["difference"]
    assert by_patient["LU", "P6"] == pytest.approx(math.log2(60 / (50 / math.sqrt(2))), rel=1e-5)


def test_every_curve_below_is_never_detected(read):
    units = {name: (20 + at, 10 + at) for at, name in enumerate(UNITS)}
    plan, found = read(rows(units))
    assert never_detected(found.measurements, plan) == {("LU", "il2")}


def test_no_curve_at_all_is_an_error(read):
    table = [row for row in rows() if (row[2] in (40, 20)) == (row[1] == "IL-2")]
    _, found = read(table)
    stopped = [p for p in found.problems if p.severity == "error"]
    assert [problem.what for problem in stopped] == [
        "LU has no value at all: 2 of 4 points, and it needs 3."
    ]


def test_values_below_detection_enter_as_the_plan_says(read):
    table = [[p, t, r, f"<{value:.2f}" if value < 20 else value] for p, t, r, value in rows()]
    area = {"area": {"summary": {"of": "Lysis", "over": "ratio", "give": "auc"}}}
    for rule, factor in (("half_limit", 0.5), ("limit", 1.0)):
        _, found = read(table, area, inference={"below_detection": rule})
        own = found.measurements.query("marker == 'area'").set_index(["patient", "treatment"])
        y = [v if v >= 20 else factor * round(v, 2) for v in (lysis(100, r) for r in RATIOS)]
        by_hand = (y[0] + y[1]) / 2 * 20 + (y[1] + y[2]) / 2 * 10 + (y[2] + y[3]) / 2 * 5
        assert own.loc[("P1", "medium"), "value"] == pytest.approx(by_hand, rel=1e-6)
        assert any("beyond a limit of detection" in p.what for p in found.problems)


def test_a_slope_over_the_logarithm(read):
    slope = {"rise": {"summary": {"of": "Lysis", "over": "ratio", "give": "slope", "log": True}}}
    _, found = read(markers=slope)
    own = found.measurements.query("marker == 'rise'").set_index(["patient", "treatment"])
    y = [lysis(100, ratio) for ratio in RATIOS]
    assert own.loc[("P1", "medium"), "value"] == pytest.approx(
        np.polyfit(np.log10(RATIOS), y, 1)[0]
    )


def test_a_number_without_a_place_on_its_scale_stops_the_study(read):
    slope = {"of": "Lysis", "over": "ratio", "give": "slope"}
    table = rows()
    for row in table:
        if row[0] == "P3":
            row[3] = 60 - row[2]
    _, found = read(table, {"rise": {"summary": slope, "scale": "log2"}})
    (stopped,) = [p for p in found.problems if p.severity == "error"]
    assert stopped.what == (
        "rise of P3 (medium), P3 (IL-2) is -1, which has no place on the log2 scale."
    )


def test_a_question_of_curves_alone_is_one_of_their_own_cells(read):
    plan, _ = read(
        contrasts={
            "level": {"against": 100, "at": {"treatment": "medium"}, "markers": ["LU"]},
            "both": {"against": 20, "at": {"treatment": "medium"}, "markers": ["Lysis"]},
        }
    )
    assert dict(question(plan, "level").weights) == {("medium",): 1.0}
    assert len(question(plan, "both").weights) == len(RATIOS)


def test_the_methods_say_what_the_number_is(read):
    plan, _ = read()
    text = " ".join(str(p) for topic in methods(plan, {}) for p in topic.paragraphs)
    assert "10,000,000 effectors divided by those that lyse 30 % of 5,000 target cells" in text
    assert "von Krogh's log-logistic curve (Pross et al. 1981)" in text
    assert "a question that averages over them takes it as it is" in text


def test_a_study_without_curves_has_no_table_of_them(read):
    plan, found = read(markers={"Other": {"derived": "Lysis / 2", "unit": "%"}})
    assert found.curves is None
    assert not plan.summarized
    assert isinstance(found.measurements, pd.DataFrame)
