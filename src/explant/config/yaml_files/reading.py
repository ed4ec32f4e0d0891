"""From a config's text to its content: one reading, in which every node keeps its line."""

from pathlib import Path
from typing import Any

import yaml

from explant.config.yaml_files.faults import explained
from explant.config.yaml_files.refusing import PlainLoader, YamlFault
from explant.config.yaml_files.written_lines import WrittenLine
from explant.problems import Problem, ProblemsError

MOST_CHARACTERS = 1_000_000


def read_yaml(file: Path) -> tuple[dict[Any, Any], yaml.Node | None]:
    """Content of a config file and the nodes that it was made from.

    Parameters
    ----------
    file
        The config.

    Returns
    -------
    tuple
        The content, empty for an empty file, and the root of the nodes, None for an empty file.

    Raises
    ------
    ProblemsError
        If it is not there or no YAML: the first fault with its file and line.
    """
    text = _text(file)
    try:
        loader = PlainLoader(text)
        node = loader.get_single_node()
        content = {} if node is None else loader.construct_document(node)
    except (yaml.YAMLError, YamlFault, ValueError, RecursionError) as error:
        fault = explained(error, text)
        place = f"{file}:{fault.line}" if fault.line else str(file)
        raise _refused(place, fault.what, fault.how_to_fix) from None
    if content is None:
        content = {}
    if not isinstance(content, dict):
        raise _refused(
            str(file),
            "The file holds no keys.",
            "Start from config/config.yaml, which explains every key.",
        )
    return content, node


def comments_in_texts(file: Path) -> list[Problem]:
    """Comments that may be meant as part of a text: ``label: CD25 #1``.

    Parameters
    ----------
    file
        A config that can be read.
    """
    return [
        Problem(
            "warning",
            f"{file}:{number}",
            f'"{line.comment.strip()}" is a comment for YAML and not part of the text before it.',
            "If it belongs to the text, put the whole text in quotes; else write a blank after #.",
        )
        for number, line in enumerate(map(WrittenLine, _text(file).split("\n")), 1)
        if line.code.strip() and line.comment[1:2].isalnum()
    ]


def _text(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _refused(
            str(file),
            "The config file does not exist.",
            "Check its path, or leave --configfile out to use config/config.yaml.",
        ) from None
    except OSError as error:
        raise _refused(
            str(file), f"The file cannot be read ({error.strerror}).", "Name the config's file."
        ) from None
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise _refused(
            f"{file}:{line}",
            "The file is not UTF-8 text.",
            "Save it again with the encoding UTF-8; a spreadsheet is named under spreadsheet.path.",
        ) from None
    if len(text) > MOST_CHARACTERS:
        raise _refused(
            str(file),
            f"The file has {len(text):,} characters: a config has {MOST_CHARACTERS:,} at most.",
            "Is it a config? Many markers can stand in a list of their own.",
        )
    return text


def _refused(where: str, what: str, how_to_fix: str) -> ProblemsError:
    return ProblemsError([Problem("error", where, what, how_to_fix)])
