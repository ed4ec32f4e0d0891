"""Parts of a sentence on their own; whole ones stand in golden_sentences.yaml."""

from typing import Any

import pytest

from explant.config.models import Plan
from explant.language.answers.answer import answers_in
from explant.language.answers.sentences import family_sizes, result_sentence
from explant.language.asked import for_level
from explant.language.words import Name
from tests.reported import make_plan, paired_frame, paired_row
from tests.wording import overclaims


def sentence(plan: Plan | None = None, tests: int | None = 5, **changes: Any) -> str:
    return str(result_sentence(paired_row(**changes), plan or make_plan(), tests))


def test_left_out_patients_stand_beside_n():
    assert "n = 18, 2 left out; exact" in sentence(n=18, n_incomplete=2)


def test_one_patient_in_five_left_out_is_not_many():
    assert "one patient in five" not in sentence(n=16, n_incomplete=4)
    assert "one patient in five" in sentence(n=15, n_incomplete=4)


def test_achieved_level_is_the_one_printed():
    assert "(96.1 % interval −8.9 to −3.2;" in sentence(level=0.9609375)


@pytest.mark.parametrize(
    ("test", "n", "name"),
    [
        ("t", 20, "paired t test"),
        ("sign_flip", 20, "exact sign-flip permutation test"),
        ("sign_flip", 60, "sign-flip permutation test"),
        ("sign", 60, "exact sign test"),
        ("wilcoxon", 1000, "exact Wilcoxon signed-rank test"),
        ("wilcoxon", 1001, "Wilcoxon signed-rank test"),
    ],
)
def test_the_declared_test_is_named_and_exact_only_where_it_is(test: str, n: int, name: str):
    text = sentence(make_plan(inference={"test": test}), n=n)
    assert f"; n = {n}; {name}, Holm-adjusted p = 0.002)" in text


@pytest.mark.parametrize("shown", [True, False])
def test_the_test_is_named_where_it_is_asked_for(shown: bool):
    text = str(result_sentence(paired_row(), make_plan(), 5, with_test=shown))
    assert ("Wilcoxon" in text) == shown


def test_evidence_without_a_direction_names_the_levels():
    assert sentence(estimate=0.0, low=-1.0, high=1.0, observed="none", expected="").startswith(
        "Evidence that CD25 differs between IL-2 and control (IL-2 effect in tumor): 0.0 "
    )


@pytest.mark.parametrize(
    ("level", "words"),
    [(0.95, "nevertheless includes zero."), (0.96, "is wider than a 95 % interval.")],
)
def test_an_interval_that_covers_zero_beside_a_small_p_is_explained(level: float, words: str):
    assert sentence(p_adjusted=0.048, p=0.048, level=level, high=0.2).endswith(words)


def test_a_note_without_a_reason_is_said_so():
    text = sentence(p=None, p_adjusted=None, note="")
    assert text.endswith("Reason: the table gives no p value.")


def test_family_counts_only_tests_that_were_made():
    frame = paired_frame({}, {"marker": "FOXP3"}, {"marker": "CTLA-4", "p_adjusted": None})
    assert family_sizes(answers_in("paired", frame)) == {"il2_in_tumor": 2}


@pytest.mark.parametrize("p_adjusted", [0.0001, 0.03, 0.06, 0.4, 1.0])
@pytest.mark.parametrize("estimate", [-2.0, 0.0, 2.0])
@pytest.mark.parametrize("smallest", [0.001, 0.25])
def test_words_that_overclaim_never_appear(p_adjusted: float, estimate: float, smallest: float):
    interval = {"low": estimate - 1, "high": estimate + 1}
    text = sentence(
        p_adjusted=p_adjusted, estimate=estimate, smallest_attainable_p=smallest, **interval
    )
    assert overclaims(text) == []


@pytest.mark.parametrize(
    ("level", "expected"),
    [("control", "for control"), ("after week 2", "after week 2"), ("Afternoon", "for Afternoon")],
)
def test_a_level_that_begins_with_a_preposition_takes_no_other(level: str, expected: str):
    assert str(for_level(Name(level))) == expected
