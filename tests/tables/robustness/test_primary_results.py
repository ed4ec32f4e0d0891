import math

import numpy as np
import pytest

from explant.config.models import Inference
from explant.statistics.one_sample.sign_flip import sign_flip_test
from explant.tables.results.sample_statistics import OneSample
from explant.tables.robustness.primary_results import LARGEST_PANEL, primary_results, result_of

from ..studies import BEFORE_AFTER, TWO_BY_TWO, study


def test_only_primary_contrasts_and_the_first_markers_of_the_plan():
    made = study(TWO_BY_TWO, {"B": [(1.0, 2.0, 3.0, 4.0)], "A": [(1.0, 2.0, 3.0, 4.0)]})
    assert primary_results(made.plan) == [("B", "in_tumor"), ("A", "in_tumor")]
    many = study(BEFORE_AFTER, {f"M{i}": [1.0] for i in range(LARGEST_PANEL + 3)})
    found = primary_results(many.plan)
    assert found == [(f"M{i}", "change") for i in range(LARGEST_PANEL)]


@pytest.mark.parametrize("test", ["wilcoxon", "t", "sign_flip", "sign"])
@pytest.mark.parametrize("values", [[], [2.0], [2.0] * 6, [0.0] * 6, [1.7e308, -1.7e308] * 3])
def test_an_empty_cell_has_a_note(test, values):
    result = result_of(OneSample(np.array(values), Inference(test=test)))
    numbers = [result[name] for name in ("estimate", "low", "high", "level", "p")]
    assert all(math.isfinite(number) for number in numbers) == (result["note"] == "")


def test_a_slow_interval_may_be_left_out_and_the_note_says_so():
    values = np.random.default_rng(6).normal(0.3, 1.0, 34).round(2)
    sample = OneSample(values, Inference(test="sign_flip"))
    result = result_of(sample, slow_interval=False)
    assert result["estimate"] == pytest.approx(values.mean())
    assert result["p"] == sign_flip_test(values, 1).p
    assert math.isnan(result["low"])
    assert result["note"].startswith("n = 34: the sign-flip interval")
    # Few patients are quick, and so are random sign patterns.
    for n in (30, 41):
        few = OneSample(np.resize(values, n), sample.inference)
        assert result_of(few, slow_interval=False) == result_of(few)
