"""Words that no list knows: parted by what is crossed, asked about, never another study's."""

import itertools

import pytest
import yaml

from explant.commands.drafting.asking import answered_draft
from explant.commands.drafting.building import recognise
from explant.commands.drafting.conditions.unknown_words import parted
from explant.commands.drafting.writing_down.writing import draft_text
from explant.config.loading import validate
from explant.problems import ProblemsError
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.sheet.opening import read_workbook
from tests.commands.drafts import first_answer

PATIENTS = [f"P{number}" for number in range(1, 7)]


def numbers(columns, first=1.5):
    """No two alike, and none whole."""
    own = itertools.count()
    return [[p, *(first + 1.37 * next(own) for _ in range(columns))] for p in PATIENTS]


def book_of(folder, rows):
    path = folder / "study.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    return read_workbook(path), path


def drafted(folder, rows, answer=first_answer):
    book, path = book_of(folder, rows)
    draft = answered_draft(book, path.as_posix(), answer)
    plan, problems = validate(yaml.safe_load(draft.text))
    assert plan is not None, problems
    return plan, ingest(path, plan), draft


def test_a_separator_within_a_name_does_not_part_it():
    found = parted(["IFN+ rest", "IFN+ P/I", "TNF+ rest", "TNF+ P/I"])
    assert found is not None
    assert (found.markers, found.conditions) == (["IFN+", "TNF+"], ["rest", "P/I"])


def test_names_of_markers_may_stand_behind_the_conditions():
    found = parted(["abc CD4", "abc CD8", "xyz CD4", "xyz CD8"])
    assert found is not None
    assert found.turned
    assert found.conditions == ["abc", "xyz"]


@pytest.mark.parametrize(
    "headings",
    [["CD4 %", "CD4 count", "CD8 %", "CD8 count"], ["CD4", "CD8", "FOXP3"], ["Age", "BMI"]],
)
def test_statistics_and_single_words_are_no_conditions(headings):
    assert parted(headings) is None


def test_headings_that_are_words_alone_are_asked_about_with_these_words(tmp_path):
    plan, found, draft = drafted(tmp_path, [["Patient", "abc", "uvw", "xyz"], *numbers(3)])
    assert [list(factor.levels) for factor in plan.factors.values()] == [["abc", "uvw", "xyz"]]
    assert len(found.measurements) == 18
    asked = next(q for q, _ in draft.asked if q.id.endswith("label"))
    assert all(f'"{word}"' in asked.text for word in ("abc", "uvw", "xyz"))
    reference = next(q for q, _ in draft.asked if q.id.endswith("compare"))
    assert {"condition": ["uvw", "abc"]} in reference.answers


def test_another_answer_is_another_draft(tmp_path):
    rows = [["Patient", "Group", "abc Q", "abc R", "xyz Q", "xyz R"]]
    rows += [[p, "MC"[n % 2], *own] for n, (p, *own) in enumerate(numbers(4))]

    def measured(question):
        wanted = [a for a in question.answers if a == "each heading was measured"]
        return wanted[0] if wanted else question.answers[0]

    plan, found, _ = drafted(tmp_path, rows, measured)
    assert plan.factors == {}
    assert set(plan.markers) == {"abc Q", "abc R", "xyz Q", "xyz R"}
    assert len(found.measurements) == 24

    def turned(question):
        return "the other way around" if question.otherwise else question.answers[0]

    def turned_once(question):
        turned_once.asked += 1
        return turned(question) if turned_once.asked < 2 else question.answers[0]

    turned_once.asked = 0
    plan, found, _ = drafted(tmp_path, rows, turned_once)
    assert list(plan.markers) == ["Q", "R"]
    assert len(found.measurements) == 24


def test_unknown_words_behind_an_id_are_asked_about(tmp_path):
    rows = [["Sample", "CD3"]]
    rows += [[f"HD-{n:02} {s}", n + len(s) / 7] for n in range(1, 7) for s in ("FRESH", "OLD")]
    _, found, draft = drafted(tmp_path, rows)
    assert found.measurements["patient"].unique().tolist()[:2] == ["HD-01", "HD-02"]
    assert found.measurements["patient"].nunique() == 6
    assert any(
        '6 patients × 2 samples ("FRESH", "OLD")' in question.text for question, _ in draft.asked
    )


def test_running_numbers_behind_a_sample_are_replicates_unless_a_person_says_no(tmp_path):
    rows = [["Label", "Mean"]]
    places = itertools.product(range(1, 7), ("ctrl", "il2"), (1, 2, 3))
    rows += [[f"P{p}_{t}_{r}.tif", 10 * p + len(t) + r / 7] for p, t, r in places]
    plan, found, _ = drafted(tmp_path, rows)
    assert list(plan.factors) == ["treatment"]
    assert set(found.measurements["replicates"]) == {3}

    def samples(question):
        wanted = [a for a in question.answers if "{sample}" in str(a)]
        return wanted[0] if wanted else question.answers[0]

    plan, found, _ = drafted(tmp_path, rows, samples)
    assert list(plan.factors) == ["treatment", "sample"]
    assert len(found.measurements) == 36


def test_where_nothing_is_compared_the_draft_says_what_was_seen(tmp_path):
    book, _ = book_of(tmp_path, [["Patient", "CD25 (%)"], *numbers(1)])
    with pytest.raises(ProblemsError, match=r"Nothing says what is to be compared.*CD25"):
        recognise(book, "study.csv", None)


def test_rows_that_nothing_tells_apart_are_named(tmp_path):
    rows = [["Patient", "CD25 (%)"], *(row for n in range(2) for row in numbers(1, 3.1 + n))]
    book, _ = book_of(tmp_path, rows)
    with pytest.raises(ProblemsError, match="what differs between the rows of a patient"):
        recognise(book, "study.csv", None)


def test_a_column_of_values_with_the_text_of_the_heading_does_not_end_the_table(tmp_path):
    rows = [["Image", "Parent", "Positive %"]]
    rows += [[f"BC{n:02}_{t}.svs", "Image", n + ord(t) / 7] for n in range(1, 6) for t in "TN"]
    book, _ = book_of(tmp_path, rows)
    text, _ = draft_text(recognise(book, "study.csv", None), first_answer)
    assert "{patient}_{tissue}.svs" in text
