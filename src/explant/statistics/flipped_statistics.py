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

from explant.statistics.kernel.arrays import Floats, power_of_two_scales
from explant.statistics.one_sample.signed_rank import ZeroRule, signed_ranks_of_rows

FlippedStatistic = Literal["t", "signed_rank", "sign"]

TOGETHER = 10_000
"""Tests of the same patients that are ranked at a time."""

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
        Squared normal scores by |sum|, one after another for tests that differ.
    begin
        Where those of each test begin; -1 where it has none.
    """

    signed: Floats
    squares: Floats
    n: Floats
    studentized: bool
    alike: bool
    scores: Floats
    begin: NDArray[np.intp]

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
        known = ~np.isnan(differences.T)
        by_patients: dict[bytes, list[int]] = {}
        for test, patients in enumerate(known):
            by_patients.setdefault(patients.tobytes(), []).append(test)
        for tests in by_patients.values():
            own = known[tests[0]]
            for start in range(0, len(tests), TOGETHER):
                some = np.ix_(tests[start : start + TOGETHER], own.nonzero()[0])
                signed[some] = _signed(differences.T[some], statistic, zero_rule)
        n = known.sum(axis=1).astype(np.float64)
        # A patient without any value only doubles the number of patterns.
        signed = signed[:, (signed != 0.0).any(axis=0)]
        studentized = statistic == "t"
        if studentized:
            alike = bool((n == n[:1]).all())
        else:
            sizes = np.sort(np.abs(signed), axis=1)
            alike = bool((sizes == sizes[:1]).all())
        squares = (signed**2).sum(axis=1)
        scores, begin = np.empty(0), np.full(n.size, -1)
        if not alike and not studentized:
            scores, begin = _scores_of(sizes.astype(np.int64))
        return cls(signed, squares, n, studentized, alike, scores, begin)

    def in_order(self, order: NDArray[np.intp]) -> FlippedTests:
        """The tests in another order."""
        return replace(
            self,
            signed=self.signed[order],
            squares=self.squares[order],
            n=self.n[order],
            begin=self.begin[order],
        )

    def statistics(self, tests: slice, sums: Floats) -> Floats:
        """Statistics of some tests from their sums of signed values; they grow with |sum|.

        Parameters
        ----------
        tests : slice
        sums : float array, shape (tests, patterns)
        """
        begin = self.begin[tests]
        if (begin >= 0).all():
            places = np.abs(sums).astype(np.intp)
            places += begin[:, None]
            found: Floats = self.scores.take(places)
            return found
        ratio = sums * sums
        squares = self.squares[tests, None]
        ratio *= np.divide(1.0, squares, out=np.zeros(squares.shape), where=squares > 0.0)
        if self.studentized and not self.alike:
            self._on_one_scale(ratio, self.n[tests].tolist())
        for row in np.flatnonzero(begin >= 0).tolist():
            ratio[row] = self.scores.take(np.abs(sums[row]).astype(np.intp) + begin[row])
        return ratio

    @staticmethod
    def _on_one_scale(ratio: Floats, sizes: list[float]) -> None:
        # With r = sum² / sum of squares, at most n, 1 + t² / (n - 1) is n / (n - r).
        ratio *= np.array([[-1.0 / n] for n in sizes])
        ratio += 1.0
        ratio[ratio <= 1e-12] = 0.0
        with np.errstate(divide="ignore"):
            np.log(ratio, out=ratio)
        of_df = ((8.0 * (n - 1.0) + 1.0) / (8.0 * (n - 1.0) + 3.0) for n in sizes)
        ratio *= np.array([[(1.0 - n) * each**2] for n, each in zip(sizes, of_df, strict=True)])


def _signed(rows: Floats, statistic: FlippedStatistic, zero_rule: ZeroRule) -> Floats:
    """What the signs multiply, of tests of the same patients."""
    if statistic == "signed_rank":
        return 2.0 * signed_ranks_of_rows(rows, zero_rule)[0]
    if statistic == "sign":
        signs: Floats = np.sign(rows)
        return signs
    scaled: Floats = rows / power_of_two_scales(rows)[:, None]
    return scaled


def _scores_of(sizes: NDArray[np.int64]) -> tuple[Floats, NDArray[np.intp]]:
    """Squared normal scores of rows of sizes, those of equal rows once, and where each begins."""
    tables: list[Floats] = [np.empty(0)]
    begins: dict[tuple[int, ...], int] = {}
    length = 0
    found = np.full(len(sizes), -1, dtype=np.intp)
    for test, row in enumerate(sizes):
        changed = tuple(row[row > 0].tolist())
        if len(changed) > LARGEST_TABLE:
            continue
        if changed not in begins:
            tables.append(squared_normal_scores(changed))
            begins[changed] = length
            length += tables[-1].size
        found[test] = begins[changed]
    return np.concatenate(tables), found


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
            tests.statistics(slice(test, test + 1), np.r_[0.0 : total + 1, total:0:-1][None])[0]
            for test, total in enumerate(totals)
        ]
        values = np.unique(np.concatenate(by_sum))
        kind = np.min_scalar_type(values.size)
        places = tuple(np.searchsorted(values, each).astype(kind) for each in by_sum)
        return cls(signed, values, places)

    def statistics(self, tests: slice, sums: NDArray[np.int16]) -> NDArray[np.unsignedinteger]:
        """Places of the statistics of some tests from their sums of signed values."""
        found = np.empty(sums.shape, dtype=self.places[0].dtype)
        for places, own, row in zip(self.places[tests], sums, found, strict=True):
            places.take(own, out=row, mode="wrap")
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
