"""Wilcoxon's signed-rank test, exact with ties and zeros, and the interval that inverts it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explant.statistics.kernel.arrays import (
    SUBNORMAL,
    Floats,
    as_rows,
    as_sample,
    check_confidence,
    lift_subnormal,
    rescale,
)
from explant.statistics.kernel.inversion import Bounds, IntervalResult, invert, no_interval
from explant.statistics.kernel.signed_ranks.ordered_averages import pairs_of
from explant.statistics.kernel.signed_ranks.signed_rank_tails import signed_rank_tails_at
from explant.statistics.kernel.signed_ranks.walsh_averages import WalshAverages, normal_p
from explant.statistics.kernel.signed_ranks.walsh_windows import WalshWindows
from explant.statistics.kernel.ties import (
    midranks_of_rows,
    settle_ties_of_rows,
    settled_ranks_of_rows,
    starts_of_distinct,
)
from explant.statistics.one_sample.many_pseudomedians import pseudomedians_of_rows

ZeroRule = Literal["wilcoxon", "pratt"]

LARGEST_EXACT = 1000
"""Above this many patients the normal approximation is used."""

LARGEST_TOGETHER = 300
"""Up to so many patients the intervals of all columns are sought together."""

LARGEST_SCANNED = 50
"""Up to so many patients every position is looked at where rounding makes odd ties."""


@dataclass(frozen=True)
class SignedRankResult:
    """Sum of positive ranks and its two-sided p value; ``method`` in words."""

    w_plus: float
    p: float
    n_zero: int
    exact: bool
    method: str
    reason: str = ""


def check_zero_rule(zero_rule: str) -> None:
    """Raise ``ValueError`` unless the rule is "wilcoxon" or "pratt".

    Examples
    --------
    >>> check_zero_rule("pratt")
    """
    if zero_rule not in ("wilcoxon", "pratt"):
        raise ValueError(f"zero_rule: expected 'wilcoxon' or 'pratt', got {zero_rule!r}")


def signed_ranks_of_rows(rows: Floats, zero_rule: ZeroRule) -> tuple[Floats, Floats]:
    """Return signed mid-ranks of each row, and the sum of t**3 - t over their ties of t ranks.

    Zeros get 0. Under "wilcoxon" they are left out before ranking, under "pratt" (1959,
    10.1080/01621459.1959.10501526) they take the lowest ranks first.

    Examples
    --------
    >>> ranks, cubes = signed_ranks_of_rows(np.array([[0.0, -2.0, 2.0]]), "wilcoxon")
    >>> ranks.tolist(), cubes.tolist()
    ([[0.0, -1.5, 1.5]], [6.0])
    """
    check_zero_rule(zero_rule)
    settled, ranks, cubes = settled_ranks_of_rows(rows)
    n_zero = (settled == 0.0).sum(axis=1).astype(np.float64)
    # Zeros have the lowest ranks and are one tie of their own.
    if zero_rule == "wilcoxon":
        ranks -= n_zero[:, None]
    return np.sign(settled) * ranks, cubes - (n_zero**3 - n_zero)


def _exact_p(ranks: Floats) -> Floats:
    """Two-sided p of each row of signed mid-ranks; the null distribution is symmetric.

    A rank of zero doubles every count and the number of sign patterns alike, so it may stay.
    """
    doubled = np.rint(2.0 * ranks).astype(np.int64)
    plus = np.where(doubled > 0, doubled, 0).sum(axis=1)
    doubled = np.sort(np.abs(doubled), axis=1)
    smaller = np.minimum(plus, doubled.sum(axis=1) - plus)
    return np.minimum(1.0, 2.0 * signed_rank_tails_at(doubled, smaller))


def _normal_p(ranks: Floats, cubes: Floats, zero_rule: ZeroRule) -> Floats:
    """Two-sided p with tie and continuity correction, as R's ``wilcox.test(correct=TRUE)``."""
    n = (ranks != 0.0).sum(axis=1).astype(np.float64)
    shifts = ranks.sum(axis=1) / 2.0
    if zero_rule == "wilcoxon":
        variances = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - cubes / 48.0
    else:
        variances = (ranks**2).sum(axis=1) / 4.0
    some = variances > 0.0
    p = np.ones(len(ranks))
    p[some] = normal_p(shifts[some], variances[some])
    return p


def signed_rank_test(differences: ArrayLike, zero_rule: ZeroRule = "wilcoxon") -> SignedRankResult:
    """Test symmetry of the differences about zero, two-sided.

    Exact for up to 1,000 patients, with any ties and zeros: the shift algorithm (Streitberg &
    Röhmel 1986) on doubled mid-ranks counts all 2**n sign patterns. Above that, the normal
    approximation with tie and continuity correction. Ties are settled at decimal precision.
    Source: Wilcoxon 1945, 10.2307/3001968.

    Parameters
    ----------
    differences : array_like, shape (n,)
    zero_rule : {"wilcoxon", "pratt"}
        Drop zeros before ranking, or rank them and drop their ranks.

    Returns
    -------
    SignedRankResult
        Without any non-zero difference p is 1 and ``reason`` says so; without patients it is NaN.

    Raises
    ------
    ValueError
        On missing or infinite values, or an unknown rule.

    Examples
    --------
    >>> result = signed_rank_test([1, -1, 9, 12, -15, 8, 10, 4])
    >>> result.w_plus, result.p
    (26.5, 0.265625)
    """
    return signed_rank_test_of_columns(as_sample(differences)[:, None], zero_rule)[0]


def signed_rank_test_of_columns(
    differences: ArrayLike, zero_rule: ZeroRule = "wilcoxon", exact: bool = True
) -> list[SignedRankResult]:
    """Do `signed_rank_test` for each column of differences.

    Parameters
    ----------
    differences : array_like, shape (n, columns)
    zero_rule : {"wilcoxon", "pratt"}
    exact : bool
        False takes the normal approximation for any number of patients.

    Examples
    --------
    >>> [result.p for result in signed_rank_test_of_columns([[1, 1], [2, -2], [3, 3]])]
    [0.25, 0.75]
    """
    rows = as_rows(differences)
    ranks, cubes = signed_ranks_of_rows(rows, zero_rule)
    n = ranks.shape[1]
    if n == 0:
        return [SignedRankResult(nan, nan, 0, True, "none", "no patients")] * len(rows)
    exact = exact and n <= LARGEST_EXACT
    p = _exact_p(ranks) if exact else _normal_p(ranks, cubes, zero_rule)
    w_plus = np.where(ranks > 0.0, ranks, 0.0).sum(axis=1)
    n_zeros = (ranks == 0.0).sum(axis=1)
    method = "exact" if exact else "normal approximation with tie and continuity correction"
    return [
        SignedRankResult(
            w, share, zeros, exact, method, "all differences are zero" if zeros == n else ""
        )
        for w, share, zeros in zip(w_plus.tolist(), p.tolist(), n_zeros.tolist(), strict=True)
    ]


class _Walsh:
    """As `WalshAverages`, by ranking at each position: also where rounding makes odd ties."""

    def __init__(self, settled: Floats, zero_rule: ZeroRule) -> None:
        n = settled.size
        self.zero_rule = zero_rule
        first, second = pairs_of(n)
        # Halves first: the sum of two values near the largest float would overflow.
        half, size = settled / 2.0, np.abs(settled)
        sums = half[first] + half[second]
        order = np.argsort(sums, kind="stable")
        ordered, first, second = sums[order], first[order], second[order]
        begins = starts_of_distinct(ordered, np.maximum(size[first], size[second]))
        labels = np.cumsum(begins) - 1
        starts = np.flatnonzero(begins)
        self.points = ordered[starts]
        middle = ordered[[(ordered.size - 1) // 2, ordered.size // 2]]
        self.estimate = float((middle / 2.0).sum()) if middle[0] != middle[1] else float(middle[0])
        self.position_of_estimate = 2 * int(labels[(ordered.size - 1) // 2]) + 1
        # Points stand at odd positions, the gaps between them at even ones.
        pairs = np.empty((n, n), dtype=np.int64)
        pairs[first, second] = pairs[second, first] = 2 * labels + 1
        # With the patients in order, positions rise along every row.
        rising = np.argsort(settled, kind="stable")
        pairs = pairs[np.ix_(rising, rising)]
        self.own = np.diagonal(pairs).copy()
        # All rows in one ascending line, so that one search counts in every row.
        self.offset = np.arange(n) * (2 * self.points.size + 2)
        self.in_line = (pairs + self.offset[:, None]).ravel()
        self.uncounted = np.searchsorted(self.own, self.own) + 2 * n * np.arange(n)
        self.uncounted += np.searchsorted(self.own, self.own, side="right")
        below = int(np.searchsorted(self.points, 0.0))
        at_zero = below < self.points.size and self.points[below] == 0.0
        self.position_of_zero = 2 * below + (1 if at_zero else 0)

    def signed_ranks(self, positions: NDArray[np.int64]) -> Floats:
        """Signed mid-ranks of |d - theta|, shape (positions, n), by comparing labels only.

        For d_i above theta, |d_j - theta| < d_i - theta means d_j < d_i and d_i + d_j > 2 theta.
        The patients are in order, so both conditions cut off a stretch of row i of the pairs.
        """
        wanted = positions[:, None] + self.offset[None, :]
        balance = np.searchsorted(self.in_line, wanted)
        balance += np.searchsorted(self.in_line, wanted, side="right")
        balance -= self.uncounted
        side = np.sign(self.own[None, :] - positions[:, None])
        doubled = np.abs(balance) + 1
        if self.zero_rule == "wilcoxon":
            doubled -= 2 * (side == 0).sum(axis=1, keepdims=True)
        ranks: Floats = side * doubled / 2.0
        return ranks

    def p_values(self, positions: NDArray[np.int64]) -> Floats:
        ranks = self.signed_ranks(positions)
        if self.own.size > LARGEST_EXACT:
            cubes = midranks_of_rows(np.abs(ranks))[1]
            n_zero = (ranks == 0.0).sum(axis=1).astype(np.float64)
            return _normal_p(ranks, cubes - (n_zero**3 - n_zero), self.zero_rule)
        return _exact_p(ranks)


def pseudomedian(
    differences: ArrayLike, confidence: float = 0.95, zero_rule: ZeroRule = "wilcoxon"
) -> IntervalResult:
    """Estimate the center of symmetry, with the interval that inverts the signed-rank test.

    The Hodges–Lehmann pseudomedian (1963, 10.1214/aoms/1177704172) is the median of all
    n(n + 1)/2 Walsh averages (d_i + d_j)/2, i <= j. The test "the center is theta" is the one of
    `signed_rank_test` on d - theta, at every Walsh average and in every gap between them, with
    the ties and zeros that arise there; `explant.statistics.kernel.inversion` tells how ties are
    handled. ``level`` is the level achieved, and p <= 1 - level exactly when the interval
    excludes zero. Above 1,000 patients the test is the normal approximation.

    Where all differences but zeros are of one size, as of scores that change by a step, the test is
    the sign test and knows of no halves of a step: the interval then holds that of the differences
    without the zeros, too.

    Parameters
    ----------
    differences : array_like, shape (n,)
    confidence : float
        Level asked for. Where n is too small to reach it (n = 5 ends at 93.75 %), the widest
        interval, from the smallest to the largest difference, is given with its own level.
    zero_rule : {"wilcoxon", "pratt"}

    Returns
    -------
    IntervalResult
        For n < 2 there is no interval: NaN with a reason.

    Examples
    --------
    >>> x = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    >>> y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    >>> result = pseudomedian([a - b for a, b in zip(x, y)])
    >>> round(result.estimate, 3), round(result.low, 3), round(result.high, 3)
    (0.46, 0.01, 0.786)
    >>> round(result.level, 4)
    0.9609
    """
    return pseudomedian_of_columns(as_sample(differences)[:, None], confidence, zero_rule)[0]


def pseudomedian_of_columns(
    differences: ArrayLike,
    confidence: float = 0.95,
    zero_rule: ZeroRule = "wilcoxon",
    exact: bool = True,
) -> list[IntervalResult]:
    """Do `pseudomedian` for each column of differences.

    Parameters
    ----------
    differences : array_like, shape (n, columns)
    confidence : float
    zero_rule : {"wilcoxon", "pratt"}
    exact : bool
        False inverts the normal approximation for any number of patients.

    Examples
    --------
    >>> table = [[1.0, -1.0], [2.0, -2.0], [4.0, -4.0]]
    >>> [result.estimate for result in pseudomedian_of_columns(table)]
    [2.25, -2.25]
    """
    check_confidence(confidence)
    check_zero_rule(zero_rule)
    rows = as_rows(differences)
    if rows.shape[1] == 0:
        return [no_interval(nan, "no patients")] * len(rows)
    rows, scales = rows.copy(), np.ones(len(rows))
    for tiny in np.flatnonzero(np.abs(rows).max(axis=1) <= SUBNORMAL).tolist():
        rows[tiny], scales[tiny] = lift_subnormal(rows[tiny])
    settled = settle_ties_of_rows(rows)
    one_by_one: list[IntervalResult | None] = [None] * len(rows)
    together = exact and rows.shape[1] <= LARGEST_TOGETHER
    found = [
        one if one and scale == 1.0 else _pseudomedian(values, scale, confidence, zero_rule, exact)
        for one, values, scale in zip(
            pseudomedians_of_rows(settled, confidence, drop_zeros=zero_rule == "wilcoxon")
            if together
            else one_by_one,
            settled,
            scales.tolist(),
            strict=True,
        )
    ]
    sizes = np.abs(settled)
    largest = sizes.max(axis=1, keepdims=True)
    one_size = ((sizes == 0.0) | (sizes == largest)).all(axis=1) & (sizes == 0.0).any(axis=1)
    for row in np.flatnonzero(one_size & (largest[:, 0] > 0.0)).tolist():
        changed = settled[row][settled[row] != 0.0]
        other = _pseudomedian(changed, scales[row], confidence, zero_rule, exact)
        one = found[row]
        if min(one.level, other.level) >= confidence:
            low, high = min(one.low, other.low), max(one.high, other.high)
            found[row] = replace(one, low=low, high=high)
    return found


def _pseudomedian(
    settled: Floats, scale: float, confidence: float, zero_rule: ZeroRule, exact: bool
) -> IntervalResult:
    n = settled.size
    drop_zeros = zero_rule == "wilcoxon"
    windows = WalshWindows.of(settled, confidence, drop_zeros) if n > LARGEST_EXACT else None
    walsh: WalshWindows | WalshAverages | _Walsh = windows or WalshAverages(settled, drop_zeros)
    center, surely_above = None, None
    upper_bounds: Bounds | None = None
    if isinstance(walsh, WalshWindows):
        p_values, upper_bounds = walsh.p_values, walsh.bounds_of_p
    elif isinstance(walsh, WalshAverages) and walsh.regular:
        p_values = walsh.normal_p_values
        if exact and n <= LARGEST_EXACT:
            p_values, upper_bounds = walsh.exact_p_values, walsh.bounds_of_exact_p
            surely_above = walsh.surely_above
    else:
        walsh = _Walsh(settled, zero_rule)
        p_values = walsh.p_values
        center = walsh.position_of_estimate if n > LARGEST_SCANNED else None
    estimate = rescale(walsh.estimate, scale)
    found = invert(
        p_values,
        walsh.points.size,
        walsh.position_of_zero,
        confidence,
        center,
        upper_bounds,
        walsh.position_of_estimate,
        surely_above,
    )
    if found is None:
        return no_interval(estimate, "one patient gives no interval")
    low, high = (rescale(float(walsh.points[at]), scale) for at in (found.low, found.high))
    return IntervalResult.at(confidence, estimate, low, high, found.level)
