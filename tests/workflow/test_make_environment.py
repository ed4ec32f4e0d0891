"""``make`` finds, builds and keeps its Python environment (workflow/environment.py)."""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location(
    "make_environment", PROJECT / "workflow" / "environment.py"
)
assert SPEC is not None
assert SPEC.loader is not None
environment = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(environment)
Refused = environment.EnvironmentRefusedError

AWKWARD = "a b'$x"


@pytest.fixture
def folder(tmp_path):
    """A project with a lock file, and nothing installed."""
    path = tmp_path / AWKWARD
    path.mkdir()
    (path / "requirements.lock").write_text("first\n", encoding="utf-8")
    return path


def working(place: Path, lock_file: Path) -> None:
    """An environment whose Python says what it is asked to run, in which lock file's packages."""
    place.mkdir(exist_ok=True)
    lock = lock_file.read_text(encoding="utf-8").strip()
    python = place / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nprintf "%s|" {lock} "$@"\n', encoding="utf-8")
    python.chmod(0o755)


def failing(place: Path, lock_file: Path) -> None:
    (place / "bin").mkdir(parents=True)
    raise Refused("no such package")


def never(place: Path, lock_file: Path) -> None:
    pytest.fail("nothing has to be built")


def of_older_make(project: Path) -> Path:
    """The environment of a make that knew no links."""
    place = project / ".venv"
    working(place, project / "requirements.lock")
    (place / "installed").touch()
    return place


def change_lock(project: Path) -> None:
    (project / "requirements.lock").write_text("second\n", encoding="utf-8")


def content(project: Path) -> set[str]:
    return {path.name for path in (project / ".venvs").iterdir()} - {"building"}


def test_built_once_and_linked(folder):
    built = environment.ready(folder, working)
    assert built.parent == folder / ".venvs"
    assert (folder / ".venv").readlink() == built.relative_to(folder)
    assert environment.ready(folder, never) == built


def test_another_lock_file_gets_a_folder_of_its_own(folder):
    first = environment.ready(folder, working)
    change_lock(folder)
    second = environment.ready(folder, working)
    # A run that began in the first one goes on there.
    assert environment.is_usable(first)
    assert (folder / ".venv").resolve() == second.resolve() != first.resolve()
    (folder / "requirements.lock").write_text("first\n", encoding="utf-8")
    assert environment.ready(folder, never) == first
    assert (folder / ".venv").resolve() == first.resolve()


def of_this_make(project: Path) -> Path:
    return environment.ready(project, working)


@pytest.mark.parametrize("begin", [of_older_make, of_this_make])
def test_a_failed_build_leaves_the_old_one(folder, capsys, begin):
    old = begin(folder)
    change_lock(folder)
    capsys.readouterr()
    assert environment.ready(folder, failing) == old
    said = capsys.readouterr().err.splitlines()
    assert said[1:] == [
        "The packages of requirements.lock were not installed: no such package. "
        "This goes on with those of an older requirements.lock."
    ]
    assert (folder / ".venv" / "bin" / "python").exists()
    assert content(folder) == ({old.name} - {".venv"})
    assert environment.ready(folder, working) != old


def test_without_an_old_one_a_failed_build_is_refused(folder):
    with pytest.raises(Refused, match=r"were not installed: no such package\.$"):
        environment.ready(folder, failing)
    assert content(folder) == set()
    assert not (folder / ".venv").is_symlink()


def test_a_lock_file_that_changes_while_it_is_installed_is_not_complete(folder):
    def interrupted(place: Path, lock_file: Path) -> None:
        working(place, lock_file)
        change_lock(folder)

    with pytest.raises(Refused, match="changed meanwhile"):
        environment.ready(folder, interrupted)
    assert content(folder) == set()


@pytest.mark.parametrize("complete", [True, False])
def test_what_is_incomplete_or_broken_is_built_anew(folder, complete):
    broken = environment.ready(folder, working)
    if complete:
        (broken / "bin" / "python").unlink()
    else:
        (broken / "complete").unlink()

    def again(place: Path, lock_file: Path) -> None:
        shutil.rmtree(place)
        working(place, lock_file)

    assert environment.ready(folder, again) == broken
    assert environment.is_usable(broken)


def test_the_folder_of_an_older_make_is_kept_aside(folder):
    of_older_make(folder)
    new = environment.ready(folder, working)
    assert (folder / ".venv").readlink() == new.relative_to(folder)
    assert {name.partition("-")[0] for name in content(folder)} == {"earlier", new.name}


def test_environments_long_out_of_use_go(folder):
    first = environment.ready(folder, working)
    change_lock(folder)
    second = environment.ready(folder, working)
    long_ago = time.time() - 30 * 24 * 3600
    os.utime(second / "complete", (long_ago, long_ago))
    (folder / "requirements.lock").write_text("third\n", encoding="utf-8")
    third = environment.ready(folder, working)
    # The second one was in use until now.
    assert content(folder) == {first.name, second.name, third.name}
    os.utime(first / "complete", (long_ago, long_ago))
    (folder / "requirements.lock").write_text("fourth\n", encoding="utf-8")
    fourth = environment.ready(folder, working)
    assert content(folder) == {second.name, third.name, fourth.name}


def linked(project: Path) -> Path:
    other = project.parent / "other"
    working(other, project / "requirements.lock")
    (other / "complete").touch()
    (project / ".venv").symlink_to(other)
    return other


def foreign(project: Path) -> Path:
    place = project / ".venv"
    working(place, project / "requirements.lock")
    return place


def linked_folder(project: Path) -> Path:
    other = project.parent / "other"
    other.mkdir()
    (other / "kept").touch()
    (project / ".venvs").symlink_to(other)
    return other


def linked_environment(project: Path) -> Path:
    other = project.parent / "other"
    other.mkdir()
    (other / "kept").touch()
    place = environment.wanted(project)
    place.parent.mkdir()
    place.symlink_to(other)
    return other


@pytest.mark.parametrize("begin", [linked, foreign, linked_folder, linked_environment])
def test_what_make_did_not_make_is_refused_and_stays(folder, begin):
    kept = begin(folder)
    before = sorted(kept.rglob("*"))
    with pytest.raises(Refused, match=r"leaves (it )?alone|builds nothing elsewhere") as refused:
        environment.ready(folder, never)
    assert "\n" not in str(refused.value)
    if begin is not linked_environment:
        with pytest.raises(Refused):
            environment.remove(folder)
    else:
        environment.remove(folder)
    assert sorted(kept.rglob("*")) == before != []


@pytest.mark.parametrize("older", [True, False])
def test_removing_leaves_nothing(folder, older):
    environment.remove(folder)
    if older:
        of_older_make(folder)
    else:
        environment.ready(folder, working)
    environment.remove(folder)
    assert [path.name for path in folder.iterdir()] == ["requirements.lock"]


def test_no_environment_in_a_folder_with_a_colon(tmp_path):
    with pytest.raises(Refused, match="rename"):
        environment.ready(tmp_path / "a:b", never)


def test_two_makes_wait_for_each_other(folder, capsys):
    found = []
    (folder / ".venvs").mkdir()
    with (folder / ".venvs" / "building").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = threading.Thread(target=lambda: found.append(environment.ready(folder, never)))
        second.start()
        deadline = time.monotonic() + 30
        while "waits" not in capsys.readouterr().err:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        # What the first one does meanwhile.
        new = environment.wanted(folder)
        working(new, folder / "requirements.lock")
        (new / "complete").touch()
    second.join(30)
    assert found == [new]
    assert (folder / ".venv").resolve() == new.resolve()


@pytest.mark.parametrize(
    ("version", "modules", "said"),
    [
        ((3, 10), True, "Explant needs Python 3.11 or later"),
        ((3, 11), False, "apt install python3-venv"),
    ],
)
def test_a_python_that_cannot_build(folder, monkeypatch, version, modules, said):
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(environment, "find_spec", lambda name: name if modules else None)
    with pytest.raises(Refused, match=said):
        environment.ready(folder)


def test_the_reason_of_a_failure_is_in_one_line():
    said = "ERROR: Could not find x\nERROR: No matching distribution for x.\n[notice] y\n"
    assert environment._reason(said) == "No matching distribution for x"
    assert "internet" in environment._reason(f"WARNING: Retrying (Retry(total=4)) …\n{said}")
    assert environment._reason("venv: no space left\n") == "venv: no space left"
    assert environment._reason("") == "no reason was given"


def copied(folder: Path) -> Path:
    """What of the project make reads."""
    (folder / "workflow").mkdir()
    shutil.copy2(PROJECT / "Makefile", folder)
    shutil.copy2(PROJECT / "workflow" / "environment.py", folder / "workflow")
    return folder


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # What the make that runs these tests was called with is none of its business.
    outer = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "ARGS"))
    }
    return subprocess.run(
        ["make", "--silent", f"PYTHON={sys.executable}", *arguments],
        cwd=folder,
        env=outer | {"PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_make_runs_the_environment_in_a_folder_with_any_name(folder):
    environment.ready(copied(folder), working)
    done = make(folder, "run", "CORES=3", "ARGS=--configfile 'c d.yaml'")
    assert done.stderr == ""
    assert done.stdout == "first|-m|snakemake|--cores|3|--configfile|c d.yaml|"
    done = make(folder, "draft", "SHEET=e f.xlsx")
    assert done.stdout == "first|-m|explant|draft|e f.xlsx|"
    done = make(folder, "freeze", "CONFIG=g h.yaml")
    assert done.stdout == "first|-m|explant|freeze|g h.yaml|"
    study = folder / "results" / "my study"
    (study / "previous").mkdir(parents=True)
    for name in ("history.jsonl", "report.html", "previous/run.json", "../.gitkeep"):
        (study / name).touch()
    assert make(folder, "clean").returncode == 0
    assert not (folder / ".venvs").exists()
    # What was planned and run when cannot be made again.
    left = sorted(file.name for file in (folder / "results").rglob("*"))
    assert left == [".gitkeep", "history.jsonl", "my study"]


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_make_says_in_one_sentence_why_it_cannot(folder):
    kept = linked(copied(folder))
    done = make(folder, "run")
    assert done.stderr.splitlines()[0].startswith(f".venv is a link to {kept}, which make leaves")
    assert done.returncode != 0
    assert make(folder, "clean").returncode != 0
    assert (kept / "bin" / "python").exists()


@pytest.mark.more
@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_a_real_environment_and_a_package_that_cannot_be_had(folder):
    (copied(folder) / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    done = make(folder, "fuzz", "ARGS=--help")
    # The packages are not there, but it was this Python that looked for them.
    assert f"{folder}/.venvs/" in done.stderr
    assert "No module named 'tests'" in done.stderr
    absent = f"absent==1.0 --hash=sha256:{'0' * 64}\n"
    (folder / "requirements.lock").write_text(absent, encoding="utf-8")
    done = make(folder, "fuzz")
    assert "No matching distribution found for absent==1.0 (all of it: .venvs" in done.stderr
    assert "This goes on" in done.stderr
    assert "No module named 'tests'" in done.stderr
    assert "absent" in (folder / ".venvs" / "failed.log").read_text(encoding="utf-8")
    assert len(content(folder)) == 2


def test_caches_go_into_the_project_where_the_user_s_cannot_be_written(
    tmp_path, monkeypatch, capsys
):
    project = tmp_path / "project"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    environment.keep_cache(project)
    assert os.environ["XDG_CACHE_HOME"] == str(tmp_path / "cache")
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "cache"))
    environment.keep_cache(project)
    assert os.environ["XDG_CACHE_HOME"] == str(project / ".snakemake" / "cache")
    assert "cannot be written" in capsys.readouterr().err
