"""How other programs compute the p value of the signed-rank test, and where that is documented.

Programs disagree on four things only: whether differences of zero are dropped or ranked, when
the p value is exact, whether an approximate one is corrected for continuity, and whether two
differences are tied when their decimals agree or only when their binary numbers do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explant.statistics.one_sample.signed_rank import ZeroRule


@dataclass(frozen=True)
class Choice:
    """What a program does with one sample: its zero rule, and exact or approximate.

    ``exhaustive``: every sign pattern is tried, even of zeros alone.
    """

    zero_rule: ZeroRule
    exact: bool
    continuity: bool = False
    exhaustive: bool = False


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
        What the program does when no difference is left, unless it tries all sign patterns and
        prints p = 1; empty where it always does.
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


def _r_before_4_6(n: int, n_zero: int, ties: bool) -> Choice:
    return Choice("wilcoxon", n - n_zero < 50 and n_zero == 0 and not ties, continuity=True)


def _r_4_6(n: int, n_zero: int, ties: bool) -> Choice:
    if n < 50:
        return Choice("pratt", exact=True)
    return Choice("wilcoxon", exact=False, continuity=True)


def _scipy(n: int, n_zero: int, ties: bool) -> Choice:
    plain = n <= 50 and n_zero == 0 and not ties
    # With ties or zeros, all 2**n sign patterns are tried for up to 13 pairs.
    return Choice("wilcoxon", exact=plain or n <= 13, exhaustive=not plain and n <= 13)


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
