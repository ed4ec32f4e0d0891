"""A draft is read back before it is shown: refused parts are named on top, or mended."""

import yaml

from explant.commands.drafting.asking import answered_draft
from explant.commands.drafting.building import recognise
from explant.commands.drafting.reading_back import checked, read_back
from explant.commands.drafting.writing_down.writing import draft_text
from explant.config.loading import validate
from explant.spreadsheet.ingest import ingest_book
from explant.spreadsheet.sheet.opening import read_workbook
from tests.commands.drafts import first_answer

ROWS = ["Patient,Tissue,CD25 (%)"]
ROWS += [f"P{n},{t},{10.5 + n + len(t)}" for n in range(1, 7) for t in ("tumor", "normal")]
CALIBRATED = """Patient,Treatment,Ct,Ct
,,CTLA4,B2M
,,23.2,14.9
P1,control,26.4,15.5
P1,SEB,18.7,15.6
P2,control,26.9,15.5
P2,SEB,18.5,13.9
P3,control,30.7,18.3
P3,SEB,22.0,17.4
"""


def book_of(folder, text):
    path = folder / "study.csv"
    path.write_text(text, encoding="utf-8")
    return read_workbook(path)


def test_a_draft_that_its_sheet_fits_says_what_it_reads(tmp_path):
    book = book_of(tmp_path, "\n".join(ROWS))
    draft = checked(book, recognise(book, "study.csv", None))
    assert draft.back.refused == ""
    assert "# !" not in draft.text
    assert "12 values of 1 marker from 6 patients" in draft.back.words


def test_what_the_reader_refuses_stands_on_top_of_the_draft(tmp_path):
    book = book_of(tmp_path, "\n".join([*ROWS, "P7,tumor,lost", "P7,normal,11.5"]))
    draft = checked(book, recognise(book, "study.csv", None))
    top = draft.text.split("spreadsheet:")[0]
    assert "# ! This draft cannot be run as it stands: study!C14:" in top
    answered = answered_draft(book, "study.csv", first_answer)
    assert "# ! This draft cannot be run as it stands: study!C14:" in answered.text
    assert answered.back.faults


def test_a_row_of_numbers_without_an_id_is_asked_about_and_left_out(tmp_path):
    book = book_of(tmp_path, CALIBRATED)
    draft = answered_draft(book, "study.csv", first_answer)
    assert "spreadsheet.odd_rows.row 3" in {question.id for question, _ in draft.asked}
    plan, _ = validate(yaml.safe_load(draft.text), default_place="draft")
    assert plan is not None
    found = ingest_book(book, plan)
    values = found.measurements.set_index(["patient", "treatment", "marker"])["value"]
    assert values["P2", "SEB", "Ct CTLA4"] == 18.5
    assert len(values) == 12
    assert any("Row 3 is left out, as the plan says." in p.what for p in found.problems)


def test_whole_numbers_under_headings_are_doses(tmp_path):
    rows = ["Patient,CD25,,CD69,", ",0,100,0,100"]
    rows += [f"P{n},{n}.1,{n}.2,{n}.3,{n}.4" for n in range(1, 7)]
    book = book_of(tmp_path, "\n".join(rows))
    draft = answered_draft(book, "study.csv", first_answer)
    assert not draft.back.faults
    assert draft.back.plan is not None
    assert sorted(draft.back.plan.markers) == ["CD25", "CD69"]


def test_another_first_answer_is_taken_where_the_first_is_refused(tmp_path):
    # Read with points, 1,134 is a thousand, and no percentage.
    rows = ["Patient;Tissue;CD25 (%)"]
    rows += [f"P{n};{t};{n},{n}{len(t)}4" for n in range(1, 7) for t in ("tumor", "normal")]
    book = book_of(tmp_path, "\n".join(rows))
    study = recognise(book, "study.csv", None)
    assert study.decimal_where
    draft = checked(book, study)
    assert not draft.back.faults
    assert draft.first == {"spreadsheet.decimal_sign": "comma"}
    assert "decimal_sign: ???  # one of: comma | point" in draft.text


def test_a_column_that_was_taken_for_values_has_to_be_read(tmp_path):
    rows = ["Patient,CD25 T,CD25 N,CD69 T,CD69 N"]
    rows += [f"P{n},{n + 10.1},{n + 20.2},{n + 30.3},{n + 40.4}" for n in range(1, 7)]
    book = book_of(tmp_path, "\n".join(rows))
    study = recognise(book, "study.csv", None)
    assert not checked(book, study).back.faults
    plan = yaml.safe_load(draft_text(study, first_answer)[0])
    del plan["markers"]["CD69"]
    faults = read_back(book, yaml.safe_dump(plan), study.measured).faults
    assert [fault.where for fault in faults] == ["study!D1", "study!E1"]
    assert '"CD69 T" was taken for values' in faults[0].what


def test_a_condition_that_the_plan_lacks_is_no_other_column(tmp_path):
    rows = ["Donor,None,IL-2,IL-15,IL-2+IL-15"]
    rows += [f"HD{n},{n + 10.1},{n + 20.2},{n + 30.3},{n + 40.4}" for n in range(1, 7)]
    book = book_of(tmp_path, "\n".join(rows))
    plan = yaml.safe_load(draft_text(recognise(book, "study.csv", None), first_answer)[0])
    assert list(plan["factors"]["treatment"]["levels"]) == ["None", "IL-2", "IL-15", "IL-2+IL-15"]
    del plan["factors"]["treatment"]["levels"]["IL-2+IL-15"]
    plan["contrasts"] = dict([*plan["contrasts"].items()][:1])
    (fault,) = read_back(book, yaml.safe_dump(plan)).faults
    assert fault.where == "study!E1"
    assert "several levels of treatment" in fault.what


def test_words_for_stages_are_ordered_or_asked_about(tmp_path):
    for words, kind in (("avancé précoce", "ordered"), ("B A", "unordered")):
        first, second = words.split()
        rows = ["Patiente,Stade,CD25 T,CD25 N"]
        rows += [f"P{n},{(first, second)[n % 2]},{n + 10.1},{n + 20.2}" for n in range(1, 9)]
        study = recognise(book_of(tmp_path, "\n".join(rows)), "study.csv", None)
        _, questions = draft_text(study)
        stratum = yaml.safe_load(draft_text(study, first_answer)[0])["patients"]["strata"]["stade"]
        assert stratum["kind"] == kind
        assert list(stratum["groups"]) == [second, first]
        asked = any(each.id == "patients.strata.stade.kind" for each in questions)
        assert asked == (kind == "unordered")


def test_no_question_needs_a_sample_that_the_sheet_lacks(tmp_path):
    rows = [f"P{n},{c},{20.5 + n + len(c)}" for n in range(1, 7) for c in ("T", "T + IL-2", "N")]
    book = book_of(tmp_path, "\n".join(["Patient,Sample,CD25 (%)", *rows]))
    draft = checked(book, recognise(book, "study.csv", None))
    assert draft.back.refused == ""
    assert draft.back.plan is not None
    asked = draft.back.plan.contrasts.values()
    assert [(q.compare, q.at) for q in asked] == [
        ({"treatment": ["IL-2", "control"]}, {"tissue": "tumor"}),
        ({"tissue": ["tumor", "normal"]}, {"treatment": "control"}),
    ]
    assert "normal/IL-2" in draft.text
