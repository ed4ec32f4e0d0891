"""The report's sentences against golden_sentences.yaml, word for word, and words it never says."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from explant.config.models import Plan
from explant.language.answers.answer import Answer, answers_in
from explant.language.answers.comparisons import comparison_sentence, limits_sentence
from explant.language.answers.sentences import result_sentence
from explant.pages.robustness.equivalence_section import equivalence_sentence
from explant.pages.robustness.trends_section import trend_sentence
from explant.questions.design import differences
from explant.tables.results.paired import paired_table
from tests.reported import (
    COMPARISON,
    STRATUM,
    as_read,
    concluded,
    make_plan,
    merged,
    paired_row,
)
from tests.wording import overclaims

GOLDEN = yaml.safe_load(
    Path(__file__).with_name("golden_sentences.yaml").read_text(encoding="utf-8")
)
SMALL: dict[str, Any] = {
    "spreadsheet": {"path": "data/study.xlsx", "layout": "long"},
    "factors": {"treatment": {"levels": ["control", "IL-2"]}},
    "markers": {"CD25": {"unit": "%", "detection_limit": 1.0}},
    "contrasts": {
        "effect": {
            "label": "IL-2 effect",
            "compare": {"treatment": ["IL-2", "control"]},
            "role": "primary",
        }
    },
}
EQUIVALENCE: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "il2_in_normal",
    "scale": "linear",
    "margin_low": -5.0,
    "margin_high": 5.0,
    "n": 20,
    "n_incomplete": 0,
    "mean_difference": 0.54,
    "low": -1.02,
    "high": 2.1,
    "level": 0.9,
    "p": 0.0041,
    "conclusion": "equivalent within the margin",
    "note": "",
}
TRENDS: dict[str, Any] = {
    "marker": "CD25",
    "factor": "dose",
    "contrast": "by_dose",
    "levels": '["0", "10", "100"]',
    "n": 11,
    "n_incomplete": 0,
    "page": 142.5,
    "p_page": 0.004,
    "observed": "increase",
    "friedman": 7.818,
    "p_friedman": 0.02,
    "p_friedman_permutation": 0.018,
    "kendall_w": 0.355,
    "note": "",
}


BETWEEN: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "groups",
    "role": "primary",
    "family": "primary between groups",
    "adjustment": "holm",
    "scale": "linear",
    "stratifier": "arm",
    "kind": "two groups",
    "groups": '["T", "none"]',
    "group_sizes": "[8, 8]",
    "n": 16,
    "n_incomplete": 0,
    "n_first": 8,
    "n_second": 8,
    "method": "mann_whitney_exact",
    "estimate": 3.5,
    "low": 2.4,
    "high": 4.7,
    "level": 0.95,
    "p": 0.0003,
    "p_adjusted": 0.001,
    "family_size": 5,
    "p_t": 0.0004,
    "p_mann_whitney": 0.0003,
    "p_permutation": 0.0005,
    "smallest_attainable_p": 0.000155,
    "expected": "",
    "observed": "increase",
    "note": "",
}
ARMS: dict[str, Any] = {
    "patients": {
        "strata": {
            "arm": {
                "kind": "unordered",
                "groups": {name: [name] for name in ("none", "T", "B", "DC")},
            }
        }
    },
    "contrasts": {"groups": {"between": {"arm": ["T", "none"]}, "role": "primary"}},
}


def only_row(table: str, base: dict[str, Any], changes: dict[str, Any], plan: Plan) -> Answer:
    return answers_in(table, concluded(table, pd.DataFrame([base | changes]), plan))[0]


def computed(plan: Plan, values: dict[str, list[float | str | None]]) -> str:
    """The sentence of a small study, through the tables that the analysis computes."""
    limit = plan.markers["CD25"].detection_limit
    measured = [
        {
            "patient": f"P{patient + 1}",
            "marker": "CD25",
            "treatment": level,
            "value": limit if isinstance(value, str) else float(value),
            "replicates": 1,
            "replicate_sd": np.nan,
            "censored": "below" if isinstance(value, str) else "",
            "source": "Sheet1!B2",
        }
        for level, column in values.items()
        for patient, value in enumerate(column)
        if value is not None
    ]
    patients = [f"P{i + 1}" for i in range(len(values["control"]))]
    table = pd.DataFrame(measured)
    paired = as_read(paired_table(differences(table, plan, patients), table, plan))
    return str(result_sentence(answers_in("paired", paired)[0], plan, 1))


def generated(entry: dict[str, Any]) -> str:
    """What the report says of one situation."""
    if "rows" in entry:
        return " ".join(generated(row) for row in entry["rows"])
    changes = entry.get("plan", {})
    if "values" in entry:
        return computed(Plan.model_validate(merged(SMALL, changes)), entry["values"])
    if "between" in entry:
        plan = make_plan(**merged(ARMS, changes))
        row = only_row("between", BETWEEN, entry["between"], plan)
        return str(result_sentence(row, plan, entry.get("tests", 5)))
    plan = make_plan(**changes)
    if "comparison" in entry:
        row = only_row("interactions", COMPARISON, entry["comparison"], plan)
        strata = [only_row("strata", STRATUM, change, plan) for change in entry.get("strata", [])]
        said = [comparison_sentence(row, plan), limits_sentence(row, plan, strata)]
        return " ".join(str(passage) for passage in said if passage)
    if "equivalence" in entry:
        row = only_row("equivalence", EQUIVALENCE, entry["equivalence"], plan)
        return str(equivalence_sentence(row, plan))
    if "trends" in entry:
        return str(trend_sentence(only_row("trends", TRENDS, entry["trends"], plan), plan))
    return str(result_sentence(paired_row(**entry["paired"]), plan, entry.get("tests", 5)))


@pytest.mark.parametrize(
    "entry",
    GOLDEN,
    ids=lambda entry: entry["situation"],
)
def test_the_report_says_what_a_careful_statistician_signs(entry: dict[str, Any]):
    assert generated(entry) == entry["says"]
    assert overclaims(entry["says"]) == []


def test_situations_are_many_and_each_is_told_once():
    names = [entry["situation"] for entry in GOLDEN]
    assert len(names) >= 55
    assert len(set(names)) == len(names)


def test_no_golden_sentence_sets_two_strata_side_by_side():
    for entry in GOLDEN:
        if "strata" in entry:
            assert len(re.findall(r"adjusted p [=<>]", entry["says"])) <= 1
