"""The file beside a config that holds its plan as it was frozen, before data exist if may be."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explant.history.kept_plans import Kept, hash_of

WHAT = (
    "The plan as it was frozen with make freeze. Keep this file beside the config: docs/history.md "
    "says what it shows, and what it does not."
)


@dataclass(frozen=True)
class Freeze:
    """A plan at the time of its freeze.

    Parameters
    ----------
    at
        When, by the clock of the computer.
    plan
        The plan (:func:`explant.history.kept_plans.kept`).
    plan_sha256
        Its hash as the file names it.
    sheet_there
        Whether a file was where the config says that the spreadsheet is.
    line
        Hash of its line in the study's history.
    """

    at: str
    plan: Kept
    plan_sha256: str
    sheet_there: bool
    line: str

    @property
    def is_whole(self) -> bool:
        """Whether the plan still has the hash that was frozen with it."""
        return hash_of(self.plan) == self.plan_sha256


class FreezeFileError(Exception):
    """Raised when a freeze file is there and cannot be read."""


def freeze_file(config: Path) -> Path:
    """Where the freezes of a config stand.

    Examples
    --------
    >>> freeze_file(Path("config/mine.yaml")).as_posix()
    'config/mine.frozen.json'
    """
    return config.with_name(f"{config.stem}.frozen.json")


def read_freezes(file: Path) -> list[Freeze]:
    """Every freeze of a config, the first one first; none where there is no file.

    Raises
    ------
    FreezeFileError
        When the file is not what :func:`freezes_text` wrote.
    """
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))["frozen"]
        return [_freeze(entry) for entry in entries]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise FreezeFileError(str(error)) from None


def _freeze(entry: Mapping[str, Any]) -> Freeze:
    plan = entry["plan"]
    if not isinstance(plan, dict):
        raise TypeError("plan is no mapping")
    return Freeze(
        str(entry["at"]),
        plan,
        str(entry["plan_sha256"]),
        bool(entry["sheet_there"]),
        str(entry["history_sha256"]),
    )


def freezes_text(freezes: Sequence[Freeze]) -> str:
    """Content of the file."""
    entries = [
        {
            "at": each.at,
            "plan_sha256": each.plan_sha256,
            "sheet_there": each.sheet_there,
            "history_sha256": each.line,
            "plan": each.plan,
        }
        for each in freezes
    ]
    return json.dumps({"what": WHAT, "frozen": entries}, indent=2, ensure_ascii=False) + "\n"
