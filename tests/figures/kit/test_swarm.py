import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explant.figures.kit.swarm import swarm

PLACES = st.lists(st.floats(0, 5), min_size=1, max_size=40)


@given(PLACES)
def test_dots_stay_in_their_lane(places: list[float]) -> None:
    assert np.abs(swarm(places, 0.3, 0.5)).max() <= 0.5


@given(PLACES)
def test_with_room_no_two_dots_overlap(places: list[float]) -> None:
    offset = swarm(places, 0.3, 1e3)
    gaps = np.hypot(np.subtract.outer(places, places), np.subtract.outer(offset, offset))
    np.fill_diagonal(gaps, np.inf)
    assert gaps.min() >= 0.3 * (1 - 1e-6)


def test_a_missing_place_stays_missing() -> None:
    assert np.isnan(swarm([1.0, np.nan], 0.3, 1.0)).tolist() == [False, True]
