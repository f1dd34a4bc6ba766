"""What a transfer tells whoever watches it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Direction = Literal["upload", "download"]


@dataclass(frozen=True, slots=True)
class TransferStarted:
    """Bytes begin to move.

    Attributes:
        done: bytes that an earlier run left.
        total: bytes in all; None when unknown.
    """

    direction: Direction
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class TransferProgress:
    """Bytes have moved; about one event a mebibyte, or ten a second when several connections bring them.

    Attributes:
        done: bytes written or sent.
        total: bytes in all; None when unknown.
        seconds: since the transfer began.
    """

    direction: Direction
    done: int
    total: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class TransferInterrupted:
    """The connection broke or the media changed; the transfer goes on by itself.

    Attributes:
        reason: what happened, as a sentence.
        done: bytes that are kept.
        delay: seconds until the next attempt.
    """

    direction: Direction
    reason: str
    done: int
    delay: float


@dataclass(frozen=True, slots=True)
class TransferFinished:
    """All bytes have moved.

    Attributes:
        path: of the complete file of a download, None for an upload.
    """

    direction: Direction
    size: int
    seconds: float
    path: Path | None = None


TransferEvent = TransferStarted | TransferProgress | TransferInterrupted | TransferFinished
