from __future__ import annotations

from enum import StrEnum
from typing import Self


class Yuv(StrEnum):
    """Known values; any other value becomes a member too, with `is_known` False.

    The ratio of luma to chroma samples.
    """

    YUV_410 = "4:1:0"
    YUV_411 = "4:1:1"
    YUV_420 = "4:2:0"
    YUV_422 = "4:2:2"
    YUV_440 = "4:4:0"
    YUV_444 = "4:4:4"

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
