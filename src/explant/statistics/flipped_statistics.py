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
        Shape (patients, tests): scaled differences, doubled signed ranks, or signs; zero where a
        patient is missing.
    squares
        Sum of squares of each test, which no flip changes.
    n
        Patients of each test.
    studentized
        Whether the statistic is t.
    alike
        Whether all tests have one null distribution, so that no common scale is needed.
    table, offsets
        Squared normal scores by |sum|, one test's after the other's, and where each begins; -1
        where a test has none.
    """

    signed: Floats
    squares: Floats
    n: Floats
    studentized: bool
    alike: bool
    table: Floats
    offsets: NDArray[np.intp]

    @classmethod
    def of(
        cls, differences: Floats, statistic: FlippedStatistic, zero_rule: ZeroRule
    ) -> FlippedTests:
        """Prepare the tests of a table of differences, NaN where missing.

        Raises
        ------
        ValueError
            On an unknown statistic.
        """
        if statistic not in get_args(FlippedStatistic):
            raise ValueError(
                f"statistic: expected one of {get_args(FlippedStatistic)}, got {statistic!r}"
            )
        signed = np.zeros_like(differences)
        for test in range(differences.shape[1]):
            known = ~np.isnan(differences[:, test])
            sample = differences[known, test]
            if statistic == "signed_rank":
                signed[known, test] = 2.0 * signed_ranks(sample, zero_rule)
            elif statistic == "sign":
                signed[known, test] = np.sign(sample)
            else:
                signed[known, test] = sample / power_of_two_scale(sample)
        n = (~np.isnan(differences)).sum(axis=0).astype(np.float64)
        # A patient without any value only doubles the number of patterns.
        signed = signed[(signed != 0.0).any(axis=1)]
        studentized = statistic == "t"
        tables: list[Floats] = []
        offsets = np.full(n.size, -1, dtype=np.intp)
        if studentized:
            alike = bool((n == n[:1]).all())
        else:
            sizes = np.sort(np.abs(signed), axis=0)
            alike = bool((sizes == sizes[:, :1]).all())
            tables, offsets = ([], offsets) if alike else _tables(sizes)
        return cls(
            signed,
            (signed**2).sum(axis=0),
            n,
            studentized,
            alike,
            np.concatenate(tables) if tables else np.zeros(0),
            offsets,
        )

    def in_order(self, order: NDArray[np.intp]) -> FlippedTests:
        """The tests in another order."""
        return replace(
            self,
            signed=self.signed[:, order],
            squares=self.squares[order],
            n=self.n[order],
            offsets=self.offsets[order],
        )

    def statistics(self, sums: Floats) -> Floats:
        """Statistics from sums of signed values, shape (patterns, tests), which grow with |sum|."""
        ratio = sums * sums
        ratio /= np.where(self.squares > 0.0, self.squares, 1.0)
        if self.alike:
            return ratio
        if self.studentized:
            # With r = sum² / sum of squares, 1 + t² / (n - 1) is n / (n - r).
            rest = self.n - ratio
            rest[rest <= 1e-12 * self.n] = 0.0
            rest /= self.n
            with np.errstate(divide="ignore"):
                found: Floats = np.log(rest, out=rest)
            df = self.n - 1.0
            found *= -df * ((8.0 * df + 1.0) / (8.0 * df + 3.0)) ** 2
            return found
        listed = np.flatnonzero(self.offsets >= 0)
        if listed.size == self.offsets.size:
            listed_sums, at = sums, self.offsets
        else:
            listed_sums, at = sums[:, listed], self.offsets[listed]
        scores: Floats = self.table[np.abs(listed_sums).astype(np.intp) + at]
        if listed.size == self.offsets.size:
            return scores
        ratio[:, listed] = scores
        return ratio


def _tables(sizes: Floats) -> tuple[list[Floats], NDArray[np.intp]]:
    """Scores of each distinct column of sizes with few enough patients, and where each begins."""
    tables: list[Floats] = []
    begins: dict[tuple[int, ...], int] = {}
    offsets = np.full(sizes.shape[1], -1, dtype=np.intp)
    end = 0
    for test, column in enumerate(sizes.T.astype(np.int64)):
        changed = tuple(column[column > 0].tolist())
        if len(changed) > LARGEST_TABLE:
            continue
        if changed not in begins:
            tables.append(squared_normal_scores(changed))
            begins[changed] = end
            end += tables[-1].size
        offsets[test] = begins[changed]
    return tables, offsets


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
