"""What a fault in a config's YAML likely means, in words for a person who does not know YAML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from explant.config.yaml_files.refusing import YamlFault
from explant.config.yaml_files.written_lines import WrittenLine
from explant.numbers import counted

QUOTES = "Put the text in quotes"
STARTERS = "%@`|>*&!?"
SHORT = 60


@dataclass(frozen=True)
class Explained:
    """One fault: its line, from 1 (0 if there is none), what is wrong, and how to mend it."""

    line: int
    what: str
    how_to_fix: str


def explained(error: Exception, text: str) -> Explained:
    """A fault as YAML tells it, in the words of the person who wrote the file.

    Parameters
    ----------
    error
        What the loader raised.
    text
        The whole file.
    """
    if isinstance(error, YamlFault):
        return Explained(error.line, error.what, error.how_to_fix)
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Explained(
            line,
            f"The file holds a character that cannot be shown (U+{ord(text[error.position]):04X}).",
            "Delete it.",
        )
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return Explained(0, "The file cannot be read as YAML.", "Compare it with config.yaml.")
    lines = [WrittenLine(each) for each in text.split("\n")]
    return _told(error, lines, mark)


def _told(error: Exception, lines: Sequence[WrittenLine], mark: yaml.Mark) -> Explained:
    problem = getattr(error, "problem", None) or ""
    for number, line in enumerate(lines, 1):
        if line.text.startswith("<<<<<<< "):
            what = "The line marks two versions of the file that were to be merged."
            return Explained(number, what, "Keep one version, and delete the lines with the marks.")
    context = getattr(error, "context", None) or ""
    context_mark = getattr(error, "context_mark", None)
    last = min(mark.line, len(lines) - 1)
    first = min(context_mark.line if context_mark else last, last)
    near = _before(lines, last)
    if "another document" in problem:
        return Explained(
            last + 1, "A line of three dashes begins a second config.", "Delete the line."
        )
    if "unhashable" in problem:
        return Explained(
            last + 1,
            "Brackets stand where a name belongs.",
            "Take them away, or put the name in quotes.",
        )
    if "escape" in problem or "hexadecimal" in problem:
        return Explained(
            last + 1,
            "In double quotes a backslash has a meaning of its own.",
            "Write / in paths, or single quotes: 'a\\b'.",
        )
    found = (
        _tab(lines, near, last)
        or _swallowed(lines, last, mark.column)
        or _quotes(lines, first, last, context)
        or _first_character(lines[last], last, mark.column, problem, context)
        or _brackets(lines, first, last, context, problem)
        or _colon(lines, near, first, last, problem)
        or _indentation(lines, near, last, problem)
    )
    return found or Explained(
        last + 1,
        f"This line cannot be read as part of a config: {_short(lines[last])}.",
        "Compare its indentation, quotes and brackets with the lines above it.",
    )


def _before(lines: Sequence[WrittenLine], last: int) -> int:
    """The line with something in it before a line; the line itself if there is none."""
    return next((at for at in range(last - 1, -1, -1) if lines[at].code.strip()), last)


def _short(line: WrittenLine) -> str:
    text = " ".join(line.text.split())
    return f'"{text[:SHORT]}{"…" if len(text) > SHORT else ""}"'


def _tab(lines: Sequence[WrittenLine], near: int, last: int) -> Explained | None:
    for at in dict.fromkeys((last, near)):
        if "\t" in lines[at].indentation:
            return Explained(
                at + 1,
                "The line begins with a tab.",
                "Indent with blanks: two for each level, as in the lines above.",
            )
    if re.search(r":\t", lines[last].code):
        return Explained(last + 1, "A tab stands after the colon.", "Write a blank there.")
    return None


def _quotes(lines: Sequence[WrittenLine], first: int, last: int, context: str) -> Explained | None:
    if "scanning a quoted" in context or "double-quoted" in context:
        return _unclosed(lines[first], first)
    # A quotation mark that is missing shows where the next one stands, lines below it.
    for at in (last, *range(last - 1, max(first, last - 5) - 1, -1)):
        if lines[at].unclosed:
            return _unclosed(lines[at], at)
        if re.search(r"'[^']*\w'\w", lines[at].text) and lines[at].after_quotes is not None:
            return _unclosed(lines[at], at)
        rest = lines[at].after_quotes
        if rest is not None and at == last:
            return Explained(
                at + 1,
                f'After the closing quotation mark the line goes on: "{rest[:SHORT]}".',
                "Put the whole text in quotes, or nothing of it.",
            )
    return None


def _swallowed(lines: Sequence[WrittenLine], last: int, column: int) -> Explained | None:
    """A quotation mark above that the opening one of this line closes."""
    if lines[last].text[:column][-1:] not in ("'", '"'):
        return None
    at = next((at for at in range(last - 1, -1, -1) if lines[at].unclosed), None)
    return None if at is None else _unclosed(lines[at], at)


def _unclosed(line: WrittenLine, at: int) -> Explained:
    apostrophe = re.search(r"\w'\w", line.text)
    if apostrophe and line.text.count("'") > 1:
        return Explained(
            at + 1,
            "An apostrophe ends a text in single quotes.",
            'Write double quotes around it: "the patient\'s age".',
        )
    return Explained(
        at + 1,
        f"A quotation mark is opened and not closed: {_short(line)}.",
        "Close it at the end of the text.",
    )


def _first_character(
    line: WrittenLine, at: int, column: int, problem: str, context: str
) -> Explained | None:
    starts = "cannot start any token" in problem or "found ','" in problem
    scanned = re.search(r"scanning an? (alias|anchor|tag|block scalar|directive)", context)
    if not starts and not scanned:
        return None
    value = re.search(rf"(^|[\s:,\[{{-])([{re.escape(STARTERS)}][^,\]}}#]*)", line.text)
    written = line.text[column:].strip() if starts else (value[2].strip() if value else "")
    sign = written[:1] or line.text.strip()[:1]
    plain = written.rstrip(",]} ").split(" #")[0]
    return Explained(
        at + 1,
        f"A text cannot begin with {sign} unless it stands in quotes.",
        f'Write "{plain}".' if plain and '"' not in plain else f"{QUOTES}.",
    )


def _brackets(
    lines: Sequence[WrittenLine], first: int, last: int, context: str, problem: str
) -> Explained | None:
    if "found ']'" in problem or "found '}'" in problem:
        return Explained(
            last + 1,
            "A bracket is closed that was not opened.",
            "Delete it, or open it at the beginning of the list.",
        )
    if "flow" not in context and "in this context" not in problem:
        return None
    opened = "[" if "sequence" in context else "{"
    closing = {"[": "]", "{": "}"}[opened]
    for at in range(first, last + 1):
        comment = lines[at].comment
        if comment[1:2].isalnum() or (lines[at].opened > 0 and closing in comment):
            return Explained(
                at + 1,
                f'What stands behind " #" is a comment and not read: "{comment[:SHORT]}".',
                f'{QUOTES} if it holds "#".',
            )
    for at in range(last, first - 1, -1):
        if text := lines[at].with_colon_in_brackets:
            return Explained(
                at + 1,
                f'There are two colons in one entry: "{text}".',
                f"{QUOTES} that has a colon in it, or part the entries by a comma.",
            )
    if last > first or lines[last].opened > 0:
        return Explained(
            first + 1,
            f"The bracket {opened} is opened and not closed.",
            f"Close it with {closing}, and part its entries by commas.",
        )
    return Explained(
        last + 1,
        f"The list in brackets cannot be read: {_short(lines[last])}.",
        "Part its entries by commas, and put texts with commas or brackets in quotes.",
    )


def _colon(
    lines: Sequence[WrittenLine], near: int, first: int, last: int, problem: str
) -> Explained | None:
    if "mapping values are not allowed" not in problem and "expected ':'" not in problem:
        return None
    candidates = (first, near, last) if "expected ':'" in problem else (near, last)
    for at in dict.fromkeys(candidates):
        if missing := lines[at].blank_missing:
            key, _, value = missing.partition(":")
            lacks = "is missing" if value == value.lstrip() else "is a hard one, as in a letter,"
            return Explained(
                at + 1,
                f'The blank {lacks} after a colon: "{missing}".',
                f'Write "{key}: {value.strip()}".',
            )
    if text := lines[last].with_second_colon:
        return Explained(
            last + 1,
            f'A text has a colon in it: "{text}".',
            f"{QUOTES}: '{text}'." if '"' in text else f'{QUOTES}: "{text}".',
        )
    if "expected ':'" in problem or not lines[near].has_colon:
        at = first if "expected ':'" in problem else near
        return Explained(
            at + 1,
            f"The line has no colon: {_short(lines[at])}.",
            "Write a key, a colon, a blank and the value; long texts stand in quotes.",
        )
    return None


def _indentation(
    lines: Sequence[WrittenLine], near: int, last: int, problem: str
) -> Explained | None:
    if "sequence entries" in problem:
        return Explained(
            last + 1,
            "A list begins behind a colon.",
            "Write it in brackets, [a, b], or each entry in a line of its own.",
        )
    if "found '-'" in problem or "block sequence start" in problem:
        return Explained(
            last + 1,
            "An entry of a list, with a dash before it, stands where a key belongs.",
            "Indent it below the key that it belongs to; a text that begins with a dash needs "
            "quotes.",
        )
    if "found ':'" in problem:
        return Explained(last + 1, "The name before a colon is missing.", "Write it.")
    deep, above = len(lines[last].indentation), len(lines[near].indentation)
    if deep > above and "mapping values" in problem:
        return Explained(
            last + 1,
            f"The line is indented deeper than line {near + 1}, which has a value already.",
            "Give it the indentation of the keys that it belongs to.",
        )
    if "block end" in problem or "block mapping start" in problem:
        return Explained(
            last + 1,
            f"The line is indented by {counted(deep, 'blank')}, "
            f"and {_beginning(lines, last, deep)}.",
            "Keys that belong together begin in one column: indent the one that does not.",
        )
    return None


def _beginning(lines: Sequence[WrittenLine], last: int, deep: int) -> str:
    """The lines that begin the part in which a line is indented wrongly, each with its blanks."""
    parts = []
    first = None
    for at in range(last - 1, -1, -1):
        if not lines[at].code.strip():
            continue
        if len(lines[at].indentation) < deep:
            parts.append(at)
            break
        first = at
    if first is not None:
        parts.append(first)
    return " and ".join(f"line {at + 1} by {len(lines[at].indentation)}" for at in parts)
