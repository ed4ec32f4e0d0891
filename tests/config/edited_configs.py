"""Configs as people edit them: one slip of the hand in a shipped config, drawn with a seed."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHIPPED = sorted([ROOT / "config/config.yaml", *ROOT.glob("config/examples/*.yaml")])


@dataclass(frozen=True)
class Edited:
    """A config with one edit: what was done, in which lines (from 1), and the text."""

    kind: str
    file: str
    lines: range
    text: str


Edit = Callable[[str, random.Random], str | None]


def _replaced(pattern: str, new: str) -> Edit:
    """Replace one of a pattern's matches in the line."""

    def edit(line: str, draw: random.Random) -> str | None:
        found = list(re.finditer(pattern, line))
        if not found:
            return None
        match = draw.choice(found)
        return line[: match.start()] + match.expand(new) + line[match.end() :]

    return edit


def _capital(line: str, draw: random.Random) -> str | None:
    return _replaced(r"\b[a-z](?=[a-z_]*:)", "?")(line, draw) and re.sub(
        r"[a-z](?=[a-z_]*:)", lambda match: match[0].upper(), line, count=1
    )


def _value(new: Callable[[str, random.Random], str]) -> Edit:
    """Replace the value behind the line's first colon."""

    def edit(line: str, draw: random.Random) -> str | None:
        match = re.match(r"(\s*[^\s#][^:]*: )(\S.*)$", line)
        return None if match is None else match[1] + new(match[2], draw)

    return edit


def _item(new: Callable[[str, random.Random], str]) -> Edit:
    """Replace one entry of a list in brackets."""

    def edit(line: str, draw: random.Random) -> str | None:
        found = list(re.finditer(r"(?<=[\[,] )[\w.+-]+(?=[,\]])|(?<=\[)[\w.+-]+", line))
        if not found:
            return None
        match = draw.choice(found)
        return line[: match.start()] + new(match[0], draw) + line[match.end() :]

    return edit


def _misspelled(text: str, draw: random.Random) -> str:
    at = draw.randrange(len(text))
    return text[:at] + draw.choice(["", text[at] * 2, "x"]) + text[at + 1 :]


def _key(line: str, draw: random.Random) -> str | None:
    match = re.match(r"(\s*)([A-Za-z_]\w+)(:.*)$", line)
    return match and match[1] + _misspelled(match[2], draw) + match[3]


BEHIND = ("%", "@x", "*x", "&x", "!x", "|x", "> 5", "`x`", "-", "- x", "?", ",", "[", "{", "]", "}")
WORDS = ("yes", "no", "on", "off", "ja", "true", "null", "~", "", "[]", "{}", "5", "0,5", "1e", "x")
TYPOGRAPHIC = ("“{}”", "„{}“", "«{}»", "‘{}’")
EDITS: dict[str, Edit] = {
    "tab for the indentation": _replaced(r"^ +(?=\S)", "\t"),
    "tab behind the indentation": _replaced(r"^( +)(?=\S)", "\\1\t"),
    "tab after a colon": _replaced(r": ", ":\t"),
    "hard space after a colon": _replaced(r": ", ":\u00a0"),
    "one blank more": _replaced(r"^( *)(?=\S)", r"\1 "),
    "two blanks more": _replaced(r"^( *)(?=\S)", r"\1  "),
    "one blank less": _replaced(r"^ ( *)(?=\S)", r"\1"),
    "two blanks less": _replaced(r"^  ( *)(?=\S)", r"\1"),
    "no blank after a colon": _replaced(r"(?<=\S): (?=\S)", ":"),
    "no colon": _replaced(r":(?= |$)", ""),
    "an equals sign for a colon": _replaced(r":(?= )", " ="),
    "a colon more": _value(lambda text, _: f"IL-2: {text}"),
    "a decimal comma": _replaced(r"(\d)\.(\d)", r"\1,\2"),
    "a quotation mark less": _replaced(r"['\"]", ""),
    "a quotation mark more": _value(lambda text, draw: draw.choice(["'", '"']) + text),
    "a quotation mark at the end": _value(lambda text, draw: text + draw.choice(["'", '"'])),
    "an apostrophe in quotes": _value(lambda text, _: f"'the patient's {text}'"),
    "typographic quotation marks": _value(
        lambda text, draw: draw.choice(TYPOGRAPHIC).format(text.strip("'\""))
    ),
    "a bracket less": _replaced(r"[\[\]{}]", ""),
    "a bracket more": _replaced(r"([\[\]{}])", r"\1\1"),
    "another bracket": _replaced(r"\]", "}"),
    "a comma less": _replaced(r",", ""),
    "a comma more": _replaced(r",", ",,"),
    "a semicolon for a comma": _replaced(r",", ";"),
    "a hash sign": _replaced(r"(\w)(?=[,\]}]|$)", r"\1 #1"),
    "a sign before a value": _value(lambda text, draw: draw.choice(BEHIND) + text),
    "a sign for a value": _value(lambda _, draw: draw.choice(BEHIND)),
    "another word": _value(lambda _, draw: draw.choice(WORDS)),
    "a word misspelled": _value(_misspelled),
    "a key misspelled": _key,
    "an entry misspelled": _item(_misspelled),
    "a sign for an entry": _item(lambda _, draw: draw.choice([*BEHIND, *WORDS])),
    "two dashes": _replaced(r"^( *)(\w[^:]*):.*$", "\\1\\2:\n\\1  - +\n\\1  - -"),
    "a dash before a key": _replaced(r"^( *)(?=\w)", r"\1- "),
    "a list for a value": _value(lambda text, _: f"[{text}]"),
    "a percent sign behind": _value(lambda text, _: f"{text}%"),
    "a line deleted": lambda _line, _draw: "",
    "a line twice": _replaced(r"^(.*\S.*)$", "\\1\n\\1"),
    "a line commented out": _replaced(r"^( *)(?=\w)", r"\1# "),
    "three dashes": _replaced(r"^(.*)$", "---\n\\1"),
    "a mark of a merge": _replaced(r"^(.*)$", "<<<<<<< HEAD\n\\1\n=======\n\\1\n>>>>>>> x"),
    "an anchor": _value(lambda text, draw: draw.choice(["&a ", "*a "]) + text),
    "a merge key": _replaced(r"^( *)(?=\w)", r"\1<<: {a: 1}\n\1"),
    "a sign that nobody sees": _replaced(r"(?<=\w)(?=\w)", "\u200b"),
    "a control character": _replaced(r"(?<=\w)(?=\w)", "\x07"),
    "a capital": _capital,
    "Windows' line end": _replaced(r"$", "\r"),
    "the end is missing": lambda line, draw: line[: draw.randrange(len(line) + 1)] + "\f",
}


def edited(seed: int) -> Edited:
    """One shipped config with one edit."""
    draw = random.Random(seed)
    while True:
        file = draw.choice(SHIPPED)
        lines = file.read_text(encoding="utf-8").split("\n")
        kind, edit = draw.choice(list(EDITS.items()))
        at = draw.choice([n for n, text in enumerate(lines) if text.strip()[:1] not in ("", "#")])
        new = edit(lines[at], draw)
        if new is None or new == lines[at]:
            continue
        here = range(at + 1, at + 2 + new.count("\n"))
        if new.endswith("\f"):
            return Edited(kind, file.name, here, "\n".join([*lines[:at], new[:-1]]))
        return Edited(kind, file.name, here, "\n".join([*lines[:at], new, *lines[at + 1 :]]))
