"""Rows below the patients: what sums them up is left out and said, what only may be is asked."""

import statistics

import pytest

from explant.commands.drafting.building import recognise
from explant.commands.drafting.writing_down.writing import draft_text
from explant.config.models import Plan
from explant.problems import errors
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.sheet.opening import read_workbook
from explant.spreadsheet.structure.summed_rows import measures
from tests.spreadsheet.builders import write

FOOTERS = {
    "mean": (
        *("Mean", "Average (n = 10)", "Mittelwert", "MW", "Durchschnitt", "Moyenne", "Moy."),
        *("Media", "Promedio", "Média", "Ortalama", "Średnia", "المتوسط", "میانگین", "平均", "Ø"),
    ),
    "SD": (
        *("SD", "StDev", "StAbw", "Standardabweichung", "Écart-type", "ET", "DE", "Desv. est."),
        *("Desvio padrão", "SS", "Standart sapma", "Odchylenie", "الانحراف المعياري", "标准差"),
    ),
    "SEM": ("SEM", "Standardfehler", "Erreur-type"),
    "median": ("Median", "Médiane", "Mediana", "Ortanca", "中央値"),
    "n": ("N", "Anzahl", "Effectif"),
    "CV in %": ("%CV",),
}
WORDINGS = [(what, word) for what, words in FOOTERS.items() for word in words]
VALUES = [(38.8, 19.3), (40.4, 17.1), (41.2, 24.8), (20.7, 11.2), (40.3, 29.3), (27.5, 19.1)]
VALUES += [(37.8, 16.4), (30.9, 16.3), (31.1, 21.9), (29.0, 17.5)]
HEADINGS = ["Patient", "CD25 tumor", "CD25 normal"]
PLAN = {
    "spreadsheet": {"path": "study.xlsx", "layout": "one_row_per_patient"},
    "factors": {"tissue": {"levels": ["tumor", "normal"]}},
    "markers": {"CD25": {"unit": "%"}},
    "contrasts": {"tn": {"compare": {"tissue": ["tumor", "normal"]}}},
}
PATIENTS = [[f"P{number:02}", *values] for number, values in enumerate(VALUES, start=1)]


def sums(what, digits=2):
    return [round(measures(column)[what], digits) for column in zip(*VALUES, strict=True)]


def read(tmp_path, rows, **spreadsheet):
    path = write(tmp_path / "study.xlsx", {"Data": rows})
    plan = {**PLAN, "spreadsheet": {**PLAN["spreadsheet"], **spreadsheet}}
    return ingest(path, Plan.model_validate(plan))


def asked(found):
    return [problem for problem in errors(found.problems) if "a patient?" in problem.what]


def test_there_are_42_wordings():
    assert len(WORDINGS) == 42


@pytest.mark.parametrize("digits", [0, 1, 2])
@pytest.mark.parametrize(("what", "word"), WORDINGS)
def test_a_footer_that_sums_up_is_left_out_and_said(tmp_path, what, word, digits):
    found = read(tmp_path, [HEADINGS, *PATIENTS, [word, *sums(what, digits)]])
    assert not errors(found.problems)
    assert len(found.patients) == len(PATIENTS)
    (note,) = [p for p in found.problems if p.where == "Data!A12"]
    assert note.severity == "note"
    assert f'Row 12 ("{word}") sums up other rows and is left out' in note.what


@pytest.mark.parametrize("word", [word for _, word in WORDINGS])
def test_a_footer_with_other_numbers_is_never_a_silent_patient(tmp_path, word):
    found = read(tmp_path, [HEADINGS, *PATIENTS, [word, 61.07, 59.33]])
    told = [problem for problem in found.problems if problem.where == "Data!A12"]
    assert len(told) == 1
    assert word not in set(found.patients["patient"])
    if told[0].severity == "error":
        assert f'Is row 12 ("{word}") a patient?' in told[0].what
        assert f'spreadsheet.odd_rows: {{"{word}": leave_out}}' in told[0].how_to_fix


def test_an_answer_in_the_config_leaves_out_or_keeps(tmp_path):
    rows = [HEADINGS, *PATIENTS, ["Zusammen", 61.07, 59.33]]
    assert asked(read(tmp_path, rows))
    found = read(tmp_path, rows, odd_rows={"Zusammen": "leave_out"})
    assert not errors(found.problems)
    assert len(found.patients) == 10
    found = read(tmp_path, rows, odd_rows={"Zusammen": "patient"})
    assert not errors(found.problems)
    assert len(found.patients) == 11


def test_a_draft_asks_what_the_row_is(tmp_path):
    rows = [HEADINGS, *PATIENTS, ["Zusammen", 61.07, 59.33], ["Durchschnitt", *sums("mean")]]
    path = write(tmp_path / "study.xlsx", {"Data": rows})
    text, questions = draft_text(recognise(read_workbook(path), "study.xlsx", None))
    (question,) = [each for each in questions if "odd_rows" in each.id]
    assert question.id == "spreadsheet.odd_rows.Zusammen"
    assert question.answers == ("leave_out", "patient")
    assert 'Row 13 ("Durchschnitt") sums up other rows' in " ".join(text.split())


def test_initials_are_patients_though_some_are_words_for_sums(tmp_path):
    names = ["AK", "SD", "BM", "DE", "SS", "CV", "HN", "MW", "KL", "PT"]
    rows = [[name, *values] for name, values in zip(names, VALUES, strict=True)]
    found = read(tmp_path, [HEADINGS, *rows])
    assert not errors(found.problems)
    assert set(found.patients["patient"]) == set(names)
    # Only one whose numbers say so too is asked about.
    found = read(tmp_path, [HEADINGS, *rows, ["SEM", *sums("SEM")]])
    (problem,) = asked(found)
    assert problem.where == "Data!A12"


def test_a_number_among_texts_and_a_word_among_codes_are_asked_about(tmp_path):
    for odd in ("10", "Pool", "zusammen ?"):
        (problem,) = asked(read(tmp_path, [HEADINGS, *PATIENTS, [odd, 44.1, 20.2]]))
        assert problem.where == "Data!A12"


def test_other_ids_are_no_question(tmp_path):
    numbers = [[number, *row[1:]] for number, row in enumerate(PATIENTS, start=1)]
    names = ["Anna", "Bert", "Cleo", "Dora", "Emil", "Fred", "Gina", "Hans", "Ida", "Jan"]
    names = [[name, *row[1:]] for name, row in zip(names, PATIENTS, strict=True)]
    for rows in (
        [*PATIENTS, ["HC1", 30.5, 20.5], ["HC2", 31.5, 21.5]],
        [*PATIENTS, [], ["P11", 30.5, 20.5]],
        [*numbers, ["K1", 30.5, 20.5]],
        [["Pool", 30.5, 20.5], *PATIENTS],
        [*PATIENTS[:5], ["Pool", 30.5, 20.5], *PATIENTS[5:]],
        [*names, ["Max", 30.5, 20.5], ["Sem", 31.5, 21.5]],
    ):
        found = read(tmp_path, [HEADINGS, *rows])
        assert not asked(found), rows[-1]
        assert found.patients["patient"].size == sum(bool(row) for row in rows)


def test_what_has_no_property_below_a_blank_row_is_asked_about(tmp_path):
    plan = {**PLAN, "patients": {"strata": {"stage": {"kind": "unordered"}}}}
    rows = [[*HEADINGS, "stage"], *([*row, "II"] for row in PATIENTS)]
    for last, questions in ((["P11", 30.5, 20.5], 1), (["P11", 30.5, 20.5, "III"], 0)):
        path = write(tmp_path / "study.xlsx", {"Data": [*rows, [], last]})
        assert len(asked(ingest(path, Plan.model_validate(plan)))) == questions


def test_sums_of_each_group_below_the_group_and_below_all(tmp_path):
    headings = ["Patient", "Tissue", "CD25"]
    rows = [
        [name, tissue, v]
        for name, *pair in PATIENTS
        for tissue, v in zip(("tumor", "normal"), pair, strict=True)
    ]
    means = {
        tissue: round(statistics.fmean(r[2] for r in rows if r[1] == tissue), 2)
        for tissue in ("tumor", "normal")
    }
    plan = {**PLAN, "spreadsheet": {"path": "study.xlsx", "layout": "one_row_per_sample"}}
    plan["factors"] = {"tissue": {"column": ["Tissue"], "levels": ["tumor", "normal"]}}
    below = [[10, tissue, mean] for tissue, mean in means.items()]
    for more in (
        [[], ["Summary (mean)"], ["n", "Tissue", "CD25"], *below],
        [[f"Moyenne {t}", None, m] for t, m in means.items()],
    ):
        path = write(tmp_path / "study.xlsx", {"Data": [headings, *rows, *more]})
        found = ingest(path, Plan.model_validate(plan))
        assert not errors(found.problems)
        assert len(found.patients) == 10
        assert sum("sums up other rows" in p.what for p in found.problems) >= 2
