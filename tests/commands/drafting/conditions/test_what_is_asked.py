"""What only structure says is asked: blocks, sections, nested doses, numbers that are codes."""

import itertools

import pytest
import yaml

from explant.commands.drafting.asking import answered_draft
from explant.config.loading import validate
from explant.spreadsheet.ingest import ingest_book
from explant.spreadsheet.sheet.opening import read_workbook

PATIENTS = [f"P{number}" for number in range(1, 9)]


def table(head, *keys):
    """A row for each combination; no number is whole, and no two are alike."""
    number = itertools.count()
    return [head, *([*row, 11.3 + 1.37 * next(number)] for row in itertools.product(*keys))]


BLOCKS = table(["Patient", "Tissue", "Block", "CD25"], PATIENTS, ("tumor", "normal"), ("A1", "A2"))
DRUGS = [
    ["Donor", "Drug", "Dose", "Viability"],
    *(
        [p, drug, dose, n + 3.7 * k + 0.1]
        for n, p in enumerate(PATIENTS)
        for k, (drug, dose) in enumerate(
            [("DMSO", 0), ("A1b", 10), ("A1b", 100), ("Zed", 10), ("Zed", 100)]
        )
    ),
]
CODES = table(["Patient", "Treatment", "CD25"], PATIENTS, (1, 2))
GROUPS = [
    ["Mouse", "Group", "CD4"],
    *([p, 1 + n % 2, 10.3 + 1.7 * n] for n, p in enumerate(PATIENTS)),
]
SECTIONS = [["Patient", "Treatment", "CD25"]]
for name, some in (("Batch A", PATIENTS[:4]), ("Batch B", PATIENTS[4:])):
    rows = itertools.product(some, ("ctrl", "IL-2"))
    SECTIONS += [[name, "", ""], *([p, t, 9.1 + ord(t[0]) * int(p[1:])] for p, t in rows)]
LEVELS = [["Patient", "CD25"]]
for level in ("Abatacept", "Isotype"):
    rows = [[p, 9.1 + len(level) * int(p[1:])] for p in PATIENTS]
    LEVELS += [[level, ""], *rows]


def drafted(folder, rows, otherwise=""):
    """Plan, what it reads, and the questions; the answer to each the first, or a reading."""
    path = folder / "study.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")

    def answer(question):
        readings = [other.answer for other in question.otherwise]
        return otherwise if otherwise in readings else question.answers[0]

    book = read_workbook(path)
    draft = answered_draft(book, path.as_posix(), answer)
    plan, problems = validate(yaml.safe_load(draft.text), default_place="draft")
    assert plan is not None, problems
    return plan, ingest_book(book, plan), {question.id: question for question, _ in draft.asked}


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        (BLOCKS, "spreadsheet.columns.block", "pieces of the same sample"),
        (DRUGS, "factors.condition.label", "crossed but for"),
        (CODES, "factors.treatment.label", 'nothing says what "1", "2" mean'),
        (GROUPS, "patients.strata.group.kind", '"1", "2" the names of groups'),
        (SECTIONS, "patients.strata.group.kind", '"Batch A", "Batch B" stand alone'),
        (LEVELS, "factors.condition.label", '"Abatacept", "Isotype" stand alone'),
    ],
)
def test_what_structure_alone_says_is_asked_with_the_words_of_the_file(
    tmp_path, rows, place, words
):
    _, found, asked = drafted(tmp_path, rows)
    assert words in asked[place].text
    assert len(found.measurements)


def test_blocks_that_are_compared_are_a_factor(tmp_path):
    plan, found, _ = drafted(tmp_path, BLOCKS, "compared")
    assert list(plan.factors) == ["tissue", "block"]
    assert len(found.measurements) == 32


def test_drug_and_dose_may_be_two_factors(tmp_path):
    plan, _, _ = drafted(tmp_path, DRUGS, "two factors")
    assert list(plan.factors) == ["drug", "dose"]


def test_numbers_of_groups_may_be_an_amount(tmp_path):
    rows = [["Mouse", "Group", "Sex", "CD4"]]
    rows += [[p, 1 + n % 2, "mf"[n % 3 == 0], 10.3 + n] for n, p in enumerate(PATIENTS)]
    plan, _, _ = drafted(tmp_path, rows, "an amount")
    assert list(plan.patients.strata) == ["sex"]


def test_sections_may_be_remarks(tmp_path):
    plan, found, _ = drafted(tmp_path, SECTIONS, "remarks only")
    assert plan.patients.strata == {}
    assert len(found.measurements) == 16


def test_cytokines_that_nothing_compares_are_no_conditions(tmp_path):
    rows = [["Patient", "Group", "Hu IL-6", "Hu TNF-a"]]
    rows += [[p, "ab"[n % 2], 10.3 + n, 33.4 - n] for n, p in enumerate(PATIENTS)]
    plan, _, _ = drafted(tmp_path, rows)
    assert plan.factors == {}
    assert len(plan.markers) == 2


def test_two_texts_are_no_patients_where_another_column_has_more(tmp_path):
    rows = ["Хворий,Зразок,Чинник,CD25 (%)"]
    number = itertools.count()
    rows += [
        f"Х{n},{tissue},{drug},{10.3 + 1.7 * next(number)}"
        for n, tissue, drug in itertools.product(range(9), ("пухлина", "здорова"), ("без", "IL-2"))
    ]
    path = tmp_path / "study.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    asked = {}

    def person(question):
        asked[question.id] = question.answers
        return question.answers[0]

    answered_draft(read_workbook(path), "study.csv", person)
    assert list(asked["spreadsheet.columns.patient"]) == ["Хворий", "another heading"]
