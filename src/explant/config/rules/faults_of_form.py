"""What the models' complaints mean, in the words of the person who wrote the config."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from explant.config.models import Plan
from explant.config.rules.explaining import (
    Fault,
    KeyPath,
    dotted,
    section_model,
    value_type,
)
from explant.problems import nearest, similar

EXPLAINED = "config/README.md tells what this key takes."
DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+")


def faults(details: Iterable[ErrorDetails], data: Any) -> list[Fault]:
    """The complaints of the models as faults, without those that follow from another one.

    Parameters
    ----------
    details
        What the models say.
    data
        The config that they were given.
    """
    found: dict[KeyPath, Fault] = {}
    for detail in details:
        fault = _fault(detail, data)
        # Where a value may be of two kinds, both complain: the first is enough.
        found.setdefault(fault.path, fault)
    return _without_heads(_without_consequences(list(found.values()), data), data)


def _without_consequences(found: list[Fault], data: Any) -> list[Fault]:
    """Faults, with one in place of all that come from a section that is indented too far."""
    sections = [
        fault.path[:depth]
        for fault in found
        for depth in range(2, len(fault.path) + 1)
        if fault.path[depth - 1] in Plan.model_fields
        and fault.path[depth - 1] not in data
        and (depth < len(fault.path) or fault.path[-1] not in keys_at(fault.path[:-1]))
    ]
    for path in dict.fromkeys(sections):
        # Its entries, and what stands below it in the same column, would be its own.
        order = list(map(str, _at(data, path[:-1]) or {}))
        below = set(order[order.index(path[-1]) :]) if path[-1] in order else {path[-1]}
        depth = len(path) - 1
        found = [
            fault
            for fault in found
            if fault.path != (path[-1],)
            and not (fault.path[:depth] == path[:-1] and fault.path[depth : depth + 1][0] in below)
        ]
        found.append(
            Fault(
                path,
                f'"{path[-1]}" is a key of the config itself, and stands here as one of '
                f'"{dotted(path[:-1])}".',
                "Begin its line, and the line of each key below it, further to the left.",
                moves_others=True,
            )
        )
    return found


def _without_heads(found: list[Fault], data: Any) -> list[Fault]:
    """Faults, with one in place of all that come from a missing line that begins a section."""
    for top, field in Plan.model_fields.items():
        if top in data:
            continue
        entry = value_type(field.annotation) is not None and section_model(field.annotation) is None
        keys = set(keys_at((top, "name") if entry else (top,)))
        astray = [
            fault
            for fault in found
            if len(fault.path) > 1 and fault.path[-1] in keys and fault.path[0] != top
        ]
        others = {fault.path[: -1 - entry] for fault in astray}
        alone = not any(set(keys_at(fault.path[:-1])) & {fault.path[-1]} for fault in astray)
        if len(astray) > 1 and len(others) == 1 and alone:
            first = astray[0]
            what = f'"{first.path[-1]}" is a key of {top}, and here it is one of {first.path[0]}.'
            how_to_fix = f'Is the line "{top}:" missing above it?'
            found = [each for each in found if each not in astray and each.path != (top,)]
            found.append(Fault(first.path, what, how_to_fix, moves_others=True))
    return found


def _fault(detail: ErrorDetails, data: Any) -> Fault:
    path = _path(detail, data)
    key = path[-1] if path else ""
    kind = detail["type"]
    given = detail.get("input")
    if kind in ("extra_forbidden", "invalid_key"):
        how_to_fix = _meant(path, given, data)
        found = re.match(r'Did you mean "(.*)"', how_to_fix)
        meant = found[1] if found else ""
        return Fault(path, f'"{key}" is no key here.', how_to_fix, meant=meant)
    if kind == "missing":
        section = _at(data, path[:-1])
        if isinstance(section, Mapping) and key in section:
            return Fault(path, f'"{key}" has no value.', "Write it behind the colon.")
        return Fault(path, f'"{key}" is missing.', "Add it: config/README.md explains every key.")
    if kind == "value_error":
        message = str(detail["ctx"]["error"])
        if isinstance(given, list):
            # One entry of the list is meant.
            given = next((each for each in given if not isinstance(each, (str, float))), given)
        if given is None:
            return Fault(path, f"Nothing stands here: {message}.", EXPLAINED)
        return Fault(path, f"{written(given)} does not fit: {message}.", EXPLAINED)
    if given is None:
        return Fault(path, "The value is missing.", "Write it behind the colon.")
    if kind == "literal_error":
        valid = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return Fault(path, f"{written(given)} is no valid value.", nearest(str(given), valid))
    for kinds, told in TOLD.items():
        if kind in kinds:
            what, how_to_fix = told(given, detail.get("ctx", {}))
            return Fault(path, what, how_to_fix)
    return Fault(path, f"{written(given)} does not fit.", EXPLAINED)


def written(value: Any) -> str:
    """A value as it stands in a config, shortened."""
    if value is None:
        return "Nothing"
    if isinstance(value, str):
        return f'"{_short(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return _short(
            "{" + ", ".join(f"{key}: {_inner(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, (list, tuple)):
        return _short("[" + ", ".join(map(_inner, value)) + "]")
    return str(value)


def _inner(value: Any) -> str:
    return "" if value is None else (value if isinstance(value, str) else written(value))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:60]}…"


def _path(detail: ErrorDetails, data: Any) -> KeyPath:
    """Keys to a complaint, without the words that say of which kind a value may be."""
    path: list[str] = []
    here = data
    location = [str(part) for part in detail["loc"]]
    for position, part in enumerate(location):
        if isinstance(here, Mapping):
            names = {str(name): name for name in here}
            if part in names:
                path.append(part)
                here = here[names[part]]
                continue
        elif isinstance(here, (list, tuple)) and part.isdigit() and int(part) < len(here):
            path.append(part)
            here = here[int(part)]
            continue
        if detail["type"] in ("missing", "invalid_key") and position == len(location) - 1:
            path.append(part)
    return tuple(path)


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        names = {str(name): name for name in data} if isinstance(data, Mapping) else {}
        data = data[names[part]] if part in names else None
    return data


def _meant(path: KeyPath, given: Any, data: Any) -> str:
    """What an unknown key was likely meant as."""
    key, section = path[-1], path[:-1]
    valid = keys_at(section)
    name, colon, value = key.partition(":")
    if colon and name.strip() in valid:
        return f'The blank is missing after the colon: write "{name.strip()}: {value.strip()}".'
    if hint := similar(key, valid):
        return hint
    if section and key in Plan.model_fields:
        return f'It is a key of the config itself: "{key}:" begins in the first column.'
    owners = [owner for owner in _owners(Plan, ()) if key in keys_at(owner)]
    near = [owner for owner in owners if owner[: len(section)] == section] or [
        owner for owner in owners if section[: len(owner)] == owner
    ]
    for owner in near or owners[:1]:
        return f"It is a key of {dotted(owner)}: indent it below that."
    above = _empty_above(_at(data, section), key)
    if above is not None and (given is None or isinstance(given, (Mapping, list))):
        return f'If it belongs to "{above}" in the lines above, indent it further.'
    return nearest(key, valid)


def _empty_above(section: Any, key: str) -> str | None:
    """The nearest key above one that has nothing behind its colon."""
    names = list(section) if isinstance(section, Mapping) else []
    place = next((at for at, name in enumerate(names) if str(name) == key), 0)
    return next((str(name) for name in reversed(names[:place]) if section[name] is None), None)


def _owners(kind: Any, path: KeyPath) -> Iterable[KeyPath]:
    for key, field in kind.model_fields.items():
        inner = section_model(field.annotation)
        if inner is not None:
            yield (*path, key)
            yield from _owners(inner, (*path, key))


def _kind_at(path: KeyPath) -> Any:
    kind: Any = Plan
    for part in path:
        section = section_model(kind)
        if section is not None:
            field = section.model_fields.get(part)
            kind = field.annotation if field is not None else None
        else:
            kind = value_type(kind)
    return kind


def keys_at(path: KeyPath) -> list[str]:
    """Valid keys of the section at a path; none where names are free."""
    section = section_model(_kind_at(path))
    return list(section.model_fields) if section is not None else []


Told = Callable[[Any, Mapping[str, Any]], tuple[str, str]]


def _number(given: Any, _: Mapping[str, Any]) -> tuple[str, str]:
    what = f"{written(given)} is no number."
    text = str(given).strip()
    if DECIMAL_COMMA.fullmatch(text):
        return what, f"Write the decimal sign as a point: {text.replace(',', '.')}."
    if match := re.fullmatch(r"([-+]?[\d.]+)\s*[^\d\s].*", text):
        return what, f"Write the number alone: {match[1]}."
    return what, "Write a number."


def _whole(given: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    if isinstance(given, float):
        return f"{given:g} is no whole number.", "Write one without decimals."
    return _number(given, context)


def _limit(given: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    words = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
    name, limit = next((name, context[name]) for name in words if name in context)
    what = f"{written(given)} is not possible: the number must be {words[name]} {limit:g}."
    if name in ("lt", "le") and limit <= 1 < float(given) <= 100:
        return what, f"If {float(given):g} % is meant, write {float(given) / 100:g}."
    return what, "Correct it."


def _keys(given: Any, _: Mapping[str, Any]) -> tuple[str, str]:
    what = f"{written(given)} stands where keys belong."
    if isinstance(given, str) and ":" in given:
        return what, "Write a blank after the colon, and a line for each key."
    return what, "Write each key in a line of its own, indented, with a colon and a blank."


def _list(given: Any, _: Mapping[str, Any]) -> tuple[str, str]:
    return f"{written(given)} stands where a list belongs.", "Write [a, b], with commas."


def _pair(given: Any, _: Mapping[str, Any]) -> tuple[str, str]:
    return f"{written(given)} stands where two values belong.", "Write [first, second]."


def _text(given: Any, _: Mapping[str, Any]) -> tuple[str, str]:
    if isinstance(given, bool):
        return (
            "YAML reads yes, no, on, off, true and false as a yes or no, and a text belongs here.",
            "Put it in quotes.",
        )
    if isinstance(given, (Mapping, list)):
        kind = "Keys" if isinstance(given, Mapping) else "A list"
        return (
            f"{kind} stand{'' if kind == 'Keys' else 's'} where a text belongs: {written(given)}.",
            "Put a text with brackets, or with a colon in it, in quotes.",
        )
    return f"{written(given)} is a number, and a text belongs here.", "Put it in quotes."


def _empty(given: Any, _: Mapping[str, Any]) -> tuple[str, str]:
    return "Nothing stands here, and something is needed.", EXPLAINED


def _yes_or_no(given: Any, _: Mapping[str, Any]) -> tuple[str, str]:
    return f"{written(given)} is neither true nor false.", "Write true or false."


def _folder(given: Any, _: Mapping[str, Any]) -> tuple[str, str]:
    return (
        f"{written(given)} cannot be the name of a folder.",
        "Use letters, digits, blanks and . , ( ) + - _, and begin with a letter or digit.",
    )


def _long(given: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    return f"{written(given)} is too long.", f"At most {context['max_length']} are possible."


TOLD: dict[tuple[str, ...], Told] = {
    ("float_parsing", "float_type"): _number,
    ("int_parsing", "int_type", "int_from_float", "int_parsing_size"): _whole,
    ("greater_than", "greater_than_equal", "less_than", "less_than_equal"): _limit,
    ("dict_type", "model_type", "model_attributes_type"): _keys,
    ("list_type",): _list,
    ("tuple_type",): _pair,
    ("string_type",): _text,
    ("string_too_short",): _empty,
    ("too_short",): _empty,
    ("bool_parsing", "bool_type"): _yes_or_no,
    ("string_pattern_mismatch",): _folder,
    ("string_too_long", "too_long"): _long,
}
