"""Two-group statistics of whole numbers as fractions, so that no tie depends on rounding."""

from fractions import Fraction


def exact_welch(one, two):
    """Welch's t squared of whole numbers as a fraction; 10**9 stands for infinity."""
    if min(len(one), len(two)) < 2:
        return Fraction(0)
    means = [Fraction(sum(group), len(group)) for group in (one, two)]
    error = sum(
        sum((value - mean) ** 2 for value in group) / (len(group) - 1) / len(group)
        for group, mean in zip((one, two), means, strict=True)
    )
    gap = (means[0] - means[1]) ** 2
    if error == 0:
        return Fraction(10**9) if gap else Fraction(0)
    return gap / error


def exact_rank_sum(one, two):
    """Squared distance of the rank sum from its mean over its variance, as a fraction."""
    n_one, n_two = len(one), len(two)
    twice_u = sum((a > b) * 2 + (a == b) for a in one for b in two)
    pooled = [*one, *two]
    n = n_one + n_two
    ties = sum(pooled.count(value) ** 3 - pooled.count(value) for value in set(pooled))
    if n_one * n_two == 0 or ties == n**3 - n:
        return Fraction(0)
    variance = Fraction(n_one * n_two, 12) * (n + 1 - Fraction(ties, n * (n - 1)))
    return (Fraction(twice_u, 2) - Fraction(n_one * n_two, 2)) ** 2 / variance
