"""What the report is told about methods that miss their level."""

import pytest

from explant import calibration
from explant.calibration import (
    METHODS,
    Miss,
    all_misses,
    misses_for,
    nearest_simulated,
    warning_sentence,
)

SKEWED = "skewed differences whose mean is zero"


@pytest.fixture
def misses(monkeypatch):
    found = (
        Miss("t", "error", SKEWED, "12", 0.01, 0.01, 0.04, 10_000),
        Miss("t", "error", "skewed counts, whose mean is zero", "12", 0.05, 0.05, 0.062, 10_000),
        Miss("t", "error", SKEWED, "12", 0.05, 0.05, 0.091, 10_000),
        Miss("t", "error", SKEWED, "40", 0.05, 0.05, 0.069, 10_000),
        Miss("welch", "error", "normal differences", "16/4", 0.05, 0.05, 0.08, 10_000),
    )
    monkeypatch.setattr(calibration, "all_misses", lambda: found)
    return found


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((3,), "6"),
        ((8,), "6"),
        ((9,), "12"),
        ((15,), "12"),
        ((16,), "20"),
        ((29,), "20"),
        ((30,), "40"),
        ((80,), "40"),
        ((81,), ""),
        ((10, 10), "10/10"),
        ((11, 9), "10/10"),
        ((8, 12), "12/8"),
        ((14, 6), "12/8"),
        ((4, 16), "16/4"),
        ((30, 20), ""),
        ((0, 0), ""),
        ((5, 5, 5), "8/7/5"),
    ],
)
def test_which_simulated_number_stands_for_a_study(sizes, expected):
    assert nearest_simulated(*sizes) == expected


def test_the_worst_miss_at_the_usual_level_comes_first(misses):
    assert misses_for("t", 11) == [misses[2], misses[1], misses[0]]
    assert misses_for("t", 33) == [misses[3]]


def test_no_miss_where_none_was_found_or_nothing_was_simulated(misses):
    assert misses_for("t", 6) == []
    assert misses_for("sign", 12) == []
    assert misses_for("t", 500) == []
    assert misses_for("welch", 10, 10) == []
    assert misses_for("welch", 5, 22) == [misses[4]]


def test_an_unknown_method_is_named():
    with pytest.raises(ValueError, match="ancova"):
        misses_for("ancova", 12)


@pytest.mark.parametrize(
    ("miss", "expected"),
    [
        (
            Miss("t_interval", "coverage", SKEWED, "6", 0.95, 0.95, 0.8871, 20_000),
            "In simulation with 6 patients and skewed differences whose mean is zero, the t "
            "interval of the mean covered the true value in 88.7 % of studies, where it promises "
            "95.0 % (docs/calibration.md).",
        ),
        (
            Miss("welch", "error", "normal differences", "16/4", 0.05, 0.05, 0.08, 10_000),
            "In simulation with groups of 16 and 4 patients and normal differences, the Welch's t "
            "test rejected a true null hypothesis in 8.0 % of studies at the 0.05 level "
            "(docs/calibration.md).",
        ),
        (
            Miss("holm_t", "error", "5 normal markers, none affected", "6", 0.05, 0.05, 0.1, 9),
            "In simulation with 6 patients and 5 normal markers, none affected, the t tests "
            "adjusted by Holm rejected some true null hypothesis in 10.0 % of studies at the 0.05 "
            "level (docs/calibration.md).",
        ),
    ],
)
def test_the_sentence(miss, expected):
    assert warning_sentence(miss) == expected.replace("the Welch's", "Welch's")


def test_every_committed_miss_is_worse_than_promised_and_makes_a_sentence():
    misses = all_misses()
    assert misses
    for miss in misses:
        assert miss.method in METHODS
        worse = miss.rate < miss.target if miss.quantity == "coverage" else miss.rate > miss.target
        assert worse
        sentence = warning_sentence(miss)
        assert sentence.count(".md") == 1
        assert miss.setting in sentence
        sizes = [int(size) for size in miss.groups.split("/")]
        assert miss in misses_for(miss.method, *sizes)
