import pytest

from explant.config.loading import validate
from explant.config.rules.derived_marker_rules import expressions, measured

BASE = {
    "spreadsheet": {"path": "a.xlsx", "layout": "long"},
    "factors": {"tissue": {"levels": ["tumor", "normal"]}},
    "contrasts": {"a": {"compare": {"tissue": ["tumor", "normal"]}}},
    "gene_lists": {"genes": ["FOXP3", "CD8"], "mixed": ["CD8", "CTLA-4"]},
}
MARKERS = {"FOXP3": {"unit": "%"}, "CD8": {"unit": "%"}, "CTLA-4": {"unit": "pg/ml"}}


def validated(derived, **sections):
    details = derived if isinstance(derived, dict) else {"derived": derived}
    return validate(BASE | {"markers": MARKERS | {"new": details}} | sections)


@pytest.mark.parametrize(
    ("derived", "unit"),
    [
        ("FOXP3 / CD8", ""),
        ("log2(FOXP3 / CD8)", ""),
        ("FOXP3 + CD8", "%"),
        ("FOXP3 - 1", "%"),
        ("2 * FOXP3", "%"),
        ("FOXP3 / 2", "%"),
        ("FOXP3 / CD8 * 'CTLA-4'", "pg/ml"),
        ("mean(genes)", "%"),
        ("max(genes, 1)", "%"),
        ("mean(z(mixed))", "SD"),
        ("abs(-FOXP3)", "%"),
        ("(FOXP3 / CD8)^2", ""),
        ("sqrt(FOXP3 / CD8)", ""),
        ({"derived": "FOXP3 / 'CTLA-4'", "unit": "% per pg/ml"}, "% per pg/ml"),
        ({"derived": "FOXP3 / 'CTLA-4'", "unit": ""}, ""),
    ],
)
def test_units_follow_or_are_declared(derived, unit):
    plan, problems = validated(derived)
    assert problems == []
    assert plan.markers["new"].unit == unit


@pytest.mark.parametrize(
    "derived",
    ["FOXP3 / 'CTLA-4'", "FOXP3 * CD8", "1 / FOXP3", "mean(mixed)", "sqrt(CD8)", "FOXP3^2"],
)
def test_a_unit_that_does_not_follow_is_asked_for(derived):
    _, (problem,) = validated(derived)
    assert problem.where == "config markers.new.unit"
    assert "No unit follows" in problem.what
    assert 'unit: ""' in problem.how_to_fix


@pytest.mark.parametrize(
    ("derived", "where", "what", "fix"),
    [
        ("FOXP3 / CD9", "derived", "(Character 9: FOXP3 / ▸CD9)", 'Did you mean "CD8"?'),
        ("CTLA-4 / CD8", "derived", '"CTLA" is no marker', 'Did you mean "CTLA-4"?'),
        ("mean(genez)", "derived", '"genez" is no marker and no list', '"genes"'),
        ("FOXP3 /", "derived", "(Character 8: FOXP3 /▸)", "Complete"),
        ("z(genes)", "derived", "gives a list", "mean(…)"),
        ("genes / mixed", "derived", "On both sides of / stands a list", "mean(…)"),
        ("mean(FOXP3)", "derived", "FOXP3 is one value", "gene_lists"),
        ("z(2) * FOXP3", "derived", "values that differ", "marker"),
        ("1 + 1", "derived", "names no marker", "Name those"),
        ("new / CD8", "derived", "new is made of itself: new → new", "measured"),
        ({"derived": "FOXP3 / CD8", "column": "x"}, "column", "no column", "Leave it out"),
        (
            {"derived": "FOXP3 / CD8", "detection_limit": 1},
            "detection_limit",
            "no detection_limit",
            "Leave it out",
        ),
        ({"derived": "FOXP3 / CD8", "replicate_cv": 9}, "replicate_cv", "replicates", "Leave"),
        ({"derived": "FOXP3 / CD8", "scale": "logit"}, "scale", "for percentages", "log2"),
    ],
)
def test_mistakes(derived, where, what, fix):
    _, (problem,) = validated(derived)
    assert problem.where == f"config markers.new.{where}"
    assert what in problem.what
    assert fix in problem.how_to_fix


@pytest.mark.parametrize(
    ("lists", "where", "what"),
    [
        ({"genes": []}, "gene_lists.genes", "The list is empty."),
        ({"genes": ["CD8", "CD9"]}, "gene_lists.genes.1", '"CD9" is no marker.'),
        ({"genes": ["CD8", "CD8"]}, "gene_lists.genes.1", "CD8 stands in the list twice."),
        ({"CD8": ["FOXP3"]}, "gene_lists.CD8", '"CD8" is a marker too.'),
    ],
)
def test_lists(lists, where, what):
    _, (problem,) = validated("2 * FOXP3", gene_lists=lists)
    assert (problem.where, problem.what) == (f"config {where}", what)


def test_derived_of_derived_comes_after_it():
    markers = MARKERS | {
        "third": {"derived": "mean(second, ratio)"},
        "second": {"derived": "2 * ratio"},
        "ratio": {"derived": "FOXP3 / CD8"},
    }
    plan, problems = validate(BASE | {"markers": markers})
    assert problems == []
    assert list(expressions(plan)) == ["ratio", "second", "third"]
    assert list(measured(plan).markers) == list(MARKERS)


def test_a_circle_through_a_list():
    markers = MARKERS | {"one": {"derived": "mean(ring)"}, "two": {"derived": "2 * one"}}
    _, (problem,) = validate(BASE | {"markers": markers, "gene_lists": {"ring": ["CD8", "two"]}})
    assert problem.what == "one is made of itself: one → two → one."


def test_a_plan_without_derived_markers_is_itself():
    plan, _ = validate(BASE | {"markers": MARKERS})
    assert measured(plan) is plan
