"""Reading the plan from YAML files and overrides: all problems at once, each with its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from explant.config.models import Plan
from explant.config.rules import explaining, faults_of_form
from explant.config.rules import plan_rules as checks
from explant.config.rules.derived_marker_rules import with_units
from explant.config.rules.explaining import KeyPath
from explant.config.rules.marker_groups import Headings, expanded
from explant.config.rules.written_out import written_out
from explant.config.yaml_files.reading import read_yaml
from explant.config.yaml_files.written_values import Found, Lines, look_through
from explant.limits import of_config, within
from explant.problems import Problem, ProblemsError, nearest

COMMAND_LINE = "--config"
STAND_INS = {"path": "missing", "layout": "long", "kind": "unordered"}


def load_plan(
    files: Sequence[Path],
    overrides: Mapping[str, Any] | None = None,
    headings: Headings | None = None,
) -> Plan:
    """Plan from config files and the command line's overrides.

    Parameters
    ----------
    files
        YAML files; a later one overrides an earlier one, key by key.
    overrides
        Values of ``--config``: whole sections, or the short forms ``spreadsheet=PATH`` and
        ``study=NAME``. A spreadsheet named there without a study gets a results folder of its own.
    headings
        Gives the names in the spreadsheet that patterns of markers are compared with.

    Returns
    -------
    Plan
        The validated plan.

    Raises
    ------
    ProblemsError
        With every problem of the files, each with file, line and key.
    """
    size = sum(file.stat().st_size for file in files if file.is_file())
    with within(of_config(size), files[-1] if files else Path(COMMAND_LINE)):
        return _loaded(files, overrides, headings)


def _loaded(
    files: Sequence[Path], overrides: Mapping[str, Any] | None, headings: Headings | None
) -> Plan:
    merged: dict[str, Any] = {}
    lines: Lines = {}
    written: Found = []
    for file in files:
        content, node = read_yaml(file)
        merged = _merge(merged, content)
        if node is not None:
            places, faults = look_through(node, file)
            written += faults
            lines |= places
    short = _expand(dict(overrides or {}))
    merged = _merge(merged, short)
    lines |= dict.fromkeys(_paths(short), COMMAND_LINE)
    told = [path for path, _ in written]
    default = str(files[-1]) if files else COMMAND_LINE
    plan, found = validate(merged, lines, default, told=told, headings=headings)
    problems = [*dict.fromkeys(problem for _, problem in written), *found]
    if plan is None or problems:
        raise ProblemsError(problems)
    return plan


def validate(
    content: Mapping[str, Any],
    lines: Lines | None = None,
    default_place: str = "config",
    told: Iterable[KeyPath] = (),
    headings: Headings | None = None,
) -> tuple[Plan | None, list[Problem]]:
    """Plan from a nested mapping, with all problems of form and of meaning.

    Values of the wrong form are reported, then left out, so that the rest can still be checked.

    Parameters
    ----------
    content
        The config.
    lines
        File and line of each key.
    default_place
        Place of a problem whose key has no line.
    told
        Keys whose problem is told already.
    headings
        Gives the names in the spreadsheet that patterns of markers are compared with.

    Returns
    -------
    tuple
        The plan, or None when there is any problem; and the problems.
    """
    places = lines or {}
    data = _copy(content)
    faults: dict[KeyPath, explaining.Fault] = {}
    plan: Plan | None = None
    for _ in range(20):
        try:
            plan = Plan.model_validate(data)
            break
        except ValidationError as error:
            found = faults_of_form.faults(error.errors(include_url=False), data)
            # A section may be empty because of what is left out of it.
            faults |= {
                fault.path: fault
                for fault in found
                if not any(path[: len(fault.path)] == fault.path for path in faults)
            }
            mended = [_mended(data, fault) for fault in found]
            if not all(mended) or any(fault.moves_others for fault in found):
                break
    known = list(told)
    meaning: list[explaining.Fault] = []
    if plan is not None:
        groups = expanded(plan, headings)
        plan = with_units(groups.plan)
        found = groups.faults or checks.check(plan)
        if any("each_of" in path or "each_in" in path for path in (*faults, *known)):
            # Which markers there are is not known: what names them is no mistake.
            found = []
        for fault in found:
            path = groups.as_written(fault.path)
            # What is wrong with each marker of a group is told once.
            if path == fault.path or path not in {each.path for each in meaning}:
                meaning.append(replace(fault, path=path))
    meant = [fault for fault in meaning if not any(_overlap(fault.path, path) for path in faults)]
    every = [
        fault
        for fault in (*faults.values(), *meant)
        if not any(_overlap(fault.path, path) for path in known)
    ]
    problems = [
        Problem("error", _place(fault.path, places, default_place), fault.what, fault.how_to_fix)
        for fault in every
    ]
    # A fault that the file's own reader has told is not told again, but it is one.
    if plan is None or faults or meant:
        return None, problems
    return with_units(written_out(plan)), problems


def _expand(overrides: dict[str, Any]) -> dict[str, Any]:
    unknown = [key for key in overrides if key not in Plan.model_fields]
    if unknown:
        raise ProblemsError(
            [
                Problem(
                    "error",
                    f"{COMMAND_LINE} {key}",
                    "There is no such section in the config.",
                    nearest(key, Plan.model_fields),
                )
                for key in unknown
            ]
        )
    if isinstance(overrides.get("study"), (str, int, float)):
        overrides["study"] = {"name": str(overrides["study"])}
    if isinstance(overrides.get("spreadsheet"), str):
        overrides["spreadsheet"] = {"path": overrides["spreadsheet"]}
        # What the config says of its own spreadsheet (simulated!) is not true of another one.
        study = {"name": None, "description": "", "note": ""}
        overrides["study"] = study | dict(overrides.get("study", {}))
    return overrides


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merge(below, value)
        else:
            merged[key] = value
    return merged


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def _paths(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, item in value.items():
            found += _paths(item, (*path, str(key)))
    return found


def _without(data: Any, path: KeyPath) -> bool:
    """Take the value at a path out of nested data; False where there is none to take out."""
    for position, key in enumerate(path):
        last = position == len(path) - 1
        if isinstance(data, dict):
            names = {str(name): name for name in data}
            if key not in names:
                return False
            if last:
                del data[names[key]]
                return True
            data = data[names[key]]
        elif isinstance(data, list) and key.isdigit() and int(key) < len(data):
            if last:
                data[int(key)] = ""
                return True
            data = data[int(key)]
        else:
            return False
    return False


def _mended(data: Any, fault: explaining.Fault) -> bool:
    """Leave a faulty value out, or stand in for a missing one, so that the rest can be checked."""
    path = fault.path
    section = data
    for key in path[:-1]:
        names = {str(name): name for name in section} if isinstance(section, dict) else {}
        if key not in names:
            return _without(data, path)
        section = section[names[key]]
    if fault.meant and isinstance(section, dict) and fault.meant not in section:
        section[fault.meant] = section.pop(path[-1], None)
        return True
    if _without(data, path):
        return True
    if not isinstance(section, dict) or path[-1] not in STAND_INS:
        return False
    section[path[-1]] = STAND_INS[path[-1]]
    return True


def _overlap(one: KeyPath, other: KeyPath) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _place(path: KeyPath, lines: Lines, default: str) -> str:
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return f"{lines[path[:length]]} {explaining.dotted(path)}"
    return f"{default} {explaining.dotted(path)}"
