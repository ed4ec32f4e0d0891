import numpy as np
import pytest

from explant.figures.alternative_text import (
    completeness_text,
    forest_text,
    strata_text,
)
from explant.figures.kit.places import Grouping
from explant.figures.marker.marker_text import marker_text
from explant.tables.results.conclusions import with_conclusions


def test_a_marker_says_estimate_interval_n_and_p(study) -> None:
    paired = study.paired.copy()
    row = paired.index[0]
    paired.loc[row, ["estimate", "low", "high", "level"]] = [5.68, 4.01, 7.4, 0.952]
    paired.loc[row, ["p_adjusted", "observed"]] = [0.0123, "increase"]
    paired = with_conclusions(paired, 0.05, "change")
    text = marker_text(study.plan, "CD25", study.measurements, paired)
    assert text.startswith("CD25 (%): values of 20 patients, one line each, in 4 conditions.")
    assert (
        "IL-2 effect in tumor: 5.7 percentage points [4.0, 7.4] (95.2 % interval), n = 19, "
        "adjusted p = 0.012, evidence of an increase;"
    ) in text


def test_a_marker_without_estimate(study) -> None:
    paired = study.paired.assign(estimate=np.nan, n=0)
    text = marker_text(study.plan, "CD25", study.measurements, paired)
    assert "IL-2 effect in tumor: n = 0, no estimate" in text


def test_the_forest_counts_evidence(study) -> None:
    found = int((study.paired["p_adjusted"] <= 0.05).sum())
    assert f"in {found} of 25 comparisons" in forest_text(study.plan, study.paired)
    none = with_conclusions(study.paired.assign(p_adjusted=0.5), 0.05, "change")
    assert forest_text(study.plan, none).endswith("0.05 in 0 of 25 comparisons.")


def test_strata_compare_groups_and_nothing_else(study) -> None:
    interactions = study.interactions.copy()
    first = (interactions["stratifier"] == "stage") & (
        (interactions["marker"] == "CD25") & (interactions["contrast"] == "il2_in_tumor")
    )
    interactions.loc[first, ["estimate", "low", "high", "p_adjusted"]] = [-3.85, -8.7, -1.5, 0.026]
    interactions = with_conclusions(interactions, 0.05, "effect")
    text = strata_text(study.plan, "stage", study.patients, study.strata, interactions)
    assert text == (
        "Paired differences of 5 markers for 3 of 5 contrasts, by Stage (early and late); "
        "exploratory. Evidence that the effect differs: CD25, IL-2 effect in tumor (early − late: "
        "−3.9 percentage points [−8.7, −1.5], n = 19, adjusted p = 0.026). "
        "No evidence that the effect differs in 14 other comparisons."
    )


def test_a_number_has_its_unit(study) -> None:
    text = strata_text(study.plan, "tumor_size", study.patients, study.strata, study.interactions)
    assert "against Tumor size in cm" in text
    assert text.endswith("No evidence that the effect differs in 15 comparisons.")


def test_completeness_counts(study) -> None:
    text = completeness_text(study.plan, study.measurements, study.patients)
    assert text.startswith(
        "Of 400 planned measurements in 20 patients, 398 exist and 2 are missing, "
        "in 1 patient (P03)."
    )
    assert text.endswith("values below the detection limit.")


def test_crossed_groups_are_told_apart(study, monkeypatch: pytest.MonkeyPatch) -> None:
    name = next(iter(study.plan.patients.strata))
    crossed = Grouping(name, ("early, vehicle", "late, drug"), {})
    where = "explant.figures.marker.marker_text.shown_grouping"
    monkeypatch.setattr(where, lambda *_: crossed)
    told = marker_text(study.plan, "CD25", study.measurements, study.paired)
    assert "(early, vehicle; late, drug)" in told
