import pytest

from explant.config.loading import validate

BASE = {
    "spreadsheet": {"path": "a.xlsx", "layout": "long"},
    "factors": {"tissue": {"levels": ["tumor", "normal"]}},
    "markers": {"CD25": {}},
    "contrasts": {"a": {"compare": {"tissue": ["tumor", "normal"]}}},
}


def whats(**sections):
    return [f"{problem.where}: {problem.what}" for problem in validate(BASE | sections)[1]]


def test_the_base_is_sound():
    assert whats() == []


@pytest.mark.parametrize(
    ("stratifier", "expected"),
    [
        ({"kind": "ordered"}, "The order of the groups is not known."),
        (
            {"kind": "continuous", "groups": {"a": ["1"], "b": ["2"]}},
            "A continuous stratifier has no groups.",
        ),
        (
            {"kind": "ordered", "groups": {"a": ["I"]}},
            "One group cannot be compared.",
        ),
        (
            {"kind": "ordered", "groups": {"a": ["I"], "b": ["i"]}},
            '"I" of a and "i" of b hold the same patients.',
        ),
        (
            {
                "kind": "ordered",
                "notation": "ajcc_stage",
                "groups": {"a": ["I", "IIA"], "b": ["II", "III"]},
            },
            '"IIA" of a and "II" of b hold the same patients.',
        ),
        (
            {"kind": "unordered", "cut_point": 2},
            "Only a continuous stratifier has a cut-point.",
        ),
        (
            {"kind": "continuous", "notation": "ajcc_stage"},
            "ajcc_stage is no number.",
        ),
        ({"kind": "ordered", "groups": {"a": ["I"], "b": []}}, "The group holds no value."),
    ],
)
def test_strata(stratifier, expected):
    found = whats(patients={"strata": {"stage": stratifier}})
    assert any(expected in line and "patients.strata.stage" in line for line in found)


def test_the_order_of_stages_and_categories_is_known():
    for notation in ("ajcc_stage", "t_category"):
        assert whats(patients={"strata": {"s": {"kind": "ordered", "notation": notation}}}) == []


def test_column_names_cannot_collide():
    found = whats(
        factors={"value": {"levels": ["a", "b"]}},
        contrasts={"a": {"compare": {"value": ["a", "b"]}}},
    )
    assert any('"value" is the name of a column' in line for line in found)
    found = whats(
        patients={
            "strata": {"s": {"kind": "continuous"}},
            "covariates": {"s": ["S"]},
        }
    )
    assert any("another column in patients.csv" in line for line in found)


def test_spellings_belong_to_one_level():
    for one, other in [("T", "t"), ("IL-2", "IL – 2")]:
        levels = {"tumor": {"aliases": [one]}, "normal": {"aliases": [other]}}
        found = whats(factors={"tissue": {"levels": levels}})
        assert any("means two different levels" in line for line in found)


def test_headings_belong_to_one_marker():
    found = whats(markers={"CD25": {"column": ["X"]}, "FOXP3": {"column": ["x"]}})
    assert any("belongs to 2 markers" in line for line in found)


def test_a_family_has_one_role():
    compare = {"compare": {"tissue": ["tumor", "normal"]}}
    found = whats(
        contrasts={
            "a": compare | {"role": "primary", "family": "f"},
            "b": compare | {"role": "secondary", "family": "f"},
        }
    )
    assert any('Family "f" holds a (primary) and b (secondary).' in line for line in found)


def test_trend_scores_must_increase_and_be_complete():
    def found(scores):
        levels = {str(i): ({"score": s} if s is not None else {}) for i, s in enumerate(scores)}
        return whats(
            factors={"dose": {"levels": levels}},
            contrasts={"a": {"trend": {"dose": list(levels)}}},
        )

    assert found([0, 10, 100]) == []
    assert found([None, None, None]) == []
    assert any("some have none" in line for line in found([0, None, 100]))
    assert any("do not increase" in line for line in found([0, 100, 10]))


def test_a_plan_without_questions():
    assert any("There is no contrast" in line for line in whats(contrasts={}))


def test_the_sign_test_has_no_westfall_young():
    found = whats(inference={"test": "sign", "adjustment": {"primary": "westfall_young"}})
    assert any("Westfall–Young" in line for line in found)
