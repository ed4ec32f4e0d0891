import pytest

from explant.config.loading import validate

BASE = {
    "spreadsheet": {"path": "x.csv", "layout": "long"},
    "patients": {
        "strata": {
            "group": {"kind": "unordered", "groups": {"patient": ["p"], "control": ["c"]}},
            "size": {"kind": "continuous"},
        }
    },
    "factors": {"dose": {"levels": ["none", "high"]}},
    "markers": {"CD25": {}},
}


def problems_of(contrast):
    _, problems = validate(BASE | {"contrasts": {"rise": contrast}})
    return [f"{problem.where}: {problem.what} {problem.how_to_fix}" for problem in problems]


@pytest.mark.parametrize(
    ("among", "expected"),
    [
        (
            {"grop": ["patient"]},
            'among.grop: "grop" is no grouping of patients.strata. Did you mean "group"?',
        ),
        (
            {"group": ["patients"]},
            'among.group: "patients" is no group of group. Did you mean "patient"?',
        ),
        ({"group": []}, "among.group: among names no group. Name one, or leave it out."),
        ({"size": ["1"]}, "among.size: size is continuous: it has no groups."),
    ],
)
def test_the_groups_that_a_question_is_about_exist(among, expected):
    found = problems_of({"compare": {"dose": ["high", "none"]}, "among": among})
    assert len(found) == 1
    assert expected in found[0]


def test_groups_that_are_compared_are_named_once():
    found = problems_of(
        {"between": {"group": ["patient", "control"]}, "among": {"group": ["patient"]}}
    )
    assert "group stands under between too." in found[0]


def test_a_question_may_be_about_some_patients():
    assert problems_of({"compare": {"dose": ["high", "none"]}, "among": {"group": "patient"}}) == []
