"""Reaction times by angle and noise, ten subjects.

Maxwell & Delaney 2004, Designing Experiments and Analyzing Data, table 12.1.

Published: F = 40.72 for angle, 33.77 for noise, 45.31 for their interaction.
"""

import numpy as np
import pandas as pd
import pytest

from ..statistics.levels.test_analysis_of_variance import MAXWELL_DELANEY
from ..tables.studies import only
from .pipeline import close, run

NOISE, ANGLES = ["absent", "present"], ["0", "4", "8"]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    rows = [
        (f"S{subject:02d}", noise, angle, time)
        for subject, times in enumerate(MAXWELL_DELANEY.tolist(), start=1)
        for (noise, angle), time in zip(
            ((noise, angle) for noise in NOISE for angle in ANGLES), times, strict=True
        )
    ]
    noise = {"compare": {"noise": ["present", "absent"]}}
    return run(
        tmp_path_factory.mktemp("reaction"),
        pd.DataFrame(rows, columns=["Subject", "noise", "angle", "time"]),
        patients={"called": ["subject", "subjects"]},
        factors={
            "noise": {"levels": NOISE},
            "angle": {"levels": {angle: {"score": float(angle)} for angle in ANGLES}},
        },
        markers={"time": {"unit": "ms"}},
        contrasts={
            "noise": {**noise, "role": "primary"},
            "slope": {"trend": {"angle": ANGLES}},
            "curve": {"trend": {"angle": ANGLES}, "degree": 2},
            "noise_slope": {**noise, "trend": {"angle": ANGLES}},
            "noise_curve": {**noise, "trend": {"angle": ANGLES}, "degree": 2},
            "noise_at": {**noise, "versus": {"angle": "0"}},
        },
        inference={"test": "t"},
    )


def test_published_f_values(study):
    printed = {"angle": 40.72, "noise": 33.77, "noise × angle": 45.31}
    for effect, f in printed.items():
        row = only(study.anova, effect=effect)
        assert round(row["f"], 2) == f
        assert row["n"] == 10
    assert [only(study.anova, effect="noise")[name] for name in ("df1", "df2")] == [1, 9]
    assert [only(study.anova, effect="noise × angle")[name] for name in ("df1", "df2")] == [2, 18]


def test_noise_is_the_root_of_its_f(study):
    row = only(study.paired, contrast="noise")
    assert round(row["t"] ** 2, 2) == 33.77
    assert (row["df"], row["observed"]) == (9, "increase")
    means = MAXWELL_DELANEY.mean(axis=0)
    assert row["mean_difference"] == close(means[3:].mean() - means[:3].mean())


def test_slope_and_curve_share_the_sums_of_squares_of_angle(study):
    by_angle = (MAXWELL_DELANEY[:, :3] + MAXWELL_DELANEY[:, 3:]) / 2
    slope = by_angle @ np.array([-1, 0, 1]) / 8
    curve = by_angle @ np.array([1, -2, 1]) / 32
    np.testing.assert_allclose(study.values("slope"), slope)
    # The leading coefficient of the parabola through three points.
    expected = [np.polyfit([0, 4, 8], times, 2)[0] for times in by_angle]
    np.testing.assert_allclose(curve, expected, atol=1e-12)
    np.testing.assert_allclose(study.values("curve"), expected, atol=1e-12)
    # F of two degrees of freedom is the ratio of summed squares of both normalized contrasts.
    for effect, names in (
        ("angle", ("slope", "curve")),
        ("noise × angle", ("noise_slope", "noise_curve")),
    ):
        lengths = [np.sqrt(32), 32 / np.sqrt(6)]
        parts = [study.values(name) * unit for name, unit in zip(names, lengths, strict=True)]
        above = sum(10 * part.mean() ** 2 for part in parts) / 2
        below = sum(((part - part.mean()) ** 2).sum() for part in parts) / 18
        assert only(study.anova, effect=effect)["f"] == close(above / below)


def test_a_family_of_differences_of_differences(study):
    difference = MAXWELL_DELANEY[:, 3:] - MAXWELL_DELANEY[:, :3]
    for column, angle in ((1, "4"), (2, "8")):
        expected = difference[:, column] - difference[:, 0]
        np.testing.assert_allclose(study.values(f"noise_at_{angle}"), expected)
    assert set(study.paired.set_index("contrast").loc[["noise_at_4", "noise_at_8"], "family"]) == {
        "noise_at"
    }
