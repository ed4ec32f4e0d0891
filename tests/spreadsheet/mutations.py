"""Which mistakes in a sheet are seen, by which check, and which nobody can see in the data.

``python -m tests.spreadsheet.mutations 1000`` makes each mistake in as many random places of
simulated studies and writes docs/mutations.csv; docs/reading.md tells what the counts mean.
"""

import csv
import functools
import io
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import numpy as np

from explant.problems import Problem
from explant.spreadsheet.ingest import Ingested, ingest
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook
from tests.spreadsheet.mistakes import MUTATIONS
from tests.spreadsheet.random_files import Leaf
from tests.spreadsheet.simulated import plan, rows_of
from tests.spreadsheet.simulated_sheets import LAYOUTS, sheet_of

STUDIES = 20
PART = 100
CHECKS = (
    ("row without an ID", r"has values but no patient ID"),
    ("two values for one place", r"has the values"),
    ("row that stands there twice", r"stands there .* with the same values"),
    ("value that is possible", r"is not between|is negative"),
    ("headings", r"heading|No column|No cell|not stated whose|no name|layout of this table"),
    ("names of levels and markers", r"is no level|is no marker|level of .* missing|marker is miss"),
    ("samples of a patient", r"has no sample|has no value at all"),
    ("missing value", r" is missing for "),
    ("two units", r"of the same sample, such as"),
    ("fractions under %", r"Are they fractions"),
    ("copied values", r"in the same order"),
    ("sorted column", r"sorted without"),
    ("swapped labels", r" swapped"),
    ("value far above the others", r"far above all"),
    ("unit in a heading", r"gives the unit"),
    ("IDs that look alike", r"the same patient\?"),
    ("where a table ends", r"speak for the rows|stand left of|blank column|title"),
)


@dataclass
class Outcome:
    """How often a mistake was refused, warned of, or not seen; and by which check."""

    made: int = 0
    refused: int = 0
    warned: int = 0
    by: Counter[str] = field(default_factory=Counter)

    @property
    def unseen(self) -> int:
        """Made, and nothing was said."""
        return self.made - self.refused - self.warned

    def add(self, other: "Outcome") -> None:
        """Count another part with this one."""
        self.made += other.made
        self.refused += other.refused
        self.warned += other.warned
        self.by.update(other.by)


def check_of(problem: Problem) -> str:
    """Which check a problem comes from."""
    found = (name for name, words in CHECKS if re.search(words, problem.what))
    return next(found, problem.what[:60])


def new_problems(before: Ingested, after: Ingested) -> list[Problem]:
    """Errors and warnings that were not there before."""
    known = {problem.what for problem in before.problems}
    return [each for each in after.problems if each.severity != "note" and each.what not in known]


def tried(mutation: str, times_made: int, patients: int, effect: float, part: int = 0) -> Outcome:
    """Make a mistake in random places of simulated studies, in each layout by turns."""
    number = list(MUTATIONS).index(mutation)
    random = np.random.default_rng([patients, int(100 * effect), number, part])
    outcome = Outcome()
    while outcome.made < times_made:
        layout = list(LAYOUTS)[outcome.made % len(LAYOUTS)]
        if mutation == "a heading with another unit" and layout == "a row a measurement":
            layout = "a row a sample"
        seed = int(random.integers(STUDIES))
        sheet = study_of(patients, seed, effect, layout)
        if not MUTATIONS[mutation](sheet, random):
            continue
        key = (patients, effect, seed, layout)
        if key not in CLEAN:
            CLEAN[key] = read(study_of(patients, seed, effect, layout), layout)
        found = new_problems(CLEAN[key], read(sheet, layout))
        refused = [problem for problem in found if problem.severity == "error"]
        outcome.made += 1
        outcome.refused += bool(refused)
        outcome.warned += bool(found and not refused)
        outcome.by.update({check_of(problem) for problem in refused or found})
    return outcome


CLEAN: dict[tuple[int, float, int, str], Ingested] = {}
"""What is read of studies without a mistake."""


@functools.cache
def _study_of(patients: int, seed: int, effect: float, layout: str) -> Leaf:
    return sheet_of(rows_of(patients, seed, effect), layout)


def study_of(patients: int, seed: int, effect: float, layout: str) -> Leaf:
    """A sheet of a simulated study, which may be changed."""
    sheet = _study_of(patients, seed, effect, layout)
    return Leaf(sheet.name, dict(sheet.cells))


def read(sheet: Leaf, layout: str) -> Ingested:
    """Read a sheet of the simulated study, as if it came from a file."""
    cells = {
        (row, column): Cell(sheet.name, row, column, item.content)
        for (row, column), item in sorted(sheet.cells.items())
    }
    book = Workbook("study.xlsx", (Sheet(sheet.name, cells),))
    with mock.patch("explant.spreadsheet.ingest.read_workbook", return_value=book):
        return ingest(Path("study.xlsx"), STUDY_PLANS[LAYOUTS[layout]])


STUDY_PLANS = {name: plan(spreadsheet={"layout": name}) for name in set(LAYOUTS.values())}


def written(outcomes: Mapping[str, Outcome], patients: int, effect: float) -> str:
    """The counts as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["mistake", "patients", "effects", "made", "refused", "warned", "unseen", "by"])
    for mutation, found in outcomes.items():
        by = "; ".join(f"{name} {count}" for name, count in found.by.most_common())
        numbers = [found.made, found.refused, found.warned, found.unseen]
        writer.writerow([mutation, patients, f"{effect:g}", *numbers, by])
    return out.getvalue()


def main(times_made: int, patients: int, effect: float, path: Path) -> None:
    """Make each mistake a hundred times and again, and keep the counts in a file."""
    outcomes = {mutation: Outcome() for mutation in MUTATIONS}
    for part in range(-(-times_made // PART)):
        some = min(PART, times_made - part * PART)
        for mutation, outcome in outcomes.items():
            outcome.add(tried(mutation, some, patients, effect, part))
        path.write_text(written(outcomes, patients, effect), encoding="utf-8")
        print(f"{(part + 1) * PART} of each", flush=True)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        int(arguments[0]) if arguments else 1000,
        int(arguments[1]) if len(arguments) > 1 else 20,
        float(arguments[2]) if len(arguments) > 2 else 1.0,
        Path("docs/mutations.csv"),
    )
