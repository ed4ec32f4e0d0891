import copy
from typing import Any

import pytest

from explant.config.loading import validate

CONTENT: dict[str, Any] = {
    "spreadsheet": {"path": "mine.xlsx", "layout": "one_row_per_sample"},
    "factors": {"tissue": {"levels": ["tumor", "normal"]}},
    "markers": {
        "CD25": {"unit": "%"},
        "genes": {"unit": "counts", "scale": "log2", "each_of": ["FOXP3", "IL*"]},
    },
    "contrasts": {
        "d": {"compare": {"tissue": ["tumor", "normal"]}},
        "of_genes": {"compare": {"tissue": ["tumor", "normal"]}, "markers": ["CD25", "genes"]},
    },
    "report": {"show": ["genes"]},
}
HEADINGS = ["Remark", "IL6", "il10", "CD25", "TGFB1", "IL2RA"]


def read(headings=HEADINGS, **markers: dict[str, Any]):
    content = copy.deepcopy(CONTENT)
    content["markers"] |= markers
    plan, problems = validate(content, headings=None if headings is None else lambda _: headings)
    return plan, [str(problem).removeprefix("config ") for problem in problems]


def test_names_and_patterns_become_markers_in_the_spreadsheets_order():
    plan, problems = read()
    assert problems == []
    assert list(plan.markers) == ["CD25", "FOXP3", "IL6", "il10", "IL2RA"]
    assert {marker.unit for marker in list(plan.markers.values())[1:]} == {"counts"}
    assert not any(marker.each_of for marker in plan.markers.values())


def test_contrasts_report_and_derived_markers_name_all_of_a_group():
    plan, problems = read(score={"derived": "mean(z(genes))", "unit": "SD"})
    assert problems == []
    assert plan.contrasts["of_genes"].markers == ["CD25", "FOXP3", "IL6", "il10", "IL2RA"]
    assert plan.report.show == ["FOXP3", "IL6", "il10", "IL2RA"]
    assert plan.gene_lists["genes"] == ["FOXP3", "IL6", "il10", "IL2RA"]


def test_a_question_may_name_a_list_of_genes():
    content = copy.deepcopy(CONTENT) | {"gene_lists": {"two": ["IL6", "IL2RA"]}}
    content["contrasts"]["of_genes"]["markers"] = ["two"]
    plan, problems = validate(content, headings=lambda _: HEADINGS)
    assert problems == []
    assert plan is not None
    assert plan.contrasts["of_genes"].markers == ["IL6", "IL2RA"]


def test_a_marker_with_an_entry_of_its_own_is_in_no_pattern():
    plan, _ = read(IL6={"unit": "pg/ml", "scale": "log2"})
    assert plan.markers["IL6"].unit == "pg/ml"
    assert list(plan.markers) == ["CD25", "FOXP3", "il10", "IL2RA", "IL6"]


def test_the_names_may_stand_in_a_file(tmp_path):
    file = tmp_path / "genes.csv"
    file.write_text("# our panel\nGZMB,granzyme B\nPRF1\n\n", encoding="utf-8")
    plan, problems = read(killers={"each_in": str(file), "unit": "MFI"})
    assert problems == []
    assert [name for name, marker in plan.markers.items() if marker.unit == "MFI"] == [
        "GZMB",
        "PRF1",
    ]


@pytest.mark.parametrize(
    ("markers", "expected"),
    [
        (
            {"more": {"each_of": ["X*"]}},
            "markers.more: No heading of the spreadsheet that the plan does not name already "
            'is like "X*".',
        ),
        (
            {"more": {"each_of": ["CD25"]}},
            'markers.more: "CD25" stands in "more", and as a marker of its own.',
        ),
        (
            {"more": {"each_of": ["X"], "label": "x"}},
            "markers.more.label: Several markers cannot share one label.",
        ),
        (
            {"more": {"each_in": "nowhere.txt"}},
            "markers.more.each_in: The list nowhere.txt cannot be read.",
        ),
    ],
)
def test_what_is_wrong_with_a_group_is_told(markers, expected):
    (problem,) = read(**markers)[1]
    assert problem.startswith(expected)


def test_a_mistake_in_a_groups_keys_is_told_once_at_the_group():
    (problem,) = read(more={"each_of": ["A", "B", "C"], "scale": "logit"})[1]
    assert problem.startswith("markers.more.scale: The logit scale is for percentages.")


def test_a_pattern_needs_the_spreadsheet():
    (problem,) = read(headings=None)[1]
    assert problem.startswith("markers.genes.each_of: A pattern says which headings")
