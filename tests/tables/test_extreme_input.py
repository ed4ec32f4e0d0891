"""Tables of studies at the edge: a defined cell, or an empty one with the reason beside it.

Warnings of libraries are errors here, and the report made of such tables never spells a number
that does not exist.
"""

import csv
import importlib
import inspect
import math
import pkgutil
import re
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import explant.tables
from explant.declared_tests.known_tests import TESTS
from explant.pages.document import build
from explant.tables.columns import COLUMNS
from explant.tables.csv_files import read_csv, write_csv
from tests.pages.test_document import read
from tests.reported import RUN
from tests.tried import tried

from .studies import ONE_SAMPLE, TWO_BY_TWO, study

SMALL = 5e-324
ANY = [0.0, 1.0, -1.0, 2.0, 0.1, 0.3, 1e15, 1e300, -1e300, 1e-300, SMALL, None]
POSITIVE = [1.0, 2.0, 0.1, 1e300, 1e-300, SMALL, None]
PERCENT = [0.0, 100.0, 50.0, 1e-300, 99.9, None]

DOSES = {
    "spreadsheet": {"path": "study.xlsx", "layout": "long"},
    "factors": {"dose": {"levels": ["none", "low", "high"]}},
    "contrasts": {
        "slope": {"trend": {"dose": ["none", "low", "high"]}, "role": "primary"},
        "highest": {"compare": {"dose": ["high", "none"]}, "role": "secondary"},
    },
}
BETWEEN_GROUPS = {
    "between_two": {"between": {"sex": ["a", "b"]}, "role": "primary"},
    "over_stages": {"between": {"stage": ["I", "II", "III"]}, "role": "secondary"},
    "any_kind": {"between": {"kind": ["x", "y", "z"]}, "role": "exploratory"},
    "x_minus_y": {"between": {"kind": ["x", "y"]}, "family": "kinds", "role": "secondary"},
    "z_minus_y": {"between": {"kind": ["z", "y"]}, "family": "kinds", "role": "secondary"},
}
GROUPS = {**ONE_SAMPLE, "contrasts": BETWEEN_GROUPS}
MIXED = {
    **TWO_BY_TWO,
    "contrasts": {
        "in_tumor": TWO_BY_TWO["contrasts"]["in_tumor"],
        **{
            name: {**question, "compare": {"treatment": ["drug", "control"]}}
            for name, question in BETWEEN_GROUPS.items()
        },
    },
}
STRATA = {
    "stage": {"kind": "ordered", "groups": {"I": ["I"], "II": ["II"], "III": ["III"]}},
    "sex": {"kind": "unordered", "groups": {"a": ["a"], "b": ["b"]}},
    "kind": {
        "kind": "unordered",
        "groups": {"x": ["x"], "y": ["y"], "z": ["z"]},
        "explore": False,
    },
    "size": {"kind": "continuous", "unit": "cm", "cut_point": 2},
}
MARKERS = {
    "A": {"detection_limit": 0.2, "equivalence_margin": {}},
    "B": {"scale": "log2"},
    "C": {"scale": "logit", "unit": "%", "offset": 0.1},
}
VALUES = {"A": ANY, "B": POSITIVE, "C": PERCENT}
NOT_COMPUTED = {"patients", "problems", "measurements", "differences"}

TWO_GROUPS_ONLY = (
    r"|\w+_(first|second)|mean_\w+|t|df|p_t|shift\w*|u|p_mann_whitney|d|d_low|d_high|g|ratio\w*"
    r"|superiority|p_brunner_munzel|variance_ratio|detectable_d|smallest_attainable_p\w*"
)
# Degrees of freedom of the partial F: the questions here keep no other property of patients.
GIVEN_OTHERS_ONLY = r"|df[12]"
# Numbers that are empty by definition, without a note: they mean nothing in that row.
MEANS_NOTHING = {
    "between, two groups": (
        r"detectable_r|(estimate_)?ratio\w*|smallest_attainable_p\w*|variance_ratio"
        + GIVEN_OTHERS_ONLY
    ),
    "between, ordered groups": (
        r"detectable_r|estimate_ratio\w*" + TWO_GROUPS_ONLY + GIVEN_OTHERS_ONLY
    ),
    "between, unordered groups": (
        r"detectable_r|estimate_ratio\w*|estimate|low|high|level"
        + TWO_GROUPS_ONLY
        + GIVEN_OTHERS_ONLY
    ),
    "paired": (
        r"d_av|next_study_\w+|smallest_attainable_p\w*|detectable_d_z_family|(estimate_)?ratio\w*"
    ),
    "strata": r"smallest_attainable_p|estimate_ratio\w*",
    "interactions": (
        r"detectable_[dr]|smallest_attainable_p\w*|superiority|p_brunner_munzel|estimate_ratio\w*"
        r"|estimate|low|high|level|variance_ratio"
        r"|(estimate|low|high)_given"
    ),
    "anova": r"",
    "baseline": r"median|\w+_quartile|minimum|maximum",
    "table_one": r"median|minimum|maximum",
    "flow": r"",
    "cells": r"sd_ratio",
    "equivalence": r"(margin_)?ratio\w*",
    "trends": r"page|p_page",
    "sensitivity": r"estimate_ratio\w*|d_z",
    "influence": r"",
    "robustness": r"",
    # An adjusted p has ends only under adjustments that take nothing but p values.
    "bounds": r"p_adjusted_(lowest|highest)",
    "diagnostics": r"",
    "quantiles": r"",
    "mixed_models": r"",
    "software": r"",
}

OF_SOMEBODY = {"median", "minimum", "maximum"}


def table_functions():
    """Every table that the analysis computes, by its name."""
    found = {}
    for module in pkgutil.walk_packages(explant.tables.__path__, "explant.tables."):
        members = importlib.import_module(module.name)
        for name, function in inspect.getmembers(members, inspect.isfunction):
            own = name.endswith("_table") and function.__module__ == members.__name__
            # What compares the other tables with other packages is no table of its own kind, and
            # what joins a table from its parts computes the same one in another way.
            if own and not {"tables", "parts"} & set(inspect.signature(function).parameters):
                found[name.removesuffix("_table")] = function
    return found


FUNCTIONS = table_functions()
QUICK = set(FUNCTIONS) - {"mixed_models"}


def make(design, cells, strata, test="wilcoxon", **inference):
    contrasts = design["contrasts"]
    first = next(iter(contrasts))
    settings_ = {name: dict(MARKERS[name]) for name in cells}
    for name in cells:
        settings_[name]["expected"] = {first: "decrease"}
        if "between" not in contrasts[first]:
            settings_[name]["equivalence_margin"] = {first: 1.5}
    return study(
        design,
        cells,
        strata=strata,
        marker_settings=settings_,
        stratifiers=STRATA,
        inference={"test": test, "permutations": 1000, **inference},
    )


def strata_of(stages, sexes, sizes, kinds=None):
    numbers = [math.nan if size is None else size for size in sizes]
    groups = ["" if size is None else "≤ 2 cm" if size <= 2 else "> 2 cm" for size in sizes]
    return {
        "stage": stages,
        "stage_group": stages,
        "sex": sexes,
        "sex_group": sexes,
        "kind": kinds or kinds_of(sexes),
        "kind_group": kinds or kinds_of(sexes),
        "size": numbers,
        "size_group": groups,
    }


def kinds_of(sexes):
    """Three kinds that go with nothing else; of whom the sex is not known the kind is not."""
    return ["xyz"[at % 3] if sex else "" for at, sex in enumerate(sexes)]


def tables_of(made, names=None):
    frames = {
        "differences": made.differences,
        "measurements": made.measurements,
        "patients": made.patients,
        "plan": made.plan,
    }
    computed = {
        name: function(**{key: frames[key] for key in _needed(function)})
        for name, function in FUNCTIONS.items()
        if names is None or name in names
    }
    return {"differences": made.differences, **computed}


def _needed(function):
    """Parameters without a default: the others hold what is computed anew where it is absent."""
    parameters = inspect.signature(function).parameters.items()
    return [name for name, each in parameters if each.default is inspect.Parameter.empty]


def as_files(tables, plan):
    """The tables after a round through their files, which is what report and workbook read."""
    names = [*plan.factors, *(f"{name}_group" for name in plan.patients.strata)]
    read_back = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, table in tables.items():
            path = Path(folder) / f"{name}.csv"
            write_csv(table, path)
            with path.open(encoding="utf-8", newline="") as file:
                written = {cell.strip("-+").casefold() for row in csv.reader(file) for cell in row}
            assert not written & {"nan", "inf", "infinity", "<na>", "none", "nat"} - FIXED_WORDS
            read_back[name] = read_csv(path, text=names)
    return read_back


# "none" is a direction and an adjustment; None itself would be written as an empty cell.
FIXED_WORDS = {"none"}


def without_reason(name, table):
    """Empty numbers of rows that have no note."""
    if name == "between":
        kinds = sorted(set(table["kind"]))
        parts = [(f"between, {kind}", table[table["kind"].eq(kind)]) for kind in kinds]
    else:
        parts = [(name, table)]
    return [cell for key, part in parts for cell in _without_reason(name, part, key)]


def _without_reason(name, table, key):
    pattern = re.compile(MEANS_NOTHING[key])
    numbers = [
        column
        for column in table
        if column in COLUMNS[name]
        and COLUMNS[name][column].kind not in ("text", "list")
        and not pattern.fullmatch(column)
    ]
    return [
        (name, column, table.loc[index].to_dict())
        for column in numbers
        for index in table.index[table[column].isna() & _silent(table, column)]
    ]


def _silent(table, column):
    """Which rows give no reason for an empty number of this column."""
    note = "note_given" if column.endswith("_given") else "note"
    if note in table:
        return table[note].fillna("").eq("")
    # Of nobody there is no median, and the number of patients says so.
    return table["n"].ne(0) if column in OF_SOMEBODY else pd.Series(True, table.index)


def assert_reasons(made, names=None):
    tables = as_files(tables_of(made, names), made.plan)
    for name, table in tables.items():
        if name in FUNCTIONS:
            silent = without_reason(name, table)
            assert not silent, silent[0]
    return tables


def assert_told(made, names=None):
    tables = assert_reasons(made, names)
    html = build(made.plan, {**tables, "patients": made.patients}, {}, {}, RUN)
    text = " ".join([*read(html.report).text, *read(html.supplement).text])
    found = re.findall(r".{0,40}\b(?:nan|NaN|inf|None(?! of)|NaT|<NA>)\b.{0,20}|.{0,40}∞", text)
    assert not found, found
    return tables


def constant(value, patients, markers="ABC"):
    return {name: [(value,) * 4] * patients for name in markers}


def with_difference(difference, patients):
    """Two by two, the same change everywhere; the other markers hold ordinary values."""
    cells = [(1.0, 1.0 + difference, 1.0, 1.0)] * patients
    return {"A": cells, "B": [(1.0, 2.0, 3.0, 4.0)] * patients, "C": [(50.0,) * 4] * patients}


def ordinary(patients, seed=3):
    values = np.random.default_rng(seed).uniform(1, 60, (3, patients, 4)).round(1)
    return {
        name: [tuple(row) for row in part.tolist()]
        for name, part in zip("ABC", values, strict=True)
    }


def scaled(patients, factor):
    cells = ordinary(patients)
    return {**cells, "A": [tuple(factor * x for x in row) for row in cells["A"]]}


# Seven patients: all orders of nine are many.
EVEN = strata_of(
    ["I", "II", "III", "I", "II", "III", "I"], list("abaabab"), [1.0, 2.0, 3.0] * 2 + [4]
)
NOBODY = strata_of([""] * 7, [""] * 7, [None] * 7)
TIES = [(1.0, 2.0, 1.0, 1.0), (2.0, 1.0, 1.0, 1.0), (1.0,) * 4]
STUDIES = {
    "constant differences": (with_difference(2.0, 7), EVEN),
    "all zeros": (with_difference(0.0, 7), EVEN),
    "zeros everywhere": ({"A": [(0.0,) * 4] * 7}, EVEN),
    "one patient": (ordinary(1), strata_of(["I"], ["a"], [1.0])),
    "two patients": (ordinary(2), strata_of(["I", "II"], ["a", "b"], [1.0, 3.0])),
    "nobody is complete": ({"A": [(1.0, None, 2.0, None)] * 7}, EVEN),
    "no value at all": ({"A": [(None,) * 4] * 7}, EVEN),
    "all ties": ({"A": [*TIES, *TIES, TIES[0]]}, EVEN),
    "1e300": (scaled(7, 1e298), EVEN),
    "1e-300": (scaled(7, 1e-302), EVEN),
    "a single stratum": (ordinary(7), strata_of(["I"] * 7, ["a"] * 7, [1.0] * 7)),
    "an empty stratum": (
        ordinary(7),
        strata_of(["I"] * 4 + ["III"] * 3, ["b"] * 7, [1.0] * 4 + [3.0] * 3),
    ),
    "nobody in any stratum": (ordinary(7), NOBODY),
    "a stratum of one": (
        ordinary(7),
        strata_of(["I"] + ["II"] * 6, ["a"] + ["b"] * 6, [9.0] + [None] * 5 + [1.0]),
    ),
    "sizes of any range": (
        ordinary(7),
        strata_of(["I", "II", "III"] * 2 + ["I"], list("aaaabbb"), [1e300, 1e-300, 0.0] * 2 + [1]),
    ),
}


# Each of these is extreme in a way of its own; the others vary them.
EVERY_TIME = {"all zeros", "constant differences", "one patient", "1e300", "a stratum of one"}
VARIED = [
    pytest.param(name, marks=[] if name in EVERY_TIME else [pytest.mark.more]) for name in STUDIES
]


def test_the_studies_of_every_time_are_among_all():
    assert set(STUDIES) > EVERY_TIME


@pytest.mark.parametrize("name", VARIED)
def test_extreme_studies_are_told_in_full(name):
    cells, strata = STUDIES[name]
    assert_told(make(TWO_BY_TWO, cells, strata))


def first_samples(cells):
    return {marker: [row[0] for row in rows] for marker, rows in cells.items()}


@pytest.mark.more
@pytest.mark.parametrize("name", STUDIES)
def test_extreme_studies_of_groups_are_told_in_full(name):
    cells, strata = STUDIES[name]
    tables = assert_told(make(MIXED, cells, strata), QUICK)
    assert len(tables["between"]) == len(BETWEEN_GROUPS) * len(cells)
    tables = assert_told(make(GROUPS, first_samples(cells), strata), QUICK)
    assert len(tables["between"]) == len(BETWEEN_GROUPS) * len(cells)


def under_other_tests(*names):
    """Each study under each test; in ``make test`` each study once, and each test at least once."""
    tests = ["t", "sign_flip", "sign"]
    return [
        pytest.param(name, test, marks=[] if at % 3 == k else [pytest.mark.more])
        for at, name in enumerate(names)
        for k, test in enumerate(tests)
    ]


@pytest.mark.parametrize(
    ("name", "test"), under_other_tests("constant differences", "a stratum of one", "1e300")
)
def test_extreme_studies_of_groups_are_told_in_full_under_other_tests(name, test):
    cells, strata = STUDIES[name]
    assert_reasons(make(GROUPS, first_samples(cells), strata, test), {"between"})


@pytest.mark.parametrize(
    ("name", "test"),
    under_other_tests("constant differences", "all zeros", "one patient", "1e300"),
)
def test_extreme_studies_are_told_in_full_under_other_tests(name, test):
    cells, strata = STUDIES[name]
    # These two do not read the declared test, or run all tests anyway.
    quick = set(FUNCTIONS) - {"mixed_models", "sensitivity"}
    assert_told(make(TWO_BY_TWO, cells, strata, test), quick)


def patients_cells(values, cells):
    one = st.tuples(*[st.sampled_from(values)] * cells)
    return st.lists(one, min_size=7, max_size=7)


def extreme_study(design, n_cells):
    return st.builds(
        lambda size, test, zero_rule, below, stages, sexes, sizes, **cells: make(
            design,
            {name: column[:size] for name, column in cells.items()},
            strata_of(stages[:size], sexes[:size], sizes[:size]),
            test,
            zero_rule=zero_rule,
            below_detection=below,
        ),
        size=st.integers(1, 7),
        test=st.sampled_from(list(TESTS)),
        zero_rule=st.sampled_from(["wilcoxon", "pratt"]),
        below=st.sampled_from(["limit_over_sqrt2", "half_limit", "limit", "drop"]),
        stages=st.lists(st.sampled_from(["I", "II", "III", ""]), min_size=7, max_size=7),
        sexes=st.lists(st.sampled_from(["a", "b", ""]), min_size=7, max_size=7),
        sizes=st.lists(
            st.sampled_from([1.0, 2.0, 3.0, 1e300, 1e-300, None]), min_size=7, max_size=7
        ),
        **{name: patients_cells(values, n_cells) for name, values in VALUES.items()},
    )


MIXTURES = settings(
    derandomize=True,
    deadline=None,
    database=None,
    # Each takes a second.
    max_examples=tried(15, least=3),
    # To make a failing study smaller takes minutes.
    phases=[Phase.explicit, Phase.generate],
)


@pytest.mark.more
@MIXTURES
@given(made=extreme_study(TWO_BY_TWO, 4))
def test_mixtures_in_two_by_two_are_told_in_full(made):
    assert_told(made, QUICK)


@pytest.mark.more
@MIXTURES
@given(made=extreme_study(DOSES, 3))
def test_mixtures_of_doses_are_told_in_full(made):
    assert_told(made, QUICK)


@MIXTURES
@given(made=extreme_study(GROUPS, 1))
def test_mixtures_of_groups_are_told_in_full(made):
    assert_told(made, QUICK)


def test_the_tables_are_found():
    assert {"paired", "strata", "interactions", "anova", "baseline"} <= set(FUNCTIONS)
    assert set(FUNCTIONS) <= set(COLUMNS) - NOT_COMPUTED
