"""Every fault of a question: its place, what is said, and how to mend it."""

import pytest

from explant.config.loading import validate

BASE = {
    "spreadsheet": {"path": "a.xlsx", "layout": "long"},
    "factors": {
        "dose": {"levels": ["none", "low", "high"]},
        "hours": {"levels": [0, 24, 48]},
        "time": {"ordered": True, "levels": ["before", "during", "after"]},
        "tissue": {"levels": ["tumor", "normal"]},
    },
    "patients": {
        "strata": {
            "stage": {"kind": "ordered", "groups": {"I": ["I"], "II": ["II"], "III": ["III"]}},
            "sex": {"kind": "unordered", "groups": {"f": ["f"], "m": ["m"]}},
            "site": {"kind": "unordered"},
            "size": {"kind": "continuous"},
        }
    },
    "markers": {
        "A": {},
        "B": {"unit": "MFI", "scale": "log2"},
        "C": {"unit": "%", "scale": "logit"},
        "Events": {"analysed": False},
    },
    "contrasts": {},
}
SOUND = {"compare": {"dose": ["high", "none"]}}


def problems_of(contrasts, **sections):
    return validate(BASE | sections | {"contrasts": contrasts})[1]


def the_one(question, **sections):
    (problem,) = problems_of({"q": question}, **sections)
    assert problem.severity == "error"
    return problem.where.removeprefix("config contrasts."), problem.what, problem.how_to_fix


@pytest.mark.parametrize(
    "question",
    [
        SOUND,
        {"trend": {"hours": [0, 24, 48]}},
        {"trend": {"time": ["before", "during", "after"]}, "degree": 2},
        {"weights": {"dose": {"none": -1, "low": 0.5, "high": 0.5}}},
        {"weights": {"dose": {"none": -1, "low": 1 / 3, "high": 2 / 3}}},
        {"between": {"sex": ["m", "f"]}},
        {"between": {"stage": ["I", "III"]}},
        {"between": {"stage": ["III", "I"]}},
        {"between": {"stage": ["I", "II", "III"]}},
        {"compare": {"dose": ["high", "none"]}, "between": {"sex": ["m", "f"]}},
        {"against": 1, "at": {"dose": "high"}, "markers": ["B"]},
        {"versus": {"dose": "none"}},
        {"versus": {"sex": "f"}},
        {"all_pairs": "stage"},
        {"across": ["A", "B"], "compare": {"dose": ["high", "none"]}},
        {"across": ["Events", "A"]},
    ],
)
def test_sound_questions(question):
    assert problems_of({"q": question}) == []


@pytest.mark.parametrize(
    ("question", "place", "what", "fix"),
    [
        ({}, "q", "The contrast compares nothing.", "between: {grouping: [group, group]}"),
        ({"at": {"dose": "low"}}, "q", "The contrast compares nothing.", "Add compare"),
        (
            {"compare": {"does": ["a", "b"]}},
            "q.compare.does",
            '"does" is no factor.',
            'Did you mean "dose"?',
        ),
        (
            {"compare": {"sex": ["f", "m"]}},
            "q.compare.sex",
            '"sex" is a property of patients: each has one sex, so its groups cannot be paired.',
            "Compare them unpaired: between: {sex: [group, group]}.",
        ),
        (
            {"compare": {"dose": ["hihg", "none"]}},
            "q.compare.dose.0",
            '"hihg" is no level of dose.',
            'Did you mean "high"?',
        ),
        (
            SOUND | {"at": {"tissue": "tumour"}},
            "q.at.tissue",
            '"tumour" is no level of tissue.',
            'Did you mean "tumor"?',
        ),
        (
            {"compare": {"dose": ["high", "high"]}},
            "q.compare.dose",
            "compare takes two different levels.",
            "The contrast is the first minus the second.",
        ),
        (
            SOUND | {"at": {"dose": "low"}},
            "q",
            "dose stands in more than one of compare, at, trend, weights, between, versus and "
            "all_pairs.",
            "Keep one of them.",
        ),
        (
            {"versus": {"dose": "none"}, "all_pairs": "tissue"},
            "q",
            "versus and all_pairs stand side by side.",
            "Keep one of them.",
        ),
        (
            {"trend": {"time": ["before", "after"]}},
            "q.trend.time",
            "A trend needs at least three different levels.",
            "Use compare for two levels.",
        ),
        (
            {"trend": {"dose": ["none", "low", "high"]}},
            "q.trend.dose",
            "dose has no order that the plan declares, and a trend over levels without one has no "
            "meaning.",
            "Declare it under factors.dose with ordered: true or with a score for each level; "
            "without an order, compare levels in pairs: all_pairs.",
        ),
        (
            {"trend": {"hours": [0, 48, 24]}},
            "q.trend.hours",
            "hours has no order that the plan declares, and a trend over levels without one has "
            "no meaning.",
            "ordered: true",
        ),
        (
            {"trend": {"time": ["before", "during", "after"]}, "degree": 3},
            "q.trend.time",
            "3 levels have no term of degree 3.",
            "The largest is 2.",
        ),
        (SOUND | {"degree": 2}, "q.degree", "degree belongs to a trend.", "Add trend"),
        (
            {"weights": {"dose": {"none": -1, "high": 0.5}}},
            "q.weights.dose",
            "The weights sum to -0.5, not to zero: their contrast would not be zero where every "
            "level is the same.",
            "Weigh what is compared against what it is compared with",
        ),
        (
            {"weights": {"dose": {"none": 0}}},
            "q.weights.dose",
            "The weights compare nothing.",
            "Give at least one level a weight above 0, one below.",
        ),
        (
            {"weights": {"dose": {"none": float("inf"), "low": float("-inf")}}},
            "q.weights.dose",
            "The weights compare nothing.",
            "",
        ),
        (
            {"weights": {"dose": {"nothing": -1, "high": 1}}},
            "q.weights.dose",
            '"nothing" is no level of dose.',
            "",
        ),
        (
            {"between": {"sex": ["f", "m"], "stage": ["I", "II"]}},
            "q.between",
            "between takes one grouping.",
            "stands under crossed",
        ),
        (
            {"between": {"tissue": ["tumor", "normal"]}},
            "q.between.tissue",
            '"tissue" is a factor: a patient has a sample at each of its levels.',
            "Pair them: compare: {tissue: [level, level]}. If no patient has samples at two "
            "levels, declare it under patients.strata.",
        ),
        (
            {"between": {"sexes": ["f", "m"]}},
            "q.between.sexes",
            '"sexes" is no grouping of patients.strata.',
            'Did you mean "sex"?',
        ),
        (
            {"between": {"size": ["small", "large"]}},
            "q.between.size",
            "size is continuous: it has no groups.",
            "for groups declare another grouping",
        ),
        (
            {"between": {"site": ["a", "b"]}},
            "q.between.site",
            "The groups of site are not declared.",
            "List them: patients.strata.site.groups",
        ),
        (
            {"between": {"stage": ["I", "IIII"]}},
            "q.between.stage.1",
            '"IIII" is no group of stage.',
            'Did you mean "III"?',
        ),
        (
            {"between": {"sex": ["f"]}},
            "q.between.sex",
            "between takes at least two different groups.",
            "The contrast is the first minus the second.",
        ),
        (
            {"between": {"stage": ["III", "I", "II"]}},
            "q.between.stage",
            "The groups do not stand in their order.",
            "Write I, II, III.",
        ),
        (
            SOUND | {"against": 1},
            "q.against",
            "A fixed value is subtracted from a value, not from a difference.",
            "Keep against with at alone",
        ),
        (
            {"against": 0, "markers": ["B"]},
            "q.against",
            "0 has no place on the log2 scale of B.",
            "name the markers under `markers`",
        ),
        (
            {"against": 120, "markers": ["C"]},
            "q.against",
            "120 has no place on the logit scale of C.",
            "Give a value that the marker can have",
        ),
        ({"against": float("nan")}, "q.against", "nan is no fixed value.", "Give a number."),
        (
            {"versus": {"dose": "none", "tissue": "tumor"}},
            "q.versus",
            "versus takes one factor or grouping.",
            "Keep one of them.",
        ),
        (
            {"versus": {"does": "none"}},
            "q.versus.does",
            '"does" is no factor and no grouping of patients.strata.',
            'Did you mean "dose"?',
        ),
        (
            {"all_pairs": "tisue"},
            "q.all_pairs",
            '"tisue" is no factor and no grouping of patients.strata.',
            'Did you mean "tissue"?',
        ),
        (
            {"versus": {"site": "a"}},
            "q.versus.site",
            "The groups of site are not declared.",
            "List them",
        ),
        (
            {"versus": {"dose": "non"}},
            "q.versus.dose",
            '"non" is no level of dose.',
            'Did you mean "none"?',
        ),
        (
            {"versus": {"sex": "f"}, "between": {"stage": ["I", "II"]}},
            "q.between",
            "A family that compares groups says itself which.",
            "Leave between out",
        ),
        (
            {"versus": {"dose": "none"}, "against": 1},
            "q.against",
            "A family of comparisons has no fixed value.",
            "Leave it out.",
        ),
        (SOUND | {"markers": ["D"]}, "q.markers.0", '"D" is no marker.', ""),
        (
            SOUND | {"markers": ["A", "Events"]},
            "q.markers.1",
            "Events is not analysed.",
            "Take analysed: false out, or ask of another.",
        ),
        (SOUND | {"markers": ["A", "A"]}, "q.markers", "A marker is named twice.", "Name each"),
        (SOUND | {"across": ["A", "D"]}, "q.across.1", '"D" is no marker.', ""),
        (
            SOUND | {"across": ["A", "B", "C"]},
            "q.across",
            "across takes two markers.",
            "The first minus the second.",
        ),
        (
            SOUND | {"across": ["A", "B"], "markers": ["A"]},
            "q.markers",
            "A question across two markers is asked of them.",
            "Leave it out.",
        ),
        (
            {"across": ["B", "B"], "against": 1},
            "q.across",
            "A marker is named twice.",
            "Name each once.",
        ),
        (
            {"across": ["A", "Events"], "against": 1, "at": {"dose": "low"}},
            "q.against",
            "A question across markers has no fixed value.",
            "Leave it out.",
        ),
        (
            {"across": ["A", "B"]},
            "q.across",
            "A and B have no scale in common, and the means of their z scores are zero: without a "
            "comparison there is nothing to find.",
            "Add compare or between",
        ),
    ],
)
def test_faults(question, place, what, fix):
    where, told, mending = told_of = (the_one if "against" not in question else first)(question)
    assert (where, told) == (place, what), told_of
    assert fix in mending


def first(question):
    """The first of the problems: a fixed value may have no place on several markers' scales."""
    problem = problems_of({"q": question})[0]
    return problem.where.removeprefix("config contrasts."), problem.what, problem.how_to_fix


def test_no_question():
    (problem,) = problems_of({})
    assert (problem.where, problem.what) == ("config contrasts", "There is no contrast.")


def test_some_scores():
    levels = {"a": {"score": 1}, "b": {"score": 2}, "c": {}}
    where, what, _ = the_one({"trend": {"x": ["a", "b", "c"]}}, factors={"x": {"levels": levels}})
    assert where == "q.trend.x"
    assert what == "Some of the trend's levels have a score and some have none."


def test_scores_that_fall():
    levels = {"a": {"score": 1}, "b": {"score": 3}, "c": {"score": 2}}
    where, what, fix = the_one({"trend": {"x": ["a", "b", "c"]}}, factors={"x": {"levels": levels}})
    assert where == "q.trend.x"
    assert what == "The scores of the trend's levels do not increase from level to level."
    assert fix == "List the levels in the order of their scores, each score once."


def test_a_family_of_many_pairs():
    levels = [f"drug {number}" for number in range(12)]
    where, what, fix = the_one({"all_pairs": "drug"}, factors={"drug": {"levels": levels}})
    assert (where, what) == ("q.all_pairs", "12 levels make 66 pairs.")
    assert "versus" in fix


def test_two_questions_of_one_name():
    (problem,) = problems_of({"dose": {"versus": {"dose": "none"}}, "dose_low": SOUND})
    assert problem.where == "config contrasts.dose_low"
    assert problem.what == '2 questions are called "dose_low", once as the member of a family.'
    assert problem.how_to_fix == "Rename one of them."


def test_a_family_has_one_role_and_compares_one_way():
    one, other = problems_of(
        {
            "a": SOUND | {"role": "primary", "family": "f"},
            "b": {"between": {"sex": ["f", "m"]}, "family": "f"},
        }
    )
    assert other.where == "config contrasts.b.family"
    assert other.what == (
        'Family "f" holds a and b: one compares groups of patients, the other a patient\'s own '
        "samples."
    )
    assert other.how_to_fix == "Give each kind a family of its own."
    assert one.where == "config contrasts.b.role"
    assert one.what == 'Family "f" holds a (primary) and b (secondary).'


def test_the_marker_of_a_question_across_has_its_name_alone():
    markers = {
        "A": {"scale": "log2"},
        "B": {"scale": "log2"},
        "A / B": {"derived": "(A + 1) / B", "scale": "log2"},
    }
    where, what, _ = the_one(SOUND | {"across": ["A", "B"]}, markers=markers)
    assert where == "q.across"
    assert "another one of that name" in what
    markers["A / B"] = {"derived": "A / B", "scale": "log2"}
    assert problems_of({"q": SOUND | {"across": ["A", "B"]}}, markers=markers) == []


@pytest.mark.parametrize(
    ("marker", "place", "what"),
    [
        ({"expected": {"q": "increase"}}, "markers.B.expected.q", "q is not asked of B."),
        (
            {"equivalence_margin": {"q": 1.5}},
            "markers.B.equivalence_margin.q",
            "q is not asked of B.",
        ),
        ({"expected": {"p": "increase"}}, "markers.B.expected.p", '"p" is no contrast.'),
    ],
)
def test_what_is_expected_of_a_marker_is_asked_of_it(marker, place, what):
    markers = {"A": {}, "B": {"scale": "log2"} | marker}
    (problem,) = problems_of({"q": SOUND | {"markers": ["A"]}}, markers=markers)
    assert (problem.where, problem.what) == (f"config {place}", what)


def test_equivalence_is_tested_within_patients_only():
    markers = {"A": {"equivalence_margin": {"q": 2}}}
    (problem,) = problems_of({"q": {"between": {"sex": ["f", "m"]}}}, markers=markers)
    assert problem.where == "config markers.A.equivalence_margin.q"
    assert problem.what == ("q compares groups, and equivalence is tested within patients only.")


def test_what_is_shown_is_analysed():
    (problem,) = problems_of({"q": SOUND}, report={"show": ["A", "Events"]})
    assert problem.where == "config report.show"
    assert problem.what == "Events is not analysed: there is nothing to show of it."


def test_something_is_analysed():
    problems = problems_of({"q": SOUND}, markers={"A": {"analysed": False}})
    assert [problem.what for problem in problems] == ["No marker is analysed."]


def test_a_fault_of_one_question_does_not_hide_the_names_of_others():
    markers = {"A": {"expected": {"dose_low": "increase"}}}
    contrasts = {"dose": {"versus": {"dose": "none"}}, "empty": {}}
    (problem,) = problems_of(contrasts, markers=markers)
    assert problem.where == "config contrasts.empty"
