"""How many findings are firm, and how many verdicts were not asked anew."""

import pandas as pd

from explant.language.words import rows
from explant.pages.robustness.verdicts_section import verdict_counts

SHOWN = {"verdict": "evidence_of_decrease", "n_left_out": 20, "n_deciding": 1}
AGREED = {"n_same_verdict": 18, "n_specifications": 18}


def counts(*found: dict[str, object]) -> str:
    table = pd.DataFrame(
        [{"marker": "CD25", "robustness": "", "note": ""} | each for each in found]
    )
    return str(verdict_counts(rows("robustness", table)))


def test_findings_are_counted_by_grade_and_what_was_not_shown_is_never_firm() -> None:
    said = counts(
        SHOWN | AGREED | {"robustness": "firm"},
        SHOWN | AGREED | {"robustness": "fragile"},
        SHOWN | AGREED | {"robustness": "fragile", "n_deciding": 9},
        SHOWN | AGREED | {"robustness": "fragile", "n_same_verdict": 6},
        AGREED | {"robustness": "firm", "verdict": "no_evidence"},
        AGREED | {"robustness": "fragile", "verdict": "no_evidence"},
    )
    assert said.startswith("Of 4 primary findings 1 is firm, 1 nearly firm and 2 fragile (firm: ")
    assert said.endswith(
        "Of 2 primary answers without evidence 1 stays so in all of these analyses."
    )


def test_one_alone_is_said_as_one() -> None:
    none = AGREED | {"robustness": "fragile", "verdict": "no_evidence"}
    assert counts(SHOWN | AGREED | {"robustness": "firm"}).startswith(
        "The one primary finding is firm ("
    )
    assert counts(none) == (
        "The one primary answer without evidence does not stay so in all of these analyses."
    )


def test_large_families_are_said_to_be_left_out() -> None:
    note: dict[str, object] = {"note": "family of 2000 tests: more than are asked anew"}
    assert counts(note, note) == (
        "No primary verdict was asked anew: that is done in families of up to 60 tests (family of "
        "2000 tests)."
    )
    assert counts(SHOWN | {"robustness": "firm"}, note).endswith(
        "1 more primary verdict was not asked anew: that is done in families of up to 60 tests "
        "(family of 2000 tests)."
    )
