"""Lines of a draft: keys with where they were read, comments, and questions that stand open."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import yaml

from explant.characters import shown
from explant.config.yaml_files.written_values import UNANSWERED

WIDTH = 98
ONE_OF = "one of: "
DOUBT = "# ?"


@dataclass(frozen=True)
class Otherwise:
    """An answer with which the sheet is read in another way: another draft follows from it.

    Parameters
    ----------
    answer
        The answer.
    place
        What is known then, as ``reading.headings``, and
    value
        how.
    """

    answer: str
    place: str
    value: Any


class AnotherDraftError(Exception):
    """Raised where an answer asks for another draft."""

    def __init__(self, question: "OpenQuestion", chosen: Otherwise) -> None:
        super().__init__(chosen.answer)
        self.question, self.chosen = question, chosen


@dataclass(frozen=True)
class OpenQuestion:
    """What only a person can answer.

    Parameters
    ----------
    id
        Where the answer stands in the config: its keys, joined by dots. A question that decides
        how the sheet is read, and so which other questions there are, begins with ``reading.``.
    text
        The question in words; empty where its key says what is asked.
    answers
        Those that are possible, as the config writes them; the likeliest first.
    otherwise
        Answers among them that ask for another draft.
    """

    id: str
    text: str
    answers: tuple[Any, ...]
    otherwise: tuple[Otherwise, ...] = ()


Answer = Callable[[OpenQuestion], Any]


class Text:
    """Lines of a draft.

    Parameters
    ----------
    answer
        Gives the answer that is written in the place of a question; None leaves it open.
    first
        Answers that come first, by the place of their question.
    """

    def __init__(
        self, answer: Answer | None = None, first: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        self._first = first
        self.lines: list[str] = []
        self.questions: list[OpenQuestion] = []
        self._answer = answer
        self._keys: list[tuple[int, str]] = []

    def comment(self, text: str, indent: int = 0, mark: str = "# ") -> None:
        """Comment, broken into lines; the lines of a question begin with ``# ?``."""
        pad = " " * indent
        self.lines += textwrap.wrap(
            one_line(text),
            WIDTH,
            initial_indent=pad + mark,
            subsequent_indent=pad + "#" + " " * (len(mark) - 1),
            break_long_words=False,
            break_on_hyphens=False,
        )

    def wonder(self, text: str, indent: int = 0) -> None:
        """Remark on what is not sure and need not be answered."""
        self.comment(text, indent, f"{DOUBT} ")

    def key(self, indent: int, key: str, value: Any = None, where: str = "") -> None:
        """One key; a mapping follows if there is no value."""
        self._place(indent, key)
        line = f"{' ' * indent}{scalar(key)}:"
        line += "" if value is None else f" {scalar(value)}"
        self.lines.append(f"{line}  # {one_line(where)}" if where else line)

    def ask(
        self,
        indent: int,
        key: str,
        question: str,
        answers: Sequence[Any],
        otherwise: Sequence[Otherwise] = (),
    ) -> Any:
        """A question that has to be answered before the config runs; the answer if there is one."""
        every = (*answers, *(other.answer for other in otherwise))
        place = self._place(indent, key)
        if place in self._first:
            every = tuple(sorted(every, key=lambda one: bool(one != self._first[place])))
        asked = OpenQuestion(place, question, every, tuple(otherwise))
        self.questions.append(asked)
        if self._answer is not None:
            answer = self._answer(asked)
            for other in otherwise:
                if answer == other.answer:
                    raise AnotherDraftError(asked, other)
            self.key(indent, key, answer)
            return answer
        if question:
            self.wonder(question, indent)
        for other in otherwise:
            again = f"--answer {other.place}={scalar(other.value)}"
            self.wonder(f'If it is "{other.answer}", draft again with {again}', indent)
        readings = [other.answer for other in otherwise]
        listed = " | ".join(scalar(one) for one in every if one not in readings)
        self.lines.append(f"{' ' * indent}{scalar(key)}: {UNANSWERED}  # {ONE_OF}{listed}")
        return None

    def ask_of_all(
        self, indent: int, keys: Sequence[str], question: str, answers: Sequence[Any]
    ) -> None:
        """A question whose answer is that of several keys: a person is asked once."""
        first, *others = keys
        given = self.ask(indent, first, question, answers)
        for key in others:
            if self._answer is None:
                self.ask(indent, key, "", answers)
            else:
                self.key(indent, key, given)

    def _place(self, indent: int, key: str) -> str:
        """Keys that lead to a key, joined by dots."""
        self._keys = [*(each for each in self._keys if each[0] < indent), (indent, str(key))]
        return ".".join(name for _, name in self._keys)

    def __str__(self) -> str:
        return "\n".join(self.lines).rstrip() + "\n"


def scalar(value: Any) -> str:
    """A value on one line of YAML."""
    if value is None or value == UNANSWERED:
        return "null" if value is None else f"'{value}'"
    return _text(value) if isinstance(value, str) else _dumped(value)


@lru_cache(maxsize=4096)
def _text(value: str) -> str:
    """A text as a scalar: the same keys and names stand in every part of a draft."""
    return _dumped(value)


def _dumped(value: Any) -> str:
    text = yaml.safe_dump(
        value, default_flow_style=True, width=100_000, allow_unicode=True, sort_keys=False
    )
    return text.removesuffix("\n").removesuffix("\n...")


def one_line(text: str) -> str:
    """Text on one line, without what a screen does not show."""
    return shown(" ".join(text.split()))
