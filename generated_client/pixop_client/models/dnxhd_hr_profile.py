from __future__ import annotations

from enum import StrEnum
from typing import Self


class DnxhdHrProfile(StrEnum):
    """Known values; any other value becomes a member too, with `is_known` False.

    The DNxHD or DNxHR profile: low bandwidth (`lb`), standard quality (`sq`), high quality
    (`hq`), high quality extended (`hqx`: 10 bits for DNxHD, 12 for DNxHR) and 4:4:4 (`444`: 10
    bits for DNxHD, 12 for DNxHR).
    """

    DNXHD_LB = "dnxhd_lb"
    DNXHD_SQ = "dnxhd_sq"
    DNXHD_HQ = "dnxhd_hq"
    DNXHD_HQX = "dnxhd_hqx"
    DNXHD_444 = "dnxhd_444"
    DNXHR_LB = "dnxhr_lb"
    DNXHR_SQ = "dnxhr_sq"
    DNXHR_HQ = "dnxhr_hq"
    DNXHR_HQX = "dnxhr_hqx"
    DNXHR_444 = "dnxhr_444"

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
