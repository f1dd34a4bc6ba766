"""Forms with files (RFC 7578)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part; without a filename it is a plain field."""

    content: bytes
    filename: str | None = "clip.mp4"
    name: str = "file"
    content_type: str = "video/mp4"


def form(*parts: Part) -> tuple[bytes, str]:
    """Return the body and its Content-Type."""
    boundary = f"pixop-contract-{secrets.token_hex(12)}"
    chunks: list[bytes] = []
    for part in parts:
        disposition = f'form-data; name="{part.name}"'
        if part.filename is not None:
            escaped = part.filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            disposition += f'; filename="{escaped}"'
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n"
        if part.filename is not None:
            head += f"Content-Type: {part.content_type}\r\n"
        chunks += [head.encode(), b"\r\n", part.content, b"\r\n"]
    chunks.append(f"--{boundary}--\r\n".encode())
    return b"".join(chunks), f"multipart/form-data; boundary={boundary}"
