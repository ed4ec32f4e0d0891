"""The story of docs/history.md by whole runs: what the report says each time."""

import csv
import json
import re
import subprocess
from datetime import UTC, datetime

import pytest

from explant.history.chain import read_chain
from explant.history.events import HISTORY
from explant.language.history_words import day
from tests.workflow.conftest import OWN_CONFIG, environment

pytestmark = [pytest.mark.workflow, pytest.mark.more]


class Story:
    """A small study of one's own, told by its reports."""

    def __init__(self, tree) -> None:
        self.tree = tree
        self.sheet = tree.path / "data/raw/nk.csv"
        self.config = tree.path / "config/mine.yaml"

    def command(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.tree.python), "-m", "explant", *arguments],
            cwd=self.tree.path,
            env=environment() | {"PYTHONPATH": "src"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def run(self, jobs: int | None = None) -> list[str]:
        """Last lines of a run."""
        finished = self.tree.run(*OWN_CONFIG)
        assert finished.code == 0, finished.screen
        if jobs is not None:
            assert finished.screen.count("Finished jobid") == jobs
        assert self.tree.run(*OWN_CONFIG).last_lines[-1].startswith("Nothing to do")
        return finished.last_lines

    def edit(self, file, old: str, new: str) -> None:
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    @property
    def said(self) -> str:
        """What the report says of the plan's past."""
        html = (self.tree.results / "report.html").read_text(encoding="utf-8")
        (section,) = re.findall(r'<section id="history".*?</section>', html, re.DOTALL)
        text = re.sub(r"<(details)>.*</\1>", "", section, flags=re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)).strip()

    @property
    def changes(self) -> list[dict[str, str]]:
        with (self.tree.results / "changes.csv").open(encoding="utf-8", newline="") as file:
            return [{k: v for k, v in row.items() if v} for row in csv.DictReader(file)]

    @property
    def events(self) -> list[str]:
        chain = read_chain(self.tree.results / HISTORY)
        assert all(line.follows for line in chain.lines)
        return [line.text("event") for line in chain.lines]


def today() -> str:
    return day(datetime.now(UTC).date().isoformat())


CELL = {
    "what": "cell",
    "how": "changed",
    "patient": "3",
    "sample": '["after"]',
    "marker": "NK",
    "old": "14.5",
    "new": "24.5",
}


def test_freeze_data_run_a_changed_cell_a_changed_test(small, tmp_path):
    story = Story(small.clean.copy(tmp_path / "explant"))
    sheet = story.sheet.read_bytes()
    story.sheet.unlink()
    # Freeze the plan: there are no data yet.
    on = today()
    assert "the plan is frozen" in story.command("freeze", "config/mine.yaml")
    # Data, and the first run.
    story.sheet.write_bytes(sheet)
    lines = story.run()
    frozen = f"The plan was frozen on {on}, before the first recorded run on data ({today()})"
    assert story.said == f"{frozen}, and has not changed since."
    assert not any("Since the results before" in line for line in lines)
    assert story.changes == []
    assert story.events == ["frozen", "started", "finished"]
    # A cell is changed.
    story.edit(story.sheet, "3,after,NK,14.5", "3,after,NK,24.5")
    lines = story.run()
    assert "Since the results before: 1 cell changed; no verdict changed." in lines
    assert story.changes == [CELL]
    assert story.said == (
        f"{frozen}, and has not changed since. The data changed, too: these were first run on "
        f"{today()}, after 1 other version of them."
    )
    # The test is changed after the fact.
    story.edit(story.config, "test: t", "test: wilcoxon")
    lines = story.run()
    changed = "1 key of the plan changed (inference.test: t → wilcoxon); no verdict changed."
    assert f"Since the results before: {changed}" in lines
    assert story.said.startswith(
        f"{frozen}. Changed after the first run: inference.test (t → wilcoxon)."
    )
    after = story.tree.bytes_of("*.csv", "*.html", "results.xlsx")
    # A table is lost and made again: a repair is no new state.
    (story.tree.results / "changes.csv").unlink()
    assert not any("Since the results before" in line for line in story.run())
    assert story.tree.bytes_of("*.csv", "*.html", "results.xlsx") == after
    # Changed back: that there was another test does not go away.
    story.edit(story.config, "test: wilcoxon", "test: t")
    story.run()
    assert story.said.startswith(
        f"{frozen}, and is the same again. In between it was also run with inference.test: "
        f"wilcoxon ({today()})."
    )
    # The history loses its last lines.
    history = story.tree.results / HISTORY
    lines_of = history.read_bytes().splitlines(keepends=True)
    history.write_bytes(b"".join(lines_of[:3]))
    assert any(
        "lines at its end are missing or were altered" in line
        for line in story.tree.run(*OWN_CONFIG).screen.splitlines()
    )
    assert "the end of the history was missing or altered" in story.said
    assert story.tree.run(*OWN_CONFIG).last_lines[-1].startswith("Nothing to do")
    # Both states can be compared at any time, and nothing holds a path of this computer.
    told = story.command("compare", "results/nk/previous", "results/nk")
    assert told.startswith("1 key of the plan changed (inference.test: wilcoxon → t)")
    record = json.loads((story.tree.results / "run.json").read_text(encoding="utf-8"))
    assert record["history"]["sha256"] == read_chain(history).head
    for file in (history, story.tree.path / "config/mine.frozen.json"):
        assert str(tmp_path) not in file.read_text(encoding="utf-8")
