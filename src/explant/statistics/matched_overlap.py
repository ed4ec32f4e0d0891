"""How many members two groups of things share by chance, where some things are found more easily.

Genes that are much studied stand in more lists, more pathways and more pairs than others. So
chance is asked within bins of things that are equally well known: the drawn ones are as well
known as those that were found. One bin is the usual hypergeometric distribution.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import comb, fsum

import numpy as np
import numpy.typing as npt

BINS = 10
"""Bins of attention where the plan does not say otherwise."""


@dataclass(frozen=True)
class Overlap:
    """How many are shared, and how many chance would share.

    Parameters
    ----------
    observed
        Members of both groups.
    expected
        Mean of chance.
    p
        Probability that chance shares as many or more.
    """

    observed: int
    expected: float
    p: float


class MatchedDraw:
    r"""A draw of things, beside every draw of as many from each bin.

    In bin :math:`b` with :math:`M_b` things, :math:`n_b` of them marked and :math:`N_b` drawn, the
    number shared is hypergeometric; the bins are independent, so that the sum has the convolution
    of their distributions. This is the permutation test that shuffles within strata, enumerated
    (Lehmann 1975, *Nonparametrics*, section 3.3).

    Parameters
    ----------
    bins
        Bin of each thing of the universe, shape (things,). All equal: nothing is matched.
    drawn
        Which things were drawn, shape (things,).

    Raises
    ------
    ValueError
        When the shapes differ.

    Examples
    --------
    >>> draw = MatchedDraw(np.zeros(6, dtype=int), np.arange(6) < 3)
    >>> draw.sharing(np.array([0, 1, 2]))
    Overlap(observed=3, expected=1.5, p=0.05)
    """

    def __init__(self, bins: npt.NDArray[np.int_], drawn: npt.NDArray[np.bool_]) -> None:
        if bins.shape != drawn.shape:
            raise ValueError("bins and drawn are one entry a thing")
        self._bins, self._drawn = bins, drawn
        self._width = int(bins.max(initial=-1)) + 1
        self._sizes = np.bincount(bins, minlength=self._width).tolist()
        self._draws = np.bincount(bins[drawn], minlength=self._width).tolist()

    def sharing(self, marked: npt.NDArray[np.int_]) -> Overlap:
        """How many of some marked things were drawn, beside chance.

        Parameters
        ----------
        marked
            Places of the marked things, each once.

        Returns
        -------
        Overlap
            Shared, expected, and the upper tail; p is 1 where nothing is shared.
        """
        marks = np.bincount(self._bins[marked], minlength=self._width).tolist()
        observed = int(self._drawn[marked].sum())
        counts = [
            (size, mark, draw)
            for size, mark, draw in zip(self._sizes, marks, self._draws, strict=True)
            if mark and draw
        ]
        expected = fsum(mark * draw / size for size, mark, draw in counts)
        if observed == 0:
            return Overlap(0, expected, 1.0)
        distribution = np.ones(1)
        for bin_counts in counts:
            distribution = np.convolve(distribution, hypergeometric(*bin_counts))
        return Overlap(observed, expected, min(1.0, fsum(distribution[observed:].tolist())))


@lru_cache(maxsize=65536)
def hypergeometric(size: int, marked: int, drawn: int) -> npt.NDArray[np.float64]:
    """Probability of 0, 1, … shared when some of a bin are drawn at random.

    In whole numbers, so that each probability is right to its last digit, also a very small one.

    Parameters
    ----------
    size, marked, drawn
        Things of the bin, how many of them are marked, and how many are drawn.

    Returns
    -------
    ndarray
        Shape (min(marked, drawn) + 1,).

    Examples
    --------
    >>> hypergeometric(4, 2, 2).round(3).tolist()
    [0.167, 0.667, 0.167]
    """
    most = min(marked, drawn)
    least = max(0, marked + drawn - size)
    ways = comb(size, drawn)
    probabilities = np.zeros(most + 1)
    count = comb(marked, least) * comb(size - marked, drawn - least)
    for shared in range(least, most + 1):
        probabilities[shared] = count / ways
        left = size - marked - drawn + shared + 1
        if shared < most:
            count = count * (marked - shared) * (drawn - shared) // ((shared + 1) * left)
    return probabilities


def attention_bins(attention: npt.NDArray[np.float64], most: int = BINS) -> npt.NDArray[np.int_]:
    """Bins of things that are about equally well known.

    The bounds are quantiles; equal attention is never parted, so there can be fewer bins.

    Parameters
    ----------
    attention
        How well known each thing is, shape (things,), for example in how many sets it stands.
    most
        Number of bins, if no two things are alike.

    Returns
    -------
    ndarray of int
        Bin of each thing, from 0.

    Examples
    --------
    >>> attention_bins(np.array([0.0, 0, 0, 5, 7, 9]), most=3).tolist()
    [0, 0, 0, 1, 2, 2]
    """
    if not len(attention):
        return np.zeros(0, dtype=int)
    inner = np.quantile(attention, np.linspace(0, 1, most + 1)[1:-1])
    bins = np.searchsorted(np.unique(inner), attention, side="left")
    # A bound at the lowest value leaves the first bin empty.
    numbers: npt.NDArray[np.int_] = np.unique(bins, return_inverse=True)[1]
    return numbers
