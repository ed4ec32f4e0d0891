"""Fingerprint of the code a step runs, so that an edit reruns exactly the steps it touches.

Snakemake notices an edited script but not an edited module that the script imports.
"""

import ast
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

RESOURCE_SUFFIXES = frozenset({".html", ".css", ".js", ".md", ".csv"})


def source_fingerprint(script: Path, source: Path, modules: Iterable[str] = ()) -> str:
    """SHA-256 over a script and every module of the package that it imports, however deep.

    Files that are no Python (templates, styles) count with the package folder of any imported
    module that reads such files, which is one that imports ``importlib.resources``. Line ends do
    not matter.

    Parameters
    ----------
    script
        The script.
    source
        Folder that holds the package's folder (``src``).
    modules
        Modules that the script finds by their names while it runs.

    Returns
    -------
    str
        Hexadecimal digest.
    """
    present = _modules(source)
    seen: set[Path] = set()
    folders: set[Path] = set()
    waiting = [script, *(found for name in modules for found in _files(name, present))]
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        package = file.relative_to(source).parts[:-1] if file.is_relative_to(source) else ()
        names = _imported_names(file.read_bytes(), package)
        waiting += [found for name in names for found in _files(name, present)]
        if "importlib.resources" in names:
            folders.add(file.parent)
    resources = {file for folder in folders for file in _resources(folder)}
    digest = hashlib.sha256()
    for file in sorted(seen | resources):
        name = file.relative_to(source) if file.is_relative_to(source) else Path(file.name)
        digest.update(f"{name.as_posix()}\n".encode())
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _resources(folder: Path) -> Iterator[Path]:
    for file in folder.iterdir():
        if file.is_file() and file.suffix in RESOURCE_SUFFIXES:
            yield file
        elif file.is_dir() and not (file / "__init__.py").exists():
            yield from _resources(file)


@cache
def _imported_names(code: bytes, package: tuple[str, ...]) -> frozenset[str]:
    """Dotted names that a module of a package imports. Most steps share most modules."""
    names: set[str] = set()
    for node in _run(ast.parse(code)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            names.update([base, *(f"{base}.{alias.name}" for alias in node.names)])
    return frozenset(names)


def _run(node: ast.AST) -> Iterator[ast.stmt]:
    """Every statement below one, but for what only type checkers read."""
    for name in ("body", "orelse", "handlers", "finalbody", "cases"):
        if name == "body" and isinstance(node, ast.If) and _is_type_checking(node.test):
            continue
        below = getattr(node, name, [])
        for child in below if isinstance(below, list) else []:
            if isinstance(child, ast.stmt):
                yield child
            yield from _run(child)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def _modules(source: Path) -> dict[str, Path]:
    """Every module in a folder by its dotted name, a package's ``__init__`` by the package's."""
    found = {}
    for folder, _, files in os.walk(source):
        above = Path(folder)
        package = ".".join(above.relative_to(source).parts)
        for name in files:
            if name == "__init__.py":
                found[package] = above / name
            elif name.endswith(".py"):
                found[f"{package}.{name[:-3]}".lstrip(".")] = above / name
    return found


def _files(name: str, present: Mapping[str, Path]) -> Iterator[Path]:
    """Files that importing a dotted name runs: each package's ``__init__`` and the module."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        file = present.get(".".join(parts[:length]))
        if file is not None:
            yield file
