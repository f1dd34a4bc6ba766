"""The body of a process request from flat settings (reference: "Trigger a request to process a video")."""

from typing import Any


def process_settings(
    *,
    container: str | None = None,
    codec: str | None = None,
    apple_prores_profile: str | None = None,
    dnxhd_hr_profile: str | None = None,
    yuv: str | None = None,
    bits: int | None = None,
    mbps: float | None = None,
    deinterlacer: str | None = None,
    denoiser: str | None = None,
    stabilizer: str | None = None,
    scaler: str | None = None,
    resolution: str | None = None,
    width: int | None = None,
    height: int | None = None,
    clarity_boost: str | None = None,
    start_ms: int | None = None,
    end_ms: int | None = None,
) -> dict[str, Any]:
    """Return the wire shape; what is None is left out.

    Args:
        mbps: bitrate in megabits a second.
        resolution: a tag such as `hd_1080p`; instead of width and height (pixels).
        start_ms, end_ms: the clip in milliseconds of the source.
    """
    return _without_none(
        {
            "mediaContainerCodec": _without_none({"container": container, "codec": codec}),
            "appleProresProfile": apple_prores_profile,
            "dnxhdHrProfile": dnxhd_hr_profile,
            "chromaSubsampling": _without_none({"yuv": yuv, "bits": bits}),
            "bitrate": _without_none({"mbps": mbps}),
            "deinterlacer": deinterlacer,
            "denoiser": denoiser,
            "stabilizer": stabilizer,
            "scaler": scaler,
            "resolution": _without_none({"tag": resolution, "width": width, "height": height}),
            "clarityBoost": clarity_boost,
            "range": _without_none(
                {"startPositionMilliseconds": start_ms, "endPositionMilliseconds": end_ms}
            ),
        }
    )


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != {}}
