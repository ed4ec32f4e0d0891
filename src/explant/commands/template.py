"""``python -m explant template``: an empty spreadsheet for a planned study."""

import sys
from pathlib import Path

from explant.commands.planning.empty_sheets import MEASUREMENTS, template_bytes
from explant.config.loading import load_plan
from explant.config.models import Plan
from explant.config.models.sheet_layout import AUTO
from explant.config.rules.derived_marker_rules import measured
from explant.problems import ProblemsError, listing
from explant.spreadsheet.layouts.known_layouts import layout_with

MOST_PATIENTS = 1_000
WRITTEN_AS = layout_with(markers="headings", levels="cells")
"""Layout of the empty spreadsheet."""


def run(config: Path, spreadsheet: Path | None, patients: int) -> int:
    """Write the empty spreadsheet of a config.

    Parameters
    ----------
    config
        The config.
    spreadsheet
        Where the spreadsheet goes; where the config says that it is, if None. A file that is
        there is never overwritten.
    patients
        Number of patients whose IDs and levels are filled in.

    Returns
    -------
    int
        Exit code: 0 if the spreadsheet was written, 1 if not.
    """
    try:
        plan = load_plan([config])
    except ProblemsError as error:
        print(listing(error.problems), file=sys.stderr)
        return 1
    path = Path(plan.spreadsheet.path) if spreadsheet is None else spreadsheet
    reason = _refusal(path, patients)
    if reason:
        print(reason, file=sys.stderr)
        return 1
    path.write_bytes(template_bytes(measured(plan), patients))
    lines = [f"{path}: written. Its last sheet explains each column."]
    if changes := _changes(plan, path):
        lines += [f"Before you run the study, set in {config}:", *changes]
    lines += [
        "Before there are data, freeze the plan: the report then says that it was fixed before.",
        f"  make freeze CONFIG={config.as_posix()}",
        "Fill it in, and run",
        f"  make run CONFIG={config.as_posix()}",
    ]
    print("\n".join(lines))
    return 0


def _refusal(path: Path, patients: int) -> str:
    if path.suffix.lower() != ".xlsx":
        return f"{path}: The template is an Excel workbook: name a file that ends in .xlsx."
    if path.exists():
        return f"{path}: The file is there already. Name another one, or delete it first."
    if not path.parent.is_dir():
        return f"{path}: There is no folder {path.parent}. Make it, or name another one."
    if not 0 <= patients <= MOST_PATIENTS:
        return f"--patients {patients}: Give a number from 0 to {MOST_PATIENTS}."
    return ""


def _changes(plan: Plan, path: Path) -> list[str]:
    """Keys of the config without which the template would not be read as it is meant."""
    found = []
    if Path(plan.spreadsheet.path) != path:
        found.append(f"  spreadsheet.path: {path.as_posix()}")
    if plan.spreadsheet.layout not in (WRITTEN_AS, AUTO):
        found.append(f"  spreadsheet.layout: {WRITTEN_AS}")
    if plan.spreadsheet.sheets != "one":
        found += ["  spreadsheet.sheets: one", f"  spreadsheet.sheet: {MEASUREMENTS}"]
    return found
