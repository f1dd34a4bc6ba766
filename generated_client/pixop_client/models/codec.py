from __future__ import annotations

from enum import StrEnum
from typing import Self


class Codec(StrEnum):
    """Known values; any other value becomes a member too, with `is_known` False.

    `h264` H.264 (AVC), `prores` Apple ProRes, `dnxhd` Avid DNxHD or DNxHR, `xdcam` Sony XDCAM
    HD422, `hevc` H.265, `mpeg2` H.262.
    """

    H264 = "h264"
    PRORES = "prores"
    DNXHD = "dnxhd"
    XDCAM = "xdcam"
    HEVC = "hevc"
    MPEG2 = "mpeg2"

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
