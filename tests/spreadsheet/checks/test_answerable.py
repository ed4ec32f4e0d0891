"""Questions that the data cannot answer are refused before anything is computed."""

from random import Random

import pytest

from explant.config.loading import load_plan, validate
from explant.problems import ProblemsError
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import only, with_severity, write

HEADER = ["Patient", "Group", "Tissue", "Dose", "CD25", "FOXP3"]
TISSUES, DOSES = ("tumor", "normal"), ("0", "10", "100")


def rows_of(patients, tissues=TISSUES, doses=DOSES, group="A"):
    rows = []
    for name in patients:
        chance = Random(name)
        for tissue, dose in ((tissue, dose) for tissue in tissues for dose in doses):
            values = (round(chance.uniform(10, 20), 3), round(chance.uniform(40, 60), 3))
            rows.append([name, group, tissue, dose, *values])
    return rows


def names(first, last):
    return [f"P{number:02d}" for number in range(first, last + 1)]


def content(path, contrasts, factors=("tissue", "dose"), doses=DOSES, explore=True, **sections):
    every = {"tissue": {"levels": list(TISSUES)}, "dose": {"levels": list(doses)}}
    patients = {
        "strata": {
            "group": {
                "kind": "unordered",
                "groups": {"A": ["A"], "B": ["B"]},
                "explore": explore,
            }
        },
        **sections.pop("patients", {}),
    }
    return {
        "spreadsheet": {"path": str(path), "layout": "one_row_per_sample"},
        "factors": {name: every[name] for name in factors},
        "patients": patients,
        "markers": {"CD25": {}, "FOXP3": {}},
        "contrasts": contrasts,
        **sections,
    }


PAIRED = {"tissues": {"compare": {"tissue": ["tumor", "normal"]}}}
BETWEEN = {"groups": {"between": {"group": ["A", "B"]}}}


def read(folder, rows, contrasts, header=HEADER, **settings):
    path = write(folder / "study.xlsx", {"Data": [header, *rows]})
    plan, problems = validate(content(path, contrasts, **settings))
    assert plan is not None, problems
    return ingest(path, plan)


def test_twenty_tumors_and_twenty_normals_of_different_people_are_one_error(tmp_path):
    rows = [
        *rows_of(names(1, 20), tissues=["tumor"], doses=["0"]),
        *rows_of(names(21, 40), tissues=["normal"], doses=["0"]),
    ]
    for patients in ({}, {"unpaired": "keep"}):
        found = read(tmp_path, rows, PAIRED, factors=["tissue"], explore=False, patients=patients)
        problem = only(found, "error")
        assert problem.what == (
            "No ID has samples at two levels of tissue: 20 IDs only at tumor, 20 IDs only at "
            "normal, none at both. Samples are paired by the same ID in both rows, never by the "
            "order of rows (tissues needs that)."
        )
        assert problem.where == "Data!A2:A41"
        assert problem.how_to_fix == (
            "If they are the same patients, write one ID in all rows of a patient: the "
            "patient's, not the sample's. If they are different patients, declare tissue under "
            "patients.strata, not under factors, and compare its groups unpaired: between: "
            "{tissue: [tumor, normal]}."
        )
        assert with_severity(found, "warning") == []


def test_as_it_says_they_can_be_compared_unpaired(tmp_path):
    rows = [
        *rows_of(names(1, 20), tissues=["tumor"], doses=["0"]),
        *rows_of(names(21, 40), tissues=["normal"], doses=["0"]),
    ]
    strata = {"tissue": {"kind": "unordered", "groups": {"tumor": ["tumor"], "normal": ["normal"]}}}
    found = read(
        tmp_path,
        rows,
        {"tissues": {"between": {"tissue": ["tumor", "normal"]}}},
        factors=[],
        patients={"strata": strata},
    )
    assert with_severity(found, "error") == with_severity(found, "warning") == []
    assert len(found.measurements) == 80


def test_ids_of_samples_are_asked_about(tmp_path):
    rows = [
        *rows_of([f"P{n}T" for n in range(1, 9)], tissues=["tumor"], doses=["0"]),
        *rows_of([f"P{n}N" for n in range(1, 9)], tissues=["normal"], doses=["0"]),
    ]
    problem = only(read(tmp_path, rows, PAIRED, factors=["tissue"]), "error")
    assert (
        '16 IDs differ from another ID by one character ("P1N" and "P1T"). Does the column hold '
        "the IDs of samples?"
    ) in problem.what


def test_a_question_at_one_level_needs_no_pairs_if_the_plan_keeps_them(tmp_path):
    rows = [
        *rows_of(names(1, 8), tissues=["tumor"], doses=["0", "10"], group="A"),
        *rows_of(names(9, 16), tissues=["normal"], doses=["0", "10"], group="B"),
    ]
    contrasts = {
        "in_tumor": {"compare": {"dose": ["10", "0"]}, "at": {"tissue": "tumor"}},
        "in_normal": {"compare": {"dose": ["10", "0"]}, "at": {"tissue": "normal"}},
    }
    found = read(
        tmp_path,
        rows,
        contrasts,
        doses=["0", "10"],
        explore=False,
        patients={"unpaired": "keep"},
    )
    assert with_severity(found, "error") == []
    assert len(found.measurements) == 64


CONTROLS = [
    *rows_of(names(1, 6), tissues=["tumor"], group="A"),
    *rows_of(["C1", "C2", "C3", "C4"], tissues=["tumor"], doses=["0"], group="B"),
]
AT_BASELINE = {
    "dose": {"trend": {"dose": list(DOSES)}},
    "baseline": {"between": {"group": ["A", "B"]}, "at": {"dose": "0"}},
}


def test_controls_who_were_measured_once_are_one_note(tmp_path):
    found = read(
        tmp_path,
        CONTROLS,
        AT_BASELINE,
        factors=["dose"],
        explore=False,
        patients={"unpaired": "keep"},
    )
    assert [p.severity for p in found.problems if "Tissue" not in p.what] == ["note"]
    note = next(p for p in found.problems if "Tissue" not in p.what)
    assert note.what == (
        "4 patients have no sample at all for 10 (dose) and 100 (dose) (by group: 0 of 6 A, "
        "4 of 4 B)."
    )
    assert note.where == "Data!A20:A23"
    assert "patients.unpaired: keep" in note.how_to_fix


def test_one_patient_beside_them_who_lacks_the_same_is_a_warning(tmp_path):
    rows = [row for row in CONTROLS if row[0] != "P06" or row[3] == "0"]
    found = read(
        tmp_path,
        rows,
        AT_BASELINE,
        factors=["dose"],
        explore=False,
        patients={"unpaired": "keep"},
    )
    problem = only(found, "warning")
    assert problem.what == "P06 has no sample at all for 10 (dose) and 100 (dose)."
    assert problem.patient == "P06"
    assert any("1 of 6 A, 4 of 4 B" in p.what for p in with_severity(found, "note"))


def test_without_keep_they_are_errors(tmp_path):
    found = read(tmp_path, CONTROLS, AT_BASELINE, factors=["dose"])
    assert {p.patient for p in with_severity(found, "error")} == {"C1", "C2", "C3", "C4"}


def test_a_group_of_nobody(tmp_path):
    rows = rows_of(names(1, 6), tissues=["tumor"], doses=["0"])
    problem = only(read(tmp_path, rows, BETWEEN, factors=[]), "error")
    assert problem.what == (
        "No measured patient is in the group B of group, which groups asks about. The data hold: "
        "A 6."
    )
    assert problem.where == "Data!B2:B7"
    assert "patients.strata.group.groups" in problem.how_to_fix


def test_groups_that_are_spelled_otherwise(tmp_path):
    rows = rows_of(names(1, 6), tissues=["tumor"], doses=["0"], group="C")
    found = read(tmp_path, rows, BETWEEN, factors=[])
    assert [p.what for p in with_severity(found, "error")] == [
        f"No measured patient is in the group {group} of group, which groups asks about. The data "
        "hold: no group at all."
        for group in "AB"
    ]
    assert len(with_severity(found, "warning")) == 6


def test_a_stratum_of_which_the_data_hold_one_group(tmp_path):
    rows = rows_of(names(1, 4), doses=["0"])
    found = read(tmp_path, rows, PAIRED, factors=["tissue"])
    problem = only(found, "warning")
    assert problem.what == (
        "Every patient is in the group A of group: one group cannot be compared with another."
    )
    assert with_severity(found, "error") == []
    assert len(found.measurements)
    assert problem.where == "Data!B2:B9"
    assert "take group out of the config" in problem.how_to_fix
    found = read(tmp_path, rows, PAIRED, factors=["tissue"], explore=False)
    assert with_severity(found, "error") == []


def test_a_cut_point_with_everyone_on_one_side(tmp_path):
    rows = [[*row[:1], 1.5, *row[2:]] for row in rows_of(names(1, 4), doses=["0"])]
    strata = {"group": {"kind": "continuous", "unit": "cm", "cut_point": 2}}
    found = read(tmp_path, rows, PAIRED, factors=["tissue"], patients={"strata": strata})
    assert only(found, "warning").what.startswith("Every patient is in the group ≤ 2 cm of group")
    assert with_severity(found, "error") == []


def test_cells_that_were_never_measured(tmp_path):
    rows = [
        row
        for row in [*rows_of(names(1, 4)), *rows_of(names(5, 8), group="B")]
        if (row[2], row[3]) != ("normal", "100")
    ]
    contrasts = {
        "low": {"compare": {"tissue": ["tumor", "normal"]}, "at": {"dose": "0"}},
        "high": {"compare": {"tissue": ["tumor", "normal"]}, "at": {"dose": "100"}},
        "slopes": {"trend": {"dose": list(DOSES)}, "compare": {"tissue": ["tumor", "normal"]}},
    }
    found = read(tmp_path, rows, contrasts)
    told = with_severity(found, "error")
    assert [p.what for p in told] == [
        "high cannot be answered: it needs the samples tumor/100 and normal/100, and no patient "
        'has a value at "normal/100".',
        "slopes cannot be answered: it needs the samples tumor/0, tumor/100, normal/0 and "
        'normal/100, and no patient has a value at "normal/100".',
    ]
    assert told[0].where == "Data"
    assert "contrasts.high" in told[0].how_to_fix
    assert found.measurements.empty


def test_cells_that_were_never_measured_for_the_markers_asked(tmp_path):
    rows = [
        [*row[:5], None if row[3] == "100" else row[5]]
        for row in [*rows_of(names(1, 4)), *rows_of(names(5, 8), group="B")]
    ]
    asked = {"high": {"compare": {"dose": ["100", "0"]}, "markers": ["FOXP3"]}}
    problem = only(read(tmp_path, rows, asked), "error")
    assert 'no patient has a value of FOXP3 at "tumor/100", "normal/100"' in problem.what
    every = {"high": {"compare": {"dose": ["100", "0"]}}}
    assert with_severity(read(tmp_path, rows, every), "error") == []


@pytest.mark.parametrize("patients", [{}, {"unpaired": "keep"}])
def test_a_paired_question_that_nobody_can_enter(tmp_path, patients):
    # Everyone has samples of both tissues, at different doses.
    rows = [
        row
        for row in [*rows_of(names(1, 4)), *rows_of(names(5, 8), group="B")]
        if (row[2] == "tumor") == (row[3] == "0")
    ]
    question = {"low": {"compare": {"tissue": ["tumor", "normal"]}, "at": {"dose": "0"}}}
    problem = only(read(tmp_path, rows, question, patients=patients), "error")
    assert 'no patient has a value at "normal/0"' in problem.what
    others = [("normal", "0"), ("tumor", "10"), ("tumor", "100")]
    rows += [
        [name, "A", *cell, 5 + at, 6] for name in ("KL", "VW") for at, cell in enumerate(others)
    ]
    problem = only(read(tmp_path, rows, question, patients=patients), "error")
    assert problem.what == (
        "low cannot be answered: it needs the samples tumor/0 and normal/0 of the same patient, "
        "and no patient has them. Patients with a value: tumor/0 8, normal/0 2."
    )
    assert "correct the IDs" in problem.how_to_fix


def test_a_paired_question_that_one_patient_can_enter(tmp_path):
    rows = [
        *rows_of(["P01"], doses=["0"]),
        *rows_of(["P02", "P03"], tissues=["tumor"], doses=["0"], group="B"),
    ]
    settings = {"factors": ["tissue"], "patients": {"unpaired": "keep"}}
    problem = only(read(tmp_path, rows, PAIRED, **settings), "error")
    assert problem.what == (
        "tissues cannot be answered: P01 is the only patient with the samples tumor and normal, "
        "and one number has no spread to test it against."
    )
    assert problem.where == "Data!A2 Data!A3"


def test_one_value_against_a_fixed_one(tmp_path):
    rows = [*rows_of(["P01"], doses=["0"], tissues=["tumor"])]
    question = {"above": {"against": 1}}
    problem = only(read(tmp_path, rows, question, factors=[], explore=False), "error")
    assert "P01 is the only patient with a value" in problem.what


def test_one_patient_in_each_group(tmp_path):
    rows = [
        *rows_of(["P01"], tissues=["tumor"], doses=["0"]),
        *rows_of(["P02"], tissues=["tumor"], doses=["0"], group="B"),
    ]
    problem = only(read(tmp_path, rows, BETWEEN, factors=[]), "error")
    assert problem.what == (
        "groups cannot be answered: there is one patient in each group. Patients: A 1, B 1."
    )
    rows += rows_of(["P03"], tissues=["tumor"], doses=["0"])
    assert with_severity(read(tmp_path, rows, BETWEEN, factors=[]), "error") == []


def test_a_group_whose_patients_have_no_such_sample(tmp_path):
    rows = [
        *rows_of(names(1, 4), tissues=["tumor"]),
        *rows_of(names(5, 8), tissues=["tumor"], doses=["0"], group="B"),
    ]
    question = {
        "high": {"between": {"group": ["A", "B"]}, "at": {"dose": "100"}},
    }
    found = read(tmp_path, rows, question, factors=["dose"], patients={"unpaired": "keep"})
    problem = only(found, "error")
    assert problem.what == (
        "high cannot be answered: a group has no patient with the sample 100. Patients: A 4, B 0."
    )


def test_a_trend_over_levels_without_an_order_is_refused_with_its_line(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text(
        "spreadsheet: {path: a.xlsx, layout: long}\n"
        "factors:\n"
        "  drug: {levels: [none, anakinra, IL-2]}\n"
        "markers: {CD25: {}}\n"
        "contrasts:\n"
        "  slope:\n"
        "    trend: {drug: [none, anakinra, IL-2]}\n",
        encoding="utf-8",
    )
    with pytest.raises(ProblemsError) as raised:
        load_plan([file])
    (problem,) = raised.value.problems
    assert problem.where == f"{file}:7 contrasts.slope.trend.drug"
    assert problem.what.startswith("drug has no order that the plan declares")
    assert "ordered: true" in problem.how_to_fix
    assert "all_pairs" in problem.how_to_fix
