import itertools
import time
import tracemalloc
from pathlib import Path

import pytest

from explant.config.yaml_files.reading import comments_in_texts, read_yaml
from explant.problems import ProblemsError


def told(folder: Path, text: str) -> str:
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(ProblemsError) as caught:
        read_yaml(file)
    (problem,) = caught.value.problems
    return str(problem).removeprefix(f"{folder}/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1\n", "mine.yaml:2: The line begins with a tab. "),
        ("a: 1\nb:\t2\n", "mine.yaml:2: A tab stands after the colon. "),
        (
            "a: 1\nb: %\n",
            'mine.yaml:2: A text cannot begin with % unless it stands in quotes. Write "%".',
        ),
        (
            "a: @x\n",
            'mine.yaml:1: A text cannot begin with @ unless it stands in quotes. Write "@x".',
        ),
        ("a: [> 5]\n", "mine.yaml:1: A text cannot begin with > unless"),
        ("a: * x\n", "mine.yaml:1: A text cannot begin with * unless"),
        ("a: ,5\n", "mine.yaml:1: A text cannot begin with , unless"),
        ("a: 1\nb: IL-2: effect\n", 'mine.yaml:2: A text has a colon in it: "IL-2: effect". '),
        (
            "a: {b: IL-2: effect}\n",
            'mine.yaml:1: There are two colons in one entry: "b: IL-2: effect". ',
        ),
        ("a: 'x\nb: 1\n", "mine.yaml:1: A quotation mark is opened and not closed: "),
        ("a: 'x\nb: 'y'\n", "mine.yaml:1: A quotation mark is opened and not closed: "),
        ("a: 1\nb: 'it's'\n", "mine.yaml:2: An apostrophe ends a text in single quotes. "),
        ('a: "b" c\n', 'mine.yaml:1: After the closing quotation mark the line goes on: "c". '),
        ('a: "b\\q"\n', "mine.yaml:1: In double quotes a backslash has a meaning of its own. "),
        ("a: [1, 2\nb: 3\n", "mine.yaml:1: The bracket [ is opened and not closed. "),
        ("a: {b: 1\nc: 3\n", "mine.yaml:1: The bracket { is opened and not closed. "),
        ("a: [b, c]]\n", "mine.yaml:1: A bracket is closed that was not opened. "),
        (
            "a: {b: CD25 #1}\nc: d\n",
            'mine.yaml:1: What stands behind " #" is a comment and not read',
        ),
        (
            "a: 1\nb:2\nc: 3\n",
            'mine.yaml:2: The blank is missing after a colon: "b:2". Write "b: 2".',
        ),
        ("a:1\nb: 2\n", 'mine.yaml:1: The blank is missing after a colon: "a:1". Write "a: 1".'),
        (
            "a:\u00a01\nb: 2\n",
            "mine.yaml:1: The blank is a hard one, as in a letter, after a colon",
        ),
        ("a: 1\nb 2\nc: 3\n", 'mine.yaml:2: The line has no colon: "b 2". '),
        (
            "a:\n  b: 1\n c: 2\n",
            "mine.yaml:3: The line is indented by 1 blank, and line 1 by 0 and line 2 by 2. ",
        ),
        (
            "a:\n  b: 1\n   c: 2\n",
            "mine.yaml:3: The line is indented deeper than line 2, which has ",
        ),
        ("a: - b\n", "mine.yaml:1: A list begins behind a colon. "),
        (
            "a: 1\n- b\n",
            "mine.yaml:2: An entry of a list, with a dash before it, stands where a key ",
        ),
        ("a: 1\n---\nb: 2\n", "mine.yaml:2: A line of three dashes begins a second config. "),
        ("{[a]: b}\n", "mine.yaml:1: Brackets stand where a name belongs. "),
        ("a: 1\n: b\n", "mine.yaml:2: The name before a colon is missing. "),
        ("a: !x y\n", 'mine.yaml:1: "!x" is a tag of YAML'),
        ("a: &x y\n", 'mine.yaml:1: "&x" refers to another place of the file'),
        ("a: 1\nb: *x\n", 'mine.yaml:2: "*x" refers to another place of the file'),
        ("<<: {a: 1}\n", 'mine.yaml:1: "<<" merges another part of the file'),
        (
            "a: 1\nb: \x07\n",
            "mine.yaml:2: The file holds a character that cannot be shown (U+0007). ",
        ),
        ("<<<<<<< HEAD\na: 1\n=======\n", "mine.yaml:1: The line marks two versions of the file"),
        (
            "a: 1\nx: {'b: 2\nc'}\n",
            "mine.yaml:2: A quotation mark is opened and closed in another ",
        ),
        ("- a\n", "mine.yaml: The file holds no keys. "),
        ("[" * 5000, "mine.yaml:1: The file is nested more than 30 deep. "),
    ],
)
def test_a_fault_of_yaml_is_one_sentence_with_its_line(tmp_path, text, expected):
    assert told(tmp_path, text).startswith(expected)


def test_what_yaml_takes_for_another_thing_stays_as_it_is_written(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(
        "{no: 1:30, on: 010, date: 2025-01-01, thousand: 1_000, half: .5, whole: 10, minus: -1.5}"
    )
    assert read_yaml(file)[0] == {
        "no": "1:30",
        "on": "010",
        "date": "2025-01-01",
        "thousand": "1_000",
        "half": 0.5,
        "whole": 10,
        "minus": -1.5,
    }


def bomb() -> str:
    """Nine levels, each nine times the one before: 387 million entries when written out."""
    letters = "abcdefghi"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{here}: &{here} [{', '.join([f'*{below}'] * 9)}]"
        for below, here in itertools.pairwise(letters)
    ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(bomb(), id="entries that multiply"),
        pytest.param("a: &a {b: *a}\n", id="a value that holds itself"),
        pytest.param("{a: " * 100_000, id="nested deeply"),
        pytest.param("a: [" + "x, " * 2_000_000, id="too long"),
    ],
)
def test_a_hostile_config_is_refused_at_once(tmp_path, text):
    begin = time.process_time()
    tracemalloc.start()
    assert told(tmp_path, text)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - begin < 5  # tracemalloc makes it several times as slow
    assert most < 100e6


def test_other_files_than_texts_are_refused(tmp_path):
    file = tmp_path / "mine.xlsx"
    file.write_bytes(b"PK\x03\x04\n\xff\xfe")
    with pytest.raises(ProblemsError, match=r"mine.xlsx:2: The file is not UTF-8 text\. .*path"):
        read_yaml(file)
    with pytest.raises(ProblemsError, match="cannot be read"):
        read_yaml(tmp_path)


def test_a_comment_that_may_belong_to_the_text_before_it_is_told(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("# one\na: CD25 #1\nb: CD8 # as in the paper\nc: 'CD4 #2'\n#d: 1\n")
    (doubt,) = comments_in_texts(file)
    assert str(doubt).startswith(f'{file}:2: "#1" is a comment for YAML')
