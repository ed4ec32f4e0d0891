"""What an expression is made of, and how it is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W\d]\w*")
"""A name that needs no quotes."""
OF_EACH = ("log2", "ln", "log10", "sqrt", "abs", "z")
"""Functions of one value; over a list they give a list."""
OVER_MANY = ("mean", "median", "sum", "min", "max")
"""Functions that make one value of a list, or of several values."""
FUNCTIONS = (*OF_EACH, *OVER_MANY)


@dataclass(frozen=True)
class Number:
    """A number that is written out."""

    value: float
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name:
    """A marker or a list of markers."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Negative:
    """Minus a value."""

    operand: "Node"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Operation:
    """Two values and ``+ - * /`` or ``^`` between them."""

    sign: str
    left: "Node"
    right: "Node"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Call:
    """A function and what stands between its parentheses."""

    function: str
    arguments: "tuple[Node, ...]"
    position: int = field(default=0, compare=False)


Node = Number | Name | Negative | Operation | Call

SUM, PRODUCT, SIGNED, POWER, WHOLE = range(5)
BINDING = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}


class ExpressionError(Exception):
    """Raised for an expression that cannot be understood.

    ``position`` counts characters from 0; ``how_to_fix`` is a sentence.
    """

    def __init__(self, position: int, what: str, how_to_fix: str) -> None:
        self.position = position
        self.what = what
        self.how_to_fix = how_to_fix
        super().__init__(what)


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes right below one."""
    if isinstance(node, Negative):
        return (node.operand,)
    if isinstance(node, Operation):
        return (node.left, node.right)
    return node.arguments if isinstance(node, Call) else ()


def every_node(node: Node) -> Iterator[Node]:
    """A node and all below it, from left to right."""
    yield node
    for part in parts(node):
        yield from every_node(part)


def names(node: Node) -> list[Name]:
    """The names in an expression, from left to right, each as often as it stands there."""
    return [each for each in every_node(node) if isinstance(each, Name)]


def written(node: Node) -> str:
    """An expression as text, with no more parentheses than it needs.

    Examples
    --------
    >>> written(Operation("/", Name("a"), Operation("+", Name("Blimp-1"), Number(1.0))))
    'a / ("Blimp-1" + 1)'
    """
    if isinstance(node, Number):
        return repr(node.value).removesuffix(".0")
    if isinstance(node, Name):
        return quoted(node.name)
    if isinstance(node, Call):
        return f"{node.function}({', '.join(written(each) for each in node.arguments)})"
    if isinstance(node, Negative):
        return f"-{_bound(node.operand, SIGNED)}"
    binding = BINDING[node.sign]
    if node.sign == "^":
        return f"{_bound(node.left, WHOLE)}^{_bound(node.right, SIGNED)}"
    left, right = _bound(node.left, binding), _bound(node.right, binding + 1)
    return f"{left} {node.sign} {right}"


def quoted(name: str) -> str:
    """A name as it stands in an expression.

    Examples
    --------
    >>> quoted("FOXP3"), quoted("CTLA-4")
    ('FOXP3', '"CTLA-4"')
    """
    if WORD.fullmatch(name):
        return name
    return f"'{name}'" if '"' in name else f'"{name}"'


def _bound(node: Node, least: int) -> str:
    """Text of a node, in parentheses if it binds less than its place asks."""
    binding = WHOLE
    if isinstance(node, Operation):
        binding = BINDING[node.sign]
    elif isinstance(node, Negative):
        binding = SIGNED
    text = written(node)
    return text if binding >= least else f"({text})"
