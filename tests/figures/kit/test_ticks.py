import numpy as np
import pytest

from explant.config.models import Marker
from explant.figures.kit.ticks import difference_ticks, limits, value_ticks
from explant.questions.scales import from_scale, ratio, to_scale


@pytest.mark.parametrize(
    ("marker", "raw"),
    [
        (Marker(unit="%"), [0.0, 37.0]),
        (Marker(scale="log2"), [0.3, 900.0]),
        (Marker(scale="log2"), [100.0, 130.0]),
        (Marker(scale="log2", offset=1.0), [0.0, 12.0]),
        (Marker(scale="logit", offset=0.5), [0.0, 97.0]),
        (Marker(scale="logit"), [41.0, 44.0]),
        (Marker(scale="log2"), [1e-7, 3e8]),
    ],
)
def test_labels_say_what_stands_there(marker: Marker, raw: list[float]) -> None:
    values = to_scale(raw, marker.scale, marker.offset)
    ticks = value_ticks(values, marker)
    assert ticks.low < values.min() <= values.max() < ticks.high
    assert 3 <= len(ticks.places) <= 12
    assert all(ticks.low <= place <= ticks.high for place in ticks.places)
    if max(raw) < 1e6:
        shown = [float(label.replace("−", "-")) for label in ticks.labels]
        assert from_scale(ticks.places, marker.scale, marker.offset) == pytest.approx(
            shown, abs=1e-9
        )


@pytest.mark.parametrize(("low", "high"), [(-2.2, 3.0), (0.1, 0.3), (-0.05, 0.02), (-9.0, 30.0)])
@pytest.mark.parametrize("scale", ["log2", "logit"])
def test_ratios_say_what_stands_there(low: float, high: float, scale) -> None:
    ticks = difference_ticks([low, high], scale)
    assert ticks.low < min(low, 0.0) <= max(high, 0.0) < ticks.high
    assert len(ticks.places) >= 3
    if high < 5:
        shown = []
        for label in ticks.labels:
            number = label.removeprefix("×")
            over = number.split("/")
            shown.append(float(over[0]) / float(over[1]) if len(over) == 2 else float(number))
        assert ratio(ticks.places, scale) == pytest.approx(shown, rel=1e-9)


def test_differences_always_show_zero() -> None:
    ticks = difference_ticks([5.0, 9.0], "linear")
    assert 0.0 in ticks.places
    assert "0" in ticks.labels


@pytest.mark.parametrize("values", [[], [np.nan], [3.0, 3.0], [0.0], [-1e-300, 1e-300]])
def test_limits_are_never_empty(values: list[float]) -> None:
    low, high = limits(values)
    assert low < high
