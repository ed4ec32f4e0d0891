"""Files that failed once, kept beside the project: ``python -m tests.shapes.cases`` tells of each.

The folder is named in ``EXPLANT_CASES``. A spreadsheet with a config of its name is read by it;
any other is drafted, each question answered, and read by its draft.
"""

import os
import re
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from explant.commands.drafting.asking import answered_draft
from explant.config.loading import load_plan, validate
from explant.config.models import Plan
from explant.problems import Problem, ProblemsError, errors, listing
from explant.spreadsheet.ingest import Ingested, ingest
from explant.spreadsheet.sheet.opening import read_workbook
from tests.shapes.answering import Person
from tests.shapes.shape import Written

KINDS = {".xlsx", ".xls", ".csv", ".tsv", ".ods"}


@dataclass(frozen=True)
class Right:
    """What is right for a file."""

    patients: int | None = None
    factors: tuple[int, ...] | None = None
    """Number of levels of each factor."""
    markers: int | None = None
    says: str = ""
    """Pattern in a question, a remark of the draft or a problem."""
    stops: bool = False
    """Refused, by a message in which ``says`` is found."""
    groups: int = 0
    """A property of patients has so many values."""
    answers: dict[str, str] = field(default_factory=dict)


EXAMPLE = Right(20, (2, 2), 5)
RIGHT = {
    "implied_control.xlsx": Right(20, (2, 2), 5, answers={"control": "control|yes"}),
    "one_condition_column.xlsx": Right(12, (2, 2), 2, answers={"patient": "Sample"}),
    "id_with_tissue_letter.xlsx": Right(
        12, (2, 2), 2, "tissue", answers={"split|letter|tissue|12": "tissue|12|yes"}
    ),
    "patient_tissue_treatment_in_one_cell.csv": Right(
        8, (2, 2), 2, answers={"split|pattern": "tissue|yes|patient"}
    ),
    "flowjo_table_export.csv": Right(8, (2, 2)),
    "unnamed_first_column.csv": Right(8, (2,), 2),
    "case_control.csv": Right(12, (2,), 1),
    "code_is_condition.csv": Right(6, (4,), 1, answers={"patient|unit": "Experiment"}),
    "samples_in_columns.csv": Right(6, (2,), 3, answers={"column": "yes|column"}),
    "cytokine_sheets.xlsx": Right(8, (2,), 2),
    "first_row_without_id.csv": Right(says=r"row|heading"),
    "nested_dose.csv": Right(12, None, 1),
    "elisa_plate_reader_export.csv": Right(says=r"\bplate\b[^|]*(export|map)", stops=True),
    "two_crossed_groupings.csv": Right(28, (), 1, "interaction|difference of differences"),
    "ids_lost_their_zeros.xlsx": Right(says="zero", stops=True),
    "ids_restart_in_each_group.xlsx": Right(says=r"restart|again|begin", stops=True),
    "percent_column_in_fractions.xlsx": Right(says="fraction|percent|%"),
    "stage_as_pathology_writes_it.xlsx": Right(12, says="P12"),
    "t_category_in_tnm.xlsx": Right(12, says="P12"),
    "size_as_pathology_writes_it.xlsx": Right(says="dimensions: largest", stops=True),
    "two_blocks_a_patient.xlsx": Right(says="block", stops=True),
    "one_lost_value_one_marker.xlsx": Right(says="P02"),
    "above_100_percent.xlsx": Right(says=r"100", stops=True),
    "control_is_constant.xlsx": Right(says=r"against: 1|normali[sz]ed|relative"),
    "two_factors_in_a_column.csv": Right(10, (2, 2), 1),
    "abbreviations_in_headings.csv": Right(10, (2, 2), 2, answers={"TC|letter": "tumor|yes"}),
    "plus_minus_in_headings.csv": Right(10, (2, 2), 2),
    "instrument_lines_above.csv": Right(10, (2,), 1),
    "id_only_in_first_row.csv": Right(10, (2,), 1, answers={"above|blank|empty": "yes|above"}),
    "section_rows_are_groups.csv": Right(16, (3,), 1, groups=2, answers={"section": "yes|group"}),
    "summary_table_below.csv": Right(10, (2,), 1),
    "footer_moyenne.csv": Right(10, (2,), 1),
    "footer_mittelwert.csv": Right(10, (2,), 1),
    "footer_p_wilcoxon.csv": Right(10, (2,), 1),
    "tall_statistics.csv": Right(10, (2,)),
    "c_pipe.csv": EXAMPLE,
    "d1904_excel_for_mac.xlsx": EXAMPLE,
    "openpyxl_iso_time.xlsx": EXAMPLE,
    "lowercase_refs.xlsx": EXAMPLE,
    "readme_sheet_long_text.xlsx": EXAMPLE,
    "readme_sheet_twice.xlsx": EXAMPLE,
    "xls_builtin_date_format_31.xls": Right(),
    "xls_ministream_overlap.xls": Right(),
}


@dataclass(frozen=True)
class Result:
    """What became of a file."""

    name: str
    command: str
    right: bool
    outcome: str

    @property
    def row(self) -> str:
        """A row of a table in a note."""
        outcome = " ".join(self.outcome.split()).replace("|", "/")
        return f"| {self.name} | {self.command} | {'yes' if self.right else 'NO'} | {outcome} |"


def folder() -> Path | None:
    named = os.environ.get("EXPLANT_CASES")
    return Path(named) if named else None


def files(cases: Path) -> list[Path]:
    """Spreadsheets of the folder."""
    return sorted(path for path in cases.iterdir() if path.suffix in KINDS)


def tried(path: Path) -> Result:
    """Read a file by its config, or draft it."""
    config = path.with_suffix(".yaml")
    command = "run" if config.exists() else "draft"
    right = RIGHT.get(path.name, Right())
    person = Person(Written({}, answers=right.answers))
    draft = ""
    try:
        plan: Plan | None
        problems: list[Problem] = []
        if command == "run":
            plan = load_plan([config])
        else:
            draft = answered_draft(read_workbook(path), path.as_posix(), person).text
            plan, problems = validate(yaml.safe_load(draft), default_place="draft")
        read = ingest(path, plan) if plan is not None else None
        problems += read.problems if read is not None else []
    except ProblemsError as error:
        plan, read, problems = None, None, error.problems
    except Exception:
        return Result(path.name, command, False, "CRASH " + traceback.format_exc(limit=-2))
    told = " ".join([*(f"{q.id} {q.text}" for q in person.asked), draft, listing(problems, 99)])
    found = re.search(right.says, told, re.IGNORECASE) is not None
    stopped = plan is None or read is None or bool(errors(problems))
    asked = f"{len(person.asked)} asked" + "".join(f"; {q.text}" for q in person.asked)
    if stopped or plan is None or read is None:
        return Result(
            path.name, command, right.stops and found, f"stops ({asked}): {listing(problems, 3)}"
        )
    held, fits = _held(plan, read, right)
    warned = sum(each.severity == "warning" for each in problems)
    outcome = f"{held}, {warned} warnings, {asked}"
    fits = fits and found and not right.stops
    return Result(path.name, command, fits, outcome)


def _held(plan: Plan, read: Ingested, right: Right) -> tuple[str, bool]:
    table = read.measurements
    patients, markers = table["patient"].nunique(), table["marker"].nunique()
    levels = tuple(sorted(table[factor].nunique() for factor in plan.factors))
    names = ", ".join(f"{key}: {'/'.join(f.levels)}" for key, f in plan.factors.items())
    fits = (
        right.patients in (None, patients)
        and right.markers in (None, markers)
        and (not right.groups or right.groups in set(read.patients.nunique()))
        and (right.factors is None or tuple(sorted(right.factors)) == levels)
    )
    return (
        f"{len(table)} values, {patients} patients, {markers} markers, {names or 'no factor'}",
        fits,
    )


def main() -> None:
    cases = folder()
    if cases is None:
        sys.exit("Name the folder of the cases: EXPLANT_CASES=… python -m tests.shapes.cases")
    results = [tried(path) for path in files(cases)]
    print("| case | command | right | outcome |\n|---|---|---|---|")
    for result in results:
        print(result.row)
    print(f"\n{sum(each.right for each in results)} of {len(results)} right")


if __name__ == "__main__":
    main()
