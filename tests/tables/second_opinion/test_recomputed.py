import math

import pytest

from explant.tables.second_opinion.recomputed import Recomputed, asked, digits_in_common


@pytest.mark.parametrize(
    ("ours", "theirs", "digits"),
    [
        (1.0, 1.0, 15),
        (0.0, 1e-14, 15),
        # One minus a sum, of a p of 2e-12.
        (1.937112e-12, 1.937117e-12, 15),
        (1.9e-12, 2.9e-11, 0),
        (1.0, 1.0 + 2e-7, 6),
        (0.05, 0.06, 0),
        (-1.0, 1.0, 0),
        (1e-300, 1e-300, 15),
        (math.nan, 1.0, 0),
        (math.inf, 1.0, 0),
    ],
)
def test_digits_in_common(ours, theirs, digits):
    assert digits_in_common(ours, theirs) == digits


def test_a_number_that_a_package_does_not_give_is_no_disagreement():
    def stops():
        raise ValueError("too few")

    theirs, why_not = asked(stops)
    found = Recomputed("t", "paired", "A", "c", 1.0, "scipy", theirs, why_not)
    assert (found.digits, found.agrees, found.why_not) == (None, "", "it stops: too few")
    assert Recomputed("t", "paired", "A", "c", 1.0, "scipy", 1.1).agrees == "no"
    assert Recomputed("t", "paired", "A", "c", 1.0, "scipy", 1.0).agrees == "yes"
