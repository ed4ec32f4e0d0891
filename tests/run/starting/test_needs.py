"""What a job asks of a cluster grows with what it reads, and with each try."""

from types import SimpleNamespace

import pytest

from explant.config.models.settings import STEPS
from explant.run.starting.needs import MEASURED, Need, asked_mb, asked_minutes, resources


def test_every_step_was_measured():
    assert set(MEASURED) == set(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_more_to_read_and_a_further_try_ask_for_more(step):
    asked = resources(step)
    for name in ("mem_mb", "runtime"):
        small, large = (
            asked[name](None, SimpleNamespace(size_mb=size), 1) for size in (0.01, 100.0)
        )
        assert small < large
        assert asked[name](None, SimpleNamespace(size_mb=0.01), 2) == 2 * small


def test_twice_what_was_measured_beside_snakemake_itself():
    need = Need(mb=100, mb_per_mb=10, seconds=60, seconds_per_mb=30)
    assert asked_mb(need, 20) == 150 + 2 * 300
    assert asked_minutes(need, 20) == 10 + 22
