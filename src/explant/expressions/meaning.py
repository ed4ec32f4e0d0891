"""What an expression gives: one value or a list, and in which unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explant.expressions.tree import (
    Call,
    ExpressionError,
    Name,
    Negative,
    Node,
    Number,
    quoted,
)

STANDARD_DEVIATIONS = "SD"
LOGARITHMS = ("log2", "ln", "log10")
LIST_FIRST = "Make one value of the list: mean(…), median(…), sum(…), min(…) or max(…)."


@dataclass(frozen=True)
class Meaning:
    """What a part of an expression gives.

    ``unit`` is None where none follows, and empty for a plain number. ``constant`` holds of what
    is made of numbers alone, which take any unit.
    """

    unit: str | None
    many: bool = False
    constant: bool = False


def meaning(
    node: Node, units: Mapping[str, str | None], lists: Mapping[str, Sequence[str]]
) -> Meaning:
    """What an expression gives.

    Parameters
    ----------
    node
        The expression.
    units
        Unit of each marker by its name; None where it is not known.
    lists
        The named lists, each with its markers.

    Raises
    ------
    ExpressionError
        Where a list stands in the place of a value, or a single value in that of a list.

    Notes
    -----
    Values of the same unit may be added, and their ratio has none. A number takes the unit of what
    it is added to and keeps the unit of what it multiplies. A logarithm has no unit, ``z`` is in
    standard deviations. Nothing else follows.
    """
    if isinstance(node, Number):
        return Meaning("", constant=True)
    if isinstance(node, Name):
        if node.name in lists:
            return Meaning(_same([units[marker] for marker in lists[node.name]]), many=True)
        return Meaning(units[node.name])
    if isinstance(node, Negative):
        return meaning(node.operand, units, lists)
    if isinstance(node, Call):
        return _of_function(node, [meaning(each, units, lists) for each in node.arguments])
    left, right = meaning(node.left, units, lists), meaning(node.right, units, lists)
    if left.many and right.many:
        raise ExpressionError(
            node.position, f"On both sides of {node.sign} stands a list.", LIST_FIRST
        )
    constant = left.constant and right.constant
    return Meaning(_unit(node.sign, left, right), left.many or right.many, constant)


def _of_function(node: Call, given: list[Meaning]) -> Meaning:
    name = node.function
    constant = all(each.constant for each in given)
    unit = _same([each.unit for each in given if not each.constant] or [""])
    if name in LOGARITHMS:
        return Meaning("", given[0].many, constant)
    if name == "z":
        if constant:
            raise ExpressionError(
                node.position, "z needs values that differ.", "Give it a marker or a list."
            )
        return Meaning(STANDARD_DEVIATIONS, given[0].many)
    if name == "sqrt":
        return Meaning("" if unit == "" else None, given[0].many, constant)
    if name == "abs":
        return given[0]
    if len(given) == 1 and not given[0].many:
        argument = node.arguments[0]
        shown = quoted(argument.name) if isinstance(argument, Name) else "what is given"
        raise ExpressionError(
            node.position,
            f"{name} takes a list or several values, and {shown} is one value.",
            f"Name a list under gene_lists, or write {name}(a, b).",
        )
    return Meaning(unit, constant=constant)


def _same(units: Sequence[str | None]) -> str | None:
    return units[0] if units and len(set(units)) == 1 else None


def _unit(sign: str, left: Meaning, right: Meaning) -> str | None:
    if left.unit is None or right.unit is None:
        return None
    if sign in "+-":
        if left.constant:
            return right.unit
        return left.unit if right.constant or left.unit == right.unit else None
    if sign == "*" and left.unit == "":
        return right.unit
    if sign in "*/" and right.unit == "":
        return left.unit
    if sign == "/" and left.unit == right.unit:
        return ""
    return "" if sign == "^" and left.unit == "" and right.unit == "" else None
