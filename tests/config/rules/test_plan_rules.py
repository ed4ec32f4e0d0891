import math

import pytest

from explant.config.loading import validate
from explant.declared_tests.known_tests import TESTS

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


def test_what_identifies_people_is_no_property():
    strata = {"home": {"column": ["Anschrift"], "kind": "unordered"}, "age": {"kind": "continuous"}}
    found = whats(patients={"strata": strata, "covariates": {"born": ["Date of birth"]}})
    assert [line.split(": ", 1)[1] for line in found] == [
        '"Anschrift" holds addresses, which identify people.',
        '"Date of birth" holds dates of birth, which identify people.',
    ]


def test_spellings_belong_to_one_level():
    for one, other in [("T", "t"), ("IL-2", "IL – 2")]:
        levels = {"tumor": {"aliases": [one]}, "normal": {"aliases": [other]}}
        found = whats(factors={"tissue": {"levels": levels}})
        assert any("means two different levels" in line for line in found)


def test_headings_belong_to_one_marker():
    found = whats(markers={"CD25": {"column": ["X"]}, "FOXP3": {"column": ["x"]}})
    assert any("belongs to 2 markers" in line for line in found)


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ({"range": [5, 5]}, "From 5 to 5 is no range."),
        ({"range": [0, 200], "unit": "%"}, "With the unit % values lie between 0 and 100"),
        ({"range": [-5, 0], "scale": "log2"}, "The log2 scale has no place for values up to 0."),
    ],
)
def test_ranges(marker, expected):
    (found,) = whats(markers={"CD25": marker})
    assert "markers.CD25.range: " in found
    assert expected in found


def test_a_range_that_fits_its_unit():
    for marker in ({"range": [0, 60], "unit": "%"}, {"range": [-50, 1e6], "unit": "MFI"}):
        assert whats(markers={"CD25": marker}) == []


@pytest.mark.parametrize(
    "sections",
    [
        {"patients": {"same_id": ["accents"]}},
        {"markers": {"CD25": {"replicate_cv": 0}}},
        {"spreadsheet": {**BASE["spreadsheet"], "decimal_sign": ","}},
    ],
)
def test_keys_of_the_spreadsheet_take_only_what_they_list(sections):
    assert len(whats(**sections)) == 1


def margins(margin, **marker):
    return {"markers": {"CD25": {"equivalence_margin": {"a": margin}, **marker}}}


@pytest.mark.parametrize(
    ("margin", "scale", "on_the_scale"),
    [
        (5, "linear", (-5, 5)),
        ([-2, 3], "linear", (-2, 3)),
        (2, "log2", (-1, 1)),
        ([0.5, 8], "log2", (-1, 3)),
        (math.e, "logit", (-1, 1)),
    ],
)
def test_margins(margin, scale, on_the_scale):
    plan, problems = validate(BASE | margins(margin, scale=scale, unit="%"))
    assert problems == []
    assert plan.margin("CD25", "a") == pytest.approx(on_the_scale)
    assert plan.margin("CD25", "b") is None


@pytest.mark.parametrize(
    ("margin", "scale", "expected"),
    [
        (0, "linear", "0 is no margin: on the linear scale it must be above 0."),
        ([2, 3], "linear", "From 2 to 3 is no margin: on the linear scale 0 must lie between"),
        (1, "log2", "1 is no margin: on the log2 scale it must be above 1."),
        (0.8, "log2", "0.8 is no margin"),
        ([-1, 2], "log2", "and both must be above 0"),
        ([0.8, 0.9], "log2", "From 0.8 to 0.9 is no margin: on the log2 scale 1 must lie"),
    ],
)
def test_impossible_margins(margin, scale, expected):
    (found,) = whats(**margins(margin, scale=scale))
    assert "markers.CD25.equivalence_margin.a" in found
    assert expected in found


def test_a_margin_belongs_to_a_contrast():
    (found,) = whats(markers={"CD25": {"equivalence_margin": {"b": 5}}})
    assert '"b" is no contrast.' in found


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


@pytest.mark.parametrize("test", TESTS.values(), ids=TESTS)
def test_westfall_young_is_refused_only_for_a_test_without_a_statistic_to_flip(test):
    found = whats(inference={"test": test.key, "adjustment": {"primary": "westfall_young"}})
    assert bool(found) == (test.flipped_statistic is None)
    assert whats(inference={"test": test.key, "adjustment": {"primary": "holm"}}) == []


def test_a_sheet_a_marker_needs_no_sheet():
    spreadsheet = {**BASE["spreadsheet"], "sheets": "one_per_marker"}
    assert whats(spreadsheet=spreadsheet) == []
    (found,) = whats(spreadsheet={**spreadsheet, "sheet": "Data"})
    assert "spreadsheet.sheet: With sheets: one_per_marker" in found


@pytest.mark.parametrize(("suffix", "sound"), [("-#", True), ("rep", False), ("#-#", False)])
def test_a_suffix_of_replicates_has_one_place_for_the_number(suffix, sound):
    columns = {"replicate_suffix": suffix}
    assert (whats(spreadsheet={**BASE["spreadsheet"], "columns": columns}) == []) == sound


PATIENTS = {
    "strata": {
        "stage": {"kind": "ordered", "groups": {"early": ["I"], "late": ["II"]}},
        "size": {"kind": "continuous"},
        "site": {"kind": "unordered"},
    }
}


@pytest.mark.parametrize(
    ("colors", "expected"),
    [
        ({"tissue": {"tumor": "#D55E00"}, "stage": {"late": "teal"}}, None),
        (
            {"tisue": {"tumor": "teal"}},
            'figures.colors.tisue: "tisue" is no factor and no grouping',
        ),
        ({"tissue": {"tumour": "teal"}}, 'colors.tissue.tumour: "tumour" is no level of tissue.'),
        ({"stage": {"I": "teal"}}, 'figures.colors.stage.I: "I" is no group of stage.'),
        ({"size": {"large": "teal"}}, "figures.colors.size: size is continuous: it has no groups."),
        ({"site": {"left": "teal"}}, "figures.colors.site: The groups of site are not declared."),
        ({"tissue": {"tumor": "tael"}}, 'Did you mean "teal"?'),
        ({"tissue": {"tumor": "#D55E0"}}, "a color is # and six of 0 to 9 and A to F"),
        ({"tissue": {"tumor": None}}, "# begins a comment in YAML"),
    ],
)
def test_colors_are_of_levels_and_groups_that_exist(colors, expected):
    found = whats(patients=PATIENTS, figures={"colors": colors})
    if expected is None:
        assert found == []
    else:
        (only,) = found
        assert expected in only


def test_a_color_is_the_same_however_it_is_written():
    def written(color):
        plan, problems = validate(BASE | {"figures": {"colors": {"tissue": {"tumor": color}}}})
        assert problems == []
        return plan.figures.colors["tissue"]["tumor"]

    # CSS Color Module Level 4, section 6.1.
    assert written("rebeccapurple") == "#663399"
    assert written("Orange") == written("#ffa500") == "#FFA500"
