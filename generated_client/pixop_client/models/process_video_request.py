from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .apple_prores_profile import AppleProresProfile
    from .bitrate import Bitrate
    from .clarity_boost import ClarityBoost
    from .clip_range import ClipRange
    from .deinterlacer import Deinterlacer
    from .denoiser import Denoiser
    from .dnxhd_hr_profile import DnxhdHrProfile
    from .explicit_resolution import ExplicitResolution
    from .media_container_codec import MediaContainerCodec
    from .requested_chroma_subsampling import RequestedChromaSubsampling
    from .scaler import Scaler
    from .stabilizer import Stabilizer
    from .tagged_resolution import TaggedResolution


@define(kw_only=True)
class ProcessVideoRequest:
    """What to make. Everything may be left out.

    Rules across fields, all of them part of this schema: `appleProresProfile` comes with the
    codec `prores` and only then, `dnxhdHrProfile` with `dnxhd` and only then (D-25); a
    `clarityBoost` other than `none` needs the scaler `pabsr1` (D-26).

    Attributes:
        media_container_codec: Container and codec, each optional. A container takes only some
            of the codecs (D-28): `mov` h264, prores, dnxhd, hevc, mpeg2; `mxf` h264, xdcam,
            mpeg2, dnxhd; `mp4` h264, hevc; `mts` h264, hevc, mpeg2.
        apple_prores_profile: The ProRes profile. `4444` and `4444xq` are made without an alpha
            channel.
        dnxhd_hr_profile: The DNxHD or DNxHR profile: low bandwidth (`lb`), standard quality
            (`sq`), high quality (`hq`), high quality extended (`hqx`: 10 bits for DNxHD, 12 for
            DNxHR) and 4:4:4 (`444`: 10 bits for DNxHD, 12 for DNxHR).
        chroma_subsampling: Chroma subsampling and bit depth. What the encoder cannot write
            exactly is refused with 400; nothing is substituted (D-28a).
        bitrate: The target bitrate.
        deinterlacer: `deint` Pixop Deinterlacer, `yadif` YADIF, `bwdif` Bob Weaver, `weston3f`
            Weston Three Field.
        denoiser: `denoise` Pixop Denoiser, `hqdn3d` High Quality DeNoise 3D.
        stabilizer: `dejit` Pixop Dejitterer.
        scaler: `pabsr1` Pixop Super Resolution, `dvres` Pixop Deep Restoration, `scale` bicubic
            interpolation.
        resolution: Either a tag, or width and height (D-24).
        clarity_boost: How much Pixop Super Resolution enhances contrast.
        range_: The part of the source to use. The start lies before the end and the end not
            after the end of the source, which no schema can say; otherwise 400 (D-27). Without
            a start it begins at 0, without an end it goes to the end.
    """

    media_container_codec: MediaContainerCodec | Mapping[str, Any] | Unset = UNSET
    apple_prores_profile: AppleProresProfile | str | Unset = UNSET
    dnxhd_hr_profile: DnxhdHrProfile | str | Unset = UNSET
    chroma_subsampling: RequestedChromaSubsampling | Mapping[str, Any] | Unset = UNSET
    bitrate: Bitrate | Mapping[str, Any] | Unset = UNSET
    deinterlacer: Deinterlacer | str | Unset = UNSET
    denoiser: Denoiser | str | Unset = UNSET
    stabilizer: Stabilizer | str | Unset = UNSET
    scaler: Scaler | str | Unset = UNSET
    resolution: TaggedResolution | Mapping[str, Any] | ExplicitResolution | Unset = UNSET
    clarity_boost: ClarityBoost | str | Unset = UNSET
    range_: ClipRange | Mapping[str, Any] | Unset = UNSET

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .apple_prores_profile import AppleProresProfile
        from .bitrate import Bitrate
        from .clarity_boost import ClarityBoost
        from .clip_range import ClipRange
        from .deinterlacer import Deinterlacer
        from .denoiser import Denoiser
        from .dnxhd_hr_profile import DnxhdHrProfile
        from .explicit_resolution import ExplicitResolution
        from .media_container_codec import MediaContainerCodec
        from .requested_chroma_subsampling import RequestedChromaSubsampling
        from .scaler import Scaler
        from .stabilizer import Stabilizer
        from .tagged_resolution import TaggedResolution

        fields = wire.Fields("ProcessVideoRequest", data)
        result = cls(
            media_container_codec=fields.optional("mediaContainerCodec", MediaContainerCodec.from_dict),
            apple_prores_profile=fields.optional("appleProresProfile", wire.enumeration(AppleProresProfile)),
            dnxhd_hr_profile=fields.optional("dnxhdHrProfile", wire.enumeration(DnxhdHrProfile)),
            chroma_subsampling=fields.optional("chromaSubsampling", RequestedChromaSubsampling.from_dict),
            bitrate=fields.optional("bitrate", Bitrate.from_dict),
            deinterlacer=fields.optional("deinterlacer", wire.enumeration(Deinterlacer)),
            denoiser=fields.optional("denoiser", wire.enumeration(Denoiser)),
            stabilizer=fields.optional("stabilizer", wire.enumeration(Stabilizer)),
            scaler=fields.optional("scaler", wire.enumeration(Scaler)),
            resolution=fields.optional(
                "resolution", wire.first_of(TaggedResolution.from_dict, ExplicitResolution.from_dict)
            ),
            clarity_boost=fields.optional("clarityBoost", wire.enumeration(ClarityBoost)),
            range_=fields.optional("range", ClipRange.from_dict),
        )
        fields.end()
        return result

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .apple_prores_profile import AppleProresProfile
        from .bitrate import Bitrate
        from .clarity_boost import ClarityBoost
        from .clip_range import ClipRange
        from .deinterlacer import Deinterlacer
        from .denoiser import Denoiser
        from .dnxhd_hr_profile import DnxhdHrProfile
        from .explicit_resolution import ExplicitResolution
        from .media_container_codec import MediaContainerCodec
        from .requested_chroma_subsampling import RequestedChromaSubsampling
        from .scaler import Scaler
        from .stabilizer import Stabilizer
        from .tagged_resolution import TaggedResolution

        result: dict[str, Any] = {}
        wire.put(
            result,
            "mediaContainerCodec",
            self.media_container_codec,
            wire.model_json(MediaContainerCodec),
            closed,
        )
        wire.put(
            result,
            "appleProresProfile",
            self.apple_prores_profile,
            wire.enum_json(AppleProresProfile),
            closed,
        )
        wire.put(result, "dnxhdHrProfile", self.dnxhd_hr_profile, wire.enum_json(DnxhdHrProfile), closed)
        wire.put(
            result,
            "chromaSubsampling",
            self.chroma_subsampling,
            wire.model_json(RequestedChromaSubsampling),
            closed,
        )
        wire.put(result, "bitrate", self.bitrate, wire.model_json(Bitrate), closed)
        wire.put(result, "deinterlacer", self.deinterlacer, wire.enum_json(Deinterlacer), closed)
        wire.put(result, "denoiser", self.denoiser, wire.enum_json(Denoiser), closed)
        wire.put(result, "stabilizer", self.stabilizer, wire.enum_json(Stabilizer), closed)
        wire.put(result, "scaler", self.scaler, wire.enum_json(Scaler), closed)
        wire.put(
            result,
            "resolution",
            self.resolution,
            wire.any_json(wire.model_json(TaggedResolution), wire.model_json(ExplicitResolution)),
            closed,
        )
        wire.put(result, "clarityBoost", self.clarity_boost, wire.enum_json(ClarityBoost), closed)
        wire.put(result, "range", self.range_, wire.model_json(ClipRange), closed)
        return result
