"""Files generated from the models: the shipped config, its JSON schema and ``config/README.md``.

``python -m explant.config.documentation`` writes them; a test fails when they drift.
"""

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from explant.config.model_study import MODEL_STUDY
from explant.config.models import Plan
from explant.config.models.settings import STEPS, Section
from explant.config.rules.explaining import section_model, value_type

SCHEMA_LINE = "# yaml-language-server: $schema=config.schema.json"
WIDTH = 98


def config_yaml(content: dict[str, Any]) -> str:
    """The content of a config as YAML in which a comment explains every key."""
    plan = Plan.model_validate(content)
    lines = [
        SCHEMA_LINE,
        "#",
        "# The study's plan: the one file to edit. Copy it for a study of your own and run",
        "#   snakemake --cores 4 --configfile config/mine.yaml",
        "# This file is generated from the models in src/explant/config (make config): every key",
        "# that exists stands here, or in the list of keys above its section.",
        "",
    ]
    for name, field in Plan.model_fields.items():
        lines += _top(name, field, getattr(plan, name), content.get(name, {}))
    return "\n".join(lines).rstrip() + "\n"


def _top(name: str, field: FieldInfo, value: Any, given: dict[str, Any]) -> list[str]:
    if value is None:
        where = f"{field.description} Its keys stand in config/README.md."
        return [*_comment(where, ""), f"{name}:", ""]
    lines = [f"# {field.description}"]
    if isinstance(value, Section):
        return [*lines, f"{name}:", *_section_lines(value, given, "  "), ""]
    entry = section_model(value_type(field.annotation))
    if entry is None:
        return [*lines, f"{name}: {_scalar(value)}", ""]
    return [*lines, *_keys_of_entries(entry, "# "), f"{name}:", *_entries(given, "  "), ""]


def _section_lines(section: BaseModel, given: dict[str, Any], indent: str) -> Iterator[str]:
    for key, field in type(section).model_fields.items():
        value = getattr(section, key)
        entry = section_model(value_type(field.annotation)) if isinstance(value, dict) else None
        yield from _comment(field.description or "", indent)
        if isinstance(value, Section):
            yield f"{indent}{key}:"
            yield from _section_lines(value, given.get(key, {}), indent + "  ")
        elif entry is not None:
            yield from _keys_of_entries(entry, f"{indent}# ")
            yield f"{indent}{key}:"
            yield from _entries(given.get(key, {}), indent + "  ")
        elif isinstance(value, dict) and value:
            yield f"{indent}{key}:"
            yield from _entries(value, indent + "  ")
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _keys_of_entries(entry: type[BaseModel], prefix: str) -> Iterator[str]:
    for key, field in entry.model_fields.items():
        text = f"{key}: {field.description}"
        yield from textwrap.wrap(
            text,
            WIDTH,
            initial_indent=f"{prefix}  ",
            subsequent_indent=f"{prefix}      ",
            break_on_hyphens=False,
        )
        inner = section_model(value_type(field.annotation))
        if inner is not None:
            yield from _keys_of_entries(inner, f"{prefix}    ")


def _entries(given: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in given.items():
        flow = f"{indent}{_scalar(key)}: {_scalar(value)}"
        if (
            not isinstance(value, dict)
            or not value
            or (len(flow) <= WIDTH and not any(isinstance(item, dict) for item in value.values()))
        ):
            yield flow
        else:
            yield f"{indent}{_scalar(key)}:"
            yield from _entries(value, indent + "  ")


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# ",
        break_on_hyphens=False,
    )


def _scalar(value: Any) -> str:
    text = yaml.safe_dump(
        value, default_flow_style=True, width=10_000, allow_unicode=True, sort_keys=False
    )
    return text.removesuffix("\n").removesuffix("\n...")


def json_schema() -> str:
    """JSON schema of the config, for editors."""
    schema = Plan.model_json_schema(mode="validation")
    return json.dumps(_without_readers(schema), indent=2, ensure_ascii=False) + "\n"


def _without_readers(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_readers(item)
            for key, item in value.items()
            if not (key == "read_by" and isinstance(item, list))
        }
    return [_without_readers(item) for item in value] if isinstance(value, list) else value


def readme() -> str:
    """``config/README.md``: every key, its default, and what a change of it reruns."""
    lines = [
        "# Every key of the config",
        "",
        "Generated from the models in `src/explant/config` (`make config`).",
        "",
        "`config.yaml` is the plan of the shipped example. A study of your own: copy it, edit it,",
        "and run `snakemake --cores 4 --configfile config/mine.yaml`. To run the shipped plan on",
        "another spreadsheet of the same shape:",
        "`snakemake --cores 4 --config spreadsheet=data/raw/mine.xlsx`. The results go to",
        "`results/<study>/`, where `<study>` is `study.name` or else the name of the spreadsheet's",
        "file.",
        "",
        "*Reruns* names the first steps that run again when the key changes; what builds on them",
        f"follows. The steps: {', '.join(STEPS)}.",
    ]
    for path, description, section in _sections(Plan, ""):
        lines += ["", f"## {path}", "", description, ""] if path else [""]
        lines += ["| key | takes | default | what it is | reruns |", "|---|---|---|---|---|"]
        for key, field in section.model_fields.items():
            lines.append(
                f"| `{key}` | {_takes(field.annotation)} | {_default(field)} "
                f"| {_escaped(field.description or '')} | {_reruns(field)} |"
            )
    return "\n".join(lines) + "\n"


def _sections(
    kind: type[BaseModel], path: str, description: str = ""
) -> Iterator[tuple[str, str, type[BaseModel]]]:
    yield path, description, kind
    for key, field in kind.model_fields.items():
        here = f"{path}.{key}" if path else key
        inner = section_model(field.annotation)
        if inner is not None:
            yield from _sections(inner, f"{here}", field.description or "")
            continue
        entry = section_model(value_type(field.annotation))
        if entry is not None:
            yield from _sections(entry, f"{here}.<name>", field.description or "")


def _takes(annotation: Any) -> str:
    if section_model(annotation) is not None:
        return "keys"
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin is list:
        if get_origin(arguments[0]) is Literal:
            return f"a list of {_takes(arguments[0])}"
        if arguments[0] is float:
            return "a list of numbers"
        return "a list of texts"
    if origin is tuple:
        return "two numbers"
    if origin is dict:
        if section_model(arguments[-1]) is not None:
            return "names, each with keys"
        return f"names, each with {_takes(arguments[-1])}"
    if origin is UnionType:
        own = [_takes(each) for each in arguments if each is not type(None)]
        return " or ".join(dict.fromkeys(own))
    if arguments:
        return _takes(arguments[0])
    words = {str: "text", float: "a number", int: "a whole number", bool: "true or false"}
    return words.get(annotation, "text")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, BaseModel) or default in (None, "", [], {}):
        return ""
    return f"`{_escaped(_scalar(default))}`"


def _reruns(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    readers = extra["read_by"] if isinstance(extra, dict) else []
    assert isinstance(readers, list)
    for first in ("ingest", "analyse"):
        if first in readers:
            return first
    return ", ".join(str(step) for step in readers)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def write(folder: Path) -> None:
    """Write the three generated files into ``config/``."""
    for name, text in generated().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def generated() -> dict[str, str]:
    """The generated files of ``config/``, by name."""
    return {
        "config.yaml": config_yaml(MODEL_STUDY),
        "config.schema.json": json_schema(),
        "README.md": readme(),
    }


if __name__ == "__main__":
    write(Path("config"))
