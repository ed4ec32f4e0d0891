"""Drafts with a person at the terminal: by injected answers, and on a real pseudo-terminal."""

import os
import pty
import select
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from explant.commands import draft
from explant.commands.drafting.dialogue import StoppedError, Terminal
from explant.commands.drafting.writing_down.lines import OpenQuestion
from explant.config.loading import load_plan
from explant.config.yaml_files.written_values import UNANSWERED

ROWS = [
    f"P{patient},{tissue},{treatment},{10 * patient + shift}"
    for patient in range(1, 7)
    for shift, (tissue, treatment) in enumerate(
        [("Tumor", "control"), ("Tumor", "IL-2"), ("Normal", "control"), ("Normal", "IL-2")]
    )
]
SHEET = "\n".join(["Patient,Tissue,Treatment,CD25 (%)", *ROWS, ""])


class Person:
    """Types what a script says, and then nothing more; keeps what was shown."""

    def __init__(self, *typed: str) -> None:
        self._typed: Iterator[str] = iter(typed)
        self.seen: list[str] = []

    def hear(self, prompt: str) -> str:
        self.seen.append(prompt)
        try:
            return next(self._typed)
        except StopIteration:
            raise EOFError from None

    @property
    def terminal(self) -> Terminal:
        return Terminal(self.seen.append, self.hear)

    @property
    def screen(self) -> str:
        return "\n".join(self.seen)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("lab.csv").write_text(SHEET, encoding="utf-8")
    return tmp_path


def converse(*typed: str, output: str | None = "mine.yaml") -> Person:
    person = Person(*typed)
    path = Path(output) if output else None
    assert draft.run(Path("lab.csv"), path, None, (), person.terminal) == 0
    return person


def test_the_sheet_is_shown_with_what_each_column_is_taken_for(folder):
    lines = converse().screen.splitlines()
    assert lines[0] == "lab.csv, as it would be read:"
    assert [line.split() for line in lines[1:6]] == [
        ["column", "heading", "taken", "for", "first", "values"],
        ["A", "Patient", "patient", "ID", "P1,", "P1,", "P1"],
        ["B", "Tissue", "factor", "tissue", "Tumor,", "Tumor,", "Normal"],
        ["C", "Treatment", "factor", "treatment", "control,", "IL-2,", "control"],
        ["D", "CD25", "(%)", "marker", "CD25", "10,", "11,", "12"],
    ]


def test_answers_by_number_make_a_config_without_open_lines(folder):
    person = converse(*["2"] * 20)
    text = Path("mine.yaml").read_text(encoding="utf-8")
    assert UNANSWERED not in yaml.safe_dump(yaml.safe_load(text))
    plan = load_plan([Path("mine.yaml")])
    assert {contrast.role for contrast in plan.contrasts.values()} == {"secondary"}
    assert "  1  primary\n  2  secondary\n  3  exploratory" in person.screen
    assert person.screen.count("A primary question is what the study was made for") == 1


def test_an_empty_line_takes_the_first_answer_and_nonsense_is_asked_again(folder):
    person = converse("7", "x", "1", *[""] * 20)
    assert person.screen.count("Type a number from 1 to 3; Enter takes 1, q stops.") == 2
    plan = load_plan([Path("mine.yaml")])
    assert {contrast.role for contrast in plan.contrasts.values()} == {"primary"}


def test_the_doubts_of_a_draft_are_counted_for_who_opens_no_editor(folder):
    staged = [line + (",IIA" if "P1," in line else ",IIIB") for line in ROWS]
    sheet = "\n".join(["Patient,Tissue,Treatment,CD25 (%),Stage", *staged, ""])
    Path("lab.csv").write_text(sheet, encoding="utf-8")
    screen = converse(*[""] * 20).screen
    written = Path("mine.yaml").read_text(encoding="utf-8").splitlines()
    assert [line.strip()[:9] for line in written if line.strip().startswith("# ?")] == ["# ? Seen:"]
    assert "1 doubt in it, in lines that begin with # ?: no run stops at them" in screen


def test_the_end_says_what_a_run_would_do(folder):
    screen = converse(*[""] * 20).screen
    assert "6 patients × 4 samples × 1 marker: 24 values." in screen
    Path("lab.csv").write_text(Path("lab.csv").read_text().rsplit(",", 1)[0] + ",", "utf-8")
    Path("mine.yaml").unlink()
    assert "6 patients × 4 samples × 1 marker: 23 of 24 values." in converse(*[""] * 20).screen
    # 2 of the 64 ways to give six differences a sign are as extreme as all alike: 0.031.
    assert "(primary): n = 6, smallest adjusted p that can come out 0.031" in screen
    assert screen.splitlines()[-1] == "To run it: make run CONFIG=mine.yaml"


def test_too_few_patients_are_told_before_the_run(folder):
    Path("lab.csv").write_text("\n".join(SHEET.splitlines()[:21]) + "\n", encoding="utf-8")
    screen = converse(*[""] * 20).screen
    # 2 of 32 ways.
    assert "adjusted p that can come out 0.062: too few patients for one below 0.05 in a" in screen
    assert "it takes at least 6 patients" in screen


@pytest.mark.parametrize("typed", [("q",), ("1", "q"), ()])
def test_who_stops_gets_the_draft_with_its_questions_open(folder, typed):
    person = converse(*typed)
    assert f"role: {UNANSWERED}  # one of" in Path("mine.yaml").read_text(encoding="utf-8")
    assert "Answer its questions there, and run: make run CONFIG=mine.yaml" in person.screen


def test_the_configs_name_is_asked_for_and_no_file_is_overwritten(folder):
    Path("config").mkdir()
    Path("config/lab.yaml").write_text("x", encoding="utf-8")
    person = converse("q", "", "config/other.yaml", output=None)
    assert "config/lab.yaml is there already and is not overwritten." in person.screen
    assert Path("config/lab.yaml").read_text(encoding="utf-8") == "x"
    assert Path("config/other.yaml").is_file()


def test_the_run_is_offered_and_started(folder, monkeypatch):
    Path("Snakefile").touch()
    started: list[Path] = []
    monkeypatch.setattr(draft, "start", lambda config: started.append(config) or 3)
    person = Person(*[""] * 5, "y")
    assert draft.run(Path("lab.csv"), Path("mine.yaml"), None, (), person.terminal) == 3
    assert started == [Path("mine.yaml")]


def test_an_answer_of_ones_own_where_the_answers_are_examples():
    question = OpenQuestion("markers.CD25.detection_limit", "What is the limit?", (1.2,))
    assert Person("= 0.5").terminal.ask(question) == 0.5
    role = OpenQuestion("contrasts.a.role", "", ("primary", "secondary"))
    with pytest.raises(StoppedError):
        Person("= third").terminal.ask(role)


def test_without_a_terminal_the_questions_stand_open(folder, capsys):
    assert draft.at_terminal() is None
    assert draft.run(Path("lab.csv"), None, None) == 0
    assert UNANSWERED in capsys.readouterr().out


def test_a_session_on_a_pseudo_terminal(folder):
    process, screen = pty.fork()
    if process == 0:
        command = [sys.executable, "-m", "explant", "draft", "lab.csv"]
        source = str(Path(draft.__file__).parents[2])
        os.execvpe(command[0], command, {**os.environ, "PYTHONPATH": source})
    seen = b""
    asked = 0
    # Enter at each prompt; the sheet is read in between, however long that takes.
    while select.select([screen], [], [], 120)[0]:
        try:
            part = os.read(screen, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
        prompts = seen.count(b"] ")
        if prompts > asked and seen.endswith(b"] "):
            os.write(screen, b"\n")
            asked = prompts
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert "Written: config/lab.yaml" in seen.decode()
    assert load_plan([folder / "config" / "lab.yaml"]).contrasts
