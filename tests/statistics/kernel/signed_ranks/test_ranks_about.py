"""Sums of signed ranks about a number are those of the sample ranked there."""

import numpy as np
import pytest
from scipy.stats import rankdata

from explant.statistics.kernel.signed_ranks.ranks_about import RanksAbout
from explant.statistics.kernel.ties import settle_ties

RNG = np.random.default_rng(8)
SAMPLES = {
    "no ties": RNG.normal(0.1, 1.0, 41),
    "whole numbers": RNG.integers(-4, 5, 60).astype(float),
    "one decimal": RNG.uniform(1.0, 9.0, 50).round(1) - RNG.uniform(1.0, 9.0, 50).round(1),
    "rounding error": np.array([0.1 + 0.2 - 0.3, 0.3 - 0.2, 0.1, -0.1, 0.2]),
    "far apart": RNG.standard_cauchy(40) ** 5,
    "one": np.array([2.0]),
}


def ranked_anew(sample, theta, zero_rule):
    """Distance of W+ from its mean, and its variance given the ranks (scipy's mid-ranks)."""
    distances = settle_ties(sample - theta)
    if zero_rule == "wilcoxon":
        distances = distances[distances != 0]
    ranks = rankdata(np.abs(distances)) * (distances != 0)
    plus = ranks[distances > 0].sum()
    return plus - ranks.sum() / 2, (ranks**2).sum() / 4


@pytest.mark.parametrize("zero_rule", ["wilcoxon", "pratt"])
@pytest.mark.parametrize("name", SAMPLES)
def test_sums_are_those_of_the_sample_ranked_anew(name, zero_rule):
    sample = settle_ties(SAMPLES[name])
    about = RanksAbout(sample, drop_zeros=zero_rule == "wilcoxon")
    averages = (sample[:, None] + sample[None, :]).ravel()[::7] / 2
    beyond = [sample.min() - 1.0, sample.max() + 1.0]
    for theta in [0.0, *sample.tolist(), *averages.tolist(), *(averages + 1e-3).tolist(), *beyond]:
        assert about.sums_at(theta) == ranked_anew(sample, theta, zero_rule)
