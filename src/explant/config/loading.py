"""Reading the plan from YAML files and overrides: all problems at once, each with its place."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from explant.config.models import Plan
from explant.config.rules import explaining
from explant.config.rules import plan_rules as checks
from explant.config.rules.derived_marker_rules import with_units
from explant.config.rules.explaining import KeyPath
from explant.config.rules.written_out import written_out
from explant.problems import Problem, ProblemsError, nearest

COMMAND_LINE = "--config"
UNANSWERED = "???"
"""Stands in a drafted config where a person has to answer."""
STAND_INS = {"path": "missing", "layout": "long", "kind": "unordered"}
Lines = dict[KeyPath, str]


def load_plan(files: Sequence[Path], overrides: Mapping[str, Any] | None = None) -> Plan:
    """Plan from config files and the command line's overrides.

    Parameters
    ----------
    files
        YAML files; a later one overrides an earlier one, key by key.
    overrides
        Values of ``--config``: whole sections, or the short forms ``spreadsheet=PATH`` and
        ``study=NAME``. A spreadsheet named there without a study gets a results folder of its own.

    Returns
    -------
    Plan
        The validated plan.

    Raises
    ------
    ProblemsError
        With every problem of the files, each with file, line and key.
    """
    merged: dict[str, Any] = {}
    lines: Lines = {}
    problems: list[Problem] = []
    for file in files:
        content, places, found = _read(file)
        problems += found
        merged = _merge(merged, content)
        lines |= places
    short = _expand(dict(overrides or {}))
    merged = _merge(merged, short)
    lines |= dict.fromkeys(_paths(short), COMMAND_LINE)
    plan, found = validate(merged, lines, default_place=str(files[-1]) if files else COMMAND_LINE)
    told = {problem.where for problem in problems}
    problems += [problem for problem in found if problem.where not in told]
    if plan is None or problems:
        raise ProblemsError(problems)
    return plan


def validate(
    content: Mapping[str, Any], lines: Lines | None = None, default_place: str = "config"
) -> tuple[Plan | None, list[Problem]]:
    """Plan from a nested mapping, with all problems of form and of meaning.

    Values of the wrong form are reported, then left out, so that the rest can still be checked.

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
            plan = with_units(Plan.model_validate(data))
            break
        except ValidationError as error:
            found = [explaining.fault(detail) for detail in error.errors(include_url=False)]
            faults |= {fault.path: fault for fault in found if fault.path not in faults}
            mended = [_mended(data, fault.path) for fault in found]
            if not all(mended):
                break
    meaning = checks.check(plan) if plan is not None else []
    meant = [fault for fault in meaning if not any(_overlap(fault.path, path) for path in faults)]
    every = [*faults.values(), *meant]
    problems = [
        Problem("error", _place(fault.path, places, default_place), fault.what, fault.how_to_fix)
        for fault in every
    ]
    if plan is None or problems:
        return None, problems
    return with_units(written_out(plan)), problems


def _read(file: Path) -> tuple[dict[str, Any], Lines, list[Problem]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ProblemsError(
            [
                Problem(
                    "error",
                    str(file),
                    "The config file does not exist.",
                    "Check its path, or leave --configfile out to use config/config.yaml.",
                )
            ]
        ) from None
    except UnicodeDecodeError as error:
        raise ProblemsError(
            [
                Problem(
                    "error",
                    str(file),
                    f"The file is not UTF-8 text ({error.reason}).",
                    "Save it again with the encoding UTF-8.",
                )
            ]
        ) from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise ProblemsError(
            [
                Problem(
                    "error",
                    f"{file}{line}",
                    f"The file is not valid YAML: {what}.",
                    "Check the indentation, quotes and brackets around this line.",
                )
            ]
        ) from None
    if content is None:
        content = {}
    if not isinstance(content, dict):
        raise ProblemsError(
            [
                Problem(
                    "error",
                    str(file),
                    "The file holds no keys.",
                    "Start from config/config.yaml, which explains every key.",
                )
            ]
        )
    lines: Lines = {}
    problems: list[Problem] = []
    if node is not None:
        _walk(node, (), file, lines, problems)
    return content, lines, problems


def _walk(
    node: yaml.Node, path: KeyPath, file: Path, lines: Lines, problems: list[Problem]
) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value)
            here = (*path, name)
            line = key.start_mark.line + 1
            if name in seen:
                problems.append(
                    Problem(
                        "error",
                        f"{file}:{line} {explaining.dotted(here)}",
                        f'The key "{name}" is written twice, first in line {seen[name]}.',
                        "Keep one of the two.",
                    )
                )
            seen[name] = line
            lines[here] = f"{file}:{line}"
            _walk(value, here, file, lines, problems)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            here = (*path, str(position))
            lines[here] = f"{file}:{item.start_mark.line + 1}"
            _walk(item, here, file, lines, problems)
    elif isinstance(node, yaml.ScalarNode) and (node.value, node.style) == (UNANSWERED, None):
        problems.append(
            Problem(
                "error",
                f"{file}:{node.start_mark.line + 1} {explaining.dotted(path)}",
                "This question of the draft is not answered.",
                f"Write the answer in the place of {UNANSWERED}; the comment beside it names those "
                "that are possible.",
            )
        )


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


def _mended(data: Any, path: KeyPath) -> bool:
    """Leave a faulty value out, or stand in for a missing one, so that the rest can be checked."""
    if _without(data, path):
        return True
    section = data
    for key in path[:-1]:
        names = {str(name): name for name in section} if isinstance(section, dict) else {}
        if key not in names:
            return False
        section = section[names[key]]
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
