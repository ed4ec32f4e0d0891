import pytest

from explant.config.loading import validate
from explant.config.rules.written_out import (
    across_marker,
    stands_for_others,
    written_out,
)

DOSES = {"none": {"label": "no drug"}, "low": {}, "high": {}}
BASE = {
    "spreadsheet": {"path": "a.xlsx", "layout": "long"},
    "factors": {
        "dose": {"levels": DOSES},
        "tissue": {"levels": ["tumor", "normal"]},
    },
    "patients": {
        "strata": {
            "source": {
                "kind": "unordered",
                "groups": {"nobody": ["-"], "T cell": ["T"], "B cell": ["B"]},
            }
        }
    },
    "markers": {"Treg": {"unit": "%"}, "Teff": {"unit": "%"}},
    "contrasts": {},
}


def plan_of(markers=None, **contrasts):
    sections = {"markers": markers} if markers else {}
    plan, problems = validate(BASE | sections | {"contrasts": contrasts})
    assert plan is not None, problems
    return plan


def parts(plan):
    """What each contrast compares, in the plan's order."""
    return {
        name: (contrast.compare, contrast.between, contrast.family)
        for name, contrast in plan.contrasts.items()
    }


def test_each_level_against_one():
    plan = plan_of(dose={"versus": {"dose": "none"}, "at": {"tissue": "tumor"}})
    assert parts(plan) == {
        "dose_low": ({"dose": ["low", "none"]}, {}, "dose"),
        "dose_high": ({"dose": ["high", "none"]}, {}, "dose"),
    }
    assert all(contrast.at == {"tissue": "tumor"} for contrast in plan.contrasts.values())
    assert plan.contrasts["dose_low"].label == "low against no drug"
    assert not any(stands_for_others(contrast) for contrast in plan.contrasts.values())


def test_the_level_compared_with_may_stand_anywhere():
    plan = plan_of(dose={"versus": {"dose": "low"}, "label": "Dose", "family": "all"})
    assert parts(plan) == {
        "dose_none": ({"dose": ["none", "low"]}, {}, "all"),
        "dose_high": ({"dose": ["high", "low"]}, {}, "all"),
    }
    assert plan.contrasts["dose_none"].label == "Dose: no drug against low"


def test_each_group_against_one():
    plan = plan_of(source={"versus": {"source": "nobody"}, "role": "primary"})
    assert parts(plan) == {
        "source_T cell": ({}, {"source": ["T cell", "nobody"]}, None),
        "source_B cell": ({}, {"source": ["B cell", "nobody"]}, None),
    }
    # Primary ones belong to the family of all primary comparisons of groups.
    assert {plan.family(name) for name in plan.contrasts} == {"primary between groups"}
    secondary = plan_of(source={"versus": {"source": "nobody"}})
    assert {secondary.family(name) for name in secondary.contrasts} == {"source"}
    assert plan.between_contrasts == ["source_T cell", "source_B cell"]
    assert plan.paired_contrasts == []
    assert {contrast.role for contrast in plan.contrasts.values()} == {"primary"}
    assert plan.contrasts["source_T cell"].label == "T cell against nobody"


def test_all_pairs_are_later_minus_earlier():
    plan = plan_of(dose={"all_pairs": "dose"})
    assert parts(plan) == {
        "dose_low_none": ({"dose": ["low", "none"]}, {}, "dose"),
        "dose_high_none": ({"dose": ["high", "none"]}, {}, "dose"),
        "dose_high_low": ({"dose": ["high", "low"]}, {}, "dose"),
    }
    pairs = plan_of(groups={"all_pairs": "source"})
    assert [contrast.between["source"] for contrast in pairs.contrasts.values()] == [
        ["T cell", "nobody"],
        ["B cell", "nobody"],
        ["B cell", "T cell"],
    ]


def test_a_family_keeps_what_else_its_question_compares():
    plan = plan_of(
        tissue={"versus": {"dose": "none"}, "compare": {"tissue": ["tumor", "normal"]}},
        source={"versus": {"source": "nobody"}, "compare": {"tissue": ["tumor", "normal"]}},
    )
    assert plan.contrasts["tissue_low"].compare == {
        "tissue": ["tumor", "normal"],
        "dose": ["low", "none"],
    }
    assert plan.contrasts["source_T cell"].compare == {"tissue": ["tumor", "normal"]}


def test_a_family_is_written_out_in_the_order_of_the_plan():
    plan = plan_of(one={"compare": {"dose": ["low", "none"]}})
    raw = plan.model_copy(
        update={
            "contrasts": {
                "dose": plan.contrasts["one"].model_copy(
                    update={"compare": {}, "versus": {"dose": "high"}}
                )
            }
        }
    )
    assert list(written_out(raw).contrasts) == ["dose_none", "dose_low"]


def test_a_plan_without_families_stays_as_it_is():
    plan = plan_of(one={"compare": {"dose": ["low", "none"]}})
    assert written_out(plan) is plan


@pytest.mark.parametrize(
    ("markers", "name", "derived", "unit", "scale"),
    [
        (
            {"A": {"scale": "log2", "unit": "MFI"}, "B": {"scale": "log2", "unit": "pg/ml"}},
            "A / B",
            "A / B",
            "",
            "log2",
        ),
        (
            {"A": {"scale": "log2", "offset": 0.5}, "B": {"scale": "log2", "offset": 2}},
            "A / B",
            "(A + 0.5) / (B + 2)",
            "",
            "log2",
        ),
        (
            {"A": {"unit": "MFI"}, "B": {"unit": "MFI"}},
            "A − B",
            "A - B",
            "MFI",
            "linear",
        ),
        ({"A": {"unit": "%"}, "B": {"unit": "%"}}, "A − B", "A - B", "percentage points", "linear"),
        (
            {"A": {"unit": "MFI"}, "B": {"unit": "%", "scale": "logit", "offset": 0.5}},
            "A − B",
            "z(A) - z(ln((B + 0.5) / (100 - B + 0.5)))",
            "SD",
            "linear",
        ),
        (
            {"A": {"unit": "MFI"}, "B": {"unit": "MFI", "scale": "log2", "offset": 1}},
            "A − B",
            "z(A) - z(log2((B + 1)))",
            "SD",
            "linear",
        ),
    ],
)
def test_across_two_markers(markers, name, derived, unit, scale):
    question = {"across": ["A", "B"], "compare": {"dose": ["high", "none"]}}
    plan = plan_of(markers, more=question)
    assert plan.contrasts["more"].markers == [name]
    assert plan.contrasts["more"].across == []
    joint = plan.markers[name]
    assert (joint.derived, joint.unit, joint.scale, joint.offset) == (derived, unit, scale, 0)
    assert across_marker(plan, ["A", "B"]) == (name, joint)


def test_nothing_else_is_asked_of_a_marker_that_a_question_makes():
    plan = plan_of(
        dose={"compare": {"dose": ["high", "none"]}},
        more={"compare": {"dose": ["high", "none"]}, "across": ["Treg", "Teff"]},
    )
    assert plan.questions() == [("Treg", "dose"), ("Teff", "dose"), ("Treg − Teff", "more")]


def test_names_that_need_quotes_and_labels():
    plan = plan_of(
        {"CTLA-4": {"scale": "log2", "label": "CTLA4"}, "B": {"scale": "log2"}},
        more={"across": ["CTLA-4", "B"], "compare": {"dose": ["high", "none"]}},
    )
    joint = plan.markers["CTLA-4 / B"]
    assert (joint.label, joint.derived) == ("CTLA4 / B", '"CTLA-4" / B')


def test_a_family_across_markers():
    plan = plan_of(more={"across": ["Treg", "Teff"], "versus": {"source": "nobody"}})
    assert plan.questions() == [
        ("Treg − Teff", "more_T cell"),
        ("Treg − Teff", "more_B cell"),
    ]


def test_a_marker_that_is_not_analysed_may_be_asked_across():
    plan = plan_of(
        {"A": {"analysed": False}, "B": {}},
        more={"across": ["A", "B"], "compare": {"dose": ["high", "none"]}},
    )
    assert plan.analysed_markers == ["B", "A − B"]


def test_expectations_margins_and_headline_name_the_members():
    content = BASE | {
        "markers": {
            "Treg": {
                "expected": {"dose_low": "increase", "source_B cell": "decrease"},
                "equivalence_margin": {"dose_high": 5},
            }
        },
        "contrasts": {
            "dose": {"versus": {"dose": "none"}},
            "source": {"versus": {"source": "nobody"}},
        },
        "report": {"headline": "dose_high"},
    }
    plan, problems = validate(content)
    assert plan is not None, problems
    assert plan.headline == "dose_high"
    for section in (
        {"report": {"headline": "dose"}},
        {"markers": {"Treg": {"expected": {"dose": "increase"}}}},
    ):
        _, (problem,) = validate({**content, **section})
        assert problem.what == '"dose" is no contrast.'
