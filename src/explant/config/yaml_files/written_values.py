"""Where each key and value of a config stands, and values that YAML reads as another thing."""

import re
from pathlib import Path

import yaml

from explant.characters import UNSHOWN, visible
from explant.config.rules.explaining import KeyPath, dotted
from explant.problems import Problem

UNANSWERED = "???"
"""Stands in a drafted config where a person has to answer."""
Lines = dict[KeyPath, str]
Found = list[tuple[KeyPath, Problem]]
NULL = "tag:yaml.org,2002:null"
TYPOGRAPHIC = {"“": "”“", "„": "“”", "‘": "’‘", "‚": "‘’", "«": "»", "»": "«", "”": "”", "’": "’"}


def look_through(node: yaml.Node, file: Path) -> tuple[Lines, Found]:
    """The line of each key and entry, and what was written and means another thing.

    Parameters
    ----------
    node
        Root of the nodes.
    file
        The config, for the places.

    Returns
    -------
    tuple
        The lines by path, and the problems, each with the path that it explains.
    """
    lines: Lines = {}
    found: Found = []
    _walk(node, (), file, lines, found)
    return lines, found


def _walk(node: yaml.Node, path: KeyPath, file: Path, lines: Lines, found: Found) -> None:
    if isinstance(node, yaml.MappingNode):
        _mapping(node, path, file, lines, found)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            here = (*path, str(position))
            lines[here] = f"{file}:{item.start_mark.line + 1}"
            if _lone_dash(item):
                what = '"- -" is a list within a list for YAML.'
                found.append(_found(file, item, path, what, 'Write a dash in quotes: - "-".'))
            else:
                _walk(item, here, file, lines, found)
    elif isinstance(node, yaml.ScalarNode) and node.style is None:
        _plain(node, path, file, found)
    elif isinstance(node, yaml.ScalarNode) and node.style in ("'", '"'):
        last = node.end_mark.line + 1
        if node.start_mark.line + 1 < last and re.search(r"\w:\s", node.value):
            what = f"The quotation mark that is opened here is closed in line {last} only."
            found.append(_found(file, node, path, what, "Close it in the line where it is opened."))


def _mapping(node: yaml.MappingNode, path: KeyPath, file: Path, lines: Lines, found: Found) -> None:
    seen: dict[str, int] = {}
    before: tuple[yaml.Node, yaml.Node] | None = None
    for key, value in node.value:
        name = str(key.value)
        here = (*path, name)
        line = key.start_mark.line + 1
        if name in seen:
            what = f'The key "{name}" is written twice, first in line {seen[name]}.'
            found.append(_found(file, key, here, what, "Keep one of the two."))
        seen[name] = line
        if strange := _strange(name):
            found.append(_found(file, key, here, *strange))
        lines[here] = f"{file}:{line}"
        if before is not None and node.flow_style and _is_decimal_comma(*before, key, value):
            own = (*path, str(before[0].value))
            number = f"{before[1].value},{name}"
            what = f'"{number}" is two entries: in brackets a comma parts them.'
            how_to_fix = f"Write the decimal sign as a point: {number.replace(',', '.')}."
            found.append(_found(file, key, own, what, how_to_fix))
            found.append((here, found[-1][1]))
        before = (key, value)
        if isinstance(value, yaml.SequenceNode) and _lone_dash(value) and not value.flow_style:
            what = "A dash alone begins a list for YAML."
            found.append(_found(file, value, here, what, 'Write it in quotes: "-".'))
        else:
            _walk(value, here, file, lines, found)


def _strange(name: str) -> tuple[str, str] | None:
    """What is wrong with the characters of a key, and how to mend it."""
    if visible(name) != name and not UNSHOWN.search(name):
        return f'A sign that nobody sees stands in "{visible(name)}".', "Type the name anew."
    if match := re.search(r":[^\S \t\n]", name):
        what = f'A hard blank, as in a letter, stands after a colon: "{name}".'
        return what, f'Type a blank: "{name.replace(match[0], ": ")}".'
    return None


def _plain(node: yaml.ScalarNode, path: KeyPath, file: Path, found: Found) -> None:
    """A text without quotes of its own."""
    text = node.value
    if text == UNANSWERED:
        found.append(
            _found(
                file,
                node,
                path,
                "This question of the draft is not answered.",
                f"Write the answer in the place of {UNANSWERED}; the comment beside it names those "
                "that are possible.",
            )
        )
    elif any(text.endswith(close) and open_ not in text for open_, close in ("[]", "{}")):
        what = f"The bracket {text[-1]} is closed and was not opened."
        found.append(_found(file, node, path, what, "Open it at the beginning of the list."))
    elif len(text) > 1 and text[-1] in TYPOGRAPHIC.get(text[0], ""):
        what = f"The quotation marks of {text[:60]} are part of the text for YAML."
        found.append(_found(file, node, path, what, f'Write straight ones: "{text[1:-1][:60]}".'))


def _found(
    file: Path, node: yaml.Node, path: KeyPath, what: str, how_to_fix: str
) -> tuple[KeyPath, Problem]:
    where = f"{file}:{node.start_mark.line + 1} {dotted(path)}".rstrip()
    return path, Problem("error", where, what, how_to_fix)


def _lone_dash(node: yaml.Node) -> bool:
    """Whether a node is what YAML makes of a dash that stands alone: a list of nothing."""
    return (
        isinstance(node, yaml.SequenceNode)
        and not node.flow_style
        and len(node.value) == 1
        and _nothing(node.value[0])
    )


def _is_decimal_comma(
    key: yaml.Node, value: yaml.Node, next_key: yaml.Node, next_value: yaml.Node
) -> bool:
    """Whether two entries in brackets are one number: ``{detection_limit: 0,5}``."""
    return (
        isinstance(value, yaml.ScalarNode)
        and value.style is None
        and re.fullmatch(r"[-+]?\d+", value.value) is not None
        and re.fullmatch(r"\d+", str(next_key.value)) is not None
        and next_key.start_mark.index == value.end_mark.index + 1
        and _nothing(next_value)
    )


def _nothing(node: yaml.Node) -> bool:
    return node.tag == NULL and node.value == ""
