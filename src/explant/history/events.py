"""The lines of a history: what each holds, and which runs of the study follow from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from explant.history.chain import Chain, Line
from explant.history.kept_plans import Kept, hash_of

HISTORY = "history.jsonl"
"""The file, in the study's folder."""

FROZEN = "frozen"
STARTED = "started"
STOPPED = "stopped"
FINISHED = "finished"
NOTICED = "noticed"

Amiss = Literal["missing", "cut", "altered", "not here", "earlier results"]
"""What a run can notice of the history before it."""


def now() -> str:
    """The time by this computer's clock, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Asked:
    """What a run starts from.

    Parameters
    ----------
    plan
        The plan (:func:`explant.history.kept_plans.kept`).
    data
        Fingerprint of the spreadsheet's cells.
    """

    plan: Kept
    data: str

    @property
    def plan_sha256(self) -> str:
        """Hash of the plan."""
        return hash_of(self.plan)


@dataclass(frozen=True)
class PastRun:
    """A run that computed results, or computes them now.

    Parameters
    ----------
    at
        When it started.
    plan_sha256, data
        From what.
    """

    at: str
    plan_sha256: str
    data: str


def with_plan(content: Mapping[str, Any], plan: Kept, chain: Chain) -> dict[str, Any]:
    """A line with its plan's hash, and with the plan unless a line holds it already."""
    digest = hash_of(plan)
    known = any(
        digest == line.text("plan_sha256") and line.content.get("plan") for line in chain.lines
    )
    return {**content, "plan_sha256": digest, **({} if known else {"plan": plan})}


def started(asked: Asked, at: str, chain: Chain) -> dict[str, Any]:
    """The line of a run that begins."""
    return with_plan({"event": STARTED, "at": at, "data": asked.data}, asked.plan, chain)


def stopped(at: str, *, computed: bool) -> dict[str, Any]:
    """The line of a run that ended early; ``computed`` says that there were results to see."""
    return {"event": STOPPED, "at": at, "computed": computed}


def noticed(what: Amiss, head: str, at: str, chain: Chain) -> dict[str, Any]:
    """The line of what is amiss with those before it; ``head`` is the hash that none has."""
    return {"event": NOTICED, "at": at, "what": what, "head": head, "lines": len(chain.lines)}


def open_start(chain: Chain) -> Line | None:
    """The start of a run of which no line says how it ended."""
    for line in reversed(chain.lines):
        if line.text("event") in (STOPPED, FINISHED):
            return None
        if line.text("event") == STARTED:
            return line
    return None


def runs(lines: Sequence[Line]) -> list[PastRun]:
    """Runs that computed results: a start counts unless it stopped before there were any."""
    found: list[PastRun] = []
    for line in lines:
        if line.text("event") == STARTED:
            found.append(PastRun(line.text("at"), line.text("plan_sha256"), line.text("data")))
        elif line.text("event") == STOPPED and found and not line.content.get("computed"):
            found.pop()
    return found


def reliable(chain: Chain) -> Sequence[Line]:
    """Lines that are taken for sure: those after the last damaged place."""
    broken = max((line.number for line in chain.lines if not line.follows), default=0)
    return chain.lines[broken:]


def goes_on(chain: Chain, asked: Asked) -> bool:
    """Whether a run starts from what the last one ran."""
    ran = runs(reliable(chain))
    return bool(ran) and (ran[-1].plan_sha256, ran[-1].data) == (asked.plan_sha256, asked.data)


def plans(lines: Iterable[Line]) -> dict[str, Kept]:
    """Every plan of these lines by its hash, if it still has that hash."""
    found: dict[str, Kept] = {}
    for line in lines:
        plan, digest = line.content.get("plan"), line.text("plan_sha256")
        if isinstance(plan, dict) and hash_of(plan) == digest:
            found[digest] = plan
    return found
