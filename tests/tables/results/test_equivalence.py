import math

import pytest

from explant.statistics.one_sample.two_one_sided_tests import tost
from explant.tables.columns import COLUMNS
from explant.tables.results.equivalence import equivalence_table

from ..studies import BEFORE_AFTER, only, study

CHANGES = [0.1, -0.2, 0.3, 0.0, -0.1, 0.2]


def equivalence(changes, margin, scale="linear", **sections):
    settings = {"A": {"scale": scale, "equivalence_margin": {"change": margin}}}
    made = study(BEFORE_AFTER, {"A": changes, "B": changes}, marker_settings=settings, **sections)
    return equivalence_table(made.differences, made.plan)


def test_only_declared_margins_have_a_row():
    table = equivalence(CHANGES, 0.5)
    assert list(table) == list(COLUMNS["equivalence"])
    row = only(table)
    assert (row["marker"], row["contrast"], row["scale"]) == ("A", "change", "linear")
    made = study(BEFORE_AFTER, {"A": CHANGES})
    nothing = equivalence_table(made.differences, made.plan)
    assert nothing.empty
    assert list(nothing) == list(COLUMNS["equivalence"])


@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_every_number_is_that_of_the_two_one_sided_tests(alpha):
    row = only(equivalence([*CHANGES, None], [-0.4, 0.5], inference={"alpha": alpha}))
    expected = tost(CHANGES, -0.4, 0.5, alpha)
    names = {"mean_difference": "mean", **{name: name for name in ("low", "high", "level", "p")}}
    names |= {name: name for name in ("t_lower", "p_lower", "t_upper", "p_upper", "n")}
    assert {name: row[name] for name in names} == {
        name: getattr(expected, field) for name, field in names.items()
    }
    assert (row["margin_low"], row["margin_high"]) == (-0.4, 0.5)
    assert row["n_incomplete"] == 1
    assert row["level"] == 1 - 2 * alpha


@pytest.mark.parametrize(
    ("margin", "conclusion"),
    [(0.5, "equivalent within the margin"), (0.1, "equivalence not shown")],
)
def test_the_conclusion_is_that_of_the_interval_inside_the_margin(margin, conclusion):
    row = only(equivalence(CHANGES, margin))
    assert row["conclusion"] == conclusion
    inside = -margin < row["low"] and row["high"] < margin
    assert inside == (conclusion == "equivalent within the margin")
    assert all(math.isnan(row[name]) for name in ("ratio", "margin_ratio_low"))


def test_a_margin_on_a_log_scale_is_a_ratio():
    cells = [(10.0, 11.0), (20.0, 19.0), (8.0, 8.5), (30.0, 29.0), (12.0, 12.0)]
    row = only(equivalence(cells, 1.25, scale="log2"))
    assert (row["margin_low"], row["margin_high"]) == pytest.approx(
        (-math.log2(1.25), math.log2(1.25))
    )
    assert (row["margin_ratio_low"], row["margin_ratio_high"]) == pytest.approx((0.8, 1.25))
    folds = [after / before for before, after in cells]
    assert row["ratio"] == pytest.approx(math.prod(folds) ** (1 / 5))
    assert row["ratio_high"] == pytest.approx(2 ** row["high"])
    assert row["conclusion"] == "equivalent within the margin"


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ([None, None], "no patients"),
        ([1.0, None], "one patient has no standard deviation"),
        ([0.2] * 5, "all differences are equal, so their standard deviation is zero"),
    ],
)
def test_without_a_spread_nothing_is_claimed(changes, note):
    row = only(equivalence(changes, 100.0))
    assert (row["conclusion"], row["note"]) == ("not tested", note)
    assert math.isnan(row["p"])


def test_an_interval_beyond_the_largest_number_says_so():
    row = only(equivalence([1e308, -1e308, 1.5e308], 1.0))
    assert row["conclusion"] == "equivalence not shown"
    assert "largest" in row["note"]
