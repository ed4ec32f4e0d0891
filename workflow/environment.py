"""The Python environment of ``make``: in step with requirements.lock, and never lost.

``python3 workflow/environment.py ARGUMENTS`` runs the environment's Python with these arguments,
and first builds an environment if there is none for the lock file as it stands. ``--remove``
removes all environments.

Each lock file has a folder of its own, ``.venvs/<start of the file's SHA-256>``, built where it
stays because a virtual environment holds its own path. ``.venv`` is a link to the one in use,
exchanged when another is complete. So a build that fails leaves the old one as it was, and a run
that began in the old one, which it knows by its own folder, goes on there.

This runs before anything is installed, by whichever Python there is: it imports the standard
library alone, and nothing newer than Python 3.9.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
LOCK_FILE = "requirements.lock"
LINK = ".venv"
FOLDER = ".venvs"
STAMPS = ("complete", "installed")
"""Written last into an environment; the second when ``.venv`` was not yet a link."""
OLDEST_PYTHON = (3, 11)
UNUSED_DAYS = 7


class EnvironmentRefusedError(Exception):
    """Raised when there is no environment to run in; the message says why."""


def python_of(environment: Path) -> Path:
    """The interpreter of an environment."""
    return environment / "bin" / "python"


def stamp_of(environment: Path) -> Path | None:
    """The file that says that an environment of make's is complete, None without one."""
    stamps = [environment / name for name in STAMPS]
    return next((stamp for stamp in stamps if stamp.is_file()), None)


def is_usable(environment: Path) -> bool:
    """Whether an environment is complete, and its Python is the one that it was built with."""
    if stamp_of(environment) is None:
        return False
    # After an upgrade of the system another version may start, which finds no packages.
    command = [str(python_of(environment)), "-I", "-c", "import pip"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def in_use(project: Path) -> Path | None:
    """Folder of the environment that ``.venv`` stands for, None if there is none.

    Raises
    ------
    EnvironmentRefusedError
        When somebody else made ``.venv`` or linked ``.venvs``: nothing is written there.
    """
    link = project / LINK
    if (project / FOLDER).is_symlink():
        raise EnvironmentRefusedError(
            f"{FOLDER} is a link, and make builds nothing elsewhere: remove the link (rm {FOLDER})."
        )
    if link.is_symlink():
        target = link.readlink()
        if target.parts[:-1] == (FOLDER,):
            return project / target
        raise EnvironmentRefusedError(
            f"{LINK} is a link to {target}, which make leaves alone: remove the link (rm {LINK}), "
            "or use that environment without make "
            f"({shlex.quote(str(python_of(target)))} -m snakemake --cores 4)."
        )
    if not link.exists():
        return None
    if stamp_of(link) is None:
        raise EnvironmentRefusedError(
            f"{LINK} was not completed by make, which leaves it alone: move it away, or use it "
            f"without make ({python_of(Path(LINK))} -m snakemake --cores 4)."
        )
    return link


def wanted(project: Path) -> Path:
    """Folder of the environment for the lock file as it stands."""
    content = (project / LOCK_FILE).read_bytes()
    return project / FOLDER / hashlib.sha256(content).hexdigest()[:12]


def install(environment: Path, lock_file: Path) -> None:
    """Make an environment and install the packages of a lock file.

    Raises
    ------
    EnvironmentRefusedError
        When that fails.
    """
    if sys.version_info < OLDEST_PYTHON:
        raise EnvironmentRefusedError(
            f"Explant needs Python {'.'.join(map(str, OLDEST_PYTHON))} or later, and this is "
            f"{sys.version.split()[0]}: name another one (make run PYTHON=python3.12)"
        )
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise EnvironmentRefusedError(
            "Python lacks its venv module (on Debian: apt install python3-venv)"
        )
    # What an interrupted build left there is cleared.
    _run([sys.executable, "-I", "-m", "venv", "--clear", str(environment)], environment)
    with _plainly_named(environment) as plain:
        pip = [str(python_of(plain)), "-I", "-m", "pip", "install", "--quiet", "--no-input"]
        options = ["--disable-pip-version-check", "--require-hashes", "-r", str(lock_file)]
        _run([*pip, *options], environment)


@contextlib.contextmanager
def _plainly_named(environment: Path) -> Iterator[Path]:
    """A path of the environment without what packages built from source take for a variable."""
    if not set("${}") & set(str(environment)):
        yield environment
        return
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / "environment"
        link.symlink_to(environment)
        yield link
        # These name a Python that will be gone; with a "$" in their path none would work.
        for script in filter(Path.is_file, (environment / "bin").iterdir()):
            if script.read_bytes().startswith(b"#!" + os.fsencode(link)):
                script.unlink()


def _run(step: Sequence[str], environment: Path) -> None:
    done = subprocess.run(step, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        printed = done.stdout + done.stderr
        (environment.parent / "failed.log").write_text(printed, encoding="utf-8")
        raise EnvironmentRefusedError(f"{_reason(printed)} (all of it: {FOLDER}/failed.log)")


def _reason(printed: str) -> str:
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    errors = [line[len("ERROR:") :].strip() for line in lines if line.startswith("ERROR:")]
    # Without internet pip's last word is that there is no such package.
    hint = "no internet? " if "WARNING: Retrying" in printed else ""
    return hint + (errors or lines or ["no reason was given"])[-1].rstrip(".")


def ready(project: Path, install: Callable[[Path, Path], None] = install) -> Path:
    """Find the environment for the lock file as it stands, or build it.

    Parameters
    ----------
    project
        Folder of the lock file.
    install
        Makes an environment in a folder from a lock file.

    Returns
    -------
    Path
        The environment's folder. If building fails it is the old one, and a sentence says so.

    Raises
    ------
    EnvironmentRefusedError
        When there is neither.
    """
    if os.pathsep in str(project):
        raise EnvironmentRefusedError(
            f"Python makes no environment in a folder with a colon in its path: rename {project}."
        )
    old, new = in_use(project), wanted(project)
    if old != new or not is_usable(new):
        try:
            with _one_at_a_time(project / FOLDER):
                if not is_usable(new):  # another make may have built it meanwhile
                    _build(project, new, install)
                _point_to(project, in_use(project), new)
        except (EnvironmentRefusedError, OSError) as error:
            failed = f"The packages of {LOCK_FILE} were not installed: {str(error).rstrip('.')}"
            if old is None or not is_usable(old):
                raise EnvironmentRefusedError(f"{failed}.") from None
            _say(f"{failed}. This goes on with those of an older {LOCK_FILE}.")
            new = old
    _used_now(new)
    return new


def _build(project: Path, new: Path, install: Callable[[Path, Path], None]) -> None:
    if new.is_symlink():
        raise EnvironmentRefusedError(f"{new} is a link, which make leaves alone")
    _say(f"Installing the packages of {LOCK_FILE} into {new.relative_to(project)} …")
    try:
        install(new, project / LOCK_FILE)
        if wanted(project) != new:
            raise EnvironmentRefusedError(f"{LOCK_FILE} changed meanwhile")
    except EnvironmentRefusedError:
        shutil.rmtree(new, ignore_errors=True)
        raise
    (new / STAMPS[0]).touch()


def _point_to(project: Path, old: Path | None, new: Path) -> None:
    """Make ``.venv`` a link to an environment, and remove those that are long out of use."""
    if old == new:
        return
    link, folder = project / LINK, project / FOLDER
    if old is not None:
        _used_now(old)
    if old == link:  # made when .venv was not yet a link
        link.rename(folder / f"earlier-{time.time_ns()}")
    # By a rename, so that at no time there is none.
    other = folder / "link"
    other.unlink(missing_ok=True)
    other.symlink_to(new.relative_to(project))
    other.replace(link)
    for unused in folder.iterdir():
        stamp = None if unused.is_symlink() else stamp_of(unused)
        since = time.time() - UNUSED_DAYS * 24 * 3600
        if unused != new and stamp is not None and stamp.stat().st_mtime < since:
            shutil.rmtree(unused, ignore_errors=True)


def _used_now(environment: Path) -> None:
    stamp = stamp_of(environment)
    if stamp is not None:
        with contextlib.suppress(OSError):  # of another owner
            stamp.touch()


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    with (folder / "building").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another make installs packages; this one waits for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system without locks
        yield


def remove(project: Path) -> None:
    """Remove all environments of make's; what is linked or foreign is refused."""
    if in_use(project) == project / LINK:
        shutil.rmtree(project / LINK)
    (project / LINK).unlink(missing_ok=True)
    if (project / FOLDER).is_dir():
        shutil.rmtree(project / FOLDER)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def keep_cache(project: Path) -> None:
    """Give programs a folder for what they keep between runs, where the user's cannot be written.

    Parameters
    ----------
    project
        The project, in which the other folder stands.
    """
    usual = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    try:
        usual = usual.expanduser()
        usual.mkdir(parents=True, exist_ok=True)
        if os.access(usual, os.W_OK | os.X_OK):
            return
    except (OSError, RuntimeError):
        # No such place can be made, or nobody says where this user's home is.
        pass
    other = project / ".snakemake" / "cache"
    os.environ["XDG_CACHE_HOME"] = str(other)
    print(f"{usual} cannot be written: what is kept between runs goes to {other}.", file=sys.stderr)


def main(arguments: Sequence[str]) -> None:
    """Run the environment's Python in place of this one, or remove all environments."""
    try:
        if list(arguments) == ["--remove"]:
            remove(PROJECT)
            return
        python = str(python_of(ready(PROJECT)))
        keep_cache(PROJECT)
        os.execv(python, [python, *arguments])
    except (EnvironmentRefusedError, OSError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])
