import numpy as np
import pytest

from explant.statistics.levels.friedman import friedman
from explant.statistics.levels.page_trend import page_trend
from explant.tables.results.trends import COLUMNS, trends_table

from ..studies import TWO_BY_TWO, only, study

DOSES = {
    "spreadsheet": {"path": "study.xlsx", "layout": "long"},
    "factors": {
        "tissue": {"levels": ["tumor", "normal"]},
        "dose": {"levels": {"none": {"score": 0}, "low": {"score": 1}, "high": {"score": 10}}},
    },
    "contrasts": {
        "in_tumor": {"trend": {"dose": ["none", "low", "high"]}, "at": {"tissue": "tumor"}},
        "over_both": {"trend": {"dose": ["none", "low", "high"]}},
        "difference": {
            "trend": {"dose": ["none", "low", "high"]},
            "compare": {"tissue": ["tumor", "normal"]},
        },
        "tissues": {"compare": {"tissue": ["tumor", "normal"]}},
    },
}


def tenths(seed, n=6):
    # Cells in the design's order: three doses in tumor, then three in normal.
    return np.random.default_rng(seed).integers(0, 15, size=(n, 6)) / 10


def trends(of):
    return trends_table(of.measurements, of.patients, of.plan)


@pytest.fixture(scope="module")
def example():
    values = tenths(1)
    return values, study(DOSES, {"CD25": values.tolist(), "FOXP3": tenths(2).tolist()})


LEVEL_VALUES = {
    "in_tumor": lambda cells: cells[:, :3],
    "over_both": lambda cells: (cells[:, :3] + cells[:, 3:]) / 2,
    "difference": lambda cells: cells[:, :3] - cells[:, 3:],
}


@pytest.mark.parametrize("contrast", LEVEL_VALUES)
def test_a_trend_contrast_is_the_slope_over_the_values_that_are_ranked(example, contrast):
    cells, given = example
    values = LEVEL_VALUES[contrast](cells)
    slopes = np.polyfit([0, 1, 10], values.T, 1)[0]
    differences = given.differences.query("marker == 'CD25' and contrast == @contrast")
    np.testing.assert_allclose(differences["difference"], slopes)
    row = only(trends(given), marker="CD25", contrast=contrast)
    page, whole = page_trend(values), friedman(values, seed=1)
    assert (row["factor"], row["levels"]) == ("dose", '["none", "low", "high"]')
    assert (row["n"], row["n_incomplete"], row["df"]) == (6, 0, 2)
    assert [row["page"], row["p_page"]] == [page.l, page.p]
    assert [row["friedman"], row["p_friedman"]] == [whole.statistic, whole.p_chi2]
    assert [row["p_friedman_permutation"], row["kendall_w"]] == [whole.p, whole.kendall_w]
    sign = np.sign(page.l - page.expected)
    assert row["observed"] == {1: "increase", -1: "decrease", 0: "none"}[sign]
    assert row["method"] == "Page, exact; Friedman, permutation, exact"
    assert row["note"] == ""


def test_a_factor_as_a_whole_is_averaged_over_the_others(example):
    cells, given = example
    row = only(trends(given), marker="CD25", contrast="")
    whole = friedman((cells[:, :3] + cells[:, 3:]) / 2, seed=1)
    assert (row["factor"], row["friedman"]) == ("dose", whole.statistic)
    assert np.isnan(row["page"])
    assert np.isnan(row["p_page"])
    assert row["observed"] == ""
    assert row["note"] == "Page's test belongs to a trend contrast"


def test_rows_stand_in_the_order_of_the_plan(example):
    table = trends(example[1])
    assert list(table.columns) == list(COLUMNS)
    order = ["in_tumor", "over_both", "difference", ""]
    assert list(table["contrast"]) == order * 2
    assert list(table["marker"]) == ["CD25"] * 4 + ["FOXP3"] * 4


def test_only_patients_who_have_every_sample_it_needs():
    cells = tenths(3).tolist()
    # The first lacks a middle dose, which a slope would not need; the second one in normal.
    cells[0][1], cells[1][5] = None, None
    table = trends(study(DOSES, {"CD25": cells}))
    tumor, both = only(table, contrast="in_tumor"), only(table, contrast="over_both")
    assert (tumor["n"], tumor["n_incomplete"]) == (5, 1)
    assert (both["n"], both["n_incomplete"]) == (4, 2)
    assert only(table, contrast="")["n"] == 4
    assert tumor["page"] == page_trend(np.array(cells, dtype=float)[1:, :3]).l


def test_a_design_of_two_levels_has_no_row():
    table = trends(study(TWO_BY_TWO, {"CD25": [[1.0, 2.0, 3.0, 4.0]] * 3}))
    assert list(table.columns) == list(COLUMNS)
    assert table.empty


def test_empty_cells_have_their_reason():
    nobody = trends(study(DOSES, {"CD25": [[None] * 6] * 3}))
    assert set(nobody["n"]) == {0}
    assert nobody[["page", "p_page", "friedman", "p_friedman"]].isna().all(axis=None)
    assert set(nobody["note"]) == {"no patients"}
    assert set(nobody["observed"]) == set(nobody["method"]) == {""}
    tied = trends(study(DOSES, {"CD25": [[2.0] * 6] * 3}))
    row = only(tied, contrast="in_tumor")
    assert (row["p_page"], row["p_friedman_permutation"], row["observed"]) == (1.0, 1.0, "none")
    assert "tied" in row["note"]


def test_random_orders_depend_on_the_seed_of_the_plan():
    cells = np.random.default_rng(4).normal(size=(25, 6)).round(2).tolist()
    factors = {"dose": {"levels": ["a", "b", "c", "d", "e", "f"]}}
    design = {
        "spreadsheet": {"path": "study.xlsx", "layout": "long"},
        "factors": factors,
        "contrasts": {"rise": {"trend": {"dose": list("abcdef")}}},
    }
    tables = [
        trends(study(design, {"CD25": cells}, inference={"permutations": 1000, "seed": seed}))
        for seed in (1, 1, 2)
    ]
    p = [only(table, contrast="rise")["p_friedman_permutation"] for table in tables]
    assert p[0] == p[1] != p[2]
    assert only(tables[0], contrast="")["method"] == "Friedman, permutation, Monte Carlo"


def test_whom_no_question_is_about_lacks_nothing():
    design = {
        "spreadsheet": {"path": "x.csv", "layout": "long"},
        "factors": {"dose": {"levels": ["0", "1", "2"]}},
        "contrasts": {
            "rise": {"trend": {"dose": ["0", "1", "2"]}, "among": {"group": ["a"]}},
            "groups": {"between": {"group": ["a", "b"]}, "at": {"dose": "0"}},
        },
    }
    cells = [[1.0, 2.0, 3.0 + i] for i in range(4)] + [[1.0 + i, None, None] for i in range(4)]
    made = study(
        design,
        {"A": cells},
        stratifiers={"group": {"kind": "unordered", "groups": {"a": ["a"], "b": ["b"]}}},
        strata={"group_group": list("aaaabbbb")},
    )
    table = trends_table(made.measurements, made.patients, made.plan)
    assert table["contrast"].tolist() == ["rise", ""]
    assert table["n"].tolist() == [4, 4]
    assert table["n_incomplete"].tolist() == [0, 0]


def test_a_bend_is_no_trend():
    bend = {"trend": {"dose": ["none", "low", "high"]}, "degree": 2}
    design = {**DOSES, "contrasts": {**DOSES["contrasts"], "bend": bend}}
    table = trends(study(design, {"CD25": tenths(3).tolist()}))
    assert list(table["contrast"]) == [*LEVEL_VALUES, ""]
