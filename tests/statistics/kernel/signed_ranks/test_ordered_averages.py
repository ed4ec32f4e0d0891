"""Averages of many samples are those of each, and begin anew where those of each do."""

import numpy as np
import pytest

from explant.statistics.kernel.signed_ranks.ordered_averages import averages_of_rows
from explant.statistics.kernel.signed_ranks.walsh_averages import WalshAverages


@pytest.mark.parametrize(
    "values",
    [
        [[1.0, 3.0, 5.0, 8.0], [-1.0, 1.0, 2.0, 4.0]],
        # Decimals, whose sums are rounded.
        [[0.1, 0.2, 0.3, 0.4, 0.7], [-0.3, -0.1, 0.1, 0.2, 0.3]],
        # One large value; and small ones beside a sum that is their own size of rounding.
        [[-1e9, 1e-8, 2e-8, 1e9], [-1e3, 1e-12, 3e-12, 1e3]],
    ],
)
def test_averages_of_rows_are_those_of_each_sample(values):
    rows = np.array(values)
    ordered, begins = averages_of_rows(rows)
    for row, averages, new in zip(rows, ordered, begins, strict=True):
        alone = WalshAverages(row, drop_zeros=True)
        np.testing.assert_array_equal(averages[new], alone.points)
        first, second = np.triu_indices(row.size)
        np.testing.assert_array_equal(averages, np.sort(row[first] / 2 + row[second] / 2))
