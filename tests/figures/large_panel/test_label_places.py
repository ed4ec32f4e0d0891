"""Names beside crowded points."""

import numpy as np

from explant.figures.large_panel.label_places import label_places

ROOM = (4.0, 3.0)
SIZE = (0.4, 0.1)


def test_a_name_alone_stands_beside_its_point_without_a_line():
    (place,) = label_places(np.array([[2.0, 1.5]]), np.array([0]), [SIZE], ROOM)
    assert place is not None
    assert place.leader is None
    assert abs(place.bottom + SIZE[1] / 2 - 1.5) < 0.2


def test_names_of_a_crowd_touch_neither_each_other_nor_a_named_point_and_have_lines():
    rng = np.random.default_rng(5)
    points = np.column_stack([rng.normal(2, 0.15, 60), rng.normal(1.5, 0.15, 60)])
    named = np.arange(12)
    places = label_places(points, named, [SIZE] * 12, ROOM)
    assert all(place is not None for place in places)
    assert sum(place.leader is not None for place in places) >= 6
    for k, one in enumerate(places):
        box = (one.left, one.bottom, one.left + SIZE[0], one.bottom + SIZE[1])
        assert min(box[:2]) >= 0
        assert (box[2] <= ROOM[0], box[3] <= ROOM[1]) == (True, True)
        inside = [box[0] < x < box[2] and box[1] < y < box[3] for x, y in points[named]]
        assert not any(inside)
        for other in places[:k]:
            apart = abs(one.left - other.left) >= SIZE[0] or abs(one.bottom - other.bottom) >= 0.1
            assert apart
        if one.leader is not None:
            np.testing.assert_allclose(one.leader[0], points[named[k]])


def test_a_name_without_room_has_no_place_and_lines_are_avoided():
    assert label_places(np.array([[0.1, 0.1]]), np.array([0]), [(5.0, 0.1)], ROOM) == [None]
    (place,) = label_places(np.array([[2.0, 1.5]]), np.array([0]), [SIZE], ROOM, [1.5], 1.9)
    assert place is not None
    assert not place.bottom < 1.5 < place.bottom + SIZE[1]
