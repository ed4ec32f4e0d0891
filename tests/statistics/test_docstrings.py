"""Docstrings of the statistics: shapes, a definition, its source, and an example that is run.

The rule for every public function of ``explant.statistics``:

- the first line ends in a full stop;
- ``Examples`` with at least one ``>>>`` (doctest runs them all);
- ``Parameters`` with every parameter, but for the few that mean the same everywhere. A helper with
  one parameter may describe it in its first line, and one on plain numbers in its text.

A function that makes a result of samples is a method. It gives their shapes and its source (a DOI,
or an author and a year, or the function that it repeats), and says when a number is undefined.
"""

import importlib
import inspect
import pkgutil
import re
from dataclasses import is_dataclass
from typing import get_args, get_type_hints

import pytest

import explant.statistics

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(explant.statistics.__path__, "explant.statistics.")
]

SAMPLES = {"differences", "first", "second", "stratifier", "groups", "values", "cells", "contrasts"}
"""Parameters that hold samples: their shape is part of what they mean."""

SAME_EVERYWHERE = {
    "confidence",
    "seed",
    "monte_carlo",
    "zero_rule",
    "alpha",
    "power",
    "name",
    "n",
    "df",
}
"""Parameters that a function may leave unexplained: their names say it, or the module does."""

DOI = r"10\.\d{4,}/\S+"
AUTHOR_AND_YEAR = r"[A-Z][\w'’–-]+(?:,? (?:& |et al\.)?[A-Z]?[\w'’–-]*)* \(?(?:1[89]|20)\d\d\)?"
ANOTHER = r"`[a-z_.]+`"


def members(kind):
    for module in MODULES:
        for name, member in inspect.getmembers(module, kind):
            if not name.startswith("_") and member.__module__ == module.__name__:
                yield pytest.param(member, id=f"{module.__name__.split('.')[-1]}.{name}")


FUNCTIONS = list(members(inspect.isfunction))
CLASSES = list(members(inspect.isclass))


def result_class(function):
    """The dataclass that a function gives, alone or in a list; None if it gives something else."""
    returned = get_type_hints(function)["return"]
    kind = next(iter(get_args(returned)), returned)
    return kind if is_dataclass(kind) else None


def section(function, title):
    """Text below a numpydoc heading, "" where there is none."""
    text = inspect.getdoc(function) or ""
    found = re.split(rf"^{title}\n-+\n", text, flags=re.MULTILINE)
    if len(found) < 2:
        return ""
    return re.split(r"^\w+\n-+$", found[1], flags=re.MULTILINE)[0]


def is_method(function):
    return result_class(function) is not None and bool(SAMPLES & set(parameters(function)))


def documented_parameters(function):
    """Parameter by parameter, what stands after its colon and below."""
    found = {}
    names = []
    for line in section(function, "Parameters").splitlines():
        heading = re.match(r"(\S.*?)(?: : (.*))?$", line)
        if heading and not line.startswith(" "):
            names = [name.strip(" *") for name in heading[1].split(",")]
            found.update(dict.fromkeys(names, heading[2] or ""))
        else:
            for name in names:
                found[name] += "\n" + line
    return found


def parameters(function):
    return [name for name in inspect.signature(function).parameters if name != "self"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_summary_and_example(function):
    text = inspect.getdoc(function) or ""
    summary = text.split("\n\n")[0]
    assert summary.rstrip().endswith("."), f"the summary has no full stop: {summary!r}"
    assert ">>>" in section(function, "Examples"), "no example that doctest could run"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_parameters_with_shapes(function):
    documented = documented_parameters(function)
    wanted = [name for name in parameters(function) if name not in SAME_EVERYWHERE]
    unknown = set(documented) - set(parameters(function))
    assert not unknown, f"no such parameters: {sorted(unknown)}"
    if not documented and not is_method(function):
        text = inspect.getdoc(function) or ""
        assert len(wanted) < 2 or all(re.search(rf"\b{name}\b", text) for name in wanted), wanted
        return
    missing = [name for name in wanted if name not in documented]
    assert not missing, f"not under Parameters: {missing}"
    for name in SAMPLES & set(wanted) if is_method(function) else ():
        shape = documented[name]
        assert re.search(r"shape \(|sequence of array_like|As in `", shape), f"{name}: no shape"


@pytest.mark.parametrize(
    "function",
    [found for found in FUNCTIONS if is_method(found.values[0])],
)
def test_methods_name_their_source_and_what_is_undefined(function):
    text = inspect.getdoc(function) or ""
    sources = (DOI, AUTHOR_AND_YEAR, ANOTHER)
    assert any(re.search(pattern, text) for pattern in sources), "no source"
    kind = result_class(function)
    if any(field in kind.__dataclass_fields__ for field in ("reason", "note")):
        words = r"NaN|None|reason|As in `|`[a-z_]+` (?:for|of) each"
        assert re.search(words, text), "says not when a number is undefined"


@pytest.mark.parametrize("kind", CLASSES)
def test_results_say_what_they_hold(kind):
    assert (inspect.getdoc(kind) or "").split("\n\n")[0].rstrip().endswith(".")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.split(".")[-1])
def test_modules_say_what_they_know(module):
    assert (module.__doc__ or "").strip()
    for name, value in vars(module).items():
        if name.startswith("LARGEST") and isinstance(value, int):
            text = inspect.getsource(module)
            assert re.search(rf'^{name}(: \w+)? = .*\n"""', text, re.MULTILINE) or (
                f"import {name}" in text or re.search(rf"import (?:\([^)]*|.*)\b{name}\b", text)
            ), f"{name} is not explained"
