"""Whether a change of the code changed a number: ``make compare BEFORE=REV``.

Runs every shipped config twice, with the code of a git revision and with that of the working
tree, each in a temporary folder, and compares every table cell by cell as text. ``--folders``
compares two folders of results that exist already. A cell may differ only where ``ALLOWED`` says
so; a column or a table that is new is told and is no difference. Exit status 1 if anything else
differs. Standard library only.
"""

import argparse
import csv
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SHOWN = 5
"""Differing cells named for each table; the rest is counted."""

KEYS = (
    *("marker", "contrast", "patient", "variable", "effect", "factor", "stratifier", "stratum"),
    *("group", "software", "test", "scale", "patients", "below_detection"),
    *("sheet", "column", "where", "what"),
)
"""Columns that say what a row is about; rows that agree in all of them are counted through."""

Equal = Callable[[str, str], bool]


def close(relative: float) -> Equal:
    """Numbers that agree up to a relative error."""

    def equal(before: str, after: str) -> bool:
        try:
            return math.isclose(float(before), float(after), rel_tol=relative, abs_tol=0.0)
        except ValueError:
            return False

    return equal


def same_list(*separators: str) -> Equal:
    """Joined by one of these separators before, a JSON array after."""

    def equal(before: str, after: str) -> bool:
        try:
            members = json.loads(after)
        except json.JSONDecodeError:
            return False
        # Joined, not split: a name may hold the separator.
        return isinstance(members, list) and before in {
            separator.join(str(member) for member in members) for separator in separators
        }

    return equal


def renamed(names: Mapping[str, str]) -> Equal:
    """One text before, another after."""

    def equal(before: str, after: str) -> bool:
        return before in names and names[before] == after

    return equal


@dataclass(frozen=True)
class Allowed:
    """A column whose cells may differ, and how."""

    column: str
    why: str
    equal: Equal
    tables: tuple[str, ...] = ()
    """Only in these; in all when empty."""


METHOD_KEYS: dict[str, str] = {
    "Welch's t": "welch_t",
    "Mann–Whitney, exact, with the Hodges–Lehmann shift": "mann_whitney_exact",
    "Mann–Whitney, normal approximation, with the Hodges–Lehmann shift": "mann_whitney_normal",
    "permutation of Welch's t, exact": "welch_permutation_exact",
    "permutation of Welch's t, Monte Carlo": "welch_permutation_monte_carlo",
    "least-squares slope over the groups, t test": "groups_slope_t",
    "Jonckheere–Terpstra, exact, with the Theil–Sen slope": "jonckheere_exact",
    "Jonckheere–Terpstra, Monte Carlo, with the Theil–Sen slope": "jonckheere_monte_carlo",
    "Kruskal–Wallis, permutation": "kruskal_wallis_permutation",
    "Welch's analysis of variance": "welch_anova",
    "Welch's analysis of variance, permutation": "welch_anova_permutation",
    "least-squares slope, t test": "slope_t",
    "Theil–Sen slope, Spearman permutation, exact": "spearman_exact",
    "Theil–Sen slope, Spearman permutation, Monte Carlo": "spearman_monte_carlo",
    "least-squares slope, permutation": "slope_permutation",
}
"""What ``method`` said before, and the key that it holds now."""

ALLOWED = (
    Allowed("bf10", "last digits, from another quadrature", close(1e-9)),
    Allowed("groups", "a JSON array", same_list(" − ", ", ")),
    Allowed("group_sizes", "a JSON array", same_list(", ")),
    Allowed("levels", "a JSON array", same_list(", "), tables=("trends",)),
    Allowed("outliers", "a JSON array", same_list("; "), tables=("diagnostics",)),
    Allowed("missing", "a JSON array", same_list("; "), tables=("differences",)),
    Allowed("method", "a key", renamed(METHOD_KEYS)),
)


@dataclass(frozen=True)
class Table:
    """A table as text."""

    columns: list[str]
    rows: list[list[str]]

    @classmethod
    def read(cls, file: Path) -> "Table":
        """Read a CSV file."""
        with file.open(encoding="utf-8-sig", newline="") as stream:
            columns, *rows = csv.reader(stream)
        return cls(columns, rows)

    def keys(self, columns: Sequence[str]) -> list[tuple[str, ...]]:
        """What each row is about; the number of the repetition comes last."""
        places = [self.columns.index(column) for column in columns]
        seen: Counter[tuple[str, ...]] = Counter()
        keys = []
        for row in self.rows:
            key = tuple(row[place] for place in places)
            seen[key] += 1
            keys.append((*key, str(seen[key])))
        return keys


@dataclass
class Comparison:
    """What comparing one table found."""

    rows: int = 0
    columns: int = 0
    equal: int = 0
    allowed: Counter[str] = field(default_factory=Counter)
    new_columns: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    n_differences: int = 0

    def differ(self, *texts: str) -> None:
        """Add differences; only the first few keep their words."""
        self.n_differences += len(texts)
        self.differences.extend(texts[: max(0, SHOWN - len(self.differences))])

    def line(self) -> str:
        """Say it in one line."""
        parts = [f"{self.rows} rows, {self.columns} columns, {self.equal} cells equal"]
        parts += [f"{count} × {name}" for name, count in sorted(self.allowed.items())]
        parts += [f"new: {', '.join(self.new_columns)}"] if self.new_columns else []
        parts += [f"{self.n_differences} DIFFERENCES"] if self.n_differences else []
        return "; ".join(parts)


def compare_tables(name: str, before: Table, after: Table) -> Comparison:
    """Compare two tables cell by cell.

    Parameters
    ----------
    name
        The table's name without ending.
    before, after
        The tables.
    """
    common = [column for column in before.columns if column in after.columns]
    found = Comparison(rows=len(before.rows), columns=len(before.columns))
    found.new_columns = [column for column in after.columns if column not in before.columns]
    found.differ(*(f"column {column} is lost" for column in before.columns if column not in common))
    if [column for column in after.columns if column in common] != common:
        found.differ("the columns have another order")
    allowed = {each.column: each for each in ALLOWED if name in (each.tables or (name,))}
    by = [column for column in KEYS if column in common and column not in allowed]
    rows, others = (dict(zip(table.keys(by), table.rows, strict=True)) for table in (before, after))
    found.differ(*(f"row {_named(by, key)} is lost" for key in rows if key not in others))
    found.differ(*(f"row {_named(by, key)} is new" for key in others if key not in rows))
    both = [key for key in rows if key in others]
    if [key for key in others if key in rows] != both:
        found.differ("the rows have another order")
    places = [
        (column, before.columns.index(column), after.columns.index(column)) for column in common
    ]
    for key in both:
        row, other = rows[key], others[key]
        for column, place, new_place in places:
            old, new = row[place], other[new_place]
            if old == new:
                found.equal += 1
            elif column in allowed and allowed[column].equal(old, new):
                found.allowed[f"{column} ({allowed[column].why})"] += 1
            else:
                found.differ(f"{_named(by, key)}: {column} was {old!r}, is {new!r}")
    return found


def _named(by: Sequence[str], key: Sequence[str]) -> str:
    *values, repetition = key
    words = [f"{column}={value}" for column, value in zip(by, values, strict=True) if value]
    return ", ".join(words + ([f"number {repetition}"] if repetition != "1" or not words else []))


def compare_folders(before: Path, after: Path) -> tuple[list[str], int]:
    """Compare every table of two folders of results.

    Returns
    -------
    lines, n_differences
        What to print, a line a table and one for each of the first differences; and how many there
        are.
    """
    old, new = _tables(before), _tables(after)
    lines, total = [], 0
    for path in sorted(old | new):
        if path not in old:
            lines.append(f"{path}: new")
            continue
        if path not in new:
            lines.append(f"{path}: LOST")
            total += 1
            continue
        found = compare_tables(Path(path).stem, Table.read(old[path]), Table.read(new[path]))
        lines.append(f"{path}: {found.line()}")
        lines += [f"    {difference}" for difference in found.differences]
        total += found.n_differences
    return lines, total


def _tables(folder: Path) -> dict[str, Path]:
    return {file.relative_to(folder).as_posix(): file for file in folder.glob("*/*.csv")}


def export_revision(revision: str, folder: Path) -> None:
    """Write the files of a git revision to a folder."""
    archive = subprocess.run(
        ["git", "archive", "--format=zip", revision], cwd=PROJECT, check=True, capture_output=True
    )
    with zipfile.ZipFile(BytesIO(archive.stdout)) as files:
        files.extractall(folder)


def export_working_tree(folder: Path) -> None:
    """Write what git tracks, or would track, as it now stands in the working tree to a folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    for name in filter(None, os.fsdecode(listed.stdout).split("\0")):
        if (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)


def run_configs(folder: Path, cores: int) -> None:
    """Run every shipped config of an exported project.

    Raises
    ------
    RuntimeError
        When a run fails.
    """
    # Another project's library must not be found before this one's.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    configs = [folder / "config/config.yaml", *sorted(folder.glob("config/examples/*.yaml"))]
    for name in [str(config.relative_to(folder)) for config in configs]:
        print(f"{folder.name}: {name}", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "snakemake", "--cores", str(cores)]
        process = subprocess.run(
            [*command, "--configfile", name],
            cwd=folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if process.returncode:
            raise RuntimeError(f"{name} failed in {folder}:\n{process.stdout}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, compare, and print; 1 if something differs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--before", metavar="REV", help="git revision to compare with")
    what.add_argument("--folders", nargs=2, type=Path, metavar=("BEFORE", "AFTER"))
    parser.add_argument("--cores", type=int, default=4)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep both runs here")
    chosen = parser.parse_args(arguments)
    if chosen.folders:
        return _report(*chosen.folders)
    if chosen.keep:
        chosen.keep.mkdir(parents=True)
    with nullcontext(chosen.keep) if chosen.keep else tempfile.TemporaryDirectory() as where:
        before, after = (Path(where).resolve() / name for name in ("before", "after"))
        for folder in (before, after):
            folder.mkdir()
        export_revision(chosen.before, before)
        # Both trees are taken before the first run, so that editing on does not change the answer.
        export_working_tree(after)
        for folder in (before, after):
            run_configs(folder, chosen.cores)
        return _report(before / "results", after / "results")


def _report(before: Path, after: Path) -> int:
    lines, differences = compare_folders(before, after)
    print("\n".join(lines))
    if not lines:
        print(f"There is no table in {before} and {after}.")
        return 1
    print(f"{differences} differences" if differences else "Equal, but for what is named above.")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
