import numpy as np
import pytest

from explant.statistics.kernel.root_finding import bracketed_root, unbounded_root


@pytest.mark.parametrize(
    ("function", "root"),
    [
        (lambda x: x**3 - 0.2, 0.2 ** (1 / 3)),
        (lambda x: np.exp(20 * (x - 0.9)) - 1.0, 0.9),
        (lambda x: 1.0 if x > 0.3 else -1.0, 0.3),
        (lambda x: np.arctan(1e6 * (x - 0.123)), 0.123),
    ],
)
def test_bracket_closes_around_the_root(function, root):
    low, high = bracketed_root(function, 0.0, 1.0, 1e-10)
    assert low <= root + 1e-15
    assert root - 1e-15 <= high
    assert high - low <= 1e-10


def test_no_sign_change():
    with pytest.raises(ValueError, match="sign"):
        bracketed_root(lambda x: 1.0, 0.0, 1.0, 1e-9)


@pytest.mark.parametrize("root", [-1e9, -3.0, 0.25, 1e9])
def test_unbounded(root):
    assert unbounded_root(lambda x: root - x, 0.0, 1.0) == pytest.approx(root, rel=1e-9)


def test_the_search_ends_when_the_bracket_is_narrow_enough():
    tried = []

    def function(x):
        tried.append(x)
        return x**3 - 0.2

    low, high = bracketed_root(function, 0.0, 1.0, 0.5)
    assert 0.0 < high - low <= 0.5
    assert len(tried) <= 4
