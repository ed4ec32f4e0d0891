"""Small changes of a module, each of which should make a test fail."""

import ast
import copy
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
EXTREMES = {"min": "max", "minimum": "maximum", "any": "all", "floor": "ceil"}
EXTREMES |= {other: one for one, other in EXTREMES.items()}

NO_BEHAVIOR = {"frozen", "maxsize", "stacklevel", "strict"}
"""Keyword arguments on which no result depends: ``strict`` guards lengths that are equal."""


@dataclass(frozen=True, order=True)
class Change:
    """One piece of a module's source, and what is put in its place."""

    file: str
    start: int
    end: int
    kind: str
    line: int
    before: str
    after: str

    def applied(self, source: str) -> str:
        """The module's source with the change in it."""
        raw = source.encode()
        return (raw[: self.start] + self.after.encode() + raw[self.end :]).decode()

    def __str__(self) -> str:
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.file}:{self.line} {self.kind}: {before} → {after}"


def changes_of(source: str, file: str) -> list[Change]:
    """Every change of a module, in the order of the source.

    Left out are docstrings, annotations, imports, the texts of f-strings, what only type checkers
    read, and arguments on which no result depends.
    """
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for node, kind, after in _changed(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        before = source.encode()[start:end].decode()
        text = ast.unparse(after)
        # A changed expression may stand next to a sign that binds more closely.
        text = text if isinstance(after, ast.stmt | ast.Constant) else f"({text})"
        found.append(Change(file, start, end, kind, node.lineno, before, text))
    return sorted(set(found))


def _changed(tree: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str, ast.AST]]:
    for node in _at_run_time(tree):
        match node:
            case ast.BinOp(op=operator) if type(operator) in OPERATORS:
                yield node, "operator", _with(node, op=OPERATORS[type(operator)]())
            case ast.Compare(ops=[operator, *more]) if type(operator) in COMPARISONS:
                other = COMPARISONS[type(operator)]()
                yield node, "comparison", _with(node, ops=[other, *more])
            case ast.BoolOp(op=operator):
                other = ast.Or() if isinstance(operator, ast.And) else ast.And()
                yield node, "boolean", _with(node, op=other)
            case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
                yield node, "boolean" if isinstance(node.op, ast.Not) else "operator", operand
            case ast.Constant(value=bool(value)):
                yield node, "boolean", ast.Constant(not value)
            case ast.Constant(value=int(value) | float(value)):
                yield node, "constant", ast.Constant(value + 1)
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in EXTREMES:
                key = "id" if isinstance(node, ast.Name) else "attr"
                yield node, "extreme", _with(node, **{key: EXTREMES[name]})
            case ast.Return(value=ast.expr() as value) if not _is_none(value):
                yield node, "return", ast.Return(ast.Constant(None))
            case ast.If(test=test) if not isinstance(test, ast.Constant):
                yield test, "branch", ast.Constant(False)
            case ast.Subscript(slice=ast.Compare() | ast.UnaryOp(op=ast.Invert()), value=value):
                if isinstance(node.ctx, ast.Load):
                    yield node, "filter", value
            case ast.comprehension(ifs=[test, *_]):
                yield test, "filter", ast.Constant(True)


def _at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below one whose change could change a result."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr | ast.Raise):
                continue
            if isinstance(child, ast.keyword) and child.arg in NO_BEHAVIOR:
                continue
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                continue
            yield child
            yield from _at_run_time(child)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def chosen(changes: list[Change], number: int, seed: int) -> list[Change]:
    """A random choice with equally many of each kind, as far as there are so many.

    Each change draws by itself, whatever its folder and line, so that after an edit of the project
    most of the choice is the same.
    """
    by_kind: dict[str, list[tuple[float, Change]]] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for change in sorted(changes):
        same = (Path(change.file).name, change.kind, change.before, change.after)
        times[same] += 1
        drawn = random.Random(f"{seed} {times[same]} {same}").random()
        by_kind.setdefault(change.kind, []).append((drawn, change))
    for of_kind in by_kind.values():
        of_kind.sort()
    found: list[Change] = []
    while len(found) < number and any(by_kind.values()):
        found += [of_kind.pop()[1] for _, of_kind in sorted(by_kind.items()) if of_kind]
    return found[:number]


def all_changes(root: Path, folders: tuple[str, ...]) -> list[Change]:
    """Every change of the modules in some folders."""
    files = sorted(file for folder in folders for file in (root / folder).rglob("*.py"))
    return [
        change
        for file in files
        for change in changes_of(
            file.read_text(encoding="utf-8"), file.relative_to(root).as_posix()
        )
    ]
