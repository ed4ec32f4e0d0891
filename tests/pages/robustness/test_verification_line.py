import math

from explant.language.words import Row
from explant.pages.robustness.verification_line import second_opinion


def rows(*digits, package="scipy"):
    return [
        Row(
            "verification",
            number,
            {"quantity": "p_t", "marker": "CD25", "contrast": "il2", "package": package}
            | {"version": "1.17.1", "digits": each, "agrees": "yes" if each >= 6 else "no"},
        )
        for number, each in enumerate(digits)
    ]


def test_all_agree():
    found = second_opinion([*rows(15, 9, math.nan), *rows(12, package="pingouin")])
    assert not found.disagrees
    assert str(found.line) == (
        "3 numbers of the tables recomputed by SciPy 1.17.1 and pingouin 1.17.1: all agree, to "
        "9 digits or more."
    )


def test_one_disagrees():
    found = second_opinion(rows(15, 2))
    assert found.disagrees
    assert str(found.line) == (
        "1 of 2 numbers recomputed by SciPy 1.17.1 differs beyond rounding: p_t of CD25 (il2). "
        "Both numbers stand in verification.csv."
    )


def test_nothing_was_compared():
    assert second_opinion(rows(math.nan)) is None
    assert second_opinion([]) is None
