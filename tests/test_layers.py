"""Which room imports which: the contracts of pyproject.toml."""

from pathlib import Path

from importlinter import cli

PROJECT = Path(__file__).parents[1]


def test_no_room_imports_one_above_it(capsys):
    broken = cli.lint_imports(str(PROJECT / "pyproject.toml"), no_cache=True)
    assert broken == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out
