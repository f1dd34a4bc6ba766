"""Entity tags and the conditions that name them (RFC 9110, sections 8.8.3 and 13.1)."""

import re

# An opaque tag may hold anything but quotes and control characters; obs-text arrives as Latin-1.
_LISTED = re.compile(r'[ \t,]*(W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)')


def strong_tag(digest: str) -> str:
    """Quote a digest of the bytes as a strong entity tag (D-30)."""
    return f'"{digest}"'


def none_match_holds(header: str | None, tag: str) -> bool:
    """Tell whether `If-None-Match` lets the request through: no tag in it is the stored one, compared weakly.

    Args:
        header: Value of the header, several joined by commas, or None.
        tag: The stored, strong tag with its quotes.
    """
    if header is None:
        return True
    if header.strip(" \t") == "*":
        return False
    position = 0
    while match := _LISTED.match(header, position):
        if match[2] == tag:
            return False
        position = match.end()
    # Some clients send the tag without its quotes: what cannot be a list of tags is compared as it is.
    return header.strip(" \t") != tag.strip('"')


def if_range_holds(header: str | None, tag: str) -> bool:
    """Tell whether `If-Range` lets `Range` be honoured: only the stored tag itself does, compared strongly.

    A date never does: the media has no `Last-Modified` that it could be equal to.
    """
    return header is None or header.strip(" \t") == tag
