from __future__ import annotations

from enum import StrEnum
from typing import Self


class Container(StrEnum):
    """Known values; any other value becomes a member too, with `is_known` False.

    `mov` QuickTime, `mxf` Material Exchange Format, `mp4` MPEG-4, `mts` MPEG-2 transport
    stream.
    """

    MOV = "mov"
    MXF = "mxf"
    MP4 = "mp4"
    MTS = "mts"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the document lists the value."""
        return self._value_ in type(self)._value2member_map_
