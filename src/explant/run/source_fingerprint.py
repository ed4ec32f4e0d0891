"""Fingerprint of the code a step runs, so that an edit reruns exactly the steps it touches.

Snakemake notices an edited script but not an edited module that the script imports.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
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
    seen: set[Path] = set()
    folders: set[Path] = set()
    waiting = [script, *(found for name in modules for found in _files(name, source))]
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        names = list(_imported_names(file, source))
        waiting += [found for name in names for found in _files(name, source)]
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


def _imported_names(file: Path, source: Path) -> Iterator[str]:
    for node in _run(ast.parse(file.read_bytes(), filename=str(file))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = file.relative_to(source).parts[: -node.level]
                base = ".".join([*package, *([base] if base else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below one, but for what only type checkers read."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and _is_type_checking(child.test):
            for other in child.orelse:
                yield from (other, *_run(other))
            continue
        yield child
        yield from _run(child)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def _files(name: str, source: Path) -> Iterator[Path]:
    """Files that importing a dotted name runs: each package's ``__init__`` and the module."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        path = source.joinpath(*parts[:length])
        if (path / "__init__.py").is_file():
            yield path / "__init__.py"
        elif path.with_suffix(".py").is_file():
            yield path.with_suffix(".py")
