"""One line of a config as it is written: its indentation, colons, quotes, brackets and comment."""

import re
from dataclasses import dataclass
from functools import cached_property

# A key as people write one: at the beginning, after a dash, or behind a bracket or comma.
_KEY = r"[^\s:,\[\]{}'\"#][^:,\[\]{}'\"#]*"


@dataclass(frozen=True)
class WrittenLine:
    r"""What a person sees in one line.

    Examples
    --------
    >>> WrittenLine("  unit:MFI").blank_missing
    'unit:MFI'
    >>> WrittenLine('  label: IL-2: effect  # of both').with_second_colon
    'IL-2: effect'
    >>> WrittenLine("  label: 'in tumor").unclosed
    True
    """

    text: str

    @property
    def indentation(self) -> str:
        """Blanks and tabs before the first character."""
        return self.text[: len(self.text) - len(self.text.lstrip(" \t"))]

    @cached_property
    def _parts(self) -> tuple[str, str, bool]:
        """The line with quoted characters as ``"``, its comment, and whether a quote is open."""
        shown: list[str] = []
        quote = last = ""
        for at, sign in enumerate(self.text):
            # What is shown last before this sign, blanks apart.
            last = shown[-1] if shown and not shown[-1].isspace() else last
            if quote:
                closes = sign == quote and not (quote == '"' and self.text[at - 1] == "\\")
                shown.append('"')
                quote = "" if closes else quote
            elif sign in "'\"" and (not last or last in ':,[{-"'):
                # Elsewhere a quotation mark is an apostrophe, or part of a text.
                quote = sign
                shown.append('"')
            elif sign == "#" and (at == 0 or self.text[at - 1].isspace()):
                return "".join(shown), self.text[at:], False
            else:
                shown.append(sign)
        return "".join(shown), "", bool(quote)

    @property
    def code(self) -> str:
        """The line without its comment, each quoted character as ``"``."""
        return self._parts[0]

    @property
    def comment(self) -> str:
        """The comment, with its ``#``; empty if there is none."""
        return self._parts[1]

    @property
    def unclosed(self) -> bool:
        """Whether a quotation mark is opened and not closed in the line."""
        return self._parts[2]

    @property
    def opened(self) -> int:
        """How many brackets the line opens and does not close."""
        return sum(self.code.count(sign) for sign in "[{") - sum(
            self.code.count(sign) for sign in "]}"
        )

    @property
    def after_quotes(self) -> str | None:
        """Text behind a closing quotation mark, None if there is none."""
        found = re.search(r'(?:^|[:,\[{-]\s*)"+[ \t]*([^\s,:\]}"].*)', self.code)
        return self.text[found.start(1) : found.end(1)].strip() if found else None

    @property
    def has_colon(self) -> bool:
        """Whether a key stands in the line."""
        return re.search(r":(\s|$)", self.code) is not None

    @property
    def blank_missing(self) -> str:
        """A key and its value with nothing but a colon, or a hard space, between them."""
        found = re.match(
            rf"\s*(?:-\s+)?({_KEY}:(?:[^\s/\\:]|[^\S \t\n]).*)$",
            self.code if ": " not in self.code else "",
        )
        return self.text[found.start(1) : found.end(1)].strip() if found else ""

    @property
    def with_second_colon(self) -> str:
        """The value of the line's key, if it has a colon in it."""
        found = re.match(r"\s*(?:-\s+)?[^:]+:\s+([^\[{\"].*:(?:\s.*|))$", self.code)
        return self.text[found.start(1) : found.end(1)].strip() if found else ""

    @property
    def with_colon_in_brackets(self) -> str:
        """An entry between brackets or commas that has two colons."""
        for entry in re.split(r"[,\[\]{}]", self.code):
            if len(re.findall(r":(?=\s|$)", entry)) > 1 and self.code.strip()[:1] != entry[:1]:
                return entry.strip()
        return ""
