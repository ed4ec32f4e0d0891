"""Which faults are tried: a few of a kind by ``make test-more``, all by ``make faults``."""

import os
from typing import Any

import pytest

VARIABLE = "EXPLANT_FAULTS"
TRIES_ALL = os.environ.get(VARIABLE) == "all"

only_of_all = pytest.mark.skipif(not TRIES_ALL, reason="one of many faults: make faults tries all")


def few_of(values: list[Any], few: list[Any]) -> list[Any]:
    """Parameters of a test, of which only a few are tried where not all are."""
    return [
        value if value in few else pytest.param(*_parts(value), marks=only_of_all)
        for value in values
    ]


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
