"""``python -m explant freeze``: the plan's hash and date beside the config, before data exist."""

import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from explant.characters import shown
from explant.config.loading import load_plan
from explant.config.models import Plan
from explant.history.chain import append
from explant.history.events import FROZEN, HISTORY, Asked, noticed, now, runs, with_plan
from explant.history.freezes import (
    Freeze,
    FreezeFileError,
    freeze_file,
    freezes_text,
    read_freezes,
)
from explant.history.kept_plans import KeyChange, changed_keys, kept
from explant.problems import ProblemsError, listing
from explant.run.between_runs import lock, recording
from explant.spreadsheet.unnamed_markers import unnamed_markers
from explant.whole_files import write_whole


def run(config: Path) -> int:
    """Freeze the plan of a config.

    Parameters
    ----------
    config
        The config.

    Returns
    -------
    int
        Exit code: 0 if the plan is frozen, 1 if not.
    """
    try:
        plan = load_plan([config], headings=unnamed_markers)
        earlier = read_freezes(freeze_file(config))
    except ProblemsError as error:
        print(listing(error.problems), file=sys.stderr)
        return 1
    except FreezeFileError:
        message = f"{freeze_file(config)} cannot be read. Move it elsewhere to freeze anew."
        print(message, file=sys.stderr)
        return 1
    content = kept(plan)
    since = changed_keys(earlier[-1].plan, content) if earlier else []
    if earlier and not since:
        print(shown(f"{config}: frozen on {earlier[-1].at[:10]} already, and unchanged since."))
        return 0
    folder = Path("results") / plan.folder
    try:
        held = lock.hold(lock.lock_file(folder), uuid4().hex)
    except lock.AnotherRunError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        lines = _freeze(config, plan, folder, earlier)
    except OSError as error:
        where = error.filename or freeze_file(config)
        print(shown(f"Not frozen: {where}: {error.strerror or error}."), file=sys.stderr)
        return 1
    finally:
        held.close()
    if since:
        lines.insert(1, f"Changed since the freeze of {earlier[-1].at[:10]}: {_listed(since)}.")
    print(shown("\n".join(lines)))
    return 0


def _freeze(config: Path, plan: Plan, folder: Path, earlier: Sequence[Freeze]) -> list[str]:
    """Write the freeze into the history and beside the config, and say so."""
    at, content = now(), kept(plan)
    recording.settle(folder)
    past = recording.past(folder, [config], Asked(content, ""), at)
    sheet_there = Path(plan.spreadsheet.path).is_file()
    lines = [noticed(fault.what, fault.head, at, past.chain) for fault in past.fresh]
    frozen = {"event": FROZEN, "at": at, "sheet_there": sheet_there}
    lines.append(with_plan(frozen, content, past.chain))
    chain = append(folder / HISTORY, lines)
    new = Freeze(at, content, chain.lines[-1].text("plan_sha256"), sheet_there, chain.head)
    file = freeze_file(config)
    write_whole(file, freezes_text([*earlier, new]).encode())
    said = [f"{config}: the plan is frozen. Its SHA-256 and date stand in {file}."]
    if ran := runs(chain.lines):
        said.append(f"It was run on data before, first on {ran[0].at[:10]}; the report says so.")
    elif sheet_there:
        said.append(f"{plan.spreadsheet.path} is there already; the report says so.")
    return [
        *said,
        "The date is that of this computer's clock. To prove it, deposit the hash elsewhere, as in "
        "a registry or an e-mail:",
        f"  {new.plan_sha256}",
    ]


def _listed(changes: Sequence[KeyChange]) -> str:
    return ", ".join(
        f"{change.key} ({change.old or 'left out'} → {change.new or 'left out'})"
        for change in changes
    )
