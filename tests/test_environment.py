"""The lock file, pyproject.toml and environment.yml say the same, and no file names an index."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib", "snakemake-minimal": "snakemake"}
MODULE_NAMES = {"fontTools": "fonttools", "docx": "python-docx", "PIL": "pillow", "yaml": "pyyaml"}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


@pytest.fixture(scope="module")
def pyproject():
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def declared(pyproject):
    return [Requirement(text) for text in pyproject["project"]["dependencies"]]


@pytest.fixture(scope="module")
def locked():
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            entries.append((Requirement(requirement), hashes))
    return entries


def test_every_locked_package_has_one_version_and_hashes(locked):
    assert len(locked) > 50
    for requirement, hashes in locked:
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes)


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_holds_what_pyproject_declares(pyproject, declared, locked, python):
    development = [Requirement(text) for text in pyproject["dependency-groups"]["dev"]]
    for platform in ("linux", "darwin"):
        environment = {
            "python_version": python,
            "python_full_version": f"{python}.0",
            "sys_platform": platform,
            "platform_machine": "x86_64",
            "platform_python_implementation": "CPython",
        }
        versions = {
            canonicalize_name(entry.name): next(iter(entry.specifier)).version
            for entry, _ in locked
            if entry.marker is None or entry.marker.evaluate(environment)
        }
        for requirement in [*declared, *development]:
            version = versions.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement.name} is not in the lock: make lock"
            assert requirement.specifier.contains(version), f"{requirement}: make lock"


def test_the_conda_environment_has_the_same_bounds(pyproject, declared):
    content = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    found = {}
    for line in content["dependencies"]:
        name, bounds = re.fullmatch(r"([\w-]+)\s*(.*)", line).groups()
        found[CONDA_NAMES.get(name, name)] = bounds.replace(" ", "")
    expected = {requirement.name: str(requirement.specifier) for requirement in declared}
    expected["python"] = pyproject["project"]["requires-python"]
    assert found == expected


def test_what_the_library_imports_is_declared_and_nothing_more(declared):
    names = {canonicalize_name(requirement.name) for requirement in declared}
    imported = set()
    for file in [*PROJECT.glob("src/**/*.py"), *PROJECT.glob("workflow/scripts/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add((node.module or "").split(".")[0])
    outside = {
        MODULE_NAMES.get(name, name)
        for name in imported - set(sys.stdlib_module_names) - {"explant"}
    }
    # These come with pydantic and jinja2, whose own interfaces hand them out.
    assert outside - {"pydantic_core", "markupsafe"} <= names
    # The Snakefile is Snakemake's own.
    assert names - outside == {"snakemake"}
    tests = "".join(file.read_text(encoding="utf-8") for file in PROJECT.glob("tests/**/*.py"))
    assert re.search(r"^\s*import pingouin|^\s*from pingouin", tests, re.MULTILINE)


def test_no_file_names_a_package_index(pyproject):
    pattern = re.compile(r"--(extra-)?index-url|--find-links|https?://\S+/simple\b|\[tool\.uv")
    for name in ("requirements.lock", "pyproject.toml", "environment.yml", "Makefile", ".ci/run"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert not pattern.search(text), name


def test_the_version_is_the_same_everywhere(pyproject):
    from explant import __version__

    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert pyproject["project"]["version"] == __version__ == citation["version"]


def test_the_extra_for_slurm_is_the_same_for_pip_conda_and_make(pyproject):
    (wanted,) = pyproject["project"]["optional-dependencies"]["slurm"]
    conda = wanted.replace(">=", " >=")
    assert f"  # - {conda}\n" in (PROJECT / "environment.yml").read_text(encoding="utf-8")
    assert f'pip install --quiet "{wanted}"' in (PROJECT / "Makefile").read_text(encoding="utf-8")
