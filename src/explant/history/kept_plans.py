"""What of a plan is kept to compare with later ones, its hash, and by which keys two differ."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from pydantic import ValidationError

from explant.config.models import Plan
from explant.config.models.settings import Step
from explant.config.slices import read_by

Kept = Mapping[str, Any]

DECIDING: tuple[Step, ...] = ("ingest", "analyse", "sensitivity", "network_interactome", "network")
"""Steps that compute the numbers."""
LEADING = ("report.headline", "report.show")
"""Keys that decide which answer leads: they are declared, though no number depends on them."""


@dataclass(frozen=True)
class KeyChange:
    """One key that two plans differ by.

    Parameters
    ----------
    key
        The key with dots, as ``inference.test``.
    old, new
        Its values as texts; empty where there is none.
    decides
        Whether a number, a verdict or the leading answer depends on it, not words or looks only.
    """

    key: str
    old: str
    new: str
    decides: bool


def kept(plan: Plan) -> dict[str, Any]:
    """A plan as plain values: without defaults, and without where its files lie.

    Parameters
    ----------
    plan
        The study's plan.
    """
    content: dict[str, Any] = plan.model_dump(mode="json", exclude_defaults=True)
    content.get("spreadsheet", {}).pop("path", None)
    if "network" in content:
        content["network"] = _without_folders(content["network"])
    return content


def _without_folders(value: Any) -> Any:
    """Texts that are absolute paths as names of files: where a disk is mounted is nobody's plan."""
    if isinstance(value, dict):
        return {key: _without_folders(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_folders(item) for item in value]
    for path in (PurePosixPath, PureWindowsPath):
        if isinstance(value, str) and path(value).is_absolute():
            return path(value).name
    return value


def hash_of(content: Kept) -> str:
    """SHA-256 of a kept plan; the order of its entries counts."""
    return sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def changed_keys(old: Kept, new: Kept) -> list[KeyChange]:
    """Keys by which two kept plans differ, those that decide numbers first.

    A key that Explant did not know when the old plan was kept has its default there, so that
    another version of Explant is no change of the plan.

    Parameters
    ----------
    old, new
        What :func:`kept` gave.
    """
    before, after = _whole(old), _whole(new)
    deciding = _deciding(old) | _deciding(new)
    found = [
        KeyChange(
            key,
            first,
            second,
            key in LEADING or any(path == key or path.startswith(f"{key}.") for path in deciding),
        )
        for key, first, second in _differences(before, after, "")
    ]
    return sorted(found, key=lambda change: not change.decides)


def _plan(content: Kept) -> Plan | None:
    data = json.loads(json.dumps(content))
    data.setdefault("spreadsheet", {})["path"] = "left out"
    try:
        return Plan.model_validate(data)
    except ValidationError:
        return None


def _whole(content: Kept) -> dict[str, Any]:
    """A kept plan with today's defaults; as it is where today's Explant cannot read it."""
    plan = _plan(content)
    if plan is None:
        return dict(content)
    whole = plan.model_dump(mode="json")
    del whole["spreadsheet"]["path"]
    return whole


def _deciding(content: Kept) -> set[str]:
    """Every key of a plan by which a number is computed."""
    plan = _plan(content)
    if plan is None:
        return set(_paths(content, ""))
    return {path for step in DECIDING for path in _paths(read_by(plan, step), "")}


def _paths(content: Any, above: str) -> Iterator[str]:
    if not isinstance(content, Mapping) or not content:
        yield above
        return
    for key, value in content.items():
        yield from _paths(value, f"{above}.{key}" if above else str(key))


def _differences(old: Any, new: Any, above: str) -> Iterator[tuple[str, str, str]]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        if old != new:
            yield above, as_text(old), as_text(new)
        return
    for key in dict.fromkeys([*old, *new]):
        path = f"{above}.{key}" if above else str(key)
        if key in old and key in new:
            yield from _differences(old[key], new[key], path)
        elif key in old:
            yield path, as_text(_said(old[key])), ""
        else:
            yield path, "", as_text(_said(new[key]))
    shared = [key for key in old if key in new]
    if shared != [key for key in new if key in old]:
        yield above, as_text(list(old)), as_text(list(new))


def _said(value: Any) -> Any:
    """An entry that only one plan has, without what it leaves out."""
    if isinstance(value, Mapping):
        inner = {key: _said(item) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item not in (None, "", [], {})}
    return value


def as_text(value: Any) -> str:
    """A value of the config as a short text; empty for none.

    Examples
    --------
    >>> as_text(["IL-2", "control"]), as_text(0.05), as_text(None), as_text({"tissue": "tumor"})
    ('[IL-2, control]', '0.05', '', '{tissue: tumor}')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {as_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(map(as_text, value)) + "]"
    return str(value)
