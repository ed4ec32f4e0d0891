"""Questions of a draft as values, and drafts whose questions are answered as they come."""

import re

import yaml

from explant.commands.drafting.asking import PATIENT, answered_draft
from explant.commands.drafting.building import recognise
from explant.commands.drafting.writing_down.lines import OpenQuestion
from explant.commands.drafting.writing_down.writing import draft_text
from explant.config.loading import validate
from explant.config.yaml_files.written_values import UNANSWERED
from explant.spreadsheet.sheet.opening import read_workbook
from tests.commands.drafts import first_answer

TWO_IDS = """Donor,Animal,Time,CD25
D1,A1,before,1.5
D1,A1,after,2.5
D2,A2,before,3.5
D2,A2,after,4.5
D3,A3,before,5.5
D3,A3,after,6.5
"""


def book_of(folder, text):
    path = folder / "study.csv"
    path.write_text(text, encoding="utf-8")
    return read_workbook(path)


def at(content, place):
    for key in place.split("."):
        content = content[key]
    return content


def test_each_open_line_is_a_question_whose_place_it_has(tmp_path):
    text, questions = draft_text(recognise(book_of(tmp_path, TWO_IDS), "study.csv", None))
    assert len(re.findall(re.escape(UNANSWERED) + "  #", text)) == len(questions) > 1
    for question in questions:
        assert at(yaml.safe_load(text), question.id) == UNANSWERED
        assert question.answers


def test_answers_stand_where_the_questions_did(tmp_path):
    asked = []

    def last(question: OpenQuestion) -> object:
        asked.append(question)
        return question.answers[-1]

    draft = answered_draft(book_of(tmp_path, TWO_IDS), "study.csv", last, "Donor")
    assert draft.asked == [(question, question.answers[-1]) for question in asked]
    content = yaml.safe_load(draft.text)
    for question, given in draft.asked:
        assert at(content, question.id) == given
    plan, problems = validate(content)
    assert problems == []
    assert plan is not None


def test_another_heading_of_the_ids_makes_another_draft(tmp_path):
    book = book_of(tmp_path, TWO_IDS)
    first = answered_draft(book, "study.csv", first_answer)
    assert [question.id for question, _ in first.asked].count(PATIENT) == 1

    def animal(question: OpenQuestion) -> object:
        return "Animal" if question.id == PATIENT else question.answers[0]

    taken = yaml.safe_load(first.text)["spreadsheet"]["columns"]["patient"]
    assert taken == "Donor"
    other = answered_draft(book, "study.csv", animal)
    assert yaml.safe_load(other.text)["spreadsheet"]["columns"]["patient"] == "Animal"
    assert [question.id for question, _ in other.asked].count(PATIENT) == 1
