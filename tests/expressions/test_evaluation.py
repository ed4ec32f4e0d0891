import numpy as np
import pytest

from explant.expressions.evaluation import Evaluation, told
from explant.expressions.parsing import parse

NAN = np.nan
VALUES = {
    "a": np.array([1.0, 2.0, 4.0, 8.0]),
    "b": np.array([2.0, 2.0, 8.0, NAN]),
    "zero": np.array([1.0, 0.0, -1.0, 0.0]),
    "same": np.array([3.0, 3.0, 3.0, 3.0]),
    "CTLA-4": np.array([10.0, 20.0, 30.0, 40.0]),
}
LISTS = {"pair": ["a", "b"], "whole": ["a", "CTLA-4"]}


def evaluated(text):
    evaluation = Evaluation(VALUES, LISTS, 4)
    return evaluation.of(parse(text)), evaluation.undefined


# SD of 1, 2, 4, 8: mean 3.75, squared deviations 7.5625 + 3.0625 + 0.0625 + 18.0625 = 28.75.
SD = (28.75 / 3) ** 0.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a / b", [0.5, 1.0, 0.5, NAN]),
        ("log2(a / b)", [-1.0, 0.0, -1.0, NAN]),
        ("2 * a - 1", [1.0, 3.0, 7.0, 15.0]),
        ("-a^2", [-1.0, -4.0, -16.0, -64.0]),
        ('"CTLA-4" / 10', [1.0, 2.0, 3.0, 4.0]),
        ("mean(pair)", [1.5, 2.0, 6.0, NAN]),
        ("mean(a, b, 3)", [2.0, 7 / 3, 5.0, NAN]),
        ("sum(whole)", [11.0, 22.0, 34.0, 48.0]),
        ("median(whole, 100)", [10.0, 20.0, 30.0, 40.0]),
        ("min(pair)", [1.0, 2.0, 4.0, NAN]),
        ("max(pair)", [2.0, 2.0, 8.0, NAN]),
        ("mean(log2(pair + 0))", [0.5, 1.0, 2.5, NAN]),
        ("sum(8 / pair)", [12.0, 8.0, 3.0, NAN]),
        ("sum(-pair)", [-3.0, -4.0, -12.0, NAN]),
        ("z(a)", [-2.75 / SD, -1.75 / SD, 0.25 / SD, 4.25 / SD]),
        # log2 of a is 0, 1, 2, 3: mean 1.5, SD 1.2909944487358056.
        ("z(log2(a))", np.array([-1.5, -0.5, 0.5, 1.5]) / (5 / 3) ** 0.5),
        # b without its missing value is 2, 2, 8: mean 4, SD √12.
        ("z(b)", [-2 / 12**0.5, -2 / 12**0.5, 4 / 12**0.5, NAN]),
        (
            "mean(z(whole))",
            (
                np.array([-2.75, -1.75, 0.25, 4.25]) / SD
                + np.array([-15, -5, 5, 15]) / (500 / 3) ** 0.5
            )
            / 2,
        ),
        ("sqrt(a) + ln(1) + log10(100) + abs(-1)", [4.0, 2**0.5 + 3, 5.0, 8**0.5 + 3]),
    ],
)
def test_values(text, expected):
    values, undefined = evaluated(text)
    np.testing.assert_allclose(values, expected, rtol=1e-14)
    assert undefined == []


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("a / zero", [1, 3], "zero is 0, and nothing can be divided by 0"),
        # Sample 3 has no b: that is missing, and no mistake.
        ("b / zero", [1], "zero is 0"),
        ("1 / (a - 4)", [2], "a - 4 is 0"),
        ("log2(zero)", [1, 2, 3], "zero has no logarithm"),
        ("sqrt(zero)", [2], "zero has no square root"),
        ("z(same)", [0, 1, 2, 3], "same is 3 wherever it was measured"),
        ("zero ^ -1", [1, 3], "zero^-1 has no value"),
        ("10 ^ (100 * a)", [2, 3], "10^(100 * a) has no value, or one that is too large"),
    ],
)
def test_where_there_is_no_value(text, where, words):
    values, undefined = evaluated(text)
    (found,) = undefined
    assert found.where.tolist() == where
    assert told(found).startswith(words)
    assert np.isnan(values[where]).all()
