"""YAML as a config needs it: no anchors, no merge keys, no tags, nothing deeply nested."""

import re
from typing import Any

import yaml

DEEPEST = 30
NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?|[-+]?\.(inf|nan)", re.I)
"""Neither 1:30, which YAML takes for 90, nor 010, which it takes for 8, nor 1_000."""


class YamlFault(Exception):  # noqa: N818
    """What YAML allows and a config does not hold, or what it would silently read as another thing.

    Parameters
    ----------
    line
        Line of the file, from 1.
    what, how_to_fix
        The fault, and how to mend it, as sentences.
    """

    def __init__(self, line: int, what: str, how_to_fix: str) -> None:
        self.line, self.what, self.how_to_fix = line, what, how_to_fix
        super().__init__(what)


class PlainLoader(yaml.SafeLoader):
    """A safe loader that refuses what makes a small file large, endless or hard to read."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """One node, with all below it."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise YamlFault(
                line,
                f'"{sign}{event.anchor}" refers to another place of the file, '
                "which a config does not do.",
                f'Write out what is meant; or, if it is a text, in quotes: "{sign}{event.anchor}".',
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise YamlFault(
                line,
                f'"{_written(tag)}" is a tag of YAML, which a config has no use for.',
                "Put the text in quotes if it begins with !.",
            )
        self._depth += 1
        if self._depth > DEEPEST:
            raise YamlFault(
                line,
                f"The file is nested more than {DEEPEST} deep.",
                "No key of a config is: check the brackets.",
            )
        node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                _check_key(key)
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """A node's value; only numbers as people write them are numbers."""
        if node.tag in NUMBERS and not NUMBER.fullmatch(node.value):
            return node.value
        return super().construct_object(node, deep=deep)


def _check_key(key: yaml.Node) -> None:
    """Refuse what cannot be the name of something, and read yes and no as the names they are."""
    line = key.start_mark.line + 1
    if key.tag == "tag:yaml.org,2002:merge":
        raise YamlFault(
            line,
            '"<<" merges another part of the file, which a config does not do.',
            "Write the keys out.",
        )
    if not isinstance(key, yaml.ScalarNode):
        raise YamlFault(
            line,
            "Brackets stand where a name belongs.",
            "Take them away, or put the name in quotes.",
        )
    if key.end_mark.line != key.start_mark.line:
        raise YamlFault(
            line,
            f'A quotation mark is opened and closed in another line: "{key.value[:40].strip()} …".',
            "Close it in the same line.",
        )
    if key.tag == "tag:yaml.org,2002:null":
        raise YamlFault(
            line, "The name before a colon is missing.", "Write it, or delete the line."
        )
    if key.tag == "tag:yaml.org,2002:bool":
        key.tag = "tag:yaml.org,2002:str"


def _written(tag: str) -> str:
    return f"!!{tag.removeprefix('tag:yaml.org,2002:')}" if tag.startswith("tag:") else tag


def _as_written(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    return node.value


# Dates, times of day and = are texts here: a level may be called 2025-01-01, and 1:30 is no number.
PlainLoader.add_constructor("tag:yaml.org,2002:timestamp", _as_written)
PlainLoader.add_constructor("tag:yaml.org,2002:value", _as_written)
