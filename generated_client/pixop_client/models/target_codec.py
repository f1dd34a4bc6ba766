from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .codec import Codec
    from .string_properties import StringProperties


@define(kw_only=True)
class TargetCodec:
    """The codec and its configuration.

    Attributes:
        name: `h264` H.264 (AVC), `prores` Apple ProRes, `dnxhd` Avid DNxHD or DNxHR, `xdcam`
            Sony XDCAM HD422, `hevc` H.265, `mpeg2` H.262.
        properties: Configuration, string to string (D-42).
    """

    name: Codec
    properties: StringProperties | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .codec import Codec
        from .string_properties import StringProperties

        fields = wire.Fields("TargetCodec", data)
        return cls(
            name=fields.required("name", wire.enumeration(Codec)),
            properties=fields.optional("properties", StringProperties.from_dict),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .codec import Codec
        from .string_properties import StringProperties

        result: dict[str, Any] = {}
        wire.put(result, "name", self.name, wire.enum_json(Codec), closed)
        wire.put(result, "properties", self.properties, wire.model_json(StringProperties), closed)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
