"""Which room imports which: the contracts of pyproject.toml."""

from collections import Counter
from pathlib import Path

from importlinter import cli

PROJECT = Path(__file__).parents[1]


def test_no_room_imports_one_above_it(capsys, monkeypatch):
    # It configures the logging of the whole process, and with it switches off every other logger.
    monkeypatch.setattr("logging.config.dictConfig", lambda config: None)
    broken = cli.lint_imports(str(PROJECT / "pyproject.toml"), no_cache=True)
    assert broken == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_two_modules_have_one_name():
    """Who looks for a module by its name opens the right one."""
    modules = (PROJECT / "src" / "explant").rglob("*.py")
    count = Counter(module.name for module in modules if not module.name.startswith("__"))
    assert [name for name, number in count.items() if number > 1] == []


def test_no_module_has_more_than_400_lines():
    """One that grows beyond what a person reads at once is two."""
    modules = (PROJECT / "src" / "explant").rglob("*.py")
    lines = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in modules}
    assert {name: number for name, number in lines.items() if number > 400} == {}
