"""What follows from a history and a freeze: when the plan was fixed, and what changed after.

Only what is known: an order is told by the order of lines, never by dates, and what stands before
a damaged place is left out. Dates are days: the same state of a study gives the same statement at
every run.
"""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from explant.history.chain import Chain, Line
from explant.history.events import (
    FROZEN,
    NOTICED,
    STARTED,
    Amiss,
    Asked,
    PastRun,
    goes_on,
    plans,
    reliable,
    runs,
)
from explant.history.freezes import Freeze
from explant.history.kept_plans import Kept, KeyChange, changed_keys, hash_of

UNREADABLE = "freeze unreadable"
ALTERED_FREEZE = "freeze altered"
CLOCK = "clock"
LOST_PLAN = "plan lost"


@dataclass(frozen=True)
class Doubt:
    """What is amiss with the history itself.

    Parameters
    ----------
    what
        One of :data:`explant.history.events.Amiss`, or a constant of this module.
    on
        When it was noticed; of a clock the later record's time.
    earlier
        Of a clock the time of the record before, which is later.
    """

    what: str
    on: str
    earlier: str = ""


@dataclass(frozen=True)
class Frozen:
    """The first freeze.

    Parameters
    ----------
    on
        Its day.
    before_run
        Whether it came before the first run on data; None where that is not known.
    sheet_there
        Whether a spreadsheet was there already.
    changes
        Keys that differ from it now.
    again
        Days of later freezes of other plans.
    """

    on: str
    before_run: bool | None
    sheet_there: bool
    changes: tuple[KeyChange, ...]
    again: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tried:
    """Another plan with which the study was run in between, by the keys that decide numbers."""

    on: str
    changes: tuple[KeyChange, ...]


@dataclass(frozen=True)
class Known:
    """What is known of when the plan was fixed.

    Parameters
    ----------
    frozen
        The first freeze; None without one.
    first_run
        Day of the first run on data that is recorded.
    data_run
        Day of the first run on these data.
    other_data
        Number of other versions of the data that were run before.
    changes
        Keys that differ now from those of the first run.
    tried
        Other plans in between.
    doubts
        What is amiss with the history.
    """

    frozen: Frozen | None = None
    first_run: str = ""
    data_run: str = ""
    other_data: int = 0
    changes: tuple[KeyChange, ...] = ()
    tried: tuple[Tried, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The same as plain values, for the parameters of a rule."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain


def from_plain(values: Mapping[str, Any]) -> Known:
    """What :meth:`Known.plain` gave, as it was."""
    frozen = values.get("frozen")
    return Known(
        frozen=frozen
        and Frozen(
            **{**frozen, "changes": _changes(frozen["changes"]), "again": tuple(frozen["again"])}
        ),
        first_run=values.get("first_run", ""),
        data_run=values.get("data_run", ""),
        other_data=values.get("other_data", 0),
        changes=_changes(values.get("changes", ())),
        tried=tuple(
            Tried(each["on"], _changes(each["changes"])) for each in values.get("tried", ())
        ),
        doubts=tuple(Doubt(**each) for each in values.get("doubts", ())),
    )


def _changes(values: Sequence[Mapping[str, Any]]) -> tuple[KeyChange, ...]:
    return tuple(KeyChange(**each) for each in values)


@dataclass(frozen=True)
class Fault:
    """What is amiss with a history and stands in none of its lines yet."""

    what: Amiss
    head: str = ""


def faults(
    chain: Chain, last_head: str, freezes: Sequence[Freeze], *, earlier_results: bool
) -> list[Fault]:
    """What is amiss with the history and was not noticed before.

    Parameters
    ----------
    chain
        The history.
    last_head
        Hash of the last line, as ``run.json`` has it; empty where it has none.
    freezes
        The freezes of the config, each of which names a line, too.
    earlier_results
        Whether there are results of a version of Explant that kept no history.
    """
    told = [line for line in chain.lines if line.text("event") == NOTICED]
    heads = {line.text("head") for line in told}
    covered = max((_lines(line) for line in told if line.text("what") == "altered"), default=0)
    found: list[Fault] = []
    if any(not line.follows and line.number > covered for line in chain.lines):
        found.append(Fault("altered"))
    if last_head and not chain.holds(last_head) and last_head not in heads:
        found.append(Fault("cut" if chain.lines else "missing", last_head))
    for freeze in freezes:
        if freeze.line and not chain.holds(freeze.line) and freeze.line not in heads:
            found.append(Fault("not here", freeze.line))
    if earlier_results and not chain.lines:
        found.append(Fault("earlier results"))
    return found


def _lines(line: Line) -> int:
    lines = line.content.get("lines")
    return lines if isinstance(lines, int) else 0


def known(
    chain: Chain,
    freezes: Sequence[Freeze],
    asked: Asked,
    at: str,
    fresh: Sequence[Fault] = (),
    freeze_doubts: Sequence[str] = (),
) -> Known:
    """What is known of a study's plan at a run that starts now.

    Parameters
    ----------
    chain
        The history before this run.
    freezes
        The freezes of the config.
    asked
        What this run starts from.
    at
        When it starts: a day of the statement only if no run came before on the same.
    fresh
        What :func:`faults` found.
    freeze_doubts
        What is amiss with the freeze file.
    """
    # Nothing before a damaged place is taken for sure.
    usable = reliable(chain)
    every = {freeze.plan_sha256: freeze.plan for freeze in freezes if freeze.is_whole}
    every |= plans(chain.lines) | {asked.plan_sha256: asked.plan}
    past = runs(usable)
    own = PastRun(at, asked.plan_sha256, asked.data)
    repeats = goes_on(chain, asked)
    ran = past if repeats else [*past, own]
    first = ran[0]
    lost = [run for run in ran if run.plan_sha256 not in every]
    doubts = [
        *(
            Doubt(line.text("what"), _day(line.text("at")))
            for line in chain.lines
            if line.text("event") == NOTICED
        ),
        *(Doubt(fault.what, _day(at)) for fault in fresh),
        *(Doubt(what, "") for what in freeze_doubts),
        *(Doubt(LOST_PLAN, _day(run.at)) for run in lost[:1]),
        *_clock(usable, None if repeats else at),
    ]
    same_data = [run for run in ran if run.data == own.data]
    return Known(
        frozen=_frozen(usable, freezes, every, asked, whole=not _unsure(chain, fresh)),
        first_run=_day(first.at),
        data_run=_day(same_data[0].at),
        other_data=len({run.data for run in ran} - {own.data}),
        changes=tuple(_compared(every.get(first.plan_sha256), asked)),
        tried=_tried(ran, every, asked),
        doubts=tuple(doubts),
    )


def _compared(old: Kept | None, asked: Asked) -> list[KeyChange]:
    return [] if old is None or hash_of(old) == asked.plan_sha256 else changed_keys(old, asked.plan)


def _tried(ran: Sequence[PastRun], every: Mapping[str, Kept], asked: Asked) -> tuple[Tried, ...]:
    seen = {ran[0].plan_sha256, asked.plan_sha256}
    found: list[Tried] = []
    for run in ran:
        if run.plan_sha256 in seen:
            continue
        seen.add(run.plan_sha256)
        changes = [
            change for change in _compared(every.get(run.plan_sha256), asked) if change.decides
        ]
        # The same other values once, however the words beside them changed.
        if changes and all(tuple(changes) != each.changes for each in found):
            found.append(Tried(_day(run.at), tuple(changes)))
    return tuple(found)


def _unsure(chain: Chain, fresh: Sequence[Fault]) -> bool:
    """Whether runs may have come before the first line that is relied on."""
    told = {line.text("what") for line in chain.lines if line.text("event") == NOTICED}
    return bool((told | {fault.what for fault in fresh}) - {"cut"})


def _frozen(
    usable: Sequence[Line],
    freezes: Sequence[Freeze],
    every: Mapping[str, Kept],
    asked: Asked,
    *,
    whole: bool,
) -> Frozen | None:
    found: list[tuple[str, str, bool, bool | None]] = []
    recorded = [line for line in usable if line.text("event") == FROZEN]
    hashes = {line.sha256 for line in recorded}
    for freeze in freezes:
        if freeze.line not in hashes and freeze.is_whole:
            found.append((freeze.at, freeze.plan_sha256, freeze.sheet_there, None))
    for line in recorded:
        ran = bool(runs([other for other in usable if other.number < line.number]))
        unsure = not whole or any(
            other.text("event") == NOTICED and other.number < line.number for other in usable
        )
        before = False if ran else None if unsure else True
        found.append(
            (
                line.text("at"),
                line.text("plan_sha256"),
                bool(line.content.get("sheet_there")),
                before,
            )
        )
    if not found:
        return None
    at, digest, sheet_there, before = found[0]
    again = [_day(later) for later, other, _, _ in found[1:] if other != digest]
    changes = _compared(every.get(digest), asked)
    return Frozen(_day(at), before, sheet_there, tuple(changes), tuple(dict.fromkeys(again)))


def _clock(usable: Sequence[Line], at: str | None) -> list[Doubt]:
    """Records of plans and starts that bear an earlier time than the one before them."""
    times = [line.text("at") for line in usable if line.text("event") in (FROZEN, STARTED)]
    times += [at] if at else []
    pairs = itertools.pairwise(times)
    return [
        Doubt(CLOCK, _minute(later), _minute(former)) for former, later in pairs if later < former
    ]


def _day(at: str) -> str:
    return at[:10]


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")
