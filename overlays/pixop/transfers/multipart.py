"""The framing of a multipart form with one file (RFC 7578, RFC 2046 section 5.1). Bytes only, no I/O."""

import secrets
from dataclasses import dataclass, field

FIELD = "file"
_DELETE = 0x7F


@dataclass(frozen=True, slots=True)
class Framing:
    """What stands before and after the media."""

    filename: str
    content_type: str
    field_name: str = FIELD
    boundary: str = field(default_factory=lambda: f"pixop-{secrets.token_hex(20)}")

    @property
    def head(self) -> bytes:
        """The bytes before the media."""
        return (
            f"--{self.boundary}\r\n"
            f'Content-Disposition: form-data; name="{escape(self.field_name)}"; '
            f'filename="{escape(self.filename)}"\r\n'
            f"Content-Type: {_field_value(self.content_type)}\r\n\r\n"
        ).encode()

    @property
    def tail(self) -> bytes:
        """The bytes after the media."""
        return f"\r\n--{self.boundary}--\r\n".encode("ascii")

    @property
    def form_content_type(self) -> str:
        """The `Content-Type` of the whole form."""
        return f"multipart/form-data; boundary={self.boundary}"

    def length(self, media: int) -> int:
        """Return the bytes of the form around `media` bytes."""
        return len(self.head) + media + len(self.tail)


def escape(name: str) -> str:
    """Write a name between quotes: UTF-8 as it is, quotes and control characters percent-encoded.

    RFC 7578 section 4.2 and the HTML standard's multipart encoding; a backslash would escape for one reader
    and not for another, so it is encoded too.
    """
    readable = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        f"%{ord(c):02X}" if ord(c) < 0x20 or ord(c) == _DELETE or c in '"\\' else c for c in readable
    )


def _field_value(text: str) -> str:
    if not text.isascii() or not text.isprintable() or not text.strip():
        return "application/octet-stream"
    return text
