"""Every family compares every kind of groups, by methods that are told apart."""

from collections import Counter

import pytest

from explant.declared_tests.group_methods import (
    FAMILIES,
    GIVEN_OTHERS,
    METHOD_NAMES,
    METHODS,
    WAYS,
    ComparisonKind,
    method_of,
)
from explant.declared_tests.known_tests import TESTS
from explant.language.references.citing import told
from explant.tables.columns import COLUMNS

ENTRIES = [pytest.param(*key, id=" by ".join(reversed(key))) for key in METHODS]


def test_no_two_methods_have_one_key():
    # A family that has no method of its own of some kind shares that of a way.
    entries = {id(method): method for method in METHODS.values()}
    keys = Counter(key for method in entries.values() for key in method.keys)
    assert set(keys.values()) == {1}
    assert set(keys) | set(GIVEN_OTHERS) == set(METHOD_NAMES)
    assert not set(keys) & set(GIVEN_OTHERS)


@pytest.mark.parametrize(("family", "kind"), ENTRIES)
def test_each_says_all_that_is_asked_of_it(family, kind):
    method = METHODS[family, kind]
    assert "{" not in str(told(method.sentence, number="difference"))
    assert "{" not in str(told(method.details, level="95 %"))
    assert bool(method.estimate) == (kind != "unordered groups")
    table = "interactions" if kind == "continuous" else "between"
    assert set(method.p_columns) <= set(COLUMNS[table])
    assert bool(method.p_columns) == (method.compute is None), "p columns are those of the ways"
    if kind == "two groups" and family in WAYS:
        assert method.beside


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("kind", ComparisonKind)
def test_every_declared_test_has_one(test, kind):
    assert method_of(test, kind).sentence
    assert TESTS[test].comparison in FAMILIES
    # Adjustments that permute labels know the statistics of the ways only.
    assert method_of(test, kind).compute is None or TESTS[test].flipped_statistic is None


def test_every_way_is_a_family():
    assert {way: FAMILIES[way] for way in WAYS} == dict(zip(WAYS, WAYS, strict=True))
    assert set(FAMILIES.values()) == set(WAYS)
