"""Whole runs of the workflow, each in a copy of the project."""

import compileall
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.made_once import made_once

PROJECT = Path(__file__).parents[2]
STUDY = "il2_breast_example"
AWKWARD = "a b'$x"
"""Name of the folder of each project: one that a shell would take apart."""
PARTS = ("Snakefile", "config", "data", "profiles", "src", "workflow", "environment.yml")


OWN_CONFIG = ("--configfile", "config/mine.yaml")
COMPARED = ("*.csv", "figures/*", "results.xlsx")
JOBS = {
    *("ingest", "analyse", "sensitivity", "verification", "completeness"),
    *("marker_figures", "overview_figures", "robustness_figures", "workbook", "report"),
}

SMALL = """\
spreadsheet:
  path: data/raw/nk.csv
  layout: long
  columns: {patient: ID}
factors:
  time: {column: Time, levels: [before, after]}
markers:
  NK: {unit: cells/µl}
contrasts:
  change: {compare: {time: [after, before]}, role: primary}
inference: {test: t}
"""


@dataclass(frozen=True)
class Finished:
    """A run that has ended."""

    code: int
    screen: str

    @property
    def last_lines(self) -> list[str]:
        return [line for line in self.screen.splitlines() if line.strip()][-12:]


@dataclass(frozen=True)
class Tree:
    """A copy of the project in which the workflow can be run."""

    path: Path
    study: str = STUDY

    @property
    def results(self) -> Path:
        return self.path / "results" / self.study

    @property
    def python(self) -> Path:
        inside = self.path / ".venv" / "bin" / "python"
        return inside if inside.exists() else Path(sys.executable)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.python), "-m", "snakemake", "--cores", "4", *arguments],
            cwd=self.path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, *arguments: str) -> Finished:
        process = self.start(*arguments)
        screen, _ = process.communicate(timeout=300)
        return Finished(process.returncode, screen)

    def jobs_to_run(self, *arguments: str) -> set[str]:
        """Names of the rules that would run now."""
        finished = self.run("--dry-run", *arguments)
        assert finished.code == 0, finished.screen
        lines = finished.screen.splitlines()
        if not any(line.startswith("Job stats") for line in lines):
            return set()
        start = next(i for i, line in enumerate(lines) if line.startswith("-----"))
        table = lines[start + 1 :]
        names = {line.split()[0] for line in table[: table.index("")] if line.split()}
        return names - {"all", "total"}

    def copy(self, destination: Path) -> "Tree":
        shutil.copytree(self.path, destination, symlinks=True)
        return Tree(destination, self.study)

    def bytes_of(self, *patterns: str) -> dict[str, bytes]:
        return {
            path.relative_to(self.results).as_posix(): path.read_bytes()
            for pattern in patterns
            for path in sorted(self.results.glob(pattern))
            if path.is_file()
        }


def environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("EXPLANT_RUN")}
    kept.pop("PYTHONPATH", None)
    return kept | {"PYTHONDONTWRITEBYTECODE": "", "COLUMNS": "200"}


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The project without results."""

    def make(folder: Path) -> Tree:
        return _copied_project(folder / AWKWARD)

    return made_once(tmp_path_factory, "project", make)[1]


def _copied_project(path: Path) -> Tree:
    path.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for part in PARTS:
        source = PROJECT / part
        if source.is_dir():
            shutil.copytree(source, path / part, ignore=ignored)
        else:
            shutil.copy2(source, path / part)
    # Once for all copies: a run that begins with compiling takes a tenth longer.
    assert compileall.compile_dir(path / "src", quiet=1)
    _link_environment(path / ".venv")
    return Tree(path)


def _link_environment(path: Path) -> None:
    """Make the environment of these tests one of the project, where it is a virtual one."""
    if sys.prefix != sys.base_prefix:
        (path / "bin").mkdir(parents=True)
        (path / "bin" / "python").symlink_to(Path(sys.executable).resolve())
        (path / "lib").symlink_to(Path(sys.prefix) / "lib")
        shutil.copy2(Path(sys.prefix) / "pyvenv.cfg", path)


@pytest.fixture(scope="session")
def first_run(project: Tree, tmp_path_factory: pytest.TempPathFactory) -> tuple[Tree, Finished]:
    """A complete run on the shipped example, and what it printed."""

    def make(folder: Path) -> tuple[Tree, Finished]:
        tree = project.copy(folder / AWKWARD)
        finished = tree.run()
        assert finished.code == 0, finished.screen
        return tree, finished

    return made_once(tmp_path_factory, "first_run", make)[1]


@pytest.fixture
def complete(first_run: tuple[Tree, Finished], tmp_path: Path) -> Tree:
    """A fresh copy of a project whose run is complete."""
    return first_run[0].copy(tmp_path / AWKWARD)


@pytest.fixture
def clean(project: Tree, tmp_path: Path) -> Tree:
    """A fresh copy of the project without results."""
    return project.copy(tmp_path / AWKWARD)


@dataclass(frozen=True)
class Small:
    """A study without results, its results, and how long a whole run takes on this machine now."""

    clean: Tree
    complete: Tree
    finished: Finished
    seconds: float

    @property
    def expected(self) -> dict[str, bytes]:
        return self.complete.bytes_of(*COMPARED)


@pytest.fixture(scope="session")
def small(project: Tree, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A config of one's own, one marker in eight patients: all jobs, and each of them short."""
    return made_once(tmp_path_factory, "small", lambda folder: _small_study(project, folder))[1]


def _small_study(project: Tree, folder: Path) -> Small:
    clean = Tree(project.copy(folder / "clean").path, "nk")
    lines = ["ID,Time,Marker,Value"]
    for number in range(1, 9):
        for time_point, shift in (("before", 0.0), ("after", 1.5)):
            value = 10 + number % 5 + shift * (1 + number % 3)
            lines.append(f"{number},{time_point},NK,{value:.1f}")
    (clean.path / "data/raw/nk.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (clean.path / "config/mine.yaml").write_text(SMALL, encoding="utf-8")
    complete = clean.copy(folder / "complete")
    start = time.monotonic()
    finished = complete.run(*OWN_CONFIG)
    seconds = time.monotonic() - start
    assert finished.code == 0, finished.screen
    assert {path.stem for path in complete.results.glob("logs/*.log")} == JOBS
    return Small(clean, complete, finished, seconds)
