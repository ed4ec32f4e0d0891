"""Tables of comparisons of groups: every group, every test, each number from its cell."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from explant.language.answers.answer import answers_in
from explant.language.words import Row
from explant.pages.answers.between_listings import between_listings, other_between_results
from explant.pages.page_cells import Listing
from tests.language.answers.test_golden_sentences import ARMS, BETWEEN
from tests.reported import make_plan, merged

DESCRIBED: dict[str, Any] = {
    "mean_first": 12.04,
    "sd_first": 1.31,
    "median_first": 12.5,
    "mean_second": 8.5,
    "sd_second": 0.52,
    "median_second": 8.4,
    "mean_difference": 3.54,
    "mean_low": 2.3,
    "mean_high": 4.8,
    "shift": 3.5,
    "shift_low": 2.4,
    "shift_high": 4.7,
    "superiority": 0.97,
    "p_brunner_munzel": 0.0004,
    "d": 3.5,
    "d_low": 1.9,
    "d_high": 5.1,
    "g": 3.31,
    "detectable_d": 1.51,
}
ANY = {
    "contrast": "any",
    "kind": "unordered groups",
    "groups": '["none", "T", "B", "DC"]',
    "group_sizes": "[8, 8, 8, 8]",
    "n": 32,
    "estimate": None,
    "low": None,
    "high": None,
    "n_first": None,
    "n_second": None,
    "observed": "",
    "method": "kruskal_wallis_permutation",
    "p_parametric": 0.02,
    "p_rank": 0.03,
    "p_permutation": 0.021,
}
PLAN = make_plan(
    **merged(
        ARMS,
        {
            "contrasts": {
                "groups": {"family": "arms"},
                "other": {"between": {"arm": ["B", "none"]}, "family": "arms"},
                "any": {"between": {"arm": ["none", "T", "B", "DC"]}},
            }
        },
    )
)


def found(*changes: dict[str, Any]) -> list[Row]:
    base = BETWEEN | DESCRIBED | {"family": "arms"}
    return answers_in("between", pd.DataFrame([base | change for change in changes]))


def column(table: Listing, heading: str) -> list[str]:
    place = [str(name) for name in table.headings].index(heading)
    return [str(row[place]) for row in table.rows]


def captions(tables: Sequence[Listing]) -> list[str]:
    return [table.caption for table in tables]


def test_each_kind_of_comparison_has_a_table_and_groups_of_pairs_theirs():
    tables = between_listings(found({}, ANY), PLAN)
    assert captions(tables) == [
        "Declared test: exact Mann–Whitney test; in percentage points",
        "Declared test: Kruskal–Wallis test by permutation",
        "Each group, in %",
    ]
    assert column(tables[0], "n") == ["8 and 8"]
    assert [str(name) for name in tables[1].headings] == [
        "Contrast",
        "n",
        "Left out",
        "p",
        "Holm-adjusted p",
    ]


def test_a_group_that_two_contrasts_share_stands_once():
    second = {
        "contrast": "other",
        "groups": '["B", "none"]',
        "mean_first": 9.1,
        "median_first": 9.0,
    }
    (groups,) = (
        table for table in between_listings(found({}, second), PLAN) if "group" in table.caption
    )
    assert column(groups, "Group") == ["T", "none", "B"]
    assert column(groups, "Contrasts")[1] == "groups; other"
    assert column(groups, "Mean") == ["12.0", "8.5", "9.1"]
    assert column(groups, "SD") == ["1.3", "0.5", "1.3"]


def test_logarithms_of_values_are_shown_as_values():
    log2 = {"marker": "Blimp-1", "scale": "log2", "mean_first": 3.0, "median_first": 4.0}
    (groups,) = (table for table in between_listings(found(log2), PLAN) if "group" in table.caption)
    assert groups.caption == "Each group, in MFI"
    assert column(groups, "Geometric mean")[0] == "8"
    assert column(groups, "Median")[0] == "16"
    assert column(groups, "SD of log2")[0] == "1.31"


def test_a_comparison_without_a_group_has_no_row_of_it():
    alone = {"groups": '["T"]', "group_sizes": "[8]", "n": 8, "n_second": 0, "mean_second": None}
    assert captions(between_listings(found(alone), PLAN)) == [
        "Declared test: exact Mann–Whitney test; in percentage points"
    ]


def test_every_test_of_two_groups_stands_with_its_p():
    (table,) = other_between_results(found({}), PLAN)
    lines = {str(n): str(cell).replace("\N{NO-BREAK SPACE}", " ") for n, cell in table.rows}
    assert lines == {
        "Difference of means [interval], Welch’s t test": "3.5 [2.3 to 4.8], p < 0.001",
        "Hodges–Lehmann shift [interval], Mann–Whitney test": "3.5 [2.4 to 4.7], p < 0.001",
        "Permutation of Welch’s t": "p < 0.001",
        "Superiority, Brunner–Munzel test": "0.97, p < 0.001",
        "Cohen’s d": "3.5 [1.9 to 5.1]",
        "Hedges’ g": "3.31",
        "Smallest attainable p": "0.000155",
        "d detectable with 80 % power": "1.51",
    }


def test_tests_of_groups_without_an_order_have_p_values_only():
    (table,) = other_between_results(found(ANY), PLAN)
    lines = {str(name): str(cell) for name, cell in table.rows}
    assert lines["Welch’s analysis of variance"] == "p = 0.020"
    assert lines["Kruskal–Wallis test"] == "p = 0.030"
    assert not any("Cohen" in name for name in lines)


@pytest.mark.parametrize("function", [between_listings, other_between_results])
def test_no_comparison_no_table(function: Any):
    assert function([], PLAN) == []
