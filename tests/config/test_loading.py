from pathlib import Path

import pytest

from explant.config.loading import load_plan, validate
from explant.problems import ProblemsError

GOOD = """\
spreadsheet: {path: data/raw/mine.xlsx, layout: long}
factors:
  tissue: {levels: [tumor, normal]}
  treatment: {levels: [control, IL-2]}
markers:
  CD25:
  FOXP3: {unit: "%"}
contrasts:
  il2_in_tumor: {compare: {treatment: [IL-2, control]}, at: {tissue: tumor}}
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "config.yaml") -> Path:
        path = Path(name)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def problems_of(*files: Path, overrides=None) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        load_plan(files, overrides)
    return [str(problem) for problem in caught.value.problems]


def test_a_short_plan_is_enough(config):
    plan = load_plan([config(GOOD)])
    assert plan.folder == "mine"
    assert plan.headline == "il2_in_tumor"
    assert list(plan.factors["treatment"].levels) == ["control", "IL-2"]


def test_numbers_are_names_where_names_are_meant(config):
    text = GOOD.replace("[control, IL-2]", "[0, 10]").replace("[IL-2, control]", "[10, 0]")
    plan = load_plan([config(text)])
    assert list(plan.factors["treatment"].levels) == ["0", "10"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "  CD25:\n",
            "  CD25: {unti: '%'}\n",
            'config.yaml:6 markers.CD25.unti: "unti" is no key here. Did you mean "unit"?',
        ),
        (
            "layout: long",
            "layout: wide",
            'config.yaml:1 spreadsheet.layout: "wide" is no valid value. '
            'Valid: "long", "one_row_per_sample", "one_row_per_patient", "auto".',
        ),
        (
            "at: {tissue: tumor}",
            "at: {tissue: tumour}",
            "config.yaml:9 contrasts.il2_in_tumor.at.tissue: "
            '"tumour" is no level of tissue. Did you mean "tumor"?',
        ),
        (
            "treatment: [IL-2, control]",
            "treatments: [IL-2, control]",
            "config.yaml:9 contrasts.il2_in_tumor.compare.treatments: "
            '"treatments" is no factor. Did you mean "treatment"?',
        ),
        (
            "compare: {treatment: [IL-2, control]}, ",
            "",
            "config.yaml:9 contrasts.il2_in_tumor: The contrast compares nothing. "
            "Add compare: {factor: [level, level]}, trend: {factor: [levels in order]}, or "
            "between: {grouping: [group, group]}.",
        ),
        (
            "[IL-2, control]",
            "[IL-2, IL-2]",
            "config.yaml:9 contrasts.il2_in_tumor.compare.treatment: compare takes two different "
            "levels. The contrast is the first minus the second.",
        ),
        (
            "at: {tissue: tumor}",
            "trend: {treatment: [control, IL-2]}",
            "config.yaml:9 contrasts.il2_in_tumor.trend.treatment: A trend needs at least three "
            "different levels. Use compare for two levels.",
        ),
        (
            'unit: "%"',
            "expected: {il2_in_tumr: increase}",
            'config.yaml:7 markers.FOXP3.expected.il2_in_tumr: "il2_in_tumr" is no contrast. '
            'Did you mean "il2_in_tumor"?',
        ),
        (
            'unit: "%"',
            "scale: logit",
            "config.yaml:7 markers.FOXP3.scale: The logit scale is for percentages. "
            'Set unit: "%", or choose linear or log2.',
        ),
        (
            "  CD25:\n",
            "  CD25:\n  CD25: {unit: pg/ml}\n",
            'config.yaml:7 markers.CD25: The key "CD25" is written twice, first in line 6. '
            "Keep one of the two.",
        ),
        (
            "path: data/raw/mine.xlsx, ",
            "",
            'config.yaml:1 spreadsheet.path: "path" is missing. '
            "Add it: config/README.md explains every key.",
        ),
    ],
)
def test_a_problem_names_file_line_key_and_the_nearest_valid_name(config, old, new, expected):
    assert old in GOOD
    found = problems_of(config(GOOD.replace(old, new, 1)))
    assert expected in found


def test_all_problems_come_at_once(config):
    text = GOOD.replace("layout: long", "layout: wide, sheeet: A").replace("tumor}", "tumour}")
    found = "\n".join(problems_of(config(text + "inference: {alpha: 2, tst: t}\n")))
    for key in ("spreadsheet.layout", "spreadsheet.sheeet", "at.tissue", "alpha", "inference.tst"):
        assert key in found


def test_what_follows_from_a_reported_fault_is_not_reported_again(config):
    text = GOOD.replace("[IL-2, control]", "{IL-2: control}")
    found = problems_of(config(text))
    assert len(found) == 1
    assert "compare.treatment" in found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1, 2", "The bracket [ is opened and not closed"),
        ("just text", "holds no keys"),
        ("", '"spreadsheet" is missing'),
    ],
)
def test_a_file_that_is_no_config(config, text, expected):
    assert expected in "\n".join(problems_of(config(text)))


def test_a_missing_config_file(config):
    assert problems_of(Path("nowhere.yaml")) == [
        "nowhere.yaml: The config file does not exist. "
        "Check its path, or leave --configfile out to use config/config.yaml."
    ]


def test_a_later_file_overrides_key_by_key(config):
    second = config("inference: {test: t}\nmarkers: {CD25: {unit: MFI}}\n", "second.yaml")
    plan = load_plan([config(GOOD), second])
    assert plan.inference.test == "t"
    assert plan.markers["CD25"].unit == "MFI"
    assert plan.markers["FOXP3"].unit == "%"


def test_a_spreadsheet_on_the_command_line_has_a_folder_of_its_own(config):
    text = GOOD + "study: {name: shipped, note: simulated, description: of the example}\n"
    plan = load_plan([config(text)], {"spreadsheet": "data/raw/other.xlsx"})
    assert plan.spreadsheet.path == "data/raw/other.xlsx"
    assert plan.folder == "other"
    # A note on the config's own data would be untrue of another spreadsheet.
    assert plan.study.note == ""
    named = load_plan([config(text)], {"spreadsheet": "data/raw/other.xlsx", "study": "pilot"})
    assert named.folder == "pilot"


def test_an_unknown_section_on_the_command_line(config):
    assert problems_of(config(GOOD), overrides={"spreadshet": "x"}) == [
        '--config spreadshet: There is no such section in the config. Did you mean "spreadsheet"?'
    ]


def test_a_fault_on_the_command_line_says_so(config):
    found = problems_of(config(GOOD), overrides={"inference": {"test": "student"}})
    assert found[0].startswith('--config inference.test: "student" is no valid value.')


def test_plain_mappings_can_be_checked_without_a_file():
    plan, problems = validate({"spreadsheet": {"path": "a.xlsx", "layout": "long"}})
    assert plan is None
    assert any("markers" in problem.where for problem in problems)


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("data/raw/My study (2).xlsx", "My study (2)"),
        ("data/raw/بيانات.xlsx", "بيانات"),
        ("data/raw/a{b}:c.xlsx", "a_b__c"),
        ("data/raw/..xlsx", "study"),
    ],
)
def test_the_folder_is_a_safe_name(config, path, folder):
    assert load_plan([config(GOOD)], {"spreadsheet": path}).folder == folder


def test_an_unanswered_question_of_a_draft_is_told_once_with_its_place(config):
    text = GOOD.replace(" {compare: {treatment: [IL-2, control]}, at: {tissue: tumor}}", "")
    text += (
        "    compare: ???\n    at: {tissue: tumor}\npatients:\n  unpaired: ???  # keep or refuse\n"
    )
    assert [problem.split(": ")[0] for problem in problems_of(config(text))] == [
        "config.yaml:10 contrasts.il2_in_tumor.compare",
        "config.yaml:13 patients.unpaired",
    ]
    assert "is not answered" in problems_of(config(text))[0]
    # A text that is listed as missing may well be a question mark.
    load_plan([config(GOOD.replace("layout: long", "layout: long, missing: ['?', '???']"))])


def test_a_name_with_a_control_character_is_refused(config):
    (problem,) = problems_of(config(GOOD.replace("il2_in_tumor:", '"il2\\e[31m":')))
    assert "control characters" in problem
    assert "\x1b" not in problem


def test_a_score_leads_and_the_panel_is_ranked():
    content = {
        "spreadsheet": {"path": "x.csv", "layout": "long"},
        "factors": {"time": {"levels": ["before", "after"]}},
        "markers": {"score": {}, **{f"G{i}": {} for i in range(30)}},
        "contrasts": {
            "of_score": {
                "compare": {"time": ["after", "before"]},
                "markers": ["score"],
                "role": "primary",
            },
            "of_genes": {
                "compare": {"time": ["after", "before"]},
                "markers": [f"G{i}" for i in range(30)],
            },
        },
    }
    plan, problems = validate(content)
    assert problems == []
    assert (plan.headline, plan.ranked) == ("of_score", "of_genes")
    plan, _ = validate(content | {"report": {"headline": "of_genes"}})
    assert plan.ranked == "of_genes"
    content["contrasts"]["of_score"].pop("markers")
    plan, _ = validate(content)
    assert plan.ranked == "of_score"


def test_numbers_of_the_command_line_come_as_texts(config):
    plan = load_plan([config(GOOD)], {"figures": {"width": "89", "single_panels": "true"}})
    assert (plan.figures.width, plan.figures.single_panels) == (89, True)
    with pytest.raises(ProblemsError, match=r"figures.width: 90 is no valid value"):
        load_plan([config(GOOD)], {"figures": {"width": "90"}})
