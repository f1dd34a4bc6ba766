"""Judge what a server says while the request body is still on its way (RFC 9112 section 9.5)."""

import enum
import re

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})(?: |\r?\n)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")


class Verdict(enum.Enum):
    """What to do with the rest of the body."""

    UNDECIDED = "read more"
    ACCEPTED = "go on: the final answer is already here and is no refusal"
    REFUSED = "stop: the final answer is here and is a refusal"


def judge(data: bytes) -> tuple[Verdict, bytes]:
    """Look at the first bytes of an answer; return the verdict and the bytes to keep for the reader.

    Interim answers (1xx) are dropped. Bytes that are no HTTP/1 answer count as a refusal: the reader then
    reports them.
    """
    while True:
        if len(data) < 13 and data[:7] == b"HTTP/1."[: len(data)]:
            return Verdict.UNDECIDED, data
        match = _STATUS_LINE.match(data)
        if match is None:
            return Verdict.REFUSED, data
        status = int(match[1])
        if status >= 200:
            return (Verdict.REFUSED if status >= 300 else Verdict.ACCEPTED), data
        end = _HEAD_END.search(data)
        if end is None:
            return Verdict.UNDECIDED, data
        data = data[end.end() :]
        if not data:
            return Verdict.UNDECIDED, b""
