"""The signed-rank p value that other programs print for the same paired differences, and why.

Programs disagree on four things only: whether differences of zero are dropped or ranked, when
the p value is exact, whether an approximate one is corrected for continuity, and whether two
differences are tied when their decimals agree or only when their binary numbers do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import isclose, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, ndtr

from explant.statistics.arrays import Floats, as_sample
from explant.statistics.signed_rank import LARGEST_EXACT, ZeroRule, signed_rank_test
from explant.statistics.student import student_t
from explant.statistics.ties import midranks, settle_ties

AGREES = 1e-9
"""Two p values closer than this (relative) are the same number."""


@dataclass(frozen=True)
class Choice:
    """What a program does with one sample: its zero rule, and exact or approximate."""

    zero_rule: ZeroRule
    exact: bool
    continuity: bool = False


@dataclass(frozen=True)
class Convention:
    """How one program computes the p value, where that is documented, and how it was checked.

    Parameters
    ----------
    software, test
        Program with its versions, and the command or menu entry.
    rule
        The convention in words.
    source
        Address of the documentation.
    checked
        What `choose` was compared with.
    binary_ties
        Whether 0.3 - 0.2 and 0.2 - 0.1 count as two numbers.
    all_zero
        What the program does when no difference is left; empty where it prints p = 1.
    choose
        The choice, from the number of differences, how many are zero, and whether others tie.
    """

    software: str
    test: str
    rule: str
    source: str
    checked: str
    binary_ties: bool
    all_zero: str
    choose: Callable[[int, int, bool], Choice]


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


def _r_before_4_6(n: int, n_zero: int, ties: bool) -> Choice:
    return Choice("wilcoxon", n - n_zero < 50 and n_zero == 0 and not ties, continuity=True)


def _r_4_6(n: int, n_zero: int, ties: bool) -> Choice:
    if n < 50:
        return Choice("pratt", exact=True)
    return Choice("wilcoxon", exact=False, continuity=True)


def _scipy(n: int, n_zero: int, ties: bool) -> Choice:
    plain = n <= 50 and n_zero == 0 and not ties
    # With ties or zeros, all 2**n sign patterns are tried for up to 13 pairs.
    return Choice("wilcoxon", exact=plain or n <= 13)


def _prism(n: int, n_zero: int, ties: bool) -> Choice:
    return Choice("wilcoxon", n - n_zero < 200, continuity=True)


def _jamovi(n: int, n_zero: int, ties: bool) -> Choice:
    return Choice("wilcoxon", exact=False, continuity=True)


def _spss(n: int, n_zero: int, ties: bool) -> Choice:
    return Choice("wilcoxon", exact=False)


CONVENTIONS = (
    Convention(
        software="R 4.5 and earlier; jamovi before September 2025",
        test="wilcox.test(x, y, paired = TRUE)",
        rule="Zeros are dropped. Exact for fewer than 50 differences without ties and zeros, "
        "otherwise the normal approximation with tie and continuity correction. Ties are decided "
        "on binary numbers unless digits.rank is given.",
        source="https://stat.ethz.ch/R-manual/R-patched/library/stats/html/wilcox.test.html",
        checked="R 4.2.2 itself, 160 random samples; jamovi's call of wilcox.test() was read in "
        "its source",
        binary_ties=True,
        all_zero="prints NaN, as every difference is zero",
        choose=_r_before_4_6,
    ),
    Convention(
        software="R 4.6",
        test="wilcox.test(x, y, paired = TRUE)",
        rule="Exact for fewer than 50 differences, zeros counted: zeros are ranked and their "
        "ranks left out (Pratt), and the distribution is the one given the tied ranks. From 50 "
        "on as before: zeros dropped, normal approximation with tie and continuity correction. "
        "Ties are decided on binary numbers unless digits.rank is given.",
        source="https://github.com/r-devel/r-svn/commit/24688cd35f176f33cd336baff76209d6ba18196d",
        checked="eleven p values of R 4.6.1 that the tests of Stats::LikeR 0.298 publish, and "
        "coin's exact Pratt test; R 4.6 itself was not run. Its successor is announced to keep "
        "zeros in the approximation too",
        binary_ties=True,
        all_zero="",
        choose=_r_4_6,
    ),
    Convention(
        software="SciPy 1.17",
        test="scipy.stats.wilcoxon(x, y)",
        rule="Zeros are dropped. Exact for up to 50 differences without ties and zeros, and for "
        "up to 13 with them; otherwise the normal approximation with tie correction and without "
        "continuity correction. Ties are decided on binary numbers.",
        source="https://docs.scipy.org/doc/scipy-1.17.0/reference/generated/scipy.stats.wilcoxon.html",
        checked="SciPy itself, whenever the tests run",
        binary_ties=True,
        all_zero="prints NaN above 13 differences, as every difference is zero",
        choose=_scipy,
    ),
    Convention(
        software="GraphPad Prism 8 and later",
        test="Wilcoxon matched pairs test",
        rule="Zeros are dropped as Wilcoxon did; Pratt's method is offered. Exact for fewer than "
        "200 pairs, with ties; above, the normal approximation with continuity correction.",
        source="https://www.graphpad.com/guides/prism/latest/statistics/how_the_wilcoxon_matched_pairs_test_works.htm",
        checked="its guide only: Prism was not run. The exact p was compared with R's coin",
        binary_ties=False,
        all_zero="the guide does not say what is printed when every difference is zero",
        choose=_prism,
    ),
    Convention(
        software="jamovi since September 2025",
        test="Paired Samples T-Test, Wilcoxon rank",
        rule="wilcox.test() with exact = FALSE: zeros are dropped, always the normal "
        "approximation with tie and continuity correction. Ties are decided on binary numbers.",
        source="https://github.com/jamovi/jmv/pull/436",
        checked="its source and its pull requests 436, 454 and 455; the call was run in R 4.2.2, "
        "jamovi was not",
        binary_ties=True,
        all_zero="no number, as every difference is zero",
        choose=_jamovi,
    ),
    Convention(
        software="SPSS",
        test="NPAR TESTS WILCOXON (2 Related Samples)",
        rule="Zeros are dropped. The normal approximation with tie correction and without "
        "continuity correction, unless an exact test is asked for.",
        source="https://www.ibm.com/docs/en/spss-statistics/31.0.0?topic=tests-wilcoxon-subcommand-npar-command",
        checked="documents only, and the R package r2spss, which imitates SPSS; SPSS was not run. "
        "How it decides ties is not documented",
        binary_ties=False,
        all_zero="not documented what is printed when every difference is zero",
        choose=_spss,
    ),
)
"""The conventions, in the order in which they are printed."""

T_TEST_SOFTWARE = "R, SciPy, GraphPad Prism, jamovi, SPSS"
"""All of these print the same p value of the paired t test (checked: R 4.2.2 and SciPy 1.17)."""

T_TEST_SOURCE = "https://doi.org/10.1093/biomet/6.1.1"
"""Student (1908): there is one formula, without a choice to make."""


def _signed_ranks(sample: Floats, zero_rule: ZeroRule) -> Floats:
    """Signed mid-ranks of the non-zero differences, tied only where exactly equal."""
    ranks = np.zeros(sample.size)
    ranked = np.full(sample.size, True) if zero_rule == "pratt" else sample != 0.0
    ranks[ranked] = midranks(np.abs(sample[ranked]))
    signed: Floats = (np.sign(sample) * ranks)[sample != 0.0]
    return signed


@lru_cache(maxsize=4096)
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


def _p_value(sample: Floats, choice: Choice) -> float:
    ranks = _signed_ranks(sample, choice.zero_rule)
    return _exact(ranks) if choice.exact else _approximate(ranks, choice.continuity)


def _has_ties(sample: Floats) -> bool:
    magnitudes = np.abs(sample[sample != 0.0])
    return bool(np.unique(magnitudes).size < magnitudes.size)


def _kind(choice: Choice) -> str:
    if choice.exact:
        return "an exact test"
    correction = "with" if choice.continuity else "without"
    return f"the normal approximation {correction} continuity correction"


def _what_differs(binary: Floats, settled: Floats, ours: Choice, convention: Convention) -> str:
    """Go from our choice to theirs one step at a time, and name the steps that move p."""
    theirs = _choice(convention, binary, settled)
    ranked = binary if convention.binary_ties else settled
    if ours.exact != theirs.exact:
        kind = f"{_kind(theirs)} instead of {_kind(ours)}"
    else:
        kind = f"{'a' if theirs.continuity else 'no'} continuity correction"
    steps = [
        (ranked, ours, "ties are decided on binary numbers, not on decimals"),
        (
            ranked,
            Choice(theirs.zero_rule, ours.exact, ours.continuity),
            "zeros are ranked (Pratt)" if theirs.zero_rule == "pratt" else "zeros are dropped",
        ),
        (ranked, theirs, kind),
    ]
    found, before = [], _p_value(settled, ours)
    for sample, choice, words in steps:
        after = _p_value(sample, choice)
        if not isclose(before, after, rel_tol=AGREES):
            found.append(words)
        before = after
    return "; ".join(found)


def _choice(convention: Convention, binary: Floats, settled: Floats) -> Choice:
    sample = binary if convention.binary_ties else settled
    return convention.choose(sample.size, int((sample == 0.0).sum()), _has_ties(sample))


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
        Rule of `explant.statistics.signed_rank.signed_rank_test`, to compare with.

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
    binary = as_sample(differences)
    settled = settle_ties(binary)
    ours = Choice(zero_rule, exact=binary.size <= LARGEST_EXACT, continuity=True)
    p_explant = signed_rank_test(binary, zero_rule).p
    return [_result(convention, binary, settled, ours, p_explant) for convention in CONVENTIONS]


def _result(
    convention: Convention, binary: Floats, settled: Floats, ours: Choice, p_explant: float
) -> SoftwareResult:
    sample = binary if convention.binary_ties else settled
    choice = _choice(convention, binary, settled)
    p, reason, differs = _p_value(sample, choice), "", ""
    if sample.size == 0:
        p, reason = nan, "no patients"
    elif not sample.any():
        # SciPy's exhaustive test of up to 13 zeros gives 1; elsewhere the programs go their ways.
        if convention.all_zero and not (choice.exact and convention.choose is _scipy):
            p, reason = nan, convention.all_zero
    elif not isclose(p, p_explant, rel_tol=AGREES):
        differs = _what_differs(binary, settled, ours, convention)
    return SoftwareResult(
        software=convention.software,
        test=convention.test,
        zeros="ranked (Pratt)" if choice.zero_rule == "pratt" else "dropped",
        method=_method(convention, choice, _has_ties(sample)),
        continuity=None if choice.exact else choice.continuity,
        p=p,
        p_explant=p_explant,
        differs=differs,
        source=convention.source,
        reason=reason,
    )


def t_test_result(differences: ArrayLike) -> SoftwareResult:
    """Return the p value of the paired t test, which every program computes alike.

    From the textbook's formula and the incomplete beta function, not from
    `explant.statistics.student.student_t`, whose p value it is compared with.

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
