"""A fault of the config, and the models behind its keys."""

from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel

KeyPath = tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """What is wrong at one key of the config, and how to mend it.

    ``moves_others`` where other keys are read in another place because of it; ``meant`` is the key
    that a misspelled one stands for.
    """

    path: KeyPath
    what: str
    how_to_fix: str
    moves_others: bool = False
    meant: str = ""


def dotted(path: KeyPath) -> str:
    """Path of a key as people write it: ``contrasts.il2_in_tumor.at``."""
    return ".".join(path)


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
