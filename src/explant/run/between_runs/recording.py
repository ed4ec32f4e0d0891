"""What a run writes down in the study's history, and what it knows from it when it starts."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explant.history.chain import Chain, append, read_chain, set_torn_aside
from explant.history.events import (
    FINISHED,
    HISTORY,
    Asked,
    goes_on,
    noticed,
    now,
    open_start,
    runs,
    started,
    stopped,
)
from explant.history.freezes import Freeze, FreezeFileError, freeze_file, read_freezes
from explant.history.kept_states import RECORD, keep, recorded, section
from explant.history.known import ALTERED_FREEZE, UNREADABLE, Fault, Known, faults, known
from explant.integrity.manifest import MANIFEST, manifest_of, outputs_digest
from explant.integrity.records import rewrite

ASIDE = "altered"
RESULTS = ("paired.csv", "between.csv")
"""Tables in which somebody could have seen an answer."""


@dataclass(frozen=True)
class Past:
    """A study's history as a run finds it.

    Parameters
    ----------
    folder
        The study's folder.
    asked
        What this run starts from.
    at
        When it starts.
    chain
        The history.
    freezes
        The freezes of its config.
    fresh
        What is amiss with the history and stands in no line of it.
    freeze_doubts
        What is amiss with the freeze file.
    """

    folder: Path
    asked: Asked
    at: str
    chain: Chain
    freezes: tuple[Freeze, ...]
    fresh: tuple[Fault, ...]
    freeze_doubts: tuple[str, ...]

    @property
    def known(self) -> Known:
        """What is known of when the plan was fixed."""
        return known(self.chain, self.freezes, self.asked, self.at, self.fresh, self.freeze_doubts)

    @property
    def warnings(self) -> list[str]:
        """What to say on the screen of what is amiss."""
        path = self.folder / HISTORY
        told = {
            "missing": f"{path} is missing: what it held of earlier runs is not known any more.",
            "cut": f"{path}: lines at its end are missing or were altered.",
            "altered": f"{path}: a line is not as it was written; nothing before it is relied on.",
            UNREADABLE: "The freeze file beside the config cannot be read.",
            ALTERED_FREEZE: "The freeze file beside the config was altered: its plan is not the "
            "one that was frozen.",
        }
        amiss = [*(fault.what for fault in self.fresh), *self.freeze_doubts]
        return [f"{told[what]} The report says so." for what in amiss if what in told]


def past(folder: Path, configs: Sequence[Path], asked: Asked, at: str) -> Past:
    """The history of a study, read only.

    Parameters
    ----------
    folder
        The study's folder.
    configs
        Its config files; the freeze of the last one that has any counts.
    asked
        What this run starts from.
    at
        When it starts.
    """
    chain = read_chain(folder / HISTORY)
    freezes, doubts = _freezes(configs)
    record = recorded(folder)
    head = str(section(record, "history").get("sha256", ""))
    fresh = faults(chain, head, freezes, earlier_results=bool(record) and not head)
    return Past(folder, asked, at, chain, tuple(freezes), tuple(fresh), tuple(doubts))


def _freezes(configs: Sequence[Path]) -> tuple[list[Freeze], list[str]]:
    for config in reversed(configs):
        try:
            freezes = read_freezes(freeze_file(config))
        except FreezeFileError:
            return [], [UNREADABLE]
        if freezes:
            altered = any(not freeze.is_whole for freeze in freezes)
            return freezes, [ALTERED_FREEZE] if altered else []
    return [], []


def settle(folder: Path) -> list[str]:
    """Before a run: close what a killed run left open. Only the lock's holder may call it.

    Returns
    -------
    list of str
        What to say of it on the screen.
    """
    told: list[str] = []
    amiss = _written(lambda: told.extend(_settled(folder)))
    return told + amiss


def _settled(folder: Path) -> list[str]:
    path = folder / HISTORY
    computed = _computed(folder)
    aside = set_torn_aside(path, folder / ASIDE) if path.is_file() else None
    chain = read_chain(path)
    head = str(section(recorded(folder), "history").get("sha256", ""))
    # Where the record knows a line that is gone, no run was killed: lines were cut off.
    killed = open_start(chain) is not None and (not head or chain.holds(head))
    if killed and not finish(folder).belongs:
        append(path, [stopped(now(), computed=computed)])
    return (
        [f"A run was killed while it wrote {path}: the torn line was set aside as {aside}."]
        if aside
        else []
    )


def begin(past: Past) -> list[str]:
    """Write down that a run starts, once, unless it goes on with what the last one ran.

    Returns
    -------
    list of str
        What to say of it on the screen.
    """
    if read_chain(past.folder / HISTORY).head != past.chain.head:
        return []
    lines: list[dict[str, Any]] = [
        noticed(fault.what, fault.head, past.at, past.chain) for fault in past.fresh
    ]
    if not goes_on(past.chain, past.asked):
        lines.append(started(past.asked, past.at, past.chain))
    return _written(lambda: append(past.folder / HISTORY, lines))


def fail(folder: Path) -> list[str]:
    """Write down that the run that started last has ended early; what to say as by `begin`."""
    path = folder / HISTORY
    if open_start(read_chain(path)) is None:
        return []
    line = stopped(now(), computed=_computed(folder))
    return _written(lambda: append(path, [line]))


def _written(write: Callable[[], object]) -> list[str]:
    """Write, or say why that cannot be: a run does not end without its results for it."""
    try:
        write()
    except OSError as error:
        return [f"The history of the study could not be written: {error.strerror or error}."]
    return []


@dataclass(frozen=True)
class Finished:
    """What a run has made.

    Parameters
    ----------
    belongs
        Whether the results belong to what was started last; if not, nothing was written.
    changed
        What changed since the state before, in a line; empty where the state is the same.
    """

    belongs: bool
    changed: str = ""


@dataclass(frozen=True)
class Ended:
    """What there is to say of a run that ended well.

    Parameters
    ----------
    changed
        What changed since the state before, in a line; empty where the state is the same.
    said
        Sentences on the history.
    is_earlier
        Whether the report is of an earlier plan or earlier values: the steps that were asked for
        did not make it.
    """

    changed: str = ""
    said: Sequence[str] = ()
    is_earlier: bool = False


def end(folder: Path, past: Past | None) -> Ended:
    """After a run that ended well: write down what there is to write.

    Parameters
    ----------
    folder
        The study's folder.
    past
        What the run found at its start.
    """
    said = begin(past) if past is not None else []
    found: list[Finished] = []
    said += _written(lambda: found.append(finish(folder)))
    if found and not found[0].belongs:
        said += fail(folder)
    state = section(recorded(folder), "state")
    made_from = (state.get("plan"), state.get("data"))
    asked = (past.asked.plan_sha256, past.asked.data) if past is not None else made_from
    is_earlier = bool(state) and made_from != asked
    return Ended(found[0].changed if found else "", said, is_earlier)


def finish(folder: Path) -> Finished:
    """Write down what a run has made, let ``run.json`` know the last line, and keep the state.

    Parameters
    ----------
    folder
        The study's folder.
    """
    path = folder / HISTORY
    chain = read_chain(path)
    record = recorded(folder)
    state = section(record, "state")
    ran = runs(chain.lines)
    if not ran or (state.get("plan"), state.get("data")) != (ran[-1].plan_sha256, ran[-1].data):
        return Finished(belongs=False)
    made = {
        "state": state.get("sha256", ""),
        "versions": record.get("versions", {}),
        "outputs_sha256": _outputs(folder),
    }
    last = next((line for line in reversed(chain.lines) if line.text("event") == FINISHED), None)
    if open_start(chain) is not None or last is None or not made.items() <= last.content.items():
        line = {
            "event": FINISHED,
            "at": now(),
            "plan_sha256": ran[-1].plan_sha256,
            "data": ran[-1].data,
        }
        line |= made | {
            "questions": state.get("questions", {}),
            "verdicts": state.get("verdicts", {}),
        }
        chain = append(path, [line])
    if section(record, "history").get("sha256") != chain.head:
        record["history"] = {"lines": len(chain.lines), "sha256": chain.head}
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        rewrite(folder, RECORD, text.encode())
    is_other = keep(folder)
    return Finished(belongs=True, changed=str(record.get("changed", "")) if is_other else "")


def _outputs(folder: Path) -> str:
    """Hash over all outputs that hold no time, as the manifest has it; empty without one."""
    try:
        return outputs_digest(manifest_of((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return ""


def _computed(folder: Path) -> bool:
    """Whether tables of results are younger than the last line of the history."""
    path = folder / HISTORY
    since = path.stat().st_mtime_ns if path.is_file() else 0
    tables = [folder / name for name in RESULTS]
    return any(table.is_file() and table.stat().st_mtime_ns >= since for table in tables)
