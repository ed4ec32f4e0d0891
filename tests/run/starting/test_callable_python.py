"""A Python that a shell can call, whatever its path."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explant.run.starting.callable_python import make_callable


@pytest.mark.parametrize("name", ["a b'$x", 'it\'s (new) & "old"; {x}'])
def test_jobs_call_a_python_whose_path_a_shell_takes_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    python = tmp_path / name / "python3.11"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("PATH", os.environ["PATH"])
    make_callable(tmp_path / name)
    # As Snakemake writes it into a command.
    called = subprocess.run(
        f"{sys.executable} -c 'import sys; print(sys.executable)'",
        shell=True,
        check=True,
        capture_output=True,
        text=True,
    )
    assert called.stdout.rstrip("\n") == str(python)


def test_a_plain_python_is_called_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    search_path = os.environ["PATH"]
    make_callable(tmp_path)
    assert (sys.executable, os.environ["PATH"]) == ("/usr/bin/python3", search_path)


@pytest.mark.parametrize(
    ("basedir", "python"), [("a:b", "/usr/bin/python3"), ("a", "/c d:e/bin/python")]
)
def test_no_job_starts_from_a_folder_with_a_colon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, basedir: str, python: str
):
    monkeypatch.setattr(sys, "executable", python)
    with pytest.raises(ValueError, match=r"^Jobs cannot start .*: rename .*:.*\.$"):
        make_callable(tmp_path / basedir)
