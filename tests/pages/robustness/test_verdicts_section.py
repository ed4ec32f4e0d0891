"""How many verdicts are firm, and how many were not asked anew."""

import pandas as pd

from explant.language.words import rows
from explant.pages.robustness.verdicts_section import verdict_counts


def counts(*found: dict[str, str]) -> str:
    table = pd.DataFrame(
        [{"marker": "CD25", "robustness": "", "note": ""} | each for each in found]
    )
    return str(verdict_counts(rows("robustness", table)))


def test_firm_results_are_counted() -> None:
    said = counts({"robustness": "firm"}, {"robustness": "fragile"})
    assert said.startswith("1 of 2 results of primary questions are firm")
    assert "not asked anew" not in said


def test_large_families_are_said_to_be_left_out() -> None:
    note = {"note": "family of 2000 tests: more than are asked anew"}
    assert counts(note, note) == (
        "The verdict of 2 results of primary questions was not asked anew "
        "(family of 2000 tests: up to 60 are)."
    )
    assert counts({"robustness": "firm"}, note).endswith(
        "The verdict of 1 result of a primary question was not asked anew "
        "(family of 2000 tests: up to 60 are)."
    )
