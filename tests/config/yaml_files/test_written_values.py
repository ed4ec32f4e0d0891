from pathlib import Path

import pytest
import yaml

from explant.config.yaml_files.written_values import look_through


def found(text: str) -> list[tuple[str, str]]:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    _, problems = look_through(node, Path("mine.yaml"))
    return [(".".join(path), str(problem)) for path, problem in problems]


def test_each_key_and_entry_has_its_line():
    node = yaml.compose("a:\n  b: [1,\n    2]\nc: 3\n", Loader=yaml.SafeLoader)
    lines, problems = look_through(node, Path("mine.yaml"))
    assert lines == {
        ("a",): "mine.yaml:1",
        ("a", "b"): "mine.yaml:2",
        ("a", "b", "0"): "mine.yaml:2",
        ("a", "b", "1"): "mine.yaml:3",
        ("c",): "mine.yaml:4",
    }
    assert problems == []


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a:\n  - +\n  - -\n", "a", 'mine.yaml:3 a: "- -" is a list within a list for YAML. '),
        ("a:\n  b: 1\n  b: 2\n", "a.b", 'mine.yaml:3 a.b: The key "b" is written twice, first in'),
        ("a: {b: -0,5}\n", "a.b", 'mine.yaml:1 a.b: "-0,5" is two entries: in brackets a comma'),
        ("a: “%”\n", "a", "mine.yaml:1 a: The quotation marks of “%” are part of the text"),
        (
            "a: {b:\u00a0c}\n",
            "a.b:\u00a0c",
            "mine.yaml:1 a.b:\u00a0c: A hard blank, as in a letter",
        ),
        ("a\u200bb: 1\n", "a\u200bb", "mine.yaml:1 a\u200bb: A sign that nobody sees stands in"),
        (
            "a: 'b\n\nc: d'\n",
            "a",
            "mine.yaml:1 a: The quotation mark that is opened here is closed in line 3",
        ),
        ("a:\n  b, c\n  ]\n", "a", "mine.yaml:2 a: The bracket ] is closed and was not opened. "),
        ("a: ???\n", "a", "mine.yaml:1 a: This question of the draft is not answered. "),
    ],
)
def test_what_means_another_thing_for_yaml_is_told(text, path, expected):
    problem = found(text)[0]
    assert problem[0] == path
    assert problem[1].startswith(expected)


@pytest.mark.parametrize(
    "text",
    [
        "a: [0, 5]\n",
        "a: [0,5]\n",
        "a: {b: 0, c: 5}\n",
        "a: CD25 [%]\n",
        "a: {b: 0, 5: }\n",
        "a: 'x “y”'\n",
        "a: [['']]",
    ],
)
def test_what_may_be_meant_is_not_told(text):
    assert found(text) == []
