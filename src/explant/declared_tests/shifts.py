"""The shift that each declared test detects, without numpy until it is asked for.

The config imports the declared tests at every start, and would wait for numpy.
"""


def by_signed_rank(n: int, alpha: float) -> float:
    """Of the signed-rank test (:mod:`explant.statistics.detectable_shifts`)."""
    from explant.statistics import detectable_shifts

    return detectable_shifts.detectable_by_signed_rank(n, alpha)


def by_t(n: int, alpha: float) -> float:
    """Of the paired t test (:mod:`explant.statistics.power`)."""
    from explant.statistics import power

    return power.detectable_d_z(n, alpha=alpha)


def by_sign_flips(n: int, alpha: float) -> float:
    """Of the sign-flip test (:mod:`explant.statistics.detectable_shifts`)."""
    from explant.statistics import detectable_shifts

    return detectable_shifts.detectable_by_sign_flips(n, alpha)


def by_signs(n: int, alpha: float) -> float:
    """Of the sign test (:mod:`explant.statistics.detectable_shifts`)."""
    from explant.statistics import detectable_shifts

    return detectable_shifts.detectable_by_signs(n, alpha)
