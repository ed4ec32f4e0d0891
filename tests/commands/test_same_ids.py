"""IDs in two spellings of one patient: a draft asks before it infers a design from them."""

import pytest
import yaml

from explant.commands.drafting.asking import answered_draft
from explant.commands.drafting.same_ids import SAME_ID
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
