"""The values of an expression in every sample, and where it has none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explant.expressions.tree import Call, Name, Negative, Node, Number, Operation, written

Values = NDArray[np.float64]
Several = list[Values]
OPERATIONS: dict[str, Callable[[Values, Values], Values]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
}
OF_EACH: dict[str, Callable[[Values], Values]] = {
    "log2": np.log2,
    "ln": np.log,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "abs": np.abs,
}
OVER_MANY: dict[str, Callable[..., Values]] = {
    "mean": np.mean,
    "median": np.median,
    "sum": np.sum,
    "min": np.min,
    "max": np.max,
}


@dataclass(frozen=True)
class Undefined:
    """Samples in which a part of an expression has no value although nothing is missing.

    ``where`` are their positions; ``culprit`` is the part whose value is to blame.
    """

    where: NDArray[np.intp]
    culprit: Node
    what: str


class Evaluation:
    """Evaluates expressions over the same samples.

    Parameters
    ----------
    values
        One value for each sample by marker, NaN where it is missing.
    lists
        The named lists, each with its markers.
    samples
        Number of samples.
    """

    def __init__(
        self, values: Mapping[str, Values], lists: Mapping[str, Sequence[str]], samples: int
    ) -> None:
        self.by_marker = dict(values)
        self.undefined: list[Undefined] = []
        self._lists = lists
        self._samples = samples

    def of(self, node: Node) -> Values:
        """Values of an expression that gives one a sample, as :func:`meaning` tells.

        NaN where a marker is missing, and where it is undefined; the latter is remembered.
        """
        with np.errstate(all="ignore"):
            result = self._of(node)
        assert isinstance(result, np.ndarray)
        return result

    def _of(self, node: Node) -> Values | Several:
        if isinstance(node, Number):
            return np.full(self._samples, node.value)
        if isinstance(node, Name):
            if node.name in self._lists:
                return [self.by_marker[marker] for marker in self._lists[node.name]]
            return self.by_marker[node.name]
        if isinstance(node, Negative):
            operand = self._of(node.operand)
            return [-each for each in operand] if isinstance(operand, list) else -operand
        if isinstance(node, Operation):
            return self._operation(node, self._of(node.left), self._of(node.right))
        return self._call(node, [self._of(each) for each in node.arguments])

    def _operation(
        self, node: Operation, left: Values | Several, right: Values | Several
    ) -> Values | Several:
        if isinstance(left, list):
            return [self._two(node, each, right) for each in left]
        if isinstance(right, list):
            return [self._two(node, left, each) for each in right]
        return self._two(node, left, right)

    def _two(self, node: Operation, left: Values | Several, right: Values | Several) -> Values:
        assert isinstance(left, np.ndarray)
        assert isinstance(right, np.ndarray)
        result: Values = OPERATIONS[node.sign](left, right)
        by_zero = node.sign == "/" and bool(np.any(right == 0))
        why = "is 0, and nothing can be divided by 0" if by_zero else ""
        return self._defined(result, [left, right], node, node.right if by_zero else node, why)

    def _call(self, node: Call, given: list[Values | Several]) -> Values | Several:
        first = given[0]
        if node.function in OVER_MANY:
            rows: Several = []
            for each in given:
                rows += each if isinstance(each, list) else [each]
            result: Values = OVER_MANY[node.function](np.stack(rows), axis=0)
            return self._defined(result, rows, node, node, "")
        of_one = self._z if node.function == "z" else self._of_each
        return (
            [of_one(node, each) for each in first]
            if isinstance(first, list)
            else of_one(node, first)
        )

    def _of_each(self, node: Call, given: Values) -> Values:
        result: Values = OF_EACH[node.function](given)
        why = f"has no {'square root' if node.function == 'sqrt' else 'logarithm'}"
        return self._defined(result, [given], node, node.arguments[0], why)

    def _z(self, node: Call, given: Values) -> Values:
        there = given[np.isfinite(given)]
        if len(there) > 1 and there.min() < there.max():
            return np.asarray((given - there.mean()) / there.std(ddof=1))
        if len(there):
            why = f"is {there[0]:g} wherever it was measured: z needs values that differ"
            self.undefined.append(
                Undefined(np.flatnonzero(np.isfinite(given)), node.arguments[0], why)
            )
        return np.full_like(given, np.nan)

    def _defined(
        self, result: Values, inputs: Several, node: Node, culprit: Node, why: str
    ) -> Values:
        """The result, with NaN where there is none; remembers those that are not just missing."""
        bad = ~np.isfinite(result)
        for each in inputs:
            bad &= np.isfinite(each)
        if bad.any():
            why = why or "has no value, or one that is too large"
            self.undefined.append(Undefined(np.flatnonzero(bad), culprit, why))
        return np.where(np.isfinite(result), result, np.nan)


def told(undefined: Undefined) -> str:
    """The part to blame and why, as the rest of a sentence."""
    return f"{written(undefined.culprit)} {undefined.what}"
