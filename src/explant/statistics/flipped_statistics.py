"""Statistics of many one-sample tests under shared sign flips, on one scale.

The largest of several statistics means something only if they are alike where nothing is going on.
They are, where tests have the same patients without ties or zeros; |t| of five patients and |t| of
twenty are not, nor are rank sums with other ties. Then each is put on the scale of a squared normal
number: ranks and signs by their own exact p (so that the largest statistic is the smallest p, minP:
Westfall & Young 1993), t by the transformation of Wallace 1959 (Annals of Mathematical Statistics
30:1121). Whatever the scale, sign flips keep the level: it only decides
how fairly the tests share it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats, power_of_two_scale
from explant.statistics.one_sample.signed_rank import ZeroRule, signed_ranks

FlippedStatistic = Literal["t", "signed_rank", "sign"]

LARGEST_TABLE = 50
"""Above this many patients ranks and signs are put on the normal scale by their exact variance."""


@dataclass(frozen=True)
class FlippedTests:
    """What the signs of patients multiply, test by test, and how a sum becomes a statistic.

    Parameters
    ----------
    signed
        Shape (tests, patients): scaled differences, doubled signed ranks, or signs; zero where a
        patient is missing.
    squares
        Sum of squares of each test, which no flip changes.
    n
        Patients of each test.
    studentized
        Whether the statistic is t.
    alike
        Whether all tests have one null distribution, so that no common scale is needed.
    scores
        Squared normal scores of each test by |sum|; None where it has none.
    """

    signed: Floats
    squares: Floats
    n: Floats
    studentized: bool
    alike: bool
    scores: tuple[Floats | None, ...]

    @classmethod
    def of(
        cls, differences: Floats, statistic: FlippedStatistic, zero_rule: ZeroRule
    ) -> FlippedTests:
        """Prepare the tests of a table of patients × tests, NaN where missing.

        Raises
        ------
        ValueError
            On an unknown statistic.
        """
        if statistic not in get_args(FlippedStatistic):
            raise ValueError(
                f"statistic: expected one of {get_args(FlippedStatistic)}, got {statistic!r}"
            )
        signed = np.zeros(differences.T.shape)
        for row, column in zip(signed, differences.T, strict=True):
            known = ~np.isnan(column)
            sample = column[known]
            if statistic == "signed_rank":
                row[known] = 2.0 * signed_ranks(sample, zero_rule)
            elif statistic == "sign":
                row[known] = np.sign(sample)
            else:
                row[known] = sample / power_of_two_scale(sample)
        n = (~np.isnan(differences)).sum(axis=0).astype(np.float64)
        # A patient without any value only doubles the number of patterns.
        signed = signed[:, (signed != 0.0).any(axis=0)]
        studentized = statistic == "t"
        if studentized:
            alike = bool((n == n[:1]).all())
        else:
            sizes = np.sort(np.abs(signed), axis=1)
            alike = bool((sizes == sizes[:1]).all())
        scores: list[Floats | None] = [None] * n.size
        if not alike and not studentized:
            changed = [tuple(row[row > 0].tolist()) for row in sizes.astype(np.int64)]
            scores = [
                squared_normal_scores(each) if len(each) <= LARGEST_TABLE else None
                for each in changed
            ]
        squares = (signed**2).sum(axis=1)
        return cls(signed, squares, n, studentized, alike, tuple(scores))

    def in_order(self, order: NDArray[np.intp]) -> FlippedTests:
        """The tests in another order."""
        return replace(
            self,
            signed=self.signed[order],
            squares=self.squares[order],
            n=self.n[order],
            scores=tuple(self.scores[test] for test in order.tolist()),
        )

    def statistics(self, test: int, sums: Floats) -> Floats:
        """Statistics of one test from its sums of signed values; they grow with |sum|."""
        scores, n, squares = self.scores[test], float(self.n[test]), float(self.squares[test])
        if scores is not None:
            found: Floats = scores[np.abs(sums).astype(np.intp)]
            return found
        ratio = sums * sums
        ratio *= 1.0 / squares if squares > 0.0 else 0.0
        if not self.studentized or self.alike:
            return ratio
        # With r = sum² / sum of squares, at most n, 1 + t² / (n - 1) is n / (n - r).
        ratio *= -1.0 / n
        ratio += 1.0
        ratio[ratio <= 1e-12] = 0.0
        with np.errstate(divide="ignore"):
            np.log(ratio, out=ratio)
        df = n - 1.0
        ratio *= -df * ((8.0 * df + 1.0) / (8.0 * df + 3.0)) ** 2
        return ratio


@dataclass(frozen=True)
class PlacedTests:
    """Statistics of ranks or signs by their places among all values that any test's can take.

    Comparing places is comparing statistics, in a quarter of the memory.

    Parameters
    ----------
    signed
        As of :class:`FlippedTests`; whole numbers.
    values
        Every value that a statistic of any test can take, ascending.
    places
        Where in these the statistic of each test stands, by signed sum: that of -1 stands last.
    """

    signed: NDArray[np.int16]
    values: Floats
    places: tuple[NDArray[np.unsignedinteger], ...]

    @classmethod
    def of(cls, tests: FlippedTests) -> PlacedTests:
        """Places of tests of ranks or signs of at most some dozens of patients."""
        signed = tests.signed.astype(np.int16)
        totals = np.abs(signed).sum(axis=1).tolist()
        by_sum = [
            tests.statistics(test, np.r_[0.0 : total + 1, total:0:-1])
            for test, total in enumerate(totals)
        ]
        values = np.unique(np.concatenate(by_sum))
        kind = np.min_scalar_type(values.size)
        places = tuple(np.searchsorted(values, each).astype(kind) for each in by_sum)
        return cls(signed, values, places)

    def statistics(self, test: int, sums: NDArray[np.int16]) -> NDArray[np.unsignedinteger]:
        """Places of the statistics of one test from its sums of signed values."""
        found: NDArray[np.unsignedinteger] = self.places[test].take(sums)
        return found


@lru_cache(maxsize=4096)
def squared_normal_scores(sizes: tuple[int, ...]) -> Floats:
    """Return the squared normal number with the same two-sided p as each |sum| 0 … total.

    Parameters
    ----------
    sizes : tuple of int
        What is added with random signs, at most `LARGEST_TABLE` numbers: exact in floats.

    Examples
    --------
    >>> squared_normal_scores((1, 1)).round(3).tolist()
    [0.0, 0.455, 0.455]
    """
    from scipy.special import ndtri

    total = sum(sizes)
    chances = np.zeros(total + 1)
    chances[0] = 1.0
    for size in sizes:
        chances[size:] = (chances[size:] + chances[: total + 1 - size]) / 2.0
        chances[:size] /= 2.0
    # A sum of s has (total + s) / 2 of the sizes positive; both tails are alike.
    upper = np.cumsum(chances[::-1])[::-1]
    at = (total + np.arange(total + 1) + 1) // 2
    p = np.minimum(1.0, 2.0 * upper[at])
    scores: Floats = ndtri(p / 2.0) ** 2
    return scores
