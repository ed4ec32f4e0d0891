"""Small runs of every part, the parts of the page, and how the committed page was made."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from calibration.cells import judge, read_cells
from calibration.page import page
from calibration.settings import GROUPS, LEVELS, ONE_SAMPLE, SIZES

from calibration import (
    associations,
    families,
    given_others,
    groups,
    mixed_models,
    naive,
    one_sample,
    primary_families,
    run,
)
from explant.calibration import METHODS

PROJECT = Path(__file__).resolve().parents[2]
FEW = one_sample.Counts(60, 30, 12)


def names(one):
    return (one.method, one.setting, one.groups, one.level)


@pytest.fixture(scope="module")
def committed():
    return read_cells(PROJECT / "calibration" / "results.csv")


@pytest.fixture(scope="module")
def about():
    return json.loads((PROJECT / "calibration" / "run.json").read_text(encoding="utf-8"))


@pytest.fixture
def few_patients(monkeypatch):
    for module in (one_sample, families, associations, primary_families, mixed_models):
        monkeypatch.setattr(module, "SIZES", (6, 12))
    return (6, 12)


@pytest.mark.more
@pytest.mark.parametrize(
    "part",
    [
        one_sample.type_one_errors,
        one_sample.mean_intervals,
        one_sample.effect_sizes,
        families.families,
        associations.associations,
        groups.ordered,
        naive.naive_readings,
        primary_families.primary_families,
        mixed_models.mixed_models,
        given_others.given_others,
    ],
    ids=lambda part: part.__name__,
)
def test_a_small_run_simulates_the_cells_of_the_committed_one(part, few_patients, committed):
    cells = list(part(1, FEW))
    assert set(map(names, cells)) <= set(map(names, committed))
    # So few studies rarely convict anyone; a method that keeps its level must not be among them.
    assert not [one for one in judge(cells) if one.missed and one.promise == "exact"]
    again = list(part(1, FEW))
    assert str(again) == str(cells)


def test_a_small_comparison_of_strata(monkeypatch, committed):
    monkeypatch.setattr(groups, "GROUPS", ((5, 4),))
    cells = list(groups.comparisons(1, FEW))
    assert {one.method for one in cells} == {
        "welch",
        "mann_whitney",
        "permutation",
        "welch_interval",
        "shift_interval",
    }
    assert {one.setting for one in cells} <= {one.setting for one in committed}
    assert not [one for one in judge(cells) if one.missed and one.promise == "exact"]


def test_the_committed_results_have_all_cells(committed):
    found = set(map(names, committed))
    keys = {(one.topic, one.quantity, *names(one)) for one in committed}
    assert len(keys) == len(committed)
    sharp = [kind.words for kind in ONE_SAMPLE if kind.true == "symmetric"]
    for test, setting, n, level in product(one_sample.TESTS, sharp, SIZES, LEVELS):
        assert (test, setting, str(n), level) in found
    for test, pair, level in product(("welch", "mann_whitney", "permutation"), GROUPS, LEVELS):
        assert (test, "normal differences", "/".join(map(str, pair)), level) in found
    for method, correlation, affected, n in product(
        ("holm_t", "holm_wilcoxon", "westfall_young", "benjamini_hochberg"),
        families.CORRELATIONS,
        ("none affected", "2 of them affected"),
        SIZES,
    ):
        setting = f"5 normal markers, correlation {correlation:g}, {affected}"
        assert (method, setting, str(n), 0.05) in found
    assert {one.method for one in committed} == set(METHODS)


def test_the_committed_results_are_of_the_full_simulation(committed, about):
    many, some, few = about["simulations"]
    assert (many, some, few) == (run.MANY, run.SOME, run.FEW)
    assert about["seed"] == run.SEED
    # A study without an answer (constant differences) is rare.
    primary = [one for one in committed if one.topic == "primary family"]
    models = [one for one in committed if one.topic == "mixed model"]
    assert min(one.simulations for one in models) > 0.95 * mixed_models.SHARE * few
    others = [one for one in committed if one not in (*primary, *models)]
    assert min(one.simulations for one in others) > 0.95 * few
    assert {one.simulations for one in primary} == {
        primary_families.STUDIES,
        primary_families.POWER_STUDIES,
    }
    assert {one.simulations for one in committed if one.topic == "one sample"} & {some}


def test_methods_keep_their_level_where_theory_says_so(committed):
    exact = [one for one in committed if one.promise == "exact"]
    assert len(exact) > 300
    assert [one for one in exact if one.missed] == []


def test_the_examples_plan_holds_its_family_and_the_old_default_did_not(committed):
    rates = {one.method: one for one in committed if one.setting == primary_families.EXAMPLES_PLAN}
    new, old = rates["family_of_wilcoxon"], rates["holm_by_contrast"]
    assert new.rate <= 0.05 + 2.6 * new.monte_carlo_error
    assert old.rate > 0.05 + 5 * old.monte_carlo_error


def test_the_committed_verdicts_follow_from_the_rates(committed):
    assert [one.missed for one in judge(committed)] == [one.missed for one in committed]


def test_six_patients_reach_exactly_the_size_that_theory_gives(committed):
    # Two of 64 sign patterns: 0.03125 for continuous differences, by all three exact tests.
    for one in committed:
        exact = one.method in ("wilcoxon", "sign_flip", "sign") and one.groups == "6"
        if exact and one.setting == "normal differences" and one.level == 0.05:
            assert abs(one.rate - 0.03125) < 4.5 * np.sqrt(0.03125 * 0.97 / one.simulations)


def test_naive_shares_agree_with_the_noncentral_t(committed):
    naive_cells = [one for one in committed if one.topic == "naive reading" and one.method == "t"]
    assert len(naive_cells) == 12
    for one in naive_cells:
        assert abs(one.rate - one.target) < 4.5 * one.monte_carlo_error


def test_the_page_is_what_the_results_make_of_it(committed, about):
    text = (PROJECT / "docs" / "calibration.md").read_text(encoding="utf-8")
    assert text == page(committed, about), "run: python calibration/run.py --page"


@pytest.mark.more
def test_misses_and_figures_are_what_the_results_make_of_them(tmp_path):
    for folder in ("calibration", "docs/images", "src/explant/calibration"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("results.csv", "run.json"):
        source = PROJECT / "calibration" / name
        (tmp_path / "calibration" / name).write_bytes(source.read_bytes())
    run.present(tmp_path)
    misses = "src/explant/calibration/misses.csv"
    assert (tmp_path / misses).read_bytes() == (PROJECT / misses).read_bytes()
    made = {path.name for path in (tmp_path / "docs" / "images").iterdir()}
    assert made == {path.name for path in (PROJECT / "docs/images").glob("calibration_*.svg")}


@pytest.mark.more
def test_a_whole_small_run_writes_everything(tmp_path, monkeypatch, few_patients):
    for folder in ("calibration", "docs/images", "src/explant/calibration"):
        (tmp_path / folder).mkdir(parents=True)
    run.simulate(tmp_path, 1, (60, 40, 20), say=False)
    cells = read_cells(tmp_path / "calibration" / "results.csv")
    assert {one.topic for one in cells} >= {"one sample", "strata", "family-wise error", "number"}
    assert all(0.0 <= one.rate <= 1.0 for one in cells)
