"""What no step, command, calibration or benchmark reaches is deleted, with its tests."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "explant"
PROGRAMS = ("workflow/scripts", "calibration", "benchmarks", "tests/shapes")
"""Folders of what people run; ``make shapes`` answers a draft's questions."""

FUNCTION = re.compile(r"explant(?:\.\w+)+:\w+")
"""A function that is found by its name while a program runs."""

IMPORTED = re.compile(r"^\s*from (explant[.\w]*) import ([\w, ]+)$", re.MULTILINE)
"""An import in a file of Snakemake's, which is not Python alone."""


def dotted(file):
    return ".".join(file.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")


class Module:
    """What a module defines, each with the names in it, and what it uses when it is imported."""

    def __init__(self, name, tree):
        self.name = name
        self.definitions = {}
        self.at_import = []
        self.imports = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for one in node.names:
                    self.imports[one.asname or one.name] = f"{node.module}.{one.name}"
            elif isinstance(node, ast.Import):
                self.imports |= {one.asname: one.name for one in node.names if one.asname}
        for node in tree.body:
            names = self._defined(node)
            for defined in names:
                self.definitions[defined] = node
            if not names and not isinstance(node, ast.Import | ast.ImportFrom):
                self.at_import.append(node)

    @staticmethod
    def _defined(node):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            return [node.name]
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        return [target.id for target in targets if isinstance(target, ast.Name)]

    def used(self, node):
        """Dotted names that a piece of the module uses."""
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                yield self.imports.get(part.id, f"{self.name}.{part.id}")
            elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                yield f"{self.imports.get(part.value.id, '')}.{part.attr}"
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                for found in FUNCTION.findall(part.value):
                    yield found.replace(":", ".")


def parsed(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def reached(modules, start):
    """Every dotted name that can be reached from those that programs name."""
    seen, waiting = set(), list(start)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        home, _, member = name.rpartition(".")
        module = modules.get(home)
        if module is None:
            continue
        if member in module.imports:
            waiting.append(module.imports[member])
        if member in module.definitions:
            waiting += module.used(module.definitions[member])
    return seen


def unused():
    modules = {dotted(file): Module(dotted(file), parsed(file)) for file in PACKAGE.rglob("*.py")}
    start = {
        name
        for module in modules.values()
        for node in module.at_import
        for name in module.used(node)
    }
    for folder in PROGRAMS:
        for file in (ROOT / folder).glob("*.py"):
            tree = parsed(file)
            start |= set(Module(file.stem, tree).used(tree))
    files = (ROOT / "Snakefile", *(ROOT / "workflow" / "rules").glob("*.smk"))
    # What one of them imports those that it includes know, too.
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    for module, names in IMPORTED.findall(text):
        for name in names.split(", "):
            start.add(f"{module}.{name}")
            start |= {f"{module}.{used}" for used in re.findall(rf"\b{name}\.\w+", text)}
    seen = reached(modules, start)
    return sorted(
        f"{module.name}.{name}"
        for module in modules.values()
        for name in module.definitions
        if f"{module.name}.{name}" not in seen and name != "__all__"
    )


def test_nothing_is_reached_by_tests_alone():
    assert not unused()
