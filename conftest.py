"""How many examples tests of properties try: few in ``make test``, many in ``make test-more``.

None has a deadline: a machine may be busy. What is collected stays to the end, so that Python need
not ask again and again whether anybody still needs it.
"""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("few", max_examples=20, deadline=None)
settings.register_profile("many", max_examples=200, deadline=None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let ``make test-more`` try the same properties again, with other numbers of examples."""
    if settings.get_current_profile_name() != "many":
        return
    for item in items:
        function = getattr(item, "obj", None)
        if getattr(function, "is_hypothesis_test", False) or item.get_closest_marker("hypothesis"):
            item.add_marker(pytest.mark.more)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect without looking for garbage, of which there is hardly any."""
    gc.disable()
    try:
        return (yield)
    finally:
        # Half a million objects: without this they are gone through anew many times.
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        gc.enable()
