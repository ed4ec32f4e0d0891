"""The methods in one paragraph: how many patients, in which groups, and not too long."""

import pytest

from explant.config.models import Plan
from explant.language.answers.answer import as_answers
from explant.language.methods.brief import brief_methods
from explant.language.words import Row
from tests.language.methods.test_methods_designs import mice
from tests.reported import RUN, make_plan


def said(plan: Plan, n: int) -> str:
    counted = Row("baseline", 0, {"variable": "patient", "n": n})
    return " ".join(str(passage) for passage in brief_methods(plan, counted, RUN["versions"]))


@pytest.mark.parametrize(
    ("n", "begun"),
    [
        (20, "Each of 20 patients gave 4 samples: tissue ("),
        (1, "1 patient gave 4 samples: tissue ("),
        (0, "Each patient gave 4 samples: tissue ("),
    ],
)
def test_they_begin_with_the_number_of_patients(n: int, begun: str):
    assert said(make_plan(), n).startswith(begun)


def test_the_number_of_patients_names_its_cell():
    (first, *_) = brief_methods(make_plan(), Row("baseline", 3, {"n": 20}), None)
    (traced,) = [part for part in first.parts if hasattr(part, "column")]
    assert (traced.table, traced.row, traced.column) == ("baseline", 3, "n")


def test_groups_that_are_compared_are_named():
    text = said(mice(), 32)
    assert text.startswith(
        "Each of 32 patients gave one sample. Patients were compared in groups by source "
        "(none, T, B, DC)."
    )


def test_every_test_is_named():
    text = said(make_plan(), 20)
    for name in ("Wilcoxon signed-rank test", "Mann–Whitney test", "Spearman’s correlation"):
        assert name in text
    assert "between groups or along a number (Mann–Whitney test, permutation test of" in text
    without_size = make_plan(patients={"strata": {"size": None}})
    assert "of the patients between groups (Mann–Whitney test), never" in said(without_size, 20)
    groups = "compared, without pairing, by the Mann–Whitney test, two-sided at α = 0.05."
    assert groups in said(mice(), 32)
    sources, doses = ["none", "T", "B", "DC"], ["low", "middle", "high"]
    several = mice({"any": {"between": {"source": sources}}, "dose": {"between": {"dose": doses}}})
    assert (
        "by the Jonckheere–Terpstra test (ordered groups) and the Kruskal–Wallis test (unordered"
    ) in said(several, 32)


def test_names_that_hold_commas_and_the_word_and_are_told_apart_by_numbers():
    names = ["IL-2 and IL-15 against IL-2", "Tumor against normal, untreated"]
    contrasts = {
        key: {"label": name, "role": "primary"}
        for key, name in zip(("il2_in_tumor", "tumor_vs_normal"), names, strict=True)
    }
    assert (f"The primary questions were (1) {names[0]} and (2) {names[1]}.") in said(
        make_plan(contrasts=contrasts), 20
    )
    both = mice(
        {"any": {"between": {"source": ["none", "T"]}}, "d": {"between": {"dose": ["low", "high"]}}}
    )
    assert "compared in groups by source (none, T) and by dose (low, high)." in said(both, 32)


def test_one_marker_has_its_own_scale():
    others = dict.fromkeys(["FOXP3", "CTLA-4", "Caspase-3"])
    text = said(make_plan(markers=others), 20)
    assert "We analyzed CD25 on its own scale and Blimp-1 as log2" in text
    assert "CTLA-4 on their own scale" in said(make_plan(), 20)


@pytest.mark.parametrize("plan", [make_plan(), mice()])
def test_they_have_the_length_of_a_paragraph_in_a_paper(plan: Plan):
    assert 40 < len(said(plan, 20).split()) <= 250


def adjusted(*rows: tuple[str, str]) -> str:
    found = as_answers(
        Row("paired", i, {"role": role, "adjustment": method, "reason": ""})
        for i, (role, method) in enumerate(rows)
    )
    return str(brief_methods(make_plan(), None, None, found)[1])


def test_p_values_are_adjusted_as_the_tables_say_not_as_the_plan_wished():
    said = adjusted(("primary", "holm"), ("primary", "westfall_young"), ("secondary", "none"))
    assert "adjusted, primary questions by Holm’s method (" in said
    assert ") or Westfall–Young permutation (" in said
    assert "P values of secondary questions were not adjusted." in said
    assert "by no method" not in adjusted(("primary", "none"))


def test_the_interval_of_a_sign_test_has_the_level_at_least():
    assert "interval of at least 95 %" in said(make_plan(inference={"test": "sign"}), 20)
    assert "interval of 95 %" in said(make_plan(inference={"test": "t"}), 20)


def test_questions_that_keep_other_properties_are_told_with_their_model():
    between = {"source": ["none", "T"]}
    given = mice({"one": {"between": between}, "two": {"between": between, "given": ["dose"]}})
    assert "1 of these questions was asked in a linear model of other properties too" in said(
        given, 32
    )
    assert "linear model" not in said(mice(), 32)
    by_t = mice({"one": {"between": between}}, test="t")
    assert "without pairing, by Welch’s t test, two-sided" in said(by_t, 32)
