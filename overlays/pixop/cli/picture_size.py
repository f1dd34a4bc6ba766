"""The size of the picture, as an option writes it."""

import re
from typing import Any

#: Widths and heights that the reference allows (section "Trigger a request to process a video").
WIDTHS, HEIGHTS = range(16, 7681), range(16, 4321)

_PIXELS = re.compile(r"(\d{1,5})[xX×](\d{1,5})")


def parse_resolution(text: str, tags: tuple[str, ...]) -> dict[str, Any]:
    """Read a tag (`hd_1080p`) or WIDTHxHEIGHT as the request's `resolution`.

    Raises ValueError with a sentence for what is neither.
    """
    if text in tags:
        return {"tag": text}
    match = _PIXELS.fullmatch(text) if text.isascii() or "×" in text else None
    if match is None:
        raise ValueError(
            f"{text!r} is no resolution: take {', '.join(tags)} or WIDTHxHEIGHT such as 1280x720"
        )
    width, height = int(match[1]), int(match[2])
    if width not in WIDTHS or height not in HEIGHTS:
        raise ValueError(
            f"{text!r} is outside what the API takes: width {WIDTHS[0]} to {WIDTHS[-1]}, "
            f"height {HEIGHTS[0]} to {HEIGHTS[-1]}"
        )
    return {"width": width, "height": height}
