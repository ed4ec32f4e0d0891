"""Every key of the config has an example: a shipped config, or one of docs/designs.md, sets it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from explant.config.loading import validate
from explant.config.models import Plan

ROOT = Path(__file__).parents[2]
CONFIGS = [ROOT / "config" / "config.yaml", *sorted((ROOT / "config" / "examples").glob("*.yaml"))]
PAGE = (ROOT / "docs" / "designs.md").read_text(encoding="utf-8")
NETWORK = (ROOT / "docs" / "network.md").read_text(encoding="utf-8")
EXAMPLES = [file.read_text(encoding="utf-8") for file in CONFIGS]
EXAMPLES += re.findall(r"```ya?ml\n(.*?)```", PAGE + NETWORK, re.DOTALL)

Key = tuple[type[BaseModel], str]


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models in a key's type, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models(inner)


def keys_below(model: type[BaseModel]) -> Iterator[Key]:
    for name, field in model.model_fields.items():
        yield model, name
        for inner in models(field.annotation):
            yield from keys_below(inner)


def is_default(field: FieldInfo, value: Any) -> bool:
    return not field.is_required() and value == field.get_default(call_default_factory=True)


def keys_set(model: type[BaseModel], content: Any) -> Iterator[Key]:
    """Keys that a mapping gives another value than the default."""
    for name, value in content.items():
        field = model.model_fields.get(name)
        if field is None or is_default(field, value):
            continue
        yield model, name
        if isinstance(value, dict):
            for inner in models(field.annotation):
                # Either the keys of a section, or names that each have such keys.
                entries = [value] if set(value) & set(inner.model_fields) else value.values()
                for entry in entries:
                    yield from keys_set(inner, entry) if isinstance(entry, dict) else ()


def test_every_key_has_an_example():
    shown = {key for text in EXAMPLES for key in keys_set(Plan, yaml.safe_load(text))}
    every = set(keys_below(Plan))
    assert shown <= every
    assert sorted(f"{model.__name__}.{name}" for model, name in every - shown) == []


def test_a_page_of_keys_is_a_valid_plan():
    section = PAGE.split("\n## What your lab decides beforehand\n")[1]
    plan, problems = validate(
        yaml.safe_load(re.findall(r"```yml\n(.*?)```", section, re.DOTALL)[0])
    )
    assert plan is not None, problems
