"""Weights of levels along an axis: a slope, a curvature, and so on."""

from explant.config.models import Plan


def trend_scores(plan: Plan, factor: str, levels: list[str]) -> dict[str, float]:
    """Place of each level on the axis of a trend: its declared score, else its position."""
    declared = [plan.factors[factor].levels[level].score for level in levels]
    return {
        level: float(position) if score is None else score
        for position, (level, score) in enumerate(zip(levels, declared, strict=True))
    }


def polynomial_weights(scores: dict[str, float], degree: int = 1) -> dict[str, float]:
    r"""Weights that give the leading coefficient of a least-squares polynomial over scores.

    :math:`p_d(x) / \sum p_d(x)^2`, where :math:`p_d` is the polynomial with leading coefficient 1
    that is orthogonal over the scores to all of lower degree (Draper & Smith 1998, Applied
    Regression Analysis, chapter 22, 10.1002/9781118625590). Degree 1 gives the slope.

    Parameters
    ----------
    scores
        Place of each level; more levels than ``degree``.
    degree
        1 for the slope, 2 for the curvature, and so on.

    Examples
    --------
    >>> polynomial_weights({"none": 0.0, "low": 1.0, "high": 2.0})
    {'none': -0.5, 'low': 0.0, 'high': 0.5}
    >>> bend = polynomial_weights({"none": 0.0, "low": 1.0, "high": 2.0}, degree=2)
    >>> {level: round(weight, 9) for level, weight in bend.items()}
    {'none': 0.5, 'low': -1.0, 'high': 0.5}
    """
    x = list(scores.values())
    before, polynomial = [0.0] * len(x), [1.0] * len(x)
    size_before = 1.0
    for _ in range(degree):
        size = sum(p * p for p in polynomial)
        center = sum(place * p * p for place, p in zip(x, polynomial, strict=True)) / size
        lag = size / size_before if any(before) else 0.0
        before, polynomial = (
            polynomial,
            [
                (place - center) * p - lag * q
                for place, p, q in zip(x, polynomial, before, strict=True)
            ],
        )
        size_before = size
    spread = sum(p * p for p in polynomial)
    return {level: p / spread for level, p in zip(scores, polynomial, strict=True)}
