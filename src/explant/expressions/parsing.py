"""From the text of an expression to its tree: a parser by recursive descent.

::

    sum     = product, { ("+" | "-"), product } ;
    product = signed, { ("*" | "/"), signed } ;
    signed  = "-", signed | power ;
    power   = whole, [ "^", signed ] ;
    whole   = number | name | function, "(", sum, { ",", sum }, ")" | "(", sum, ")" ;
"""

import math
import re
from dataclasses import dataclass

from explant.expressions.tree import (
    FUNCTIONS,
    OF_EACH,
    Call,
    ExpressionError,
    Name,
    Negative,
    Node,
    Number,
    Operation,
)
from explant.problems import nearest

LONGEST = 500
DEEPEST = 20
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'"
    r"|(?P<sign>[-+*/^(),]))"
)
LOOK_ALIKE = {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", ":": "/"}
QUOTES = 'A name with other signs than letters, digits and _ stands in quotes: "CTLA-4".'


@dataclass(frozen=True)
class Token:
    """A piece of the text: a number, a name, or a sign; ``kind`` of the last one is ``end``."""

    kind: str
    text: str
    position: int


def parse(text: str) -> Node:
    """Tree of an expression.

    Parameters
    ----------
    text
        The expression: numbers, names, ``+ - * / ^``, parentheses and the functions of
        :data:`~explant.expressions.tree.FUNCTIONS`.

    Returns
    -------
    Node
        What :func:`~explant.expressions.tree.written` writes down again.

    Raises
    ------
    ExpressionError
        Where the text stops being an expression.

    Examples
    --------
    >>> parse("FOXP3 / 2")
    Operation(sign='/', left=Name(name='FOXP3', position=0), right=Number(value=2.0, position=8), \
position=6)
    """
    if len(text) > LONGEST:
        raise ExpressionError(
            LONGEST,
            f"The expression has {len(text)} characters, and {LONGEST} are the most.",
            "Put the markers into a list under gene_lists, or make a part of it a marker.",
        )
    return _Parser(text).parse()


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    place = 0
    while text[place:].strip():
        match = TOKEN.match(text, place)
        if match is None:
            start = place + len(text[place:]) - len(text[place:].lstrip())
            raise _unknown_sign(text[start], start)
        kind = match.lastgroup or ""
        start = match.start(kind) - (kind in ("double", "single"))
        shown = "name" if kind in ("double", "single") else kind
        found.append(Token(shown, match[kind], start))
        place = match.end()
    return [*found, Token("end", "", len(text))]


def _unknown_sign(sign: str, position: int) -> ExpressionError:
    if sign in "\"'":
        return ExpressionError(position, "A quote is opened and not closed.", QUOTES)
    if sign in LOOK_ALIKE:
        return ExpressionError(
            position, f'"{sign}" is no sign of an expression.', f"Write {LOOK_ALIKE[sign]}."
        )
    return ExpressionError(
        position,
        f'"{sign}" has no place in an expression.',
        f"It may hold numbers, names, + - * / ^, parentheses and commas. {QUOTES}",
    )


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def parse(self) -> Node:
        node = self._sum()
        left = self._token
        if left.kind != "end":
            raise self._unexpected(left)
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *signs: str) -> Token | None:
        """The next token if it is one of the signs."""
        token = self._token
        if token.kind == "sign" and token.text in signs:
            self._next += 1
            return token
        return None

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = Operation(sign.text, node, self._product(), sign.position)
        return node

    def _product(self) -> Node:
        node = self._signed()
        while sign := self._take("*", "/"):
            node = Operation(sign.text, node, self._signed(), sign.position)
        return node

    def _signed(self) -> Node:
        # Every way down the grammar leads through here.
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionError(
                self._token.position,
                f"The expression is nested more than {DEEPEST} deep.",
                "Make a part of it a marker of its own, and use its name here.",
            )
        sign = self._take("-")
        node = Negative(self._signed(), sign.position) if sign else self._power()
        self._depth -= 1
        return node

    def _power(self) -> Node:
        node = self._whole()
        if sign := self._take("^"):
            return Operation("^", node, self._signed(), sign.position)
        return node

    def _whole(self) -> Node:
        token = self._token
        if self._take("("):
            node = self._sum()
            self._close(token)
            return node
        if token.kind not in ("number", "word", "name"):
            raise self._unexpected(token)
        self._next += 1
        if token.kind == "number":
            value = float(token.text)
            if math.isinf(value):
                raise ExpressionError(
                    token.position, f"{token.text} is too large.", "Write a smaller number."
                )
            return Number(value, token.position)
        opening = self._token
        if token.kind == "word" and self._take("("):
            return self._call(token, opening)
        return Name(token.text, token.position)

    def _call(self, word: Token, opening: Token) -> Node:
        if word.text not in FUNCTIONS:
            raise ExpressionError(
                word.position,
                f'"{word.text}" is no function.',
                nearest(word.text, FUNCTIONS),
            )
        arguments = [self._sum()]
        while self._take(","):
            arguments.append(self._sum())
        self._close(opening)
        if word.text in OF_EACH and len(arguments) > 1:
            raise ExpressionError(
                word.position,
                f"{word.text} takes one value, and {len(arguments)} are given.",
                "A decimal sign is a point: 1.5, not 1,5.",
            )
        return Call(word.text, tuple(arguments), word.position)

    def _close(self, opening: Token) -> None:
        if self._take(")"):
            return
        if self._token.kind == "end":
            raise ExpressionError(
                opening.position, "A parenthesis is opened and not closed.", "Add a )."
            )
        raise self._unexpected(self._token)

    def _unexpected(self, token: Token) -> ExpressionError:
        before = self._tokens[self._next - 1] if self._next else None
        if token.kind == "end":
            what, fix = "The expression ends here, and a value is missing.", "Complete it."
        elif token.text == "*" and before is not None and before.text == "*":
            what, fix = "** is no sign of an expression.", "Write ^ for a power."
        elif token.text == ",":
            what, fix = (
                "A comma stands only between the values of a function.",
                "A decimal sign is a point: 1.5, not 1,5.",
            )
        elif token.kind == "sign":
            what, fix = f'"{token.text}" has no place here.', "Look at what stands before it."
        else:
            what = f'"{token.text}" stands right behind another value.'
            fix = f"Write + - * / or ^ between them. {QUOTES}"
        return ExpressionError(token.position, what, fix)
