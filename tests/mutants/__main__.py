"""Whether a test fails when the statistics are changed by a small mistake.

``python -m tests.mutants 300`` makes so many seeded changes, one at a time in a copy of the
project, and runs the tests that know the changed module. What lives is met by all quick tests.
docs/mutants.md tells what came of it.
"""

import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from shutil import copyfile
from subprocess import run
from typing import Literal

from tests.mutants.changes import Change, all_changes, chosen

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src/explant/statistics", "src/explant/tables", "src/explant/questions")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
SEED = 20261129
LONGEST = {"own": 60, "quick": 1200, "unchanged": 3600}
"""Seconds of computing after which tests are stopped: the change made something endless."""

MEMORY = 4 * 2**30
"""Bytes that tests may take: a change can make a table of any size."""

NOTHING_FAILED = (0, 5)
"""What pytest returns where all tests pass, and where there are none."""

QUICK = (
    "tests/questions",
    "tests/statistics",
    "tests/tables/results",
    "tests/tables/robustness",
    "tests/tables",
    "tests/classic",
    "tests/declared_tests",
    "tests/examples",
    "tests/language",
    "tests/test_statistics_page.py",
    "tests/test_designs.py",
    "tests/test_outputs_documented.py",
    "tests/documents",
)
"""Where quick tests of numbers stand, those of the smallest pieces first."""

OPTIONS = ("-x", "-q", "--no-header", "-m", "not more and not workflow", "--hypothesis-seed=0")
PLUGINS = (
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "--hypothesis-profile",
    "few",
)


def mirrored(file: str) -> str | None:
    """The test module of a module."""
    path = Path(file)
    test = Path("tests", *path.parts[2:-1], f"test_{path.name}")
    return test.as_posix() if (ROOT / test).is_file() else None


@cache
def own_tests(file: str) -> list[str]:
    """The module's own examples and tests; without such, those of modules that import it."""
    own = mirrored(file)
    tests = [own] if own else [test for user in users(file, "src") if (test := mirrored(user))]
    return [file, *tests]


@cache
def quick_tests(file: str) -> list[str]:
    """All quick tests, those first that import the module."""
    return [*users(file, "tests"), *QUICK]


def users(file: str, folder: str) -> list[str]:
    """Modules of a folder that import from a module, in the rooms where the changes are made."""
    module = ".".join(Path(file).with_suffix("").parts[1:]).removesuffix(".__init__")
    rooms = {Path(room).name for room in FOLDERS}
    return [
        path.as_posix()
        for found in sorted((ROOT / folder).rglob("*.py"))
        if rooms & set((path := found.relative_to(ROOT)).parts)
        and (folder == "src" or path.name.startswith("test_"))
        and f"from {module} import" in found.read_text(encoding="utf-8")
    ]


def fail(project: Path, tests: Sequence[str], longest: int) -> bool:
    """Whether one of some tests fails in a copy of the project, or they do not end.

    They run in a process of their own, which starts with the packages that this one imported.
    """
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (longest, longest))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.chdir(project)
        import pytest

        os._exit(int(pytest.main([*OPTIONS, *PLUGINS, *tests])))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) not in NOTHING_FAILED


def survivors(
    project: Path, changes: Sequence[Change], which: Literal["own", "quick"], report: Path
) -> list[Change]:
    """Changes with which none of the tests fails; what the report has as killed is not repeated."""
    tests = {"own": own_tests, "quick": quick_tests}[which]
    known = report.read_text(encoding="utf-8").splitlines() if report.is_file() else []
    changes = [one for one in changes if f"killed by {which} tests: {one}" not in known]
    every = {test for change in changes for test in tests(change.file)}
    # This also keeps the bytecode of all that no change touches.
    if fail(project, sorted(every), LONGEST["unchanged"]):
        sys.exit("Tests fail without any change.")
    living = []
    sys.dont_write_bytecode = True
    for change in changes:
        target = project / change.file
        source = target.read_text(encoding="utf-8")
        target.write_text(change.applied(source), encoding="utf-8")
        failed = fail(project, tests(change.file), LONGEST[which])
        target.write_text(source, encoding="utf-8")
        outcome = "killed by" if failed else "lives after"
        with report.open("a", encoding="utf-8") as lines:
            lines.write(f"{outcome} {which} tests: {change}\n")
        if not failed:
            living.append(change)
    sys.dont_write_bytecode = False
    return living


def prepared(folder: Path) -> Path:
    """A copy of the project whose modules this process imports nothing of."""
    project = folder / "project"
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            copyfile(ROOT / name, project / name)
    sys.path[:0] = [str(project / "src"), str(project)]
    for name in [name for name in sys.modules if name.split(".")[0] in ("tests", "explant")]:
        del sys.modules[name]
    import hypothesis.strategies  # noqa: F401
    import pandas  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401
    import scipy.special
    import scipy.stats  # noqa: F401

    return project


def main(number: int, report: Path) -> None:
    """Make changes, run their tests, and print what lives."""
    start = time.monotonic()
    changes = chosen(all_changes(ROOT, FOLDERS), number, SEED)
    with tempfile.TemporaryDirectory() as folder:
        project = prepared(Path(folder))
        unseen = survivors(project, changes, "own", report)
        living = survivors(project, unseen, "quick", report)
    print(f"\n{len(changes)} changes, {(time.monotonic() - start) / 60:.0f} minutes")
    print(f"killed by tests of their own module: {len(changes) - len(unseen)}")
    print(f"killed by the other quick tests: {len(unseen) - len(living)}")
    print(f"living: {len(living)}")
    kinds, lost = (Counter(one.kind for one in many) for many in (changes, living))
    for kind in sorted(kinds):
        print(f"{kind}: {kinds[kind] - lost[kind]} of {kinds[kind]}")
    for change in living:
        print(f"lives: {change}")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
