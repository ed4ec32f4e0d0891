"""The matrix of markers and contrasts."""

from typing import Any

import pandas as pd
import pytest

from explant.language.answers.answer import answers_in
from explant.pages.answers.matrix import MOST_ROWS, Matrix, MatrixCell, matrix
from tests.reported import make_plan, paired_frame

PANELS = {"CD25": "marker-CD25"}


def made(paired: pd.DataFrame, **changes: Any) -> Matrix:
    found = matrix(
        make_plan(**changes),
        answers_in("paired", paired),
        PANELS,
        lambda marker, contrast: f"{marker}.{contrast}",
    )
    assert found is not None
    return found


def cell(**changes: Any) -> MatrixCell:
    found = made(paired_frame(changes, {"marker": "FOXP3"})).rows[0].cells[0]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("changes", "arrow", "words"),
    [
        ({}, "▼", "evidence lower"),
        (
            {"observed": "increase"},
            "▲",
            "evidence higher",
        ),
        (
            {"observed": "increase", "p_adjusted": 0.4},
            "△",
            "no evidence; estimate higher",
        ),
        ({"p_adjusted": 0.4}, "▽", "no evidence; estimate lower"),
        (
            {"observed": "none", "p_adjusted": 0.4},
            "◇",
            "no evidence; estimate zero",
        ),
        ({"p_adjusted": None, "observed": ""}, "–", "not tested"),
    ],
)
def test_arrow_and_words_follow_from_conclusion_and_observed(
    changes: dict[str, Any], arrow: str, words: str
):
    found = cell(**changes)
    assert (found.arrow, found.words) == (arrow, words)


def test_a_cell_has_size_and_adjusted_p_and_leads_to_its_details():
    found = cell()
    assert (str(found.size), str(found.p)) == ("−6.1", "p = 0.002")
    assert found.link == "CD25.il2_in_tumor"
    untested = cell(p_adjusted=None)
    assert (untested.size, untested.p) == ("", "")


def test_a_ratio_is_marked_as_one():
    times = {"estimate_ratio": 1.33, "estimate_ratio_low": 1.08, "estimate_ratio_high": 1.72}
    row = made(paired_frame({}, {"marker": "Blimp-1"} | times)).rows[1]
    assert row.unit == "ratio"
    assert row.cells[0] is not None
    assert str(row.cells[0].size) == "×1.33"


def test_a_row_per_marker_and_a_column_per_contrast_in_the_order_of_the_plan():
    paired = paired_frame(
        {"marker": "FOXP3"}, {}, {"contrast": "tumor_vs_normal", "marker": "FOXP3"}
    )
    found = made(paired)
    assert [str(row.name) for row in found.rows] == ["CD25", "FOXP3"]
    assert [str(column.name) for column in found.columns] == [
        "IL-2 effect in tumor",
        "IL-2 effect in normal",
        "tumor vs normal",
        "IL-2 effect, tumor minus normal",
    ]
    assert [each is None for each in found.rows[0].cells] == [False, True, True, True]
    assert [each is None for each in found.rows[1].cells] == [False, True, False, True]
    assert found.left_out == ""
    assert found.rows[0].link == "marker-CD25"


def test_p_is_called_adjusted_only_where_a_family_has_several_tests():
    several = paired_frame({}, {"marker": "FOXP3"})
    assert made(several).p_name == "adjusted p"
    alone = paired_frame({}, {"contrast": "tumor_vs_normal", "family": "tumor_vs_normal"})
    assert made(alone).p_name == "p"


def test_of_many_markers_those_with_the_smallest_adjusted_p_have_a_row():
    names = [f"M{i:03d}" for i in range(80)]
    paired = paired_frame(
        *({"marker": name, "p_adjusted": (80 - i) / 100} for i, name in enumerate(names))
    )
    found = made(paired, markers={name: {} for name in names})
    assert len(found.rows) == MOST_ROWS
    assert str(found.rows[0].name) == "M079"
    assert found.left_out.startswith("50 of 80 markers: those with the smallest adjusted p of ")


def test_one_result_needs_no_matrix():
    plan = make_plan()
    assert matrix(plan, answers_in("paired", paired_frame({})), {}, lambda m, c: "") is None
    empty = make_plan(contrasts=None, markers={"CD25": {"expected": None}})
    assert matrix(empty, [], {}, lambda m, c: "") is None
