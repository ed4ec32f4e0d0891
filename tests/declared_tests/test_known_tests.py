"""Every declared test says all that is asked of it, and computes what it says."""

import math
import re

import numpy as np
import pytest
import scipy.stats

from explant.config.models import Inference
from explant.declared_tests.known_tests import TESTS, floor_of_signs
from explant.language.references.citing import told
from explant.tables.columns import COLUMNS
from explant.tables.results.sample_statistics import OneSample
from explant.tables.robustness.primary_results import result_of

# Sleep data of R (extra hours, second drug minus first; Student 1908).
SLEEP = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
GIVEN = {"differences": "paired differences", "level": "95 %", "permutations": "20,000", "seed": 1}


def sample(test: str, differences: np.ndarray = SLEEP) -> OneSample:
    return OneSample(differences, Inference(test=test))


@pytest.mark.parametrize("test", TESTS.values(), ids=TESTS)
def test_the_result_is_that_of_the_column_with_its_p(test):
    found = sample(test.key).declared
    assert test.p_column in COLUMNS["paired"]
    another = next(key for key in TESTS if key != test.key)
    assert found.p == test.p_of(sample(another))
    assert found.low <= found.estimate <= found.high
    assert found.note == ""


def test_results_on_the_sleep_data():
    # t and its p from R; the exact signed-rank p by full enumeration: 2 of 2 ** 9 patterns.
    t = sample("t").declared
    assert round(t.p, 6) == 0.002833
    assert t.estimate == pytest.approx(1.58)
    assert sample("wilcoxon").declared.p == 0.00390625
    assert sample("sign").declared.p == scipy.stats.binomtest(9, 9).pvalue
    assert sample("sign").declared.estimate == np.median(SLEEP)


@pytest.mark.parametrize("test", TESTS.values(), ids=TESTS)
@pytest.mark.parametrize("n", [1, 3, 6])
def test_no_sample_gives_less_than_the_smallest_p(test, n):
    smallest = test.smallest_p(n)
    if math.isnan(smallest):
        assert test.exact_up_to == 0
        return
    assert smallest == floor_of_signs(n)
    assert sample(test.key, np.arange(1.0, n + 1)).declared.p == smallest


@pytest.mark.parametrize("test", TESTS.values(), ids=TESTS)
@pytest.mark.parametrize("zero_rule", ["wilcoxon", "pratt"])
def test_its_sentences_name_sources_that_are_listed(test, zero_rule):
    for sentence in test.sentences(zero_rule):
        assert "{" not in str(told(sentence, **GIVEN))
    assert test.name in str(told(test.beside, name=test.name))


def test_an_unknown_source_says_where_sources_are_listed():
    with pytest.raises(KeyError, match=r"nobody1900: .* in language/references/sources.py"):
        told("a test ({nobody1900})")


@pytest.mark.parametrize("test", TESTS.values(), ids=TESTS)
def test_its_names_read_well_behind_the_article(test):
    for name in (test.name, test.short_name, test.name_unpaired):
        assert not re.search(r"’s\b|'s\b|^(the|a|an)\b", name)


@pytest.mark.parametrize("test", TESTS.values(), ids=TESTS)
def test_a_missing_number_has_a_reason(test):
    found = sample(test.key, np.array([1.0])).declared
    if any(math.isnan(number) for number in found.numbers.values()):
        assert found.note


def test_the_slow_interval_is_left_out_only_where_it_takes_seconds():
    many = np.linspace(-1.0, 3.0, 35)
    left_out = result_of(sample("sign_flip", many), slow_interval=False)
    assert math.isnan(left_out["low"])
    assert left_out["p"] == sample("sign_flip", many).sign_flip.p
    assert left_out["note"].startswith("n = 35")
    assert not math.isnan(result_of(sample("sign_flip"), slow_interval=False)["low"])


def test_a_sign_test_says_median():
    assert TESTS["sign"].estimate == "median"
    assert TESTS["sign"].hypothesis != TESTS["wilcoxon"].hypothesis
