"""Every function answers samples at the edge of the number range; warnings are errors here."""

import importlib
import inspect
import math
import pkgutil
import typing
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import explant.statistics
from explant.statistics.one_sample.bayes_factor import bf10
from explant.statistics.one_sample.effect_sizes import d_z
from explant.statistics.one_sample.sign_test import sign_test, superiority
from explant.statistics.one_sample.signed_rank import pseudomedian, signed_rank_test
from explant.statistics.one_sample.student import student_t
from explant.statistics.westfall_young import westfall_young
from tests.statistics.one_column import d_av
from tests.tried import tried

BIG, SMALL = 1.7e308, 5e-324
EDGES = [0.0, 1.0, -1.0, 2.0, 0.1, 0.3, 1e15, 1e300, -1e300, 1e-300, -1e-300, SMALL, BIG, -BIG]
PATIENTS = 7


def samples(size):
    """Mixtures of edges and ordinary numbers, and constants, up to this size."""
    value = st.sampled_from(EDGES) | st.floats(allow_nan=False, allow_infinity=False)
    constant = st.sampled_from(EDGES).flatmap(lambda x: st.lists(st.just(x), max_size=size))
    two_values = st.lists(st.sampled_from(EDGES), min_size=1, max_size=2).flatmap(
        lambda few: st.lists(st.sampled_from(few), max_size=size)
    )
    return st.lists(value, max_size=size) | constant | two_values


def of_all_modules():
    for module in pkgutil.walk_packages(explant.statistics.__path__, "explant.statistics."):
        found = importlib.import_module(module.name)
        for name, function in inspect.getmembers(found, inspect.isfunction):
            if not name.startswith("_") and function.__module__ == found.__name__:
                yield function


def result_type(function):
    """The class of results that a function gives, one or a list of them."""
    returned = typing.get_type_hints(function)["return"]
    inner = typing.get_args(returned)
    return inner[0] if inner else returned


def reads_samples(function):
    takes_a_result = {
        "result",
        "reason",
        "counts",
        "upper_bounds",
        "p_values",
        "residuals",
        "variances",
    }
    kind = result_type(function)
    return is_dataclass(kind) and not takes_a_result & set(inspect.signature(function).parameters)


INFERENCE = [function for function in of_all_modules() if reads_samples(function)]

# What each parameter gets, from a first and a second sample of the same length.
ARGUMENTS = {
    "differences": lambda one, two: one,
    "samples": lambda one, two: [one, two],
    "first": lambda one, two: one[: len(one) // 2],
    "second": lambda one, two: one[len(one) // 2 :],
    "stratifier": lambda one, two: two,
    "effect": lambda one, two: np.reshape(two, (-1, 1)),
    "others": lambda one, two: np.arange(len(one), dtype=float)[:, None] ** 2,
    "groups": lambda one, two: [one[:2], one[2:], two[:3]],
    "sizes": lambda one, two: [len(one[:2]), len(one[2:])],
    "values": lambda one, two: np.column_stack((one, two, one[::-1])),
    "cells": lambda one, two: np.column_stack((one, two, one[::-1])),
    "levels": lambda one, two: [3],
    "factors": lambda one, two: ["dose"],
    "contrasts": lambda one, two: [[1.0, -1.0, 0.0]],
    "margin_low": lambda one, two: -(abs(two[0]) if two else 1.0) - SMALL,
    "margin_high": lambda one, two: (abs(two[0]) if two else 1.0) + SMALL,
    "known": lambda one, two: np.array(one, dtype=float),
    "low": lambda one, two: -np.abs(np.array(two, dtype=float)) - SMALL,
    "high": lambda one, two: np.abs(np.array(two, dtype=float)) + SMALL,
    "test": lambda one, two: "wilcoxon",
    "n_first": lambda one, two: len(one) // 2,
    "seed": lambda one, two: 1,
    "monte_carlo": lambda one, two: 99,
    "max_flips": lambda one, two: 99,
}
# Of these, a function of columns takes a table: the sample, and the sample turned round.
COLUMNS = {"differences", "first", "second"}
OPTIONAL = {"groups"}
FEW_EXAMPLES = {"linear_mixed_model": 5}

# Fields that are empty or infinite by definition, as their docstrings say.
BY_DEFINITION = {
    ("kruskal_wallis", "df2"),
    ("welch_anova", "df2"),
    ("studentized_permutation", "statistic"),
}


def takes_columns(function):
    return function.__name__.endswith("_of_columns") or function is westfall_young


def answers(function, one, two):
    parameters = inspect.signature(function).parameters
    arguments = {}
    for name, parameter in parameters.items():
        has_default = parameter.default is not inspect.Parameter.empty
        if name in ARGUMENTS and not (has_default and name in OPTIONAL):
            value = ARGUMENTS[name](one, two)
            if name in COLUMNS and takes_columns(function):
                value = np.column_stack((value, value[::-1]))
            arguments[name] = value
        else:
            assert has_default, f"{function.__name__}: say in ARGUMENTS what {name} gets"
    found = function(**arguments)
    return found if isinstance(found, list) else [found]


def assert_defined(function, result):
    reason = getattr(result, "reason", "")
    for field in fields(result):
        value = getattr(result, field.name)
        if is_dataclass(value) or not isinstance(value, float):
            continue
        if not math.isfinite(value):
            name = function.__name__.removesuffix("_of_columns")
            by_definition = (name, field.name) in BY_DEFINITION
            assert reason or by_definition, f"{field.name} of {result} is not finite without reason"
        elif field.name == "p" or field.name.startswith("p_"):
            assert 0.0 <= value <= 1.0, result


def assert_ordered(result):
    names = ("estimate", "mean", "difference", "slope", "superiority")
    center = next((getattr(result, name) for name in names if hasattr(result, name)), None)
    ends = getattr(result, "low", math.nan), getattr(result, "high", math.nan)
    if center is None or not all(map(math.isfinite, (center, *ends))):
        return
    # The mean of equal numbers may miss them by a rounding error.
    rounding = 1e-12 * max(map(abs, (center, *ends)))
    assert ends[0] - rounding <= center <= ends[1] + rounding, result


def check(function, one, two):
    for result in answers(function, one, two):
        assert_defined(function, result)
        assert_ordered(result)


@pytest.mark.hypothesis
@pytest.mark.parametrize("function", INFERENCE, ids=lambda function: function.__name__)
def test_every_inference_is_defined_or_has_a_reason(function):
    @settings(
        derandomize=True,
        deadline=None,
        database=None,
        max_examples=tried(FEW_EXAMPLES.get(function.__name__, 40)),
    )
    @example(one=[], two=[])
    @example(one=[3.0], two=[1.0])
    @example(one=[3.0, -1.0], two=[1.0, 2.0])
    @example(one=[0.0] * PATIENTS, two=[0.0] * PATIENTS)
    @example(one=[2.0] * PATIENTS, two=list(range(PATIENTS)))
    @example(one=[BIG, -BIG, BIG, -BIG], two=[SMALL, 0.0, 2 * SMALL, 0.0])
    @example(one=[SMALL, 0.0, -SMALL, 0.0], two=[BIG, -BIG, 1.0, 0.0])
    @given(one=samples(PATIENTS), two=samples(PATIENTS))
    def run(one, two):
        size = min(len(one), len(two))
        check(function, one[:size], two[:size])

    run()


def test_the_list_holds_every_family_of_inference():
    names = {function.__name__ for function in INFERENCE}
    assert {"student_t", "pseudomedian", "welch_t", "jonckheere", "theil_sen", "tost"} <= names
    assert len(names) >= 25


@settings(derandomize=True, deadline=None, database=None, max_examples=tried(40))
@given(one=samples(PATIENTS), two=samples(PATIENTS))
def test_numbers_without_a_reason_are_finite_or_nan(one, two):
    size = min(len(one), len(two))
    assert not math.isinf(d_av(one[:size], two[:size]))
    t = student_t(one)
    assert not bf10(t.t, t.n) < 0.0
    assert t.n < 2 or np.isfinite(t.mean)


@settings(derandomize=True, deadline=None, database=None, max_examples=tried(40))
@given(one=samples(PATIENTS), two=samples(PATIENTS))
def test_adjusted_p_are_probabilities_in_families_of_any_values(one, two):
    size = min(len(one), len(two))
    for statistic in ("t", "signed_rank"):
        found = westfall_young(np.column_stack((one[:size], two[:size])), 1, statistic, 99)
        for values in (found.p, found.p_adjusted):
            assert np.isnan(values).all() if size < (2 if statistic == "t" else 1) else True
            known = values[~np.isnan(values)]
            assert ((known > 0.0) & (known <= 1.0)).all()


@pytest.mark.parametrize("function", [signed_rank_test, sign_test, d_z, pseudomedian, superiority])
def test_missing_values_are_an_error_that_says_where(function):
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        function([1.0, np.nan])
