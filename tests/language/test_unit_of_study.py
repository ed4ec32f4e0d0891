"""Texts in the plan's word for its unit: whole words, and never a name, a file or a script."""

import pytest

from explant.config.models import Plan
from explant.language.unit_of_study import (
    Noun,
    noun,
    renamed,
    renamed_texts,
    renamed_words,
)
from explant.language.words import Name, Words

MOUSE, DONOR, ANIMAL = Noun("mouse", "mice"), Noun("donor", "donors"), Noun("animal", "animals")


def a_plan(called: list[str] | None, **groups: list[str]) -> Plan:
    patients = {"strata": {"group": {"kind": "unordered", "groups": groups}}}
    return Plan.model_validate(
        {
            "spreadsheet": {"path": "a.csv", "layout": "long"},
            "patients": patients | ({"called": called} if called else {}),
            "markers": {"CD25": {"label": "CD25 in patient serum"}},
        }
    )


@pytest.mark.parametrize(
    ("text", "mouse", "donor"),
    [
        ("20 patients", "20 mice", "20 donors"),
        ("Patients", "Mice", "Donors"),
        ("PATIENTS", "MICE", "DONORS"),
        ("each patient’s values", "each mouse’s values", "each donor’s values"),
        ("the patients’ values", "the mice’s values", "the donors’ values"),
        ("the patients' values", "the mice's values", "the donors' values"),
        ("patients&#39; values", "mice&#39;s values", "donors&#39; values"),
        ("patient&#39;s values", "mouse&#39;s values", "donor&#39;s values"),
        ("a between-patient factor", "a between-mouse factor", "a between-donor factor"),
        ("patient-level", "mouse-level", "donor-level"),
        ("patients who lack a sample", "mice that lack a sample", "donors who lack a sample"),
        ("3 patients, who are", "3 mice, which are", "3 donors, who are"),
        ("by patient ID", "by mouse ID", "by donor ID"),
    ],
)
def test_words_with_their_possessives_compounds_and_pronouns(text, mouse, donor):
    assert renamed(text, MOUSE) == mouse
    assert renamed(text, DONOR) == donor


@pytest.mark.parametrize(
    ("one", "article"),
    [
        ("animal", "An"),
        ("mouse", "A"),
        ("explant", "An"),
        ("organoid", "An"),
        ("unit", "A"),
        ("ewe", "A"),
        ("user", "A"),
        ("ulcer", "An"),
        ("eye", "An"),
        ("hour", "An"),
    ],
)
def test_the_article_fits(one, article):
    unit = Noun(one, f"{one}s")
    assert renamed("A patient has it.", unit) == f"{article} {one} has it."
    assert renamed("of a\N{NO-BREAK SPACE}patient", unit).split()[1] == article.lower()
    # A capital may be the name of a group.
    assert renamed("Group A patients", unit) == f"Group A {one}s"


@pytest.mark.parametrize(
    "text",
    [
        "patients.csv",
        "results/patients.csv",
        "patients.strata.stage",
        "patients_sheet",
        "n_patients",
        "patient_id",
        "inpatient and outpatient",
        "impatient",
        'the heading "Patient" stands twice',
        "the heading &#34;Patient&#34; stands twice",
    ],
)
def test_files_columns_quotes_and_other_words_stay(text):
    assert renamed(text, MOUSE) == text


def test_the_word_before_a_point_ends_a_sentence():
    assert renamed("Two patients. Three patients.", MOUSE) == "Two mice. Three mice."


def test_without_a_word_of_its_own_nothing_changes():
    plan = a_plan(None, patient=["x"])
    assert renamed_texts(["A patient"], plan) == ["A patient"]
    assert noun(plan).is_written


def test_a_name_without_a_mark_stays_wherever_the_whole_name_stands():
    unit = noun(a_plan(["donor", "donors"], patient=["x"], control=["y"]))
    text = "CD25 in patient serum of 12 patients: patient − control, a between-patient factor"
    assert renamed(text, unit) == (
        "CD25 in patient serum of 12 donors: patient − control, a between-donor factor"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CD25 of every patient", "CD25 of every donor"),
        ("Each patient and 1 patient", "Each donor and 1 donor"),
        ("higher in patient than in control", "higher in patient than in control"),
        ("the patient’s ID", "the donor’s ID"),
        ("patient (n = 41), control (n = 20)", "patient (n = 41), control (n = 20)"),
    ],
)
def test_a_word_that_cannot_be_the_name_changes(text, said):
    assert renamed(text, noun(a_plan(["donor", "donors"], patient=["x"], control=["y"]))) == said


def test_a_word_that_holds_the_written_one_is_put_in_once():
    plan = a_plan(["cancer patient", "cancer patients"])
    once = renamed_texts(["Each patient of 20 patients"], plan)
    assert once == ["Each cancer patient of 20 cancer patients"]
    assert renamed_texts(once, plan) == once


def test_a_passage_changes_in_its_text_and_not_in_its_names():
    plan = a_plan(["animal", "animals"], patient=["x"])
    passage = Words(("In ", Name("patient"), " a", " patient of ", Name("A"), " patients."))
    found = renamed_words(passage, noun(plan, flat=False))
    assert str(found) == "In patient an animal of A animals."
    assert [part.text for part in found.parts if isinstance(part, Name)] == ["patient", "A"]
    assert renamed_words(passage, noun(a_plan(None))) is passage
