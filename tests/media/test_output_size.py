"""The size of the result."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_server.media.errors import PlanError
from pixop_server.media.output_size import BOXES, SMALLEST, fit, requested

SQUARE = Fraction(1)


@pytest.mark.parametrize(
    ("width", "height", "aspect", "tag", "size"),
    [
        (560, 320, SQUARE, "hd_1080p", (1890, 1080)),
        (1920, 1080, SQUARE, "uhd_4k", (3840, 2160)),
        (720, 576, Fraction(64, 45), "hd_1080p", (1920, 1080)),
        (180, 320, SQUARE, "hd_1080p", (608, 1080)),
        (4096, 1716, SQUARE, "hd_1080p", (1920, 804)),
        (7680, 4320, SQUARE, "uhd_8k", (7680, 4320)),
        (1, 5000, SQUARE, "hd_1080p", (16, 1080)),
    ],
)
def test_a_tag_is_a_box(width: int, height: int, aspect: Fraction, tag: str, size: tuple[int, int]) -> None:
    """The picture is fitted into a tag's box with its shape kept."""
    assert requested({"tag": tag}, width, height, aspect) == size


@settings(deadline=None)
@given(
    width=st.integers(1, 8192),
    height=st.integers(1, 8192),
    aspect=st.fractions(Fraction(1, 4), 4, max_denominator=100),
    box=st.sampled_from(list(BOXES.values())),
)
def test_fitted_sizes_are_even_and_touch_the_box(
    width: int, height: int, aspect: Fraction, box: tuple[int, int]
) -> None:
    """A fitted size is even, within the box, touches it, and is off the shape by at most one pixel."""
    fitted_width, fitted_height = fit(width, height, aspect, box)
    assert fitted_width % 2 == fitted_height % 2 == 0
    assert SMALLEST <= fitted_width <= box[0]
    assert SMALLEST <= fitted_height <= box[1]
    assert fitted_width == box[0] or fitted_height == box[1]
    shape = Fraction(width, height) * aspect
    exact = fitted_height * shape if fitted_height == box[1] else fitted_width / shape
    other = fitted_width if fitted_height == box[1] else fitted_height
    assert abs(exact - other) <= 1 or other == SMALLEST or fitted_width == box[0]


def test_explicit_sizes_are_taken_as_given() -> None:
    """Width and height are not fitted."""
    assert requested({"width": 333, "height": 77}, 560, 320, SQUARE) == (333, 77)


def test_no_resolution_is_none() -> None:
    """Nothing asked for gives nothing."""
    assert requested({}, 560, 320, SQUARE) is None


@pytest.mark.parametrize(
    "resolution",
    [
        {"tag": "hd_1080p", "width": 1920, "height": 1080},
        {"tag": "hd_720p"},
        {"width": 1920},
        {"height": 1080},
        {"width": 15, "height": 100},
        {"width": 7681, "height": 100},
        {"width": 100, "height": 4321},
    ],
)
def test_impossible_resolutions_are_refused(resolution: dict[str, object]) -> None:
    """Half a size, two kinds of size and sizes out of bounds are a PlanError about resolution."""
    with pytest.raises(PlanError, match="resolution"):
        requested(resolution, 560, 320, SQUARE)
