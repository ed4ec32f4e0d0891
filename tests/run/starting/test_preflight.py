"""What the computer refuses is a sentence that names disk, folder or limit."""

import errno
import os
from pathlib import Path

import pytest

from explant.run.between_runs.closing_words import after_failure, without_hooks
from explant.run.starting import preflight

RESULTS = Path("results/nk")


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_nothing_stands_in_the_way_and_nothing_is_left_behind():
    assert preflight.refusal(RESULTS) == ""
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        *(".snakemake", ".snakemake/log", "results", "results/nk", "results/nk/logs"),
        *("results/nk/.explant", "results/nk/altered"),
    ],
)
def test_a_file_where_a_folder_belongs(name):
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("x", encoding="utf-8")
    assert preflight.refusal(RESULTS) == (
        f"{name} is a file, and a folder of this name is needed: move it away."
    )


def test_a_link_that_leads_nowhere():
    Path("results").symlink_to("nowhere")
    assert preflight.refusal(RESULTS) == "results is a link that leads nowhere: delete it."


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk of .snakemake is full ("),
        (errno.EDQUOT, "no more room for you (a quota)"),
        (errno.EFBIG, "lift the limit (ulimit -f)"),
        (errno.EROFS, "its disk can only be read"),
        (errno.EACCES, "permission denied"),
    ],
)
def test_a_disk_that_takes_nothing(number, words, monkeypatch):
    def refuse(_folder):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(preflight, "_probe", refuse)
    found = preflight.refusal(RESULTS)
    assert words in found
    assert str(Path.cwd()) not in found


def test_a_folder_that_may_not_be_written(monkeypatch):
    RESULTS.mkdir(parents=True)
    monkeypatch.setattr(preflight.os, "access", lambda folder, _: folder != RESULTS)
    assert preflight.refusal(RESULTS).startswith("results/nk may not be used by you")


def test_no_folder_for_temporary_files(monkeypatch):
    def none():
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(preflight.tempfile, "gettempdir", none)
    assert "name it in TMPDIR" in preflight.refusal(RESULTS)


def test_only_errors_of_the_system_are_told_as_such():
    assert preflight.sentence(ZeroDivisionError("x"), RESULTS) == ""
    assert preflight.sentence(FileNotFoundError(errno.ENOENT, "x", "a"), RESULTS) == ""
    assert preflight.sentence(OSError("no number"), RESULTS) == ""
    assert "not enough memory" in preflight.sentence(MemoryError(), RESULTS)
    loading = ImportError("libx.so: failed to map segment from shared object")
    assert "not enough memory" in preflight.sentence(loading, RESULTS)
    inside = OSError(errno.EACCES, "x", str(Path.cwd() / "results" / "a.csv"))
    assert preflight.sentence(inside, RESULTS).startswith("results/a.csv may not be used")


def test_a_function_that_the_system_refuses_ends_the_program_with_a_sentence():
    @preflight.told
    def full():
        raise OSError(errno.ENOSPC, "No space left on device", "results/nk/a.csv")

    with pytest.raises(SystemExit, match=r"The disk of results/nk/a\.csv is full"):
        full()

    @preflight.told
    def faulty():
        raise FileNotFoundError(errno.ENOENT, "x", "a")

    with pytest.raises(FileNotFoundError):
        faulty()


def test_files_that_nothing_was_written_to_are_taken_away(monkeypatch, capsys):
    (RESULTS / "logs").mkdir(parents=True)
    for name in ("problems.xlsx", "problems.csv", "logs/failure.txt"):
        (RESULTS / name).touch()
    monkeypatch.setattr(
        "explant.run.between_runs.closing_words.afterwards", lambda _: "The disk is full."
    )
    assert after_failure(RESULTS) == "The disk is full."
    assert [path for path in RESULTS.rglob("*") if path.is_file()] == []
    without_hooks(RESULTS, [])
    assert capsys.readouterr().err == "\nThe disk is full.\n"
    without_hooks(RESULTS, ["Report: results/nk/report.html"])
    assert capsys.readouterr().err == ""
