"""The signed-rank p value that other programs print for the same differences, and why.

Computed here from `explant.statistics.robustness.conventions`; no other program is run.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isclose, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, ndtr

from explant.statistics.kernel.arrays import Floats, as_sample
from explant.statistics.kernel.ties import midranks, settle_ties
from explant.statistics.one_sample.signed_rank import LARGEST_EXACT, ZeroRule, signed_rank_test
from explant.statistics.one_sample.student import student_t
from explant.statistics.robustness.conventions import (
    CONVENTIONS,
    T_TEST_SOFTWARE,
    T_TEST_SOURCE,
    Choice,
    Convention,
)

AGREES = 1e-9
"""Two p values closer than this (relative) are the same number."""


@dataclass(frozen=True)
class SoftwareResult:
    """The p value a program prints; ``differs`` says what sets it apart from Explant's.

    ``continuity`` is None where the p value is exact; ``reason`` says why a p is NaN.
    """

    software: str
    test: str
    zeros: str
    method: str
    continuity: bool | None
    p: float
    p_explant: float
    differs: str
    source: str
    reason: str = ""


@lru_cache(maxsize=64)
def _lower_tail(packed: bytes) -> Floats:
    """P(W <= w) for each w, for doubled ranks; shares of the patterns stay within range."""
    doubled = np.frombuffer(packed, dtype=np.int64)
    shares = np.zeros(int(doubled.sum()) + 1)
    shares[0] = 1.0
    reached = 0
    for rank in doubled.tolist():
        halves = shares[: reached + 1] / 2.0
        shares[: reached + 1] = halves
        shares[rank : reached + rank + 1] += halves
        reached += rank
    tail: Floats = np.cumsum(shares)
    return tail


def _exact(ranks: Floats) -> float:
    doubled = np.rint(2.0 * ranks).astype(np.int64)
    plus = int(doubled[doubled > 0].sum())
    smaller = min(plus, int(np.abs(doubled).sum()) - plus)
    return min(1.0, 2.0 * float(_lower_tail(np.sort(np.abs(doubled)).tobytes())[smaller]))


def _approximate(ranks: Floats, continuity: bool) -> float:
    """Two-sided normal p; the sum of squared mid-ranks contains the correction for ties."""
    if ranks.size == 0:
        return nan
    distance = abs(float(ranks.sum()) / 2.0)
    if continuity:
        distance = max(distance - 0.5, 0.0)
    sd = sqrt(float((ranks**2).sum()) / 4.0)
    return min(1.0, 2.0 * float(ndtr(-distance / sd)))


class _Sample:
    """A sample under one rule for ties, with its ranks and p values computed once each."""

    def __init__(self, values: Floats) -> None:
        self.size = values.size
        self.signs = np.sign(values)
        # Pratt's ranks: with no zero they are those of either rule.
        self.order = midranks(np.abs(values))
        self.n_zero = int(values.size - np.count_nonzero(values))
        found = np.sort(self.order[self.signs != 0.0])
        self.ties = bool((found[1:] == found[:-1]).any())
        self._p: dict[Choice, float] = {}

    def p(self, choice: Choice) -> float:
        if choice not in self._p:
            # Dropping zeros moves every other rank down by their number.
            down = self.n_zero if choice.zero_rule == "wilcoxon" else 0
            ranks = (self.signs * (self.order - down))[self.signs != 0.0]
            exact = choice.exact
            self._p[choice] = _exact(ranks) if exact else _approximate(ranks, choice.continuity)
        return self._p[choice]


@dataclass(frozen=True)
class _Data:
    """The differences with ties of binary numbers and of decimals, and our test of them."""

    binary: _Sample
    decimal: _Sample
    ours: Choice
    p_explant: float

    def seen_by(self, convention: Convention) -> _Sample:
        return self.binary if convention.binary_ties else self.decimal


def _data(sample: Floats, zero_rule: ZeroRule) -> _Data:
    binary, decimal = _Sample(sample), _Sample(settle_ties(sample))
    same = np.array_equal(binary.order, decimal.order) and binary.n_zero == decimal.n_zero
    ours = Choice(zero_rule, exact=sample.size <= LARGEST_EXACT, continuity=True)
    p_explant = signed_rank_test(sample, zero_rule).p
    return _Data(decimal if same else binary, decimal, ours, p_explant)


def _kind(choice: Choice) -> str:
    if choice.exact:
        return "an exact test"
    correction = "with" if choice.continuity else "without"
    return f"the normal approximation {correction} continuity correction"


def _what_differs(data: _Data, theirs: Choice, convention: Convention) -> str:
    """Go from our choice to theirs one step at a time, and name the steps that move p."""
    ours, sample = data.ours, data.seen_by(convention)
    if ours.exact != theirs.exact:
        kind = f"{_kind(theirs)} instead of {_kind(ours)}"
    else:
        kind = f"{'a' if theirs.continuity else 'no'} continuity correction"
    zeros = "zeros are ranked (Pratt)" if theirs.zero_rule == "pratt" else "zeros are dropped"
    steps = [
        (ours, "ties are decided on binary numbers, not on decimals"),
        (Choice(theirs.zero_rule, ours.exact, ours.continuity), zeros),
        (theirs, kind),
    ]
    found, before = [], data.decimal.p(ours)
    for choice, words in steps:
        after = sample.p(choice)
        if not isclose(before, after, rel_tol=AGREES):
            found.append(words)
        before = after
    return "; ".join(found)


def _method(convention: Convention, choice: Choice, ties: bool) -> str:
    if choice.exact:
        words = "exact, given the tied ranks" if ties else "exact"
    else:
        words = "normal approximation" + (", corrected for ties" if ties else "")
    return words + ("; ties decided on binary numbers" if convention.binary_ties else "")


def software_results(
    differences: ArrayLike, zero_rule: ZeroRule = "wilcoxon"
) -> list[SoftwareResult]:
    """Return the two-sided p value of each program of `CONVENTIONS`, with what sets it apart.

    Where ``differs`` names a cause, changing just that would change the p value: the causes are
    found by going from Explant's test to the program's one step at a time (ties, zeros, exact or
    approximate, continuity correction) and keeping the steps that move p. R 4.5 and SciPy were
    checked against the programs themselves; ``checked`` of each convention says what else was.

    Parameters
    ----------
    differences : array_like, shape (n,)
    zero_rule : {"wilcoxon", "pratt"}
        Rule of `explant.statistics.one_sample.signed_rank.signed_rank_test`, to compare with.

    Returns
    -------
    list of SoftwareResult
        In the order of `CONVENTIONS`; every p is NaN with a reason for no patients.

    Raises
    ------
    ValueError
        On missing or infinite values, or an unknown rule.

    Examples
    --------
    >>> for found in software_results([1, -1, 9, 12, -15, 8, 10, 4])[:3]:
    ...     print(f"{found.software.split(';')[0]}: {found.p:.6f} {found.differs[:24]}".strip())
    R 4.5 and earlier: 0.262033 the normal approximation
    R 4.6: 0.265625
    SciPy 1.17: 0.265625
    """
    data = _data(as_sample(differences), zero_rule)
    return [_result(convention, data) for convention in CONVENTIONS]


def _result(convention: Convention, data: _Data) -> SoftwareResult:
    sample = data.seen_by(convention)
    choice = convention.choose(sample.size, sample.n_zero, sample.ties)
    p, reason, differs = sample.p(choice), "", ""
    if sample.size == 0:
        p, reason = nan, "no patients"
    elif sample.n_zero == sample.size:
        if convention.all_zero and not choice.exhaustive:
            p, reason = nan, convention.all_zero
    elif not isclose(p, data.p_explant, rel_tol=AGREES):
        differs = _what_differs(data, choice, convention)
    return SoftwareResult(
        software=convention.software,
        test=convention.test,
        zeros="ranked (Pratt)" if choice.zero_rule == "pratt" else "dropped",
        method=_method(convention, choice, sample.ties),
        continuity=None if choice.exact else choice.continuity,
        p=p,
        p_explant=data.p_explant,
        differs=differs,
        source=convention.source,
        reason=reason,
    )


def t_test_result(differences: ArrayLike) -> SoftwareResult:
    """Return the p value of the paired t test, which every program computes alike.

    From the textbook's formula and the incomplete beta function, not from
    `explant.statistics.one_sample.student.student_t`, whose p value it is compared with.

    Parameters
    ----------
    differences : array_like, shape (n,)

    Returns
    -------
    SoftwareResult
        NaN with a reason for fewer than two patients or equal differences.

    Raises
    ------
    ValueError
        On missing or infinite values.

    Examples
    --------
    >>> first, second = [4, 7, 8, 6, 3, 2], [6, 8, 7, 10, 11, 9]
    >>> round(t_test_result([a - b for a, b in zip(first, second)]).p, 5)
    0.05833
    """
    sample = as_sample(differences)
    explant = student_t(sample)
    p, differs = nan, ""
    if not explant.reason:
        scaled = sample / float(np.abs(sample).max())
        df = sample.size - 1
        t2 = sample.size * float(scaled.mean()) ** 2 / float(scaled.var(ddof=1))
        p = float(betainc(df / 2.0, 0.5, df / (df + t2)))
        differs = "" if isclose(p, explant.p, rel_tol=AGREES) else "a rounding error"
    return SoftwareResult(
        software=T_TEST_SOFTWARE,
        test="paired t test",
        zeros="kept",
        method="exact for normally distributed differences",
        continuity=None,
        p=p,
        p_explant=explant.p,
        differs=differs,
        source=T_TEST_SOURCE,
        reason=explant.reason,
    )
