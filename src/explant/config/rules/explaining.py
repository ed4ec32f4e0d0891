"""What the models' complaints mean, in the words of the person who wrote the config."""

from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from explant.config.models import Plan
from explant.problems import nearest

KeyPath = tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """What is wrong at one key of the config, and how to mend it."""

    path: KeyPath
    what: str
    how_to_fix: str


def dotted(path: KeyPath) -> str:
    """Path of a key as people write it: ``contrasts.il2_in_tumor.at``."""
    return ".".join(path)


def fault(detail: ErrorDetails) -> Fault:
    """One complaint of the models as a fault."""
    path = tuple(str(part) for part in detail["loc"] if part != "[key]")
    key = path[-1] if path else ""
    kind = detail["type"]
    if kind == "extra_forbidden":
        return Fault(path, f'"{key}" is no key here.', nearest(key, _keys_at(path[:-1])))
    if kind == "missing":
        return Fault(path, f'"{key}" is missing.', "Add it: config/README.md explains every key.")
    given = detail.get("input")
    shown = f'"{given}"' if isinstance(given, str) else repr(given)
    if kind == "literal_error":
        valid = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return Fault(path, f"{shown} is no valid value.", nearest(str(given), valid))
    message = detail["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    return Fault(
        path, f"{shown} does not fit: {message}.", "config/README.md tells what this key takes."
    )


def _keys_at(path: KeyPath) -> list[str]:
    """Valid keys of the section at a path."""
    kind: Any = Plan
    for part in path:
        section = section_model(kind)
        if section is not None:
            field = section.model_fields.get(part)
            kind = field.annotation if field is not None else None
        else:
            kind = value_type(kind)
    section = section_model(kind)
    return list(section.model_fields) if section is not None else []


def section_model(kind: Any) -> type[BaseModel] | None:
    """The model behind an annotation that stands for one section, else None."""
    while get_args(kind) and get_origin(kind) not in (dict, list):
        kind = get_args(kind)[0]
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def value_type(kind: Any) -> Any:
    """Type of the values in an annotation that stands for a mapping or list, else None."""
    while get_args(kind) and get_origin(kind) not in (dict, list):
        kind = get_args(kind)[0]
    arguments = get_args(kind)
    return arguments[-1] if arguments else None
