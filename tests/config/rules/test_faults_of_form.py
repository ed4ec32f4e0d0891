"""Each complaint of the models, in words that say nothing of Python or of YAML's kinds."""

import copy
from typing import Any

import pytest

from explant.config.loading import validate

GOOD: dict[str, Any] = {
    "spreadsheet": {"path": "mine.xlsx", "layout": "long"},
    "factors": {"tissue": {"levels": ["tumor", "normal"]}},
    "markers": {"CD25": {"unit": "%"}},
    "contrasts": {"d": {"compare": {"tissue": ["tumor", "normal"]}}},
}


def told(path: str, value: Any) -> list[str]:
    content = copy.deepcopy(GOOD)
    section: Any = content
    *above, last = path.split(".")
    for key in above:
        section = section.setdefault(key, {})
    section[last] = value
    return [str(problem).removeprefix("config ") for problem in validate(content)[1]]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "inference.alpha",
            "0,05",
            'inference.alpha: "0,05" is no number. Write the decimal sign as a point: 0.05.',
        ),
        (
            "inference.alpha",
            "5 %",
            'inference.alpha: "5 %" is no number. Write the number alone: 5.',
        ),
        (
            "inference.confidence",
            95,
            "inference.confidence: 95 is not possible: the number must be below 1. If 95 % is "
            "meant, write 0.95.",
        ),
        (
            "inference.seed",
            2.5,
            "inference.seed: 2.5 is no whole number. Write one without decimals.",
        ),
        (
            "inference.seed",
            -1,
            "inference.seed: -1 is not possible: the number must be at least 0. Correct it.",
        ),
        (
            "inference.test",
            "Wilcoxon",
            'inference.test: "Wilcoxon" is no valid value. Did you mean "wilcoxon"?',
        ),
        (
            "inference.adjustment",
            "holm",
            'inference.adjustment: "holm" stands where keys belong. Write each key in a line '
            "of its own, indented, with a colon and a blank.",
        ),
        (
            "markers.CD25",
            "unit:%",
            'markers.CD25: "unit:%" stands where keys belong. Write a blank after the colon, '
            "and a line for each key.",
        ),
        (
            "markers.CD25.unit",
            5,
            "markers.CD25.unit: 5 is a number, and a text belongs here. Put it in quotes.",
        ),
        (
            "markers.CD25.unit",
            False,
            "markers.CD25.unit: YAML reads yes, no, on, off, true and false as a yes or no, "
            "and a text belongs here. Put it in quotes.",
        ),
        (
            "markers.CD25.label",
            ["a"],
            "markers.CD25.label: A list stands where a text belongs: [a]. Put a text with "
            "brackets, or with a colon in it, in quotes.",
        ),
        (
            "markers.CD25.label",
            {"IL-2": "effect"},
            "markers.CD25.label: Keys stand where a text belongs: {IL-2: effect}. Put a text "
            "with brackets, or with a colon in it, in quotes.",
        ),
        (
            "markers.CD25.analysed",
            "ja",
            'markers.CD25.analysed: "ja" is neither true nor false. Write true or false.',
        ),
        (
            "markers.CD25.range",
            "0-100",
            'markers.CD25.range: "0-100" stands where two values belong. Write [first, second].',
        ),
        (
            "markers.CD25.range",
            [1, 2, 3],
            "markers.CD25.range: [1, 2, 3] is too long. At most 2 are possible.",
        ),
        (
            "markers.CD25.equivalence_margin",
            {"d": "small"},
            'markers.CD25.equivalence_margin.d: "small" is no number. Write a number.',
        ),
        (
            "markers.CD25.unit:MFI",
            None,
            'markers.CD25.unit:MFI: "unit:MFI" is no key here. The blank is missing after the '
            'colon: write "unit: MFI".',
        ),
        (
            "patients.same_id",
            "case",
            'patients.same_id: "case" stands where a list belongs. Write [a, b], with commas.',
        ),
        (
            "contrasts.d.at",
            {"tissue": None},
            "contrasts.d.at.tissue: Nothing stands here: a name is missing. config/README.md tells "
            "what this key takes.",
        ),
        (
            "contrasts.d.compare.tissue",
            ["tumor", True],
            "contrasts.d.compare.tissue: true does not fit: yes, no, on and off are read as "
            "true or false by YAML: put it in quotes. config/README.md tells what this key "
            "takes.",
        ),
        (
            "study.name",
            "a/b",
            'study.name: "a/b" cannot be the name of a folder. Use letters, digits, blanks and '
            ". , ( ) + - _, and begin with a letter or digit.",
        ),
        (
            "spreadsheet.path",
            None,
            'spreadsheet.path: "path" has no value. Write it behind the colon.',
        ),
        (
            "path",
            "mine.xlsx",
            'path: "path" is no key here. It is a key of spreadsheet: indent it below that.',
        ),
        (
            "spreadsheet.report",
            {},
            'spreadsheet.report: "report" is a key of the config itself, and stands here as '
            'one of "spreadsheet". Begin its line, and the line of each key below it, further '
            "to the left.",
        ),
    ],
)
def test_a_value_of_the_wrong_form_is_one_sentence(path, value, expected):
    assert told(path, value) == [expected]


def test_an_empty_section_or_key_means_the_defaults():
    content = copy.deepcopy(GOOD)
    content |= {"report": None, "inference": {"alpha": None, "adjustment": None}}
    content["markers"] |= {"CD8": None, "CD4": {"unit": None, "expected": None}}
    plan, problems = validate(content)
    assert problems == []
    assert plan is not None
    assert plan.inference.alpha == 0.05
    assert plan.inference.adjustment.primary == "westfall_young"
    assert plan.markers["CD4"].unit == ""


def test_a_section_that_is_indented_too_far_is_told_and_nothing_that_follows_from_it():
    content = copy.deepcopy(GOOD)
    content["factors"] |= {"markers": None, **content.pop("markers")}
    (problem,) = [str(problem) for problem in validate(content)[1]]
    assert problem.startswith('config factors.markers: "markers" is a key of the config itself')


def test_a_missing_head_of_a_section_is_told_and_nothing_that_follows_from_it():
    content = copy.deepcopy(GOOD)
    content["study"] = {"name": "mine", **content.pop("spreadsheet")}
    assert [str(problem) for problem in validate(content)[1]] == [
        'config study.path: "path" is a key of spreadsheet, and here it is one of study. '
        'Is the line "spreadsheet:" missing above it?'
    ]


def test_a_misspelled_key_is_read_as_what_it_means_in_all_that_follows():
    content = copy.deepcopy(GOOD)
    content["contrast"] = content.pop("contrasts")
    content["markers"]["CD25"]["expected"] = {"d": "increase"}
    assert [str(problem) for problem in validate(content)[1]] == [
        'config contrast: "contrast" is no key here. Did you mean "contrasts"?'
    ]
