from __future__ import annotations

from enum import StrEnum
from typing import Self


class ResolutionTag(StrEnum):
    """Known values; any other value becomes a member too, with `is_known` False.

    `hd_1080p` 1920×1080, `uhd_4k` 3840×2160, `uhd_8k` 7680×4320.
    """

    HD_1080P = "hd_1080p"
    UHD_4K = "uhd_4k"
    UHD_8K = "uhd_8k"

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
