import itertools

import pandas as pd
import pytest

from explant.questions.averaging import average_of_blocks, averaged_anew, read, written
from explant.questions.design import analysis_values
from tests.spreadsheet.builders import plan_of

FOUR_AND_LESS_THAN_TWO = [[(4.0, ""), (2.0, "below")]]


# By hand: on log2 the means of 2 and 1/2, of 2 and 0, of 2 and 1, and 2 alone.
@pytest.mark.parametrize(
    ("rule", "expected"),
    [("limit_over_sqrt2", 2**1.25), ("half_limit", 2.0), ("limit", 2**1.5), ("drop", 4.0)],
)
def test_a_replicate_below_detection_enters_by_the_rule_before_averaging(rule, expected):
    assert average_of_blocks(FOUR_AND_LESS_THAN_TWO, "log2", 0.0, rule) == pytest.approx(expected)


def test_rule_is_left_for_later_where_all_are_below():
    both = [[(2.0, "below"), (2.0, "below")]]
    for rule in ("limit_over_sqrt2", "half_limit", "limit", "drop"):
        assert average_of_blocks(both, "log2", 0.0, rule) == 2.0


def test_a_block_that_is_dropped_as_a_whole_does_not_count():
    blocks = [[(4.0, ""), (8.0, "")], [(1.0, "below")]]
    assert average_of_blocks(blocks, "linear", 0.0, "drop") == 6.0
    assert average_of_blocks(blocks, "linear", 0.0, "half_limit") == 3.25


@pytest.mark.parametrize(
    "blocks", [FOUR_AND_LESS_THAN_TWO, [[(0.1, "")], [(3.0, "above"), (1e-7, "")]]]
)
def test_replicates_are_read_as_they_were_written(blocks):
    assert read(written(blocks)) == blocks
    assert read("") == []


def measurements(values, **more):
    rows = [
        {"patient": "P1", "tissue": tissue, "treatment": treatment, "marker": "CD25"}
        | {"value": 4.0, "censored": "", "replicate_values": ""}
        | more
        for tissue, treatment in itertools.product(["tumor", "normal"], ["control", "IL-2"])
    ]
    rows[0] |= {"value": 5.0, "replicate_values": values}
    return pd.DataFrame(rows)


def test_on_another_scale_replicates_are_averaged_on_that_scale():
    own = plan_of(markers={"CD25": {"unit": "MFI"}})
    log2 = plan_of(markers={"CD25": {"unit": "MFI", "scale": "log2"}})
    table = measurements("[2.0, 8.0]")
    assert averaged_anew(table, own, own)["value"].tolist() == [5.0, 4.0, 4.0, 4.0]
    anew = averaged_anew(table, log2, own)
    # The mean of 1 and 3, where the logarithm of the mean is 2.32.
    assert analysis_values(anew, log2).tolist() == [2.0, 2.0, 2.0, 2.0]
    assert table["value"].tolist() == [5.0, 4.0, 4.0, 4.0]


def test_a_table_without_replicates_stays_as_it_is():
    own = plan_of(markers={"CD25": {"unit": "MFI"}})
    table = measurements("").drop(columns="replicate_values")
    assert averaged_anew(table, plan_of(markers={"CD25": {"scale": "log2"}}), own) is table
