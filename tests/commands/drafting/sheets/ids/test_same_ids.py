"""IDs in two spellings of one patient: a draft asks before it infers a design from them."""

import pytest
import yaml

from explant.commands.drafting.asking import answered_draft
from explant.commands.drafting.sheets.ids.same_ids import SAME_ID, WITHIN
from explant.config.loading import validate
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.sheet.opening import read_workbook
from tests.spreadsheet.builders import write

OTHERS = [(lambda n: n, ["zeros"]), (lambda n: f"p 00{n}", ["case", "spaces"])]


def rows_with(other, first="00{}"):
    rows = [["Patient", "Tissue", "CD25 (%)"]]
    for number in range(1, 7):
        rows.append([first.format(number), "Tumor", 20.5 + number])
        rows.append([other(number), "Normal", 11.25 + number])
    return rows


def draft(path, answers):
    return answered_draft(
        read_workbook(path),
        path.as_posix(),
        lambda question: answers.get(question.id, question.answers[0]),
    )


@pytest.mark.parametrize(("other", "same"), OTHERS)
def test_a_draft_asks_and_reads_the_file_as_answered(tmp_path, other, same):
    first = "00{}" if same == ["zeros"] else "P00{}"
    path = write(tmp_path / "study.xlsx", {"Data": rows_with(other, first)})
    found = draft(path, {})
    (question,) = [each for each, _ in found.asked if each.id == SAME_ID]
    assert question.answers == (same, [])
    assert "6 IDs of 6 stand there in two spellings" in question.text
    plan, problems = validate(yaml.safe_load(found.text))
    assert plan is not None, problems
    assert plan.patients.same_id == same
    read = ingest(path, plan)
    assert len(read.measurements) == 12
    assert read.measurements["patient"].nunique() == 6


def test_different_patients_are_groups(tmp_path):
    path = write(tmp_path / "study.xlsx", {"Data": rows_with(*OTHERS[0][:1])})
    plan, problems = validate(yaml.safe_load(draft(path, {SAME_ID: []}).text))
    assert plan is not None, problems
    assert plan.patients.same_id == []
    assert plan.factors == {}
    assert ingest(path, plan).measurements["patient"].nunique() == 12


def test_ids_of_one_spelling_are_not_asked_about(tmp_path):
    path = write(tmp_path / "study.xlsx", {"Data": rows_with(lambda n: f"00{n}")})
    assert SAME_ID not in [question.id for question, _ in draft(path, {}).asked]


def groups_of(*names, heading="Group", times=("day 0", "day 7")):
    rows = [[heading, "Mouse", "Time", "CD4 (%)"]]
    value = 20.25
    for name in names:
        for number in range(1, 7):
            for time in times:
                rows.append([name, number, time, value := value + 1.5])
    return rows


def test_numbers_that_begin_again_in_each_group_are_asked_about(tmp_path):
    path = write(tmp_path / "study.xlsx", {"Data": groups_of("PBS", "BCG")})
    found = draft(path, {})
    (question,) = [each for each, _ in found.asked if each.id == WITHIN]
    assert question.answers == ("Group", None)
    assert '"PBS": 1 … 6; "BCG": 1 … 6' in question.text
    plan, problems = validate(yaml.safe_load(found.text))
    assert plan is not None, problems
    assert plan.spreadsheet.columns.patient_within == "Group"
    read = ingest(path, plan)
    assert set(read.measurements["patient"]) == {
        f"{group} {number}" for group in ("PBS", "BCG") for number in range(1, 7)
    }
    assert len(read.measurements) == 24
    assert read.measurements["source"].iloc[0].startswith("Data!D")


def test_numbers_that_are_the_same_animal_in_each_are_kept(tmp_path):
    path = write(tmp_path / "study.xlsx", {"Data": groups_of("PBS", "BCG")})
    plan, problems = validate(yaml.safe_load(draft(path, {WITHIN: None}).text))
    assert plan is not None, problems
    assert plan.spreadsheet.columns.patient_within is None
    assert ingest(path, plan).measurements["patient"].nunique() == 6


@pytest.mark.parametrize(("heading", "asked"), [("Group", True), ("Treatment", False)])
def test_usual_treatments_of_a_group_are_those_of_different_animals(tmp_path, heading, asked):
    rows = groups_of("PBS", "IL-2", heading=heading)
    path = write(tmp_path / "study.xlsx", {"Data": rows})
    questions = {question.id: question for question, _ in draft(path, {}).asked}
    assert (WITHIN in questions) == asked
    if asked:
        assert questions[WITHIN].answers[0] == heading


def test_usual_levels_and_other_ids_are_no_such_groups(tmp_path):
    for rows in (
        groups_of("tumor", "normal", heading="Tissue"),
        [[group, f"P{n}" if n != "Mouse" else n, *more] for group, n, *more in groups_of("A", "B")],
    ):
        path = write(tmp_path / "study.xlsx", {"Data": rows})
        assert WITHIN not in [question.id for question, _ in draft(path, {}).asked]
