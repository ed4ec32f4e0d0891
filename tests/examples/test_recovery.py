"""The recovery simulation: small runs of it, and what the committed one found."""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from calibration.recovered import Recovered, binomial_interval, mean_interval, read_recovered
from scipy.stats import binomtest

from calibration import recovered, recovery
from tests.examples.studies import EVERY, LARGE, simulator

FILE = Path(recovered.FILE)
SCORE_OF_MANY = ("IL-1 score", "effect")
"""Its truth is in a unit that no study knows."""


@pytest.fixture(scope="module")
def studies():
    return {study.name: study for study in recovery.studies()}


@pytest.fixture(scope="module")
def committed():
    return read_recovered()


@pytest.fixture(scope="module")
def single(committed):
    return [row for row in committed if row.markers == 1]


def few(study):
    """The study with few enough markers for a test."""
    kept = {
        key: truth
        for at, (key, truth) in enumerate(study.effects.items())
        if len(study.effects) < 20 or at % 12 == 0
    }
    by_group = {key: truth for key, truth in study.by_group.items() if key in kept}
    contrasts = {
        name: contrast.model_copy(
            update={"markers": [marker for marker, asked in kept if asked == name]}
        )
        for name, contrast in study.plan.contrasts.items()
        if name in {asked for _, asked in kept}
    }
    plan = study.plan.model_copy(update={"contrasts": contrasts})
    return recovery.Study(
        study.name, plan, study.simulate, kept, by_group, study.stratifier, study.own_scale
    )


@pytest.mark.more
@pytest.mark.parametrize("name", EVERY)
def test_a_small_run_gives_rows_of_the_committed_one(name, studies, committed):
    study = few(studies[name])
    rows = list(recovery.recover(study, 2, seed=1))
    keys = {(row.marker, row.contrast, row.quantity) for row in rows}
    found = {
        (row.marker, row.contrast, row.quantity): row for row in committed if row.study == name
    }
    assert keys <= set(found)
    assert len(rows) >= len(study.effects) > 2
    for row in rows:
        same = found[row.marker, row.contrast, row.quantity]
        assert (row.method, row.scale, row.n) == (same.method, same.scale, same.n)
        # Two studies lie around the truth as 200 have shown.
        error = same.sd_estimate * sqrt(1 / row.simulations + 1 / same.simulations)
        assert abs(row.mean_estimate - same.mean_estimate) < 5 * error
        assert row.monte_carlo_low <= row.coverage <= row.monte_carlo_high
    assert rows == list(recovery.recover(study, 2, seed=1))


def test_markers_that_stand_together_are_the_mean_of_their_rows(committed):
    rows = [row for row in committed if row.study == "il1_blockade"]
    genes = list(simulator("il1_blockade").IL1_SIGNATURE)
    (together,) = [row for row in rows if row.marker == "18 genes of the signature"]
    own = [row for row in rows if row.marker in genes]
    assert len(own) == together.markers == 18
    for column in ("coverage", "true_effect", "mean_estimate", "level"):
        mean = np.mean([getattr(row, column) for row in own])
        assert getattr(together, column) == pytest.approx(mean, abs=1e-5)
    assert together.monte_carlo_low < together.coverage < together.monte_carlo_high


def test_the_committed_run_has_every_written_effect(single):
    for name in EVERY:
        found = {
            (row.marker, row.contrast): row.true_effect
            for row in single
            if row.study == name and row.quantity == "effect"
        }
        effects = simulator(name).TRUE_EFFECTS
        if name == LARGE:
            assert len(found) == 60
            assert set(simulator(name).DECLARED) < {gene for gene, _ in found}
            effects = {question: effects[question] for question in found}
        assert found == {key: pytest.approx(value, abs=1e-6) for key, value in effects.items()}
    assert {row.simulations for row in single} == {recovery.SIMULATIONS} == {200}
    about = json.loads(FILE.with_suffix(".json").read_text(encoding="utf-8"))
    assert (about["simulations"], about["seed"]) == (200, recovery.SEED)


def test_estimates_lie_around_the_truth(single):
    # Five standard errors of the mean: with 330 effects none is expected beyond.
    beyond = [row for row in single if abs(row.bias) > 5]
    assert {(row.marker, row.quantity) for row in beyond} <= {SCORE_OF_MANY}


def test_intervals_hold_the_truth_as_often_as_they_promise(single):
    own = [row for row in single if (row.marker, row.quantity) != SCORE_OF_MANY]
    assert recovered.missed(own) == []
    mean = np.mean([row.coverage - row.level for row in own])
    assert abs(mean) < 0.01
    outside = [row for row in own if not row.monte_carlo_low <= row.level <= row.monte_carlo_high]
    assert len(outside) < 0.1 * len(own)


def test_the_monte_carlo_intervals_are_exact():
    for happened, of in ((0, 200), (3, 7), (188, 200), (200, 200)):
        exact = binomtest(happened, of).proportion_ci(0.95, method="exact")
        assert binomial_interval(happened, of) == pytest.approx((exact.low, exact.high))
    low, high = mean_interval(np.array([0.9, 1.0, 0.95]))
    # t with 2 degrees of freedom: 4.302653; standard deviation 0.05.
    assert (high - low) / 2 == pytest.approx(4.302653 * 0.05 / sqrt(3), rel=1e-6)


def test_a_bad_interval_is_called_a_miss():
    names = ("s", "m", "c", "effect", "t_interval", "linear", 9, 1, 0.0, 0.0, 1.0)
    good, bad = (Recovered(*names, 0.95, covered / 200, 0.0, 1.0, 200) for covered in (186, 160))
    assert recovered.missed([good, bad]) == [bad]
    assert "**0.800**" in recovered.table([good, bad], "s")


def test_what_is_written_is_read_again(committed, tmp_path):
    recovered.write_recovered(committed, tmp_path / "recovery.csv")
    assert (tmp_path / "recovery.csv").read_bytes() == FILE.read_bytes()
