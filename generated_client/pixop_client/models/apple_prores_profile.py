from __future__ import annotations

from enum import StrEnum
from typing import Self


class AppleProresProfile(StrEnum):
    """Known values; any other value becomes a member too, with `is_known` False.

    The ProRes profile. `4444` and `4444xq` are made without an alpha channel.
    """

    PROXY = "proxy"
    LT = "lt"
    STANDARD = "standard"
    HQ = "hq"
    PRORES_4444 = "4444"
    PRORES_4444XQ = "4444xq"

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
