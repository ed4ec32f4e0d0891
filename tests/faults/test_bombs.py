"""Each file made to do harm is read, or refused in one sentence, within what it may take."""

import pytest

from tests.faults.bombs import BOMBS
from tests.faults.every import only_of_all
from tests.faults.measured import measured

MOST = 5.0
BUSY = 1.5
"""Seconds of computing of any small file; and by how much they grow on a busy computer."""
LONGEST = 600
"""Letters on the screen: a sentence on the sheet, and one on each of up to three columns."""
CONFIG = """\
spreadsheet: {{path: {file}, layout: auto, columns: {{patient: Patient}}}}
factors:
  Treatment: {{levels: [control, IL-2]}}
markers:
  each: {{each_of: ["*"], unit: "%"}}
contrasts:
  effect: {{compare: {{Treatment: [IL-2, control]}}}}
"""
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
        assert len(line) < LONGEST
    within_limits(file, found)


def within_limits(file, found):
    small = file.stat().st_size < 1_000_000
    # A single step of C code is not interrupted.
    assert found.seconds < (BUSY * MOST if small else 90)
    assert found.megabytes < (500 if small else 2_200)


@pytest.mark.more
@only_of_all
@pytest.mark.parametrize("size", [1, 10])
@pytest.mark.parametrize("name", BOMBS)
def test_a_config_that_asks_for_all_of_a_bomb_is_checked_or_refused(name, size, tmp_path):
    file = BOMBS[name](tmp_path, size)
    config = tmp_path / "mine.yaml"
    config.write_text(CONFIG.format(file=file), encoding="utf-8")
    found = measured(["explant", "check", config.name], tmp_path)
    assert "Traceback" not in found.screen
    within_limits(file, found)
