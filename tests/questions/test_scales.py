import numpy as np
import pytest

from explant.questions.scales import from_scale, ratio, to_scale

SCALES = ["linear", "log2", "logit"]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("offset", [0.0, 0.5, 2.0])
def test_values_come_back_in_the_markers_unit(scale, offset):
    values = np.array([0.1, 3.0, 50.0, 99.0])
    moved = to_scale(values, scale, offset)
    np.testing.assert_allclose(from_scale(moved, scale, offset), values, rtol=1e-12)
    # Without the offset the way back would be another one.
    if scale != "linear" and offset:
        assert not np.allclose(from_scale(moved, scale), values, rtol=1e-3)


def test_the_offset_is_added_before_the_logarithm_and_to_both_shares_of_the_odds():
    assert to_scale([0.0, 7.0], "log2", 1.0).tolist() == [0.0, 3.0]
    # (0 + 1) : (100 − 0 + 1), and 51 : 51
    np.testing.assert_allclose(to_scale([0.0, 50.0], "logit", 1.0), [-np.log(101.0), 0.0])
    assert to_scale([-1.0, 7.0], "linear", 1.0).tolist() == [-1.0, 7.0]


@pytest.mark.parametrize(
    ("values", "scale", "offset", "place"),
    [
        ([1.0, 0.0], "log2", 0.0, "log2 scale with offset 0"),
        ([1.0, -0.5], "log2", 0.5, "log2 scale with offset 0.5"),
        ([0.0], "logit", 0.0, "logit scale with offset 0"),
        ([100.0], "logit", 0.0, "logit scale with offset 0"),
    ],
)
def test_a_value_without_a_logarithm_is_refused(values, scale, offset, place):
    with pytest.raises(ValueError, match=f"no place on the {place}"):
        to_scale(values, scale, offset)


def test_more_than_a_hundred_has_a_logarithm_but_no_logit():
    assert to_scale([128.0], "log2").tolist() == [7.0]
    with pytest.raises(ValueError, match="logit"):
        to_scale([128.0], "logit")


def test_a_difference_is_a_ratio_of_geometric_means_or_of_odds():
    np.testing.assert_allclose(ratio([-1.0, 0.0, 3.0], "log2"), [0.5, 1.0, 8.0])
    odds = np.diff(to_scale([20.0, 50.0], "logit"))
    np.testing.assert_allclose(ratio(odds, "logit"), [4.0])
    assert np.isnan(ratio([1.0, 2.0], "linear")).all()


@pytest.mark.parametrize("scale", ["log2", "logit"])
def test_a_ratio_beyond_the_largest_number_is_missing(scale):
    assert np.isnan(ratio([1e4], scale)).all()
