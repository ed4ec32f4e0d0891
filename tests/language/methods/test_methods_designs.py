"""The methods of designs that compare groups, of fixed values, weights and curves."""

import re
from typing import Any

import pytest

from explant.config.loading import validate
from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.language.methods.calibration_notes import calibration_notes
from explant.language.methods.paragraphs.of_families import adjustment
from explant.language.methods.study_methods import study_methods
from explant.language.methods.topics import methods
from explant.language.references.citing import bibliography
from explant.language.words import Row
from tests.reported import make_plan

PAIRING = re.compile(
    r"\bpaired\b|signed-rank|sign[ -]flip|sign test|within.patient|d_z|rank-biserial|strat|"
    r"treatment",
    re.IGNORECASE,
)

MICE: dict[str, Any] = {
    "spreadsheet": {"path": "mice.csv", "layout": "one_row_per_sample"},
    "patients": {
        "called": ["mouse", "mice"],
        "strata": {
            "source": {
                "kind": "unordered",
                "groups": {name: [name] for name in ("none", "T", "B", "DC")},
                "explore": False,
            },
            "dose": {
                "kind": "ordered",
                "groups": {name: [name] for name in ("low", "middle", "high")},
                "explore": False,
            },
        },
    },
    "markers": {"Treg": {"unit": "%"}, "CD8": {"unit": "%"}},
    "contrasts": {"sources": {"versus": {"source": "none"}, "role": "primary"}},
}


def mice(contrasts: dict[str, Any] | None = None, **inference: Any) -> Plan:
    content = MICE | {"inference": inference} | ({"contrasts": contrasts} if contrasts else {})
    plan, problems = validate(content)
    assert plan is not None, problems
    return plan


def text_of(plan: Plan) -> str:
    topics = methods(plan, with_anova=False)
    return "\n".join(str(paragraph) for topic in topics for paragraph in topic.paragraphs)


def cited(plan: Plan) -> set[str]:
    topics = methods(plan, with_anova=False)
    return {key for key, _ in bibliography([p for topic in topics for p in topic.paragraphs])}


@pytest.mark.parametrize(
    ("test", "primary"),
    [
        (test.key, primary)
        for test in TESTS.values()
        for primary in ("holm", "westfall_young", "none")
        if primary != "westfall_young" or test.flipped_statistic
    ],
)
@pytest.mark.parametrize(
    "contrast",
    [
        {"versus": {"source": "none"}},
        {"all_pairs": "source"},
        {"between": {"source": ["T", "none"]}},
        {"between": {"source": ["T", "B", "none"]}},
        {"between": {"dose": ["low", "middle", "high"]}},
    ],
)
def test_nothing_of_pairs_is_said_where_nothing_is_paired(test, primary, contrast):
    plan = mice(
        {"asked": contrast | {"role": "primary"}}, test=test, adjustment={"primary": primary}
    )
    text = text_of(plan)
    assert PAIRING.findall(text) == []
    assert "Each patient gives one sample. Samples belong to patients by their ID" in text
    assert "Groups of patients are compared without pairing: the values of the patients" in text


def test_the_search_for_pairs_finds_them():
    text = text_of(make_plan())
    assert {"paired", "signed-rank", "d_z", "strat", "treatment"} <= set(PAIRING.findall(text))


@pytest.mark.parametrize(
    ("test", "sentence", "sources"),
    [
        (
            "wilcoxon",
            "Two groups are compared by the exact Mann–Whitney test (Mann & Whitney 1947); the "
            "estimate is the Hodges–Lehmann shift",
            {"mann1947", "hodges1963", "brunner2000", "neubert2007"},
        ),
        (
            "t",
            "Two groups are compared by Welch’s t test and interval (Welch 1947). The estimate is "
            "the difference of the means with its interval of 95 %.",
            {"welch1947"},
        ),
        (
            "sign_flip",
            "Two groups are compared by permuting the group labels with Welch’s t as the statistic "
            "(Welch 1947), exact where the number of arrangements allows. The estimate is the "
            "difference of the means with Welch’s interval of 95 %.",
            {"welch1947"},
        ),
    ],
)
def test_two_groups_by_the_declared_test(test, sentence, sources):
    plan = mice({"asked": {"between": {"source": ["T", "none"]}}}, test=test)
    assert sentence in text_of(plan)
    assert sources | {"cohen1988", "goulet2018", "hedges1981"} <= cited(plan)


def test_other_tests_of_two_groups_stand_beside():
    two = {"asked": {"between": {"source": ["T", "none"]}}}
    assert (
        "Beside the comparison of two groups stand Welch’s t test (Welch 1947) and the permutation "
        "test of Welch’s t (Pitman 1937)"
    ) in text_of(mice(two))
    assert "stand the Mann–Whitney test (Mann & Whitney 1947) and Welch’s t test" in text_of(
        mice(two, test="sign_flip")
    )


@pytest.mark.parametrize(
    ("groups", "test", "sentence"),
    [
        (
            {"dose": ["low", "middle", "high"]},
            "wilcoxon",
            "Three or more ordered groups are compared by the Jonckheere–Terpstra test",
        ),
        (
            {"dose": ["low", "middle", "high"]},
            "t",
            "Three or more ordered groups are compared by the least-squares slope over the groups",
        ),
        (
            {"source": ["none", "T", "B"]},
            "wilcoxon",
            "Three or more unordered groups are compared by the Kruskal–Wallis test",
        ),
        (
            {"source": ["none", "T", "B"]},
            "sign_flip",
            "Three or more unordered groups are compared by Welch’s analysis of variance, by "
            "permutation.",
        ),
    ],
)
def test_several_groups_have_no_standardized_difference(groups, test, sentence):
    topics = methods(mice({"asked": {"between": groups}}, test=test), with_anova=False)
    text = "\n".join(str(paragraph) for topic in topics for paragraph in topic.paragraphs)
    assert sentence in text
    assert "Two groups" not in text
    assert "Effect sizes" not in [topic.title for topic in topics]
    assert "Comparing strata" not in [topic.title for topic in topics]


@pytest.mark.parametrize(
    ("contrasts", "sources", "sentence"),
    [
        (
            {"asked": {"between": {"source": ["T", "none"]}}},
            {"westfall1993"},
            "P values of primary comparisons of two groups are adjusted by the step-down maxT "
            "method of Westfall and Young, the labels of the two groups permuted among patients",
        ),
        (
            {"asked": {"versus": {"source": "none"}}},
            {"dunnett1955", "marcus1976"},
            "P values of primary comparisons of several groups with one are adjusted by closed "
            "testing of each marker (Marcus et al. 1976)",
        ),
        (
            {"asked": {"all_pairs": "source"}},
            {"marcus1976", "shaffer1986"},
            "P values of primary comparisons of every two of several groups are adjusted by",
        ),
        (
            {"asked": {"between": {"source": ["none", "T", "B"]}}},
            {"holm1979"},
            "P values of primary comparisons of groups of any other kind are adjusted by Holm’s",
        ),
    ],
)
def test_permutation_is_told_as_the_family_allows(contrasts, sources, sentence):
    asked = {name: contrast | {"role": "primary"} for name, contrast in contrasts.items()}
    plan = mice(asked, adjustment={"primary": "westfall_young"})
    assert sentence in text_of(plan)
    of_families = {"westfall1993", "dunnett1955", "marcus1976", "shaffer1986", "holm1979"}
    assert cited(plan) & of_families == sources


def test_what_the_table_says_of_a_family_comes_first():
    plan = mice(adjustment={"primary": "westfall_young"})
    row = Row("between", 0, {"family": "primary between groups", "adjustment": "holm"})
    assert "adjusted by Holm’s method (Holm 1979)" in str(adjustment(plan, [row]))
    row = Row("between", 0, {**row.values, "adjustment": "westfall_young"})
    assert "closed testing" in str(adjustment(plan, [row]))


def test_pairs_and_groups_stand_side_by_side():
    plan = make_plan(
        contrasts={
            "stages": {"between": {"stage": ["late", "early"]}, "at": {"tissue": "tumor"}},
        },
        inference={"adjustment": {"primary": "westfall_young", "secondary": "westfall_young"}},
    )
    text = text_of(plan)
    assert "The declared test of this study is the Wilcoxon signed-rank test" in text
    assert (
        "the values of the patients in the groups that the question names, by the method that fits "
        "the declared test, two-sided at α = 0.05."
    ) in text
    assert "a paired difference, or the value of one sample or the mean of several" in text
    assert "P values of secondary comparisons of two groups are adjusted by the step-down" in text
    assert "Within a family p values of the other contrasts are adjusted, primary ones by" in text
    # What is said of two groups once is not said again for the strata.
    assert text.count("Two groups are compared by the exact Mann–Whitney test") == 1
    assert "Two groups are compared as in the questions between groups." in text
    assert text.count("A permutation test that cannot count every arrangement") == 1


def test_differences_may_be_compared_between_groups():
    plan = make_plan(
        contrasts={
            "by_stage": {
                "between": {"stage": ["late", "early"]},
                "compare": {"treatment": ["IL-2", "control"]},
            }
        }
    )
    assert "without pairing: the paired differences of the patients in the groups" in text_of(plan)
    assert "and so one number per patient, the paired difference;" in text_of(plan)


def test_a_property_that_is_not_explored_is_no_stratum():
    strata = {"stage": {"explore": False}, "size": {"explore": False}}
    topics = methods(make_plan(patients={"strata": strata}))
    assert "Comparing strata" not in [topic.title for topic in topics]
    text = "\n".join(str(paragraph) for topic in topics for paragraph in topic.paragraphs)
    assert "strat" not in text


FIXED: dict[str, Any] = {
    "spreadsheet": {"path": "ratios.csv", "layout": "one_row_per_sample"},
    "markers": {"Lysis": {"unit": "%", "scale": "log2"}},
    "contrasts": {"above": {"against": 1, "role": "primary"}},
}


def test_a_fixed_value_is_no_pair():
    plan, problems = validate(FIXED)
    assert plan is not None, problems
    text = text_of(plan)
    assert "paired" not in text
    assert "the one-sample t test (Student 1908)" in text
    assert "d_z is the mean of the differences from the fixed value divided by" in text
    assert "d_av" not in text
    assert (
        "A contrast takes one number per patient, the value on the analysis scale; where it is "
        "compared with a fixed value, that value is subtracted on the analysis scale."
    ) in text
    plan, problems = validate(FIXED | {"inference": {"test": "t"}})
    assert plan is not None, problems
    assert "is the one-sample t test, two-sided" in text_of(plan)


DOSES: dict[str, Any] = {
    "spreadsheet": {"path": "doses.csv", "layout": "one_row_per_sample"},
    "patients": {"unpaired": "keep"},
    "factors": {"dose": {"ordered": True, "levels": ["0", "10", "100"]}},
    "markers": {
        "Lysis": {"unit": "%"},
        "Counted": {"analysed": False},
        "Total": {"analysed": False},
    },
    "contrasts": {"slope": {"trend": {"dose": ["0", "10", "100"]}}},
}


def doses(**contrasts: Any) -> str:
    plan, problems = validate(DOSES | {"contrasts": DOSES["contrasts"] | contrasts})
    assert plan is not None, problems
    return text_of(plan)


def test_curves_and_weights_are_told_where_the_plan_has_them():
    assert "polynomial" not in doses()
    assert "sum to zero" not in doses()
    assert "orthogonal polynomial over the scores of the levels (Draper & Smith 1998)" in doses(
        curve={"trend": {"dose": ["0", "10", "100"]}, "degree": 2}
    )
    assert "Weights that the plan declares sum to zero." in doses(
        some={"weights": {"dose": {"0": -1, "10": 0.5, "100": 0.5}}}
    )


def test_markers_that_are_only_read_are_told_apart():
    text = doses()
    assert "Lysis is analyzed as measured" in text
    assert (
        "Of Counted and Total no question is asked: they are read, checked, and used by derived "
        "markers."
    ) in text
    assert "Each patient gives up to 3 samples, one for every level of dose (0, 10, 100)." in text


def test_a_question_of_some_markers_names_them():
    plan = make_plan(contrasts={"tumor_vs_normal": {"markers": ["CD25", "FOXP3"]}})
    text = text_of(plan)
    assert "(tumor minus normal, at treatment control; asked of CD25 and FOXP3)" in text
    assert text.count("asked of") == 1
    assert "over the markers of which it is asked" in text


def test_a_question_across_markers_is_asked_of_their_ratio():
    plan = mice(
        {
            "sources": {"between": {"source": ["T", "none"]}},
            "readout": {"across": ["Treg", "CD8"], "between": {"source": ["T", "none"]}},
        }
    )
    text = text_of(plan)
    assert "; asked of Treg − CD8)" in text
    assert text.count("asked of") == 1
    assert "Treg − CD8 is computed in each sample as Treg - CD8." in text


def test_whom_a_question_is_about_is_told():
    plan = make_plan(contrasts={"tumor_vs_normal": {"among": {"stage": ["late"]}}})
    text = text_of(plan)
    assert "Patients whom a question is not about have no part in it" in text
    assert "whom a question" not in text_of(make_plan())


def test_the_run_tells_who_was_left_out_of_comparisons_of_groups():
    rows = {
        "paired": [],
        "interactions": [],
        "baseline": [Row("baseline", 0, {"n": 32})],
        "between": [
            Row("between", 0, {"n_incomplete": 0, "kind": "two groups", "group_sizes": "[3, 30]"}),
            Row("between", 1, {"n_incomplete": 2, "kind": "two groups", "group_sizes": "[3, 30]"}),
        ],
    }
    topics = study_methods(mice(test="t"), rows, {"between"}, None)
    text = "\n".join(str(paragraph) for topic in topics for paragraph in topic.paragraphs)
    assert "The study holds 32 patients. A contrast leaves out 2 of them at the most." in text
    # Simulation tells of the numbers of patients that the comparisons met.
    sizes = calibration_notes(mice(test="t"), [], rows["between"])
    assert all(str(note) in text for note in sizes)
    assert len(sizes) > 0
