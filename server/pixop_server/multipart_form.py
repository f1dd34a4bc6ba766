"""A multipart form whose one file part is passed on as it arrives (RFC 7578; D-17, D-18). No I/O here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from pixop_server.api_errors import UnsupportedMediaTypeError, ValidationError
from pixop_server.content_disposition import received_file_name

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}")
_PARAMETER = re.compile(rb';[ \t]*([^\s;="]+)[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"?|[^;]*)')
_LARGEST_PART_HEADER = 16 * 1024
_LARGEST_FIELD = 1 << 20
_MOST_PARTS = 64
_LARGEST_PREAMBLE = 64 * 1024
_LONGEST_BOUNDARY = 70

OCTET_STREAM = "application/octet-stream"


def form_boundary(content_type: str | None) -> bytes:
    """Read the boundary from `Content-Type`.

    Raises:
        UnsupportedMediaTypeError: it is not multipart/form-data.
        ValidationError: it has no usable boundary (RFC 2046, section 5.1.1).
    """
    name, parameters = parse_options_header(content_type or "")
    if name.lower() != b"multipart/form-data":
        shown = f"not {content_type[:100]}" if content_type else "but there is no Content-Type"
        raise UnsupportedMediaTypeError(f"The body must be multipart/form-data, {shown}.")
    boundary = parameters.get(b"boundary", b"")
    if not 1 <= len(boundary) <= _LONGEST_BOUNDARY:
        raise ValidationError(
            f"Content-Type: multipart/form-data needs a boundary of 1 to {_LONGEST_BOUNDARY} characters."
        )
    return boundary


@dataclass
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    file_name: str | None = None
    media_type: str = OCTET_STREAM
    size: int = 0


class MediaForm:
    """Reads the body of an upload, piece by piece, and gives out the bytes of the media.

    Attributes:
        file_name: Name of the media once its part has begun.
        media_type: Media type of the media, as it was sent.
        size: Bytes of media so far.
    """

    def __init__(self, boundary: bytes) -> None:
        self.file_name: str | None = None
        self.media_type = OCTET_STREAM
        self.size = 0
        self._ended = False
        self._parts = 0
        self._part = _Part()
        self._header_name = b""
        self._header_value = b""
        self._header_bytes = 0
        self._media: list[memoryview] = []
        callbacks: Any = {
            "on_part_begin": self._begin_part,
            "on_header_field": self._header_field,
            "on_header_value": self._header_part,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._data,
            "on_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)
        self._delimiter = b"--" + boundary
        self._preamble: bytes | None = b""

    def feed(self, piece: bytes) -> Iterator[memoryview]:
        """Take the next piece of the body, and give out the media's bytes that are in it.

        Raises:
            ValidationError: the body is not a well-formed form, or has more than one file.
        """
        if self._preamble is not None and not (piece := self._after_preamble(self._preamble + piece)):
            return
        try:
            self._parser.write(piece)
        except MultipartParseError as error:
            raise ValidationError(f"The form cannot be read (RFC 7578): {str(error)[:200]}.") from error
        media, self._media = self._media, []
        yield from media

    def finish(self) -> None:
        """Check, at the end of the body, that the form was whole and brought a file that is not empty.

        Raises:
            ValidationError: it was not, or did not.
        """
        if not self._ended:
            raise ValidationError("The form ends before its last boundary: the upload was cut off.")
        if self.file_name is None:
            raise ValidationError("The form has no part with a file name; send the media as a file.")
        if self.size == 0:
            raise ValidationError("The media is empty; send a file with at least one byte.")

    def _after_preamble(self, received: bytes) -> bytes:
        """Skip what comes before the first boundary, which has no meaning (RFC 2046, section 5.1.1)."""
        line = 0 if received.startswith(self._delimiter) else received.find(b"\r\n" + self._delimiter) + 2
        if received.startswith(self._delimiter, line):
            self._preamble = None
            return received[line:]
        if len(received) > _LARGEST_PREAMBLE:
            raise ValidationError("The form's first boundary is missing (RFC 7578).")
        self._preamble = received
        return b""

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise ValidationError(f"The form has more than {_MOST_PARTS} parts.")
        self._part = _Part()
        self._header_bytes = 0

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += self._header_bytes_of(data, start, end)

    def _header_part(self, data: bytes, start: int, end: int) -> None:
        self._header_value += self._header_bytes_of(data, start, end)

    def _header_bytes_of(self, data: bytes, start: int, end: int) -> bytes:
        self._header_bytes += end - start
        if self._header_bytes > _LARGEST_PART_HEADER:
            raise ValidationError(f"The headers of a part are larger than {_LARGEST_PART_HEADER} bytes.")
        return data[start:end]

    def _end_header(self) -> None:
        self._part.headers[self._header_name.lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _end_headers(self) -> None:
        part = self._part
        sent = sent_file_name(part.headers.get(b"content-disposition", b""))
        if sent is None:
            return
        name = received_file_name(sent)
        if not name:
            raise ValidationError("The file part has an empty file name; name the media.")
        if self.file_name is not None:
            raise ValidationError("The form has more than one file; send one.")
        media_type = (
            part.headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        )
        part.media_type = media_type if _MEDIA_TYPE.fullmatch(media_type) else OCTET_STREAM
        self.file_name = part.file_name = name
        self.media_type = part.media_type

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._part.size += end - start
        if self._part.file_name is not None:
            self.size += end - start
            self._media.append(memoryview(data)[start:end])
        elif self._part.size > _LARGEST_FIELD:
            raise ValidationError("A form field that is not a file is larger than 1 MiB.")

    def _end(self) -> None:
        self._ended = True


def sent_file_name(disposition: bytes) -> str | None:
    """Read the file name out of a part's `Content-Disposition`.

    Clients differ: quotes come as `\\"` or, from browsers and httpx, as `%22`; names that are not ASCII come as raw
    UTF-8 or, against RFC 7578, in `filename*`, which is more exact where it is there.

    Returns:
        The name, possibly empty; None when the part is not a file.
    """
    parameters = {name.lower(): value for name, value in _PARAMETER.findall(disposition)}
    charset, _, encoded = parameters.get(b"filename*", b"").partition(b"'")
    if charset.lower() in {b"utf-8", b"iso-8859-1"}:
        text = unquote_to_bytes(encoded.partition(b"'")[2])
        return _text(text) if charset.lower() == b"utf-8" else text.decode("latin-1")
    value = parameters.get(b"filename")
    if value is None:
        return None
    if value.startswith(b'"'):
        value = re.sub(
            rb'\\(["\\])', rb"\1", value[1:-1] if len(value) > 1 and value.endswith(b'"') else value[1:]
        )
    return _text(value).replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
