"""File names in headers: out with `Content-Disposition` (RFC 6266), in from a form part (RFC 7578)."""

import re
from urllib.parse import quote

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST = 255


def attachment(file_name: str) -> str:
    """Write a header value that every client can read.

    `filename` is ASCII with quotes and backslashes escaped; where that is not the whole name, `filename*` carries it.
    """
    plain = (
        file_name.encode("ascii", "replace").decode().replace("?", "_")
        if not file_name.isascii()
        else file_name
    )
    quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
    value = f'attachment; filename="{quoted}"'
    if plain != file_name or "%" in file_name or quoted != plain:
        value += f"; filename*=UTF-8''{quote(file_name, safe='')}"
    return value


def received_file_name(name: str) -> str:
    """Make a name that was sent safe to keep: last segment of a path, no control characters, at most 255 characters.

    Returns:
        The name; empty when nothing of it is left.
    """
    last = re.split(r"[/\\]", name)[-1]
    cleaned = _CONTROL.sub("_", last).strip()
    if cleaned in {".", ".."}:
        return ""
    if len(cleaned) > _LONGEST:
        stem, dot, extension = cleaned.rpartition(".")
        kept = dot + extension if stem and len(extension) < 16 else ""
        cleaned = cleaned[: _LONGEST - len(kept)] + kept
    return cleaned


def processed_file_name(source_name: str | None, container: str) -> str:
    """Name the result of a processing after its source."""
    stem = (source_name or "video").rpartition(".")[0] or source_name or "video"
    return f"{stem.removesuffix('-processed')}-processed.{container}"
