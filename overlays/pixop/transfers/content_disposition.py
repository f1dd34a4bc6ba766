"""The file name of a `Content-Disposition` (RFC 6266), made safe for a file system."""

import re
import unicodedata
from urllib.parse import unquote_to_bytes

_PARAMETER = re.compile(r';\s*([\w!#$%&\'*+.^`|~-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_EXTENDED = re.compile(r"([\w!#$%&+^`{}~-]*)'[\w-]*'(.*)", re.DOTALL)
_FORBIDDEN = frozenset('<>:"|?*')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?:\s*\..*)?", re.IGNORECASE)
LONGEST = 240
"""Bytes of UTF-8; file systems take 255, and a part file's ending must fit too."""


def disposition_filename(value: str | None) -> str | None:
    """Return the name that the header gives; `filename*` goes before `filename` (RFC 6266 section 4.3)."""
    if not value:
        return None
    plain: str | None = None
    for name, raw in _PARAMETER.findall(f";{value}"):
        key, text = name.lower(), raw.strip()
        if text.startswith('"') and text.endswith('"') and len(text) > 1:
            text = _QUOTED_PAIR.sub(r"\1", text[1:-1])
        if key == "filename*":
            extended = _extended(text)
            if extended:
                return extended
        elif key == "filename" and plain is None:
            plain = _utf8(text)
    return plain


def safe_filename(name: str | None, fallback: str) -> str:
    """Return one path part that every file system takes and that stays in its directory."""
    for candidate in (name or "", fallback):
        safe = _safe(candidate)
        if safe:
            return safe
    return "media"


def _safe(name: str) -> str:
    composed = unicodedata.normalize("NFC", name)
    last = re.split(r"[/\\]", composed)[-1]
    kept = "".join("_" if c in _FORBIDDEN else c for c in last if unicodedata.category(c)[0] != "C")
    kept = kept.strip().rstrip(". ")
    if not kept.strip("."):
        return ""
    if kept.startswith("."):
        kept = f"_{kept.lstrip('.')}"  # no hidden file by a server's choice
    if _RESERVED.fullmatch(kept):
        kept = f"_{kept}"
    return _shortened(kept)


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    ending = f".{extension}" if dot and stem and len(extension.encode()) <= 16 else ""
    body = (stem if ending else name).encode()[: LONGEST - len(ending.encode())]
    return body.decode("utf-8", "ignore").rstrip(". ") + ending


def _extended(text: str) -> str | None:
    """Decode `charset'language'percent-encoded` (RFC 8187 section 3.2)."""
    match = _EXTENDED.fullmatch(text)
    if match is None:
        return None
    try:
        return unquote_to_bytes(match[2]).decode(match[1] or "utf-8")
    except (LookupError, ValueError):
        return None


def _utf8(text: str) -> str:
    """Undo the Latin-1 reading of a name that a server sent in raw UTF-8, and percent-encoding of quotes."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except ValueError:
        return text
