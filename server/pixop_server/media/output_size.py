"""How large the result is (decision 28b): a tag is a box, width and height are taken as given."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pixop_server.media.errors import PlanError

BOXES = {"hd_1080p": (1920, 1080), "uhd_4k": (3840, 2160), "uhd_8k": (7680, 4320)}
"""Tag -> width and height in pixels."""

SMALLEST = 16
LARGEST_WIDTH, LARGEST_HEIGHT = 7680, 4320


def fit(width: int, height: int, sample_aspect_ratio: Fraction, box: tuple[int, int]) -> tuple[int, int]:
    """Return the largest even size within `box` of the picture's shape as shown, in square pixels."""
    box_width, box_height = box
    shape = Fraction(width, height) * sample_aspect_ratio
    if shape >= Fraction(box_width, box_height):
        return box_width, _even(box_width / shape, box_height)
    return _even(box_height * shape, box_width), box_height


def _even(value: Fraction, most: int) -> int:
    return min(max(round(value / 2) * 2, SMALLEST), most)


def requested(
    resolution: Mapping[str, Any], width: int, height: int, sample_aspect_ratio: Fraction
) -> tuple[int, int] | None:
    """Return the size that a request's `resolution` asks for, in pixels; None when it asks for none.

    Args:
        resolution: the request's object; may be empty.
        width: the source's width in pixels as shown.
        height: its height.
        sample_aspect_ratio: the shape of its pixels.

    Raises:
        PlanError: tag and size together, half a size, or an unknown tag (rules of the document, kept here too).
    """
    tag, wanted_width, wanted_height = (resolution.get(name) for name in ("tag", "width", "height"))
    if tag is not None:
        if wanted_width is not None or wanted_height is not None:
            raise PlanError("resolution has either tag, or width and height.")
        if tag not in BOXES:
            raise PlanError(f"resolution.tag {tag!r} is unknown; it can be {', '.join(BOXES)}.")
        return fit(width, height, sample_aspect_ratio, BOXES[tag])
    if wanted_width is None and wanted_height is None:
        return None
    if wanted_width is None or wanted_height is None:
        raise PlanError("resolution needs width and height together.")
    if not (SMALLEST <= wanted_width <= LARGEST_WIDTH and SMALLEST <= wanted_height <= LARGEST_HEIGHT):
        raise PlanError(
            f"resolution can be {SMALLEST}x{SMALLEST} to {LARGEST_WIDTH}x{LARGEST_HEIGHT}, "
            f"not {wanted_width}x{wanted_height}."
        )
    return int(wanted_width), int(wanted_height)


def chroma_steps(yuv: str) -> tuple[int, int]:
    """Return what width and height must be multiples of so that chroma samples cover whole pixels."""
    return {"4:4:4": (1, 1), "4:2:2": (2, 1)}.get(yuv, (2, 2))
