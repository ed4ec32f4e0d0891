"""``python -m explant compare``: what differs between two folders of results or spreadsheets."""

import sys
from pathlib import Path

import pandas as pd

from explant.characters import shown
from explant.commands.comparing.plain_sheets import plain_changes
from explant.config.loading import load_plan
from explant.config.models import Plan
from explant.history.changes import compared
from explant.history.states import NoStateError, State, read_state, state_of
from explant.language.history_words import change_line, of_what
from explant.language.words import rows
from explant.problems import ProblemsError, errors, listing
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.unnamed_markers import unnamed_markers
from explant.tables.csv_files import write_csv

MOST_SHOWN = 100
CONFIGS = ("config/*.yaml", "config/examples/*.yaml")


def run(old: Path, new: Path, config: Path | None, output: Path | None) -> int:
    """Say what differs.

    Parameters
    ----------
    old, new
        Two folders of results, or two spreadsheets.
    config
        The config by which two spreadsheets are read; if None, one that names either of them.
    output
        Where all differences go as a table, too; nowhere if None.

    Returns
    -------
    int
        Exit code: 0 if both could be compared, 1 if not.
    """
    missing = [path for path in (old, new) if not path.exists()]
    if missing:
        return _refused(f"There is no {missing[0]}.")
    if old.is_dir() != new.is_dir():
        return _refused("Compare two folders of results, or two spreadsheets.")
    try:
        if old.is_dir():
            return _told(_of_folder(old), _of_folder(new), output)
        named = config or _config_of(old, new)
        if named is None:
            return _told_plainly("No config names either of them", old, new, output)
        plan = load_plan([named], headings=unnamed_markers)
        try:
            states = [_of_sheet(path, plan) for path in (old, new)]
        except ProblemsError as error:
            print(shown(listing(error.problems)), file=sys.stderr)
            return _told_plainly(f"{named} does not read both of them", old, new, output)
        print(shown(f"Read as {named} says."))
        return _told(states[0], states[1], output)
    except ProblemsError as error:
        return _refused(listing(error.problems))
    except NoStateError as error:
        return _refused(str(error))


def _refused(message: str) -> int:
    print(shown(message), file=sys.stderr)
    return 1


def _of_folder(folder: Path) -> State:
    try:
        return read_state(folder)
    except NoStateError as error:
        message = f"{folder} does not hold the results of a study: {error}"
        raise NoStateError(message) from None


def _of_sheet(path: Path, plan: Plan) -> State:
    found = ingest(path, plan)
    if stopping := errors(found.problems):
        raise ProblemsError(stopping)
    return state_of(plan, {"measurements": found.measurements, "patients": found.patients})


def _config_of(old: Path, new: Path) -> Path | None:
    """A config of the project that names one of two spreadsheets, the new one first."""
    named: dict[Path, Path] = {}
    for config in (file for pattern in CONFIGS for file in sorted(Path().glob(pattern))):
        try:
            plan = load_plan([config], headings=unnamed_markers)
        except ProblemsError:
            continue
        named.setdefault(Path(plan.spreadsheet.path).resolve(), config)
    return named.get(new.resolve()) or named.get(old.resolve())


def _told(old: State, new: State, output: Path | None) -> int:
    changes = compared(old, new)
    plan = new.plan
    lines = [str(change_line(changes, plan)) or "Nothing differs."]
    for row in rows("changes", changes.head(MOST_SHOWN)):
        what = f"{row.text('what')} {row.text('how')}"
        values = f"{row.text('old') or '–'} → {row.text('new') or '–'}"
        lines.append(f"  {what}: {of_what(row, plan)}: {values}")
    return _ended(lines, changes, output)


def _told_plainly(reason: str, old: Path, new: Path, output: Path | None) -> int:
    """Cell by cell, where no config says what the cells are."""
    changes = plain_changes(old, new)
    lines = [
        f"{reason}: rows are matched by what they hold. With --config and a config that reads "
        "both, patients, samples and markers are compared.",
    ]
    lines += [
        f"  {row.text('where')}: {row.text('old') or '–'} → {row.text('new') or '–'}"
        for row in rows("changes", changes.head(MOST_SHOWN))
    ]
    if changes.empty:
        lines.append("Nothing differs.")
    return _ended(lines, changes, output)


def _ended(lines: list[str], changes: pd.DataFrame, output: Path | None) -> int:
    if len(changes) > MOST_SHOWN:
        rest = len(changes) - MOST_SHOWN
        lines.append(f"  and {rest} more; --output changes.csv writes all of them.")
    print(shown("\n".join(lines)))
    if output is not None:
        if output.exists():
            return _refused(f"{output}: The file is there already. Name another one.")
        write_csv(changes, output)
        print(shown(f"{output}: written."))
    return 0
