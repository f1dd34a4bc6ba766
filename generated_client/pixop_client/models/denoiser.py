from __future__ import annotations

from enum import StrEnum
from typing import Self


class Denoiser(StrEnum):
    """Known values; any other value becomes a member too, with `is_known` False.

    `denoise` Pixop Denoiser, `hqdn3d` High Quality DeNoise 3D.
    """

    DENOISE = "denoise"
    HQDN3D = "hqdn3d"

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
