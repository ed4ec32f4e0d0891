"""Every spreadsheet in tests/spreadsheets gives what its file states, or is refused."""

import csv
from functools import cache
from pathlib import Path

import pytest
import yaml

from explant.config.models import Plan
from explant.spreadsheet.ingest import ingest
from tests.spreadsheets.make import everything

FOLDER = Path(__file__).parents[1] / "spreadsheets"
CASES = sorted(path.stem for path in (FOLDER / "expected").glob("*.yaml"))
MORE = ("replicates_below", "replicate_values")
VALUES = ("patient", "tissue", "treatment", "marker", "value", "censored")


def loaded(path):
    # All are read before the first test runs, in each process: in C where that was compiled.
    text = path.read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def expected(name):
    return loaded(FOLDER / "expected" / f"{name}.yaml")


@cache
def base_plan():
    return loaded(FOLDER / "plan.yaml")


def merged(base, changes):
    result = dict(base)
    for key, value in changes.items():
        if value is None:
            del result[key]
        elif isinstance(value, dict):
            result[key] = merged(result.get(key, {}), value)
        else:
            result[key] = value
    return result


def plan_of(changes):
    return Plan.model_validate(merged(base_plan(), changes))


def read(case):
    return ingest(FOLDER / "files" / case["file"], plan_of(case["plan"]))


def text(value):
    """A number as a table of results has it: the shortest text that gives it back."""
    if isinstance(value, float):
        return "" if value != value else repr(value)
    return str(value)


def rows(found):
    stated = found.measurements.drop(columns=[*MORE], errors="ignore")
    return [[text(value) for value in row] for row in stated.itertuples(index=False)]


def table(name):
    lines = (FOLDER / "expected" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    header, *content = csv.reader(lines)
    return header, content


@pytest.mark.parametrize("name", CASES)
def test_a_case_gives_what_its_file_states(name):
    case = expected(name)
    found = read(case)
    told = list(found.problems)
    for problem in case["problems"]:
        where = [problem["where"]]
        if where == [case["file"]]:
            where.append(str(FOLDER / "files" / case["file"]))
        fitting = [
            each
            for each in told
            if each.severity == problem["severity"]
            and each.where in where
            and all(words in each.what for words in problem["says"])
            and all(words in each.how_to_fix for words in problem.get("mend", []))
            and each.patient == problem.get("patient", "")
            and each.marker == problem.get("marker", "")
        ]
        assert fitting, "\n".join(["", f"not told: {problem}", *map(repr, told)])
        told.remove(fitting[0])
    assert not told, "\n".join(["told besides:", *map(repr, told)])
    if any(problem["severity"] == "error" for problem in case["problems"]):
        assert found.measurements.empty
        assert found.patients.empty
        return
    header, content = table(name)
    # Two more where samples have replicates, of which the values' own tests tell.
    assert [name for name in found.measurements.columns if name not in MORE] == header
    counts = header.index("replicates")
    for mine, theirs in zip(rows(found), content, strict=True):
        if theirs[counts] != "1":
            # The mean of replicates is a computed number: its last digits may differ.
            for column in (header.index("value"), header.index("replicate_sd")):
                assert float(mine[column]) == pytest.approx(float(theirs[column]), rel=1e-12)
                mine[column] = theirs[column]
        assert mine == theirs
    if "patients" in case:
        columns = list(case["patients"][0])
        have = found.patients[columns].astype("object").where(found.patients[columns].notna(), None)
        assert have.to_dict("records") == case["patients"]


SHAPES = [name for name in CASES if expected(name)["shape"]]


def stated(name):
    """Values of a case in its expected table, which its own test compares with what is read."""
    header, content = table(name)
    return [[row[header.index(column)] for column in VALUES] for row in content]


def test_the_same_study_in_every_shape_is_the_same_table():
    assert len(SHAPES) > 40
    assert len(stated(SHAPES[0])) == 72
    for name in SHAPES:
        assert stated(name) == stated(SHAPES[0]), name


@pytest.mark.parametrize("name", SHAPES)
def test_the_layout_of_every_shape_is_recognised(name):
    case = expected(name)
    # A case is read once for all tests: it stays as it is.
    asked = {**case, "plan": merged(case["plan"], {"spreadsheet": {"layout": "auto"}})}
    found = read(asked).measurements[list(VALUES)]
    assert [[text(value) for value in row] for row in found.itertuples(index=False)] == stated(name)


def test_the_script_writes_these_files():
    files = everything()
    for path, content in files.items():
        assert (FOLDER / path).read_bytes() == content, path
    made = [path for folder in ("files", "expected") for path in (FOLDER / folder).iterdir()]
    assert {path.relative_to(FOLDER) for path in made} == files.keys() - {Path("CASES.md")}
