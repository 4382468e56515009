import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception import geometry, predicate
from perception.geometry import Box, Point, Size, Viewport

numbers = st.integers(-5000, 5000)
lengths = st.integers(1, 3000)
boxes = st.builds(Box, numbers, numbers, lengths, lengths)


@pytest.mark.parametrize("module", [geometry, predicate], ids=lambda m: m.__name__)
def test_examples_in_docstrings(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]  # doctest takes modules
    assert found.attempted > 0
    assert found.failed == 0


@given(boxes, boxes)
def test_intersection_lies_in_both_and_is_symmetric(one: Box, other: Box) -> None:
    common = one.intersection(other)
    assert common == other.intersection(one)
    if common.area:
        assert common.center in one
        assert common.center in other


@given(boxes, boxes)
def test_overlap_is_a_share_and_one_only_for_equal_boxes(one: Box, other: Box) -> None:
    share = one.overlap(other)
    assert 0 <= share <= 1
    assert (share == 1) == (one == other)


@given(
    st.builds(Point, st.floats(0, 4000), st.floats(0, 4000)),
    st.sampled_from([0.5, 1.0, 1.25, 2.0, 3.0]),
)
def test_image_pixels_and_back(point: Point, scale: float) -> None:
    viewport = Viewport(size=Size(1280, 800), scale=scale)
    back = viewport.from_image(viewport.to_image(point))
    assert back == pytest.approx(point)


def test_a_resized_picture_maps_back_to_the_viewport() -> None:
    viewport = Viewport(size=Size(1280, 800), scale=2.0)
    assert viewport.from_image(Point(640, 400), Size(640, 400)) == Point(1280, 800)


def test_document_pixels_add_the_scroll() -> None:
    viewport = Viewport(size=Size(100, 100), scroll=Point(0, 500))
    assert viewport.to_document(Point(10, 20)) == Point(10, 520)
