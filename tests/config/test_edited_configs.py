"""Whatever slip of the hand: a valid config, or sentences with file and line; never a traceback."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from explant.config.loading import load_plan
from explant.problems import ProblemsError
from tests.config.edited_configs import EDITS, Edited, edited

# Words of the libraries, which say nothing to the person who wrote the config.
FOREIGN = re.compile(
    r"Input should|NoneType|dictionary|instance of|token|scalar|block end|mapping values|"
    r"pydantic|Error|Traceback|None does"
)


def told(edit: Edited, file: Path) -> list[str]:
    """Problems of an edited config; none if it is valid."""
    file.write_text(edit.text, encoding="utf-8", newline="")
    try:
        # Two columns stand for the 1,960 that the pattern of a shipped config finds.
        load_plan([file], headings=lambda plan: ["G0001", "G0002"])
    except ProblemsError as error:
        return [str(problem) for problem in error.problems]
    return []


def check(seeds: Iterable[int], file: Path) -> tuple[Counter[str], Counter[str]]:
    """Kinds of edits that were told, and those whose line, or one beside it, was named."""
    faulty, near = Counter[str](), Counter[str]()
    for seed in seeds:
        edit = edited(seed)
        problems = told(edit, file)
        at = f"seed {seed}: {edit.kind} in {edit.file}, line {edit.lines[0]}: {problems}"
        for problem in problems:
            assert problem.startswith(file.name), at
            assert "\n" not in problem, at
            assert problem[-1] in ".?…", at
            assert len(problem) < 600, at
            assert not FOREIGN.search(problem), at
        if problems:
            named = re.findall(r"mine\.yaml:(\d+)|\bline (\d+)", " ".join(problems))
            lines = {int(number) for pair in named for number in pair if number}
            faulty[edit.kind] += 1
            near[edit.kind] += bool(lines & set(range(edit.lines[0] - 1, edit.lines[-1] + 2)))
    return faulty, near


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("mine.yaml")


def test_an_edit_is_valid_or_told_in_sentences_with_its_line(file):
    faulty, near = check(range(200), file)
    assert sum(faulty.values()) > 140
    assert sum(near.values()) / sum(faulty.values()) > 0.93


@pytest.mark.more
def test_five_thousand_edits_are_valid_or_told_in_sentences_with_their_line(file):
    faulty, near = check(range(200, 5200), file)
    assert set(EDITS) - set(faulty) <= {"Windows' line end"}
    assert sum(near.values()) / sum(faulty.values()) > 0.93
    # What breaks the YAML is told at its own line, but for a bracket that another line closes.
    for kind in EDITS:
        if "tab" in kind or "quotation mark" in kind or kind in ("no colon", "an anchor"):
            assert near[kind] >= 0.95 * faulty[kind], kind
