"""``python -m explant freeze``: what is written, and what is said."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from explant.__main__ import main
from explant.history.chain import read_chain
from explant.history.events import HISTORY, Asked
from explant.history.kept_plans import kept
from explant.run.between_runs import lock, recording
from tests.reported import STUDY, make_plan


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("config/mine.yaml")
    path.parent.mkdir()
    path.write_text(json.dumps(STUDY), encoding="utf-8")
    return path


FROZEN = Path("config/mine.frozen.json")
RESULTS = Path("results/study")


def freeze(config: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["freeze", str(config)])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def edit(config: Path, **changes) -> None:
    text = json.dumps({**STUDY, **changes})
    config.write_text(text, encoding="utf-8")


def test_the_hash_and_date_stand_beside_the_config_and_in_the_history(config: Path, capsys):
    code, said = freeze(config, capsys)
    assert code == 0
    (entry,) = json.loads(FROZEN.read_text(encoding="utf-8"))["frozen"]
    # Independently of the module: the hash is that of the plan as it stands in the file.
    plan = json.dumps(entry["plan"], ensure_ascii=False)
    assert entry["plan_sha256"] == sha256(plan.encode()).hexdigest()
    assert said.splitlines()[0] == (
        "config/mine.yaml: the plan is frozen. Its SHA-256 and date stand in "
        "config/mine.frozen.json."
    )
    assert said.splitlines()[-1].strip() == entry["plan_sha256"]
    (line,) = read_chain(RESULTS / HISTORY).lines
    assert line.text("event") == "frozen"
    assert line.sha256 == entry["history_sha256"]
    assert line.text("plan_sha256") == entry["plan_sha256"]
    assert entry["sheet_there"] is False
    assert not (Path("config") / ".mine.frozen.json.new").exists()


def test_a_run_of_the_frozen_plan_knows_it(config: Path, capsys):
    freeze(config, capsys)
    asked = Asked(kept(make_plan()), "cells")
    known = recording.past(RESULTS, [config], asked, "2126-01-01T00:00:00+00:00").known
    assert known.frozen is not None
    assert known.frozen.before_run is True
    assert known.frozen.changes == ()
    assert known.doubts == ()


def test_frozen_again_without_a_change_writes_nothing(config: Path, capsys):
    freeze(config, capsys)
    before = FROZEN.read_bytes(), (RESULTS / HISTORY).read_bytes()
    code, said = freeze(config, capsys)
    assert code == 0
    assert said.rstrip().endswith("already, and unchanged since.")
    assert (FROZEN.read_bytes(), (RESULTS / HISTORY).read_bytes()) == before


def test_frozen_again_after_a_change_keeps_the_first(config: Path, capsys):
    freeze(config, capsys)
    (first,) = json.loads(FROZEN.read_text(encoding="utf-8"))["frozen"]
    edit(config, inference={"test": "t"})
    code, said = freeze(config, capsys)
    assert code == 0
    assert "inference.test (wilcoxon → t)." in said
    both = json.loads(FROZEN.read_text(encoding="utf-8"))["frozen"]
    assert both[0] == first
    assert both[1]["plan"]["inference"] == {"test": "t"}


def test_a_spreadsheet_that_is_there_and_an_earlier_run_are_said(config: Path, capsys):
    Path("data").mkdir()
    Path("data/study.xlsx").write_bytes(b"")
    _, said = freeze(config, capsys)
    assert "data/study.xlsx is there already; the report says so." in said
    at = "2026-03-01T10:00:00+00:00"
    recording.begin(recording.past(RESULTS, [config], Asked(kept(make_plan()), "cells"), at))
    (RESULTS / "paired.csv").touch()
    edit(config, inference={"test": "t"})
    _, said = freeze(config, capsys)
    assert "It was run on data before, first on 2026-03-01; the report says so." in said


@pytest.mark.parametrize("text", ["{", "factors: {}\n"])
def test_a_config_with_mistakes_is_not_frozen(config: Path, capsys, text: str):
    config.write_text(text, encoding="utf-8")
    code, said = freeze(config, capsys)
    assert code == 1
    assert "config/mine.yaml" in said
    assert not FROZEN.exists()


def test_a_freeze_file_that_cannot_be_read_is_not_overwritten(config: Path, capsys):
    FROZEN.write_text("{", encoding="utf-8")
    code, said = freeze(config, capsys)
    assert code == 1
    assert said == ("config/mine.frozen.json cannot be read. Move it elsewhere to freeze anew.\n")
    assert FROZEN.read_text(encoding="utf-8") == "{"


def test_while_a_run_is_at_work_nothing_is_frozen(config: Path, capsys):
    held = lock.hold(lock.lock_file(RESULTS), "another run")
    code, said = freeze(config, capsys)
    held.close()
    assert code == 1
    assert "is at work on this study" in said
    assert not FROZEN.exists()


def test_where_nothing_can_be_written_it_says_so(config: Path, capsys):
    Path("results").write_text("a file where the results go", encoding="utf-8")
    code, said = freeze(config, capsys)
    assert code == 1
    assert said.startswith("Not frozen: results/study")
    assert len(said.splitlines()) == 1
    assert not FROZEN.exists()
