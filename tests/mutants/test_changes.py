import ast

import pytest

from tests.mutants.changes import changes_of, chosen

SOURCE = '''"""Text with 1 number."""
from dataclasses import dataclass

@dataclass(frozen=True)
class A:
    size: int = 3

def f(values: list[int], least=0.5) -> int:
    """Docstring, not changed."""
    kept = [value for value in values if value > least]
    if not kept:
        raise ValueError(f"{1 + 1} is no reason")
    return min(kept) - len(kept) * 2

def g(table, flags):
    return table[table >= 0] and table[~flags]
'''


def found():
    return {(change.kind, change.before, change.after) for change in changes_of(SOURCE, "a.py")}


@pytest.mark.parametrize(
    "change",
    [
        ("comparison", "value > least", "(value >= least)"),
        ("filter", "value > least", "True"),
        ("boolean", "not kept", "(kept)"),
        ("branch", "not kept", "False"),
        ("extreme", "min", "(max)"),
        ("operator", "len(kept) * 2", "(len(kept) / 2)"),
        ("operator", "min(kept) - len(kept) * 2", "(min(kept) + len(kept) * 2)"),
        ("constant", "2", "3"),
        ("constant", "0.5", "1.5"),
        ("return", "return min(kept) - len(kept) * 2", "return None"),
        ("filter", "table[table >= 0]", "(table)"),
        ("filter", "table[~flags]", "(table)"),
        ("boolean", "table[table >= 0] and table[~flags]", "(table[table >= 0] or table[~flags])"),
    ],
)
def test_kinds_of_changes(change):
    assert change in found()


def test_nothing_is_changed_that_no_result_depends_on():
    texts = {before for _, before, _ in found()}
    assert "frozen=True" not in texts
    assert "1 + 1" not in texts
    assert ("boolean", "True", "False") not in found()


def test_a_change_is_made_in_its_place_and_nowhere_else():
    for change in changes_of(SOURCE, "a.py"):
        changed = change.applied(SOURCE)
        ast.parse(changed)
        assert changed != SOURCE
        assert len(changed) - len(SOURCE) == len(change.after) - len(change.before)


def test_places_count_characters_of_every_alphabet():
    source = 'LABEL = "−μ"; SIZE = 4\n'
    (change,) = changes_of(source, "a.py")
    assert change.applied(source) == 'LABEL = "−μ"; SIZE = 5\n'


def test_a_choice_is_seeded_and_holds_each_kind():
    changes = changes_of(SOURCE, "a.py")
    kinds = {change.kind for change in changes}
    first = chosen(changes, len(kinds), seed=1)
    assert {change.kind for change in first} == kinds
    assert first == chosen(changes[::-1], len(kinds), seed=1)
    assert set(chosen(changes, 1000, seed=2)) == set(changes)


def test_a_choice_stays_where_other_places_are_edited():
    before = changes_of(SOURCE, "a.py")
    after = [*changes_of("START = 1\n\n" + SOURCE, "b/a.py"), *changes_of("END = 9\n", "c.py")]
    first, second = (
        {(change.kind, change.before, change.after) for change in chosen(changes, 8, seed=3)}
        for changes in (before, after)
    )
    assert len(first & second) >= 6
