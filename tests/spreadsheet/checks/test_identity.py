"""Which spellings of an ID are one patient, and which ones are asked about."""

import datetime

import pytest

from explant.config.models import Plan
from explant.spreadsheet.checks.identity import alike, near_pairs
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import (
    HEADER,
    changed,
    only,
    plan_of,
    read,
    sample_rows,
    with_severity,
    write,
)

ROWS = sample_rows()


def renamed(rows, name, numbers):
    return changed(rows, {f"A{row}": name for row in numbers})


def many(count):
    """Rows of patients P1, P2, … whose IDs differ by one character."""
    rows = [list(HEADER)]
    for number in range(1, count + 1):
        for row in ROWS[1:5]:
            rows.append([f"P{number}", *row[1:3], row[3] + number / 7, row[4] + number])
    return rows


@pytest.mark.parametrize(
    ("same", "other"),
    [
        (["case"], "p2"), (["spaces"], "P 2"), (["zeros"], "P02"), (["case", "zeros"], "p002"),
        (["spaces", "zeros"], "P 02"),
    ],
)  # fmt: skip
def test_ids_are_merged_as_far_as_the_plan_allows(tmp_path, same, other):
    rows = renamed(ROWS, other, (8, 9))
    found = read(tmp_path, rows, plan_of(patients={"same_id": same}))
    note = only(found, "note")
    assert note.where == "Data!A8 Data!A9"
    assert f'"{other}" is read as "P2"' in note.what
    assert set(found.patients["patient"]) == {"P1", "P2", "P10"}
    assert len(found.measurements) == 24
    assert not with_severity(found, "warning")


def test_other_differences_stay_a_question(tmp_path):
    rows = renamed(ROWS, "p2", range(6, 10))
    rows = renamed(rows, "p 2", (8, 9))
    found = read(tmp_path, rows, plan_of(patients={"same_id": ["case"], "unpaired": "keep"}))
    question = with_severity(found, "warning")[0]
    assert question.what.startswith('Are "p2" and "p 2" the same patient?')
    assert question.where == "Data!A6 Data!A8"


def test_merged_ids_reach_the_patients_sheet(tmp_path):
    plan = plan_of(
        spreadsheet={"sheet": "Data", "patients_sheet": "Who"},
        patients={"same_id": ["zeros"], "covariates": {"age": ["Age"]}},
    )
    who = [["Patient", "Age"], ["P01", 50], ["P02", 60], ["P10", 70]]
    found = ingest(write(tmp_path / "study.xlsx", {"Data": ROWS, "Who": who}), plan)
    assert only(found, "note").where == "Who!A2 Who!A3"
    assert not with_severity(found, "warning")
    assert found.patients["age"].to_list() == [50, 60, 70]


@pytest.mark.parametrize("other", ["Р2", "Ｐ2", "P۲", "P2.0"])
def test_characters_that_look_the_same_are_asked_about(tmp_path, other):
    name = "2.0" if other == "P2.0" else other
    rows = renamed(ROWS, "2", range(6, 8)) if other == "P2.0" else ROWS
    rows = renamed(rows, name, (8, 9))
    found = read(tmp_path, rows, plan_of(patients={"unpaired": "keep"}))
    questions = [p for p in with_severity(found, "warning") if "the same patient" in p.what]
    assert len(questions) == 1
    assert questions[0].where == "Data!A6 Data!A8"


def test_marks_that_nobody_sees_do_not_count(tmp_path):
    found = read(tmp_path, renamed(ROWS, "\u200fP2\ufeff ", (8, 9)))
    assert found.problems == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("PO1", "P01", True), ("Pl1", "P11", True), ("PI1", "P11", True), ("Р1", "P1", True),
        ("P1", "P2", False), ("P1", "P11", False), ("L1", "11", False), ("1-11", "11-1", False),
    ],
)  # fmt: skip
def test_look_alikes(one, other, same):
    assert (alike(one) == alike(other)) is same


def test_near_pairs_by_kind():
    assert near_pairs(["P12", "P21"]) == [("P12", "P21")]
    assert near_pairs(["P12", "P132"]) == [("P12", "P132")]
    assert near_pairs(["P12", "P13"]) == [("P12", "P13")]
    assert near_pairs(["P12", "P34", "P", "12", "PP1122"]) == [("P12", "12")]
    assert near_pairs(["A", "B"]) == [("A", "B")]


def test_studies_whose_ids_differ_by_one_character_are_not_asked_about(tmp_path):
    assert read(tmp_path, many(20)).problems == []
    # Incomplete patients that have what the other has are no halves of one.
    rows = [row for row in many(20) if row[:2] not in (["P3", "Tumor"], ["P4", "Tumor"])]
    found = read(tmp_path, rows, plan_of(patients={"unpaired": "keep"}))
    assert not [p for p in found.problems if "the same patient" in p.what]


def test_a_mistyped_id_with_what_the_other_lacks_is_asked_about(tmp_path):
    rows = renamed(many(20), "P21", (46, 47))
    found = read(tmp_path, rows, plan_of(patients={"unpaired": "keep"}))
    (question,) = [p for p in found.problems if "the same patient" in p.what]
    assert question.severity == "warning"
    assert question.what.startswith('Are "P12" and "P21" the same patient?')
    assert question.where == "Data!A46:A49"


def test_a_row_of_one_sheet_and_one_of_the_other(tmp_path):
    plan = plan_of(
        spreadsheet={"sheet": "Data", "patients_sheet": "Who"},
        patients={"covariates": {"age": ["Age"]}},
    )
    who = [["Patient", "Age"], *([f"P{number}", 50] for number in range(1, 20)), ["P02x", 60]]
    rows = renamed(many(20), "P2x", range(78, 82))
    who[-1] = ["P2y", 60]
    found = ingest(write(tmp_path / "study.xlsx", {"Data": rows, "Who": who}), plan)
    (question,) = [p for p in found.problems if "the same patient" in p.what]
    assert question.where == "Data!A78:A81 Who!A21"


def test_ids_of_samples_are_one_question(tmp_path):
    rows = [[row[0] + row[1][0], *row[1:]] for row in many(8)[1:]]
    plan = plan_of(patients={"unpaired": "keep"})
    found = read(tmp_path, [list(HEADER), *rows], plan)
    (question,) = [p for p in found.problems if "IDs of samples" in p.what]
    assert question.what.startswith("16 IDs differ")


def test_a_question_that_explains_unpaired_patients_stands_in_their_stead(tmp_path):
    found = read(tmp_path, renamed(ROWS, "P02", (8, 9)))
    problem = only(found, "error")
    assert problem.where == "Data!A6 Data!A8"
    assert problem.what.startswith('Are "P2" and "P02" the same patient?')
    assert "P2 has no sample at all for normal (tissue). 1 other ID cannot" in problem.what
    assert "If they are different patients" in problem.how_to_fix
    kept = read(tmp_path, renamed(ROWS, "P02", (8, 9)), plan_of(patients={"unpaired": "keep"}))
    assert [each.patient for each in with_severity(kept, "warning")] == ["", "P02", "P2"]


def test_all_levels_that_a_patient_lacks_are_one_problem(tmp_path):
    rows = [row for row in ROWS if row[:2] != ["P2", "Normal"] and row[:3] != ROWS[5][:3]]
    assert only(read(tmp_path, rows), "error").what == (
        "P2 has no sample at all for normal (tissue) and control (treatment)."
    )


PAIRS = {
    "spreadsheet": {"path": "study.xlsx", "layout": "one_row_per_sample"},
    "factors": {"tissue": {"levels": ["tumor", "normal"]}},
    "markers": {"CD25": {"unit": "%"}},
    "contrasts": {"tn": {"compare": {"tissue": ["tumor", "normal"]}, "role": "primary"}},
}


def pairs(tmp_path, rows, **patients):
    path = write(tmp_path / "pairs.xlsx", {"Data": [["Patient", "Tissue", "CD25"], *rows]})
    return ingest(path, Plan.model_validate({**PAIRS, "patients": patients}))


@pytest.mark.parametrize("other", [lambda n: n, lambda n: f"{n}.0"])
def test_ids_that_lost_their_zeros_are_one_question_before_any_design(tmp_path, other):
    rows = []
    for number in range(1, 7):
        rows += [[f"00{number}", "tumor", 20.5 + number], [other(number), "normal", 11.0 + number]]
    found = pairs(tmp_path, rows)
    (problem,) = found.problems
    assert problem.severity == "error"
    assert problem.where == "Data!A2:A13"
    assert problem.what.startswith(f'Are "001" and "{other(1)}" the same patient?')
    assert "They differ only in zeros, and so do 5 more IDs" in problem.what
    assert "As different patients none has samples at two levels: 6 IDs only at" in problem.what
    assert "declare patients.same_id: [zeros]" in problem.how_to_fix
    merged = pairs(tmp_path, rows, same_id=["zeros"])
    assert with_severity(merged, "error") == []
    assert merged.measurements["patient"].nunique() == 6


def test_one_pair_that_looks_alike_does_not_hide_that_nobody_is_paired(tmp_path):
    rows = [[f"P{n}", "tumor", 20.5 + n] for n in range(1, 7)]
    rows += [[f"P{n}", "normal", 11.5 + n] for n in range(11, 16)] + [["P01", "normal", 17.5]]
    told = [problem.what for problem in with_severity(pairs(tmp_path, rows), "error")]
    assert any("No ID has samples at two levels of tissue" in what for what in told)


def test_ids_that_begin_again_in_each_group_are_one_question(tmp_path):
    rows = []
    for group in range(2):
        for number in range(1, 6):
            rows += [[number, "tumor", 20.0 + number + 5 * group], [number, "normal", 14.5]]
    (problem,) = pairs(tmp_path, rows).problems
    assert problem.severity == "error"
    assert "Do the IDs begin again in Data!A12? 5 of 5 IDs" in problem.what
    assert "spreadsheet.columns.patient_within" in problem.how_to_fix
    # Two patients of ten whose rows were entered twice are mistakes of their own.
    rows = [[n, t, 20.0 + n] for n in range(1, 11) for t in ("tumor", "normal")]
    found = pairs(tmp_path, [*rows, [1, "tumor", 30.0], [2, "tumor", 31.0]])
    told = with_severity(found, "error")
    assert len(told) == 2
    assert all("has the values" in each.what for each in told)


def test_ids_that_became_dates_are_one_problem(tmp_path):
    days = [datetime.datetime(2024, 3, day) for day in range(1, 5)]
    rows = [[day, tissue, 20.5] for day in days for tissue in ("tumor", "normal")]
    (problem,) = pairs(tmp_path, rows).problems
    assert problem.where == "Data!A2:A9"
    assert "has become a date or a logical value (2024-03-01). So have 7 more." in problem.what
