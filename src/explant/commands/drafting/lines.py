"""Lines of a draft: keys with where they were read, comments, and questions that stand open."""

import textwrap
from collections.abc import Sequence
from typing import Any

import yaml

from explant.characters import shown
from explant.config.loading import UNANSWERED

WIDTH = 98
ONE_OF = "one of: "


class Text:
    """Lines of a draft.

    Parameters
    ----------
    answered
        Write the first answer in the place of each question.
    """

    def __init__(self, *, answered: bool) -> None:
        self.lines: list[str] = []
        self.asked = 0
        self._answered = answered

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
        self.comment(text, indent, "# ? ")

    def key(self, indent: int, key: str, value: Any = None, where: str = "") -> None:
        """One key; a mapping follows if there is no value."""
        line = f"{' ' * indent}{scalar(key)}:"
        line += "" if value is None else f" {scalar(value)}"
        self.lines.append(f"{line}  # {one_line(where)}" if where else line)

    def ask(self, indent: int, key: str, question: str, answers: Sequence[Any]) -> None:
        """A question that has to be answered before the config runs."""
        self.asked += 1
        if self._answered:
            self.key(indent, key, answers[0])
            return
        if question:
            self.wonder(question, indent)
        listed = " | ".join(map(scalar, answers))
        self.lines.append(f"{' ' * indent}{scalar(key)}: {UNANSWERED}  # {ONE_OF}{listed}")

    def __str__(self) -> str:
        return "\n".join(self.lines).rstrip() + "\n"


def scalar(value: Any) -> str:
    """A value on one line of YAML."""
    if value is None or value == UNANSWERED:
        return "null" if value is None else f"'{value}'"
    text = yaml.safe_dump(
        value, default_flow_style=True, width=100_000, allow_unicode=True, sort_keys=False
    )
    return text.removesuffix("\n").removesuffix("\n...")


def one_line(text: str) -> str:
    """Text on one line, without what a screen does not show."""
    return shown(" ".join(text.split()))
