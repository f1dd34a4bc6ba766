from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .codec import Codec
    from .container import Container


@define(kw_only=True)
class MediaContainerCodec:
    """Container and codec, each optional. A container takes only some of the codecs (D-28): `mov`
    h264, prores, dnxhd, hevc, mpeg2; `mxf` h264, xdcam, mpeg2, dnxhd; `mp4` h264, hevc; `mts`
    h264, hevc, mpeg2.

    Attributes:
        container: `mov` QuickTime, `mxf` Material Exchange Format, `mp4` MPEG-4, `mts` MPEG-2
            transport stream.
        codec: `h264` H.264 (AVC), `prores` Apple ProRes, `dnxhd` Avid DNxHD or DNxHR, `xdcam`
            Sony XDCAM HD422, `hevc` H.265, `mpeg2` H.262.
    """

    container: Container | str | Unset = UNSET
    codec: Codec | str | Unset = UNSET

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .codec import Codec
        from .container import Container

        fields = wire.Fields("MediaContainerCodec", data)
        result = cls(
            container=fields.optional("container", wire.enumeration(Container)),
            codec=fields.optional("codec", wire.enumeration(Codec)),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .codec import Codec
        from .container import Container

        result: dict[str, Any] = {}
        wire.put(result, "container", self.container, wire.enum_json(Container), closed)
        wire.put(result, "codec", self.codec, wire.enum_json(Codec), closed)
        return result
