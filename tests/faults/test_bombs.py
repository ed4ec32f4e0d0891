"""Each file made to do harm is read, or refused in one sentence, within what it may take."""

import pytest

from tests.faults.bombs import BOMBS
from tests.faults.every import only_of_all
from tests.faults.measured import measured

STARTING = 3.0
"""Seconds of computing for Python, its packages, and a draft of sixteen rows."""
SHORT = {"shared_part", "many_attributes", "brackets"}
QUICK = {"one_token", "addresses"}


def _marks(name: str, size: int) -> tuple[pytest.MarkDecorator, ...]:
    if size == 1 and name in QUICK:
        return ()
    return (pytest.mark.more, *([] if size == 1 and name in SHORT else [only_of_all]))


@pytest.mark.parametrize(
    ("name", "size"),
    [pytest.param(name, size, marks=_marks(name, size)) for name in BOMBS for size in (1, 10)],
)
def test_a_bomb_is_read_or_refused_in_one_sentence(name, size, tmp_path):
    file = BOMBS[name](tmp_path, size)
    found = measured(["explant", "draft", file.name, "--output", "drafted.yaml"], tmp_path)
    assert "Traceback" not in found.screen
    assert found.code == (0 if (tmp_path / "drafted.yaml").exists() else 1), found.screen
    if found.code:
        (line,) = found.screen.splitlines()
        assert line.startswith(file.name)
        assert len(line) < 500
    small = file.stat().st_size < 1_000_000
    # 5 s, and what real cells give; a single step of C code is not interrupted.
    cells = min(file.stat().st_size, 1_000_000) / 5 * 0.00015
    assert found.seconds < (STARTING + 5 + 3 + cells if small else 90)
    assert found.megabytes < (500 if small else 2_200)
