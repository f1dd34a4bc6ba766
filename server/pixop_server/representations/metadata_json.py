"""What ingestion measured, on the wire."""

from typing import Any

from pixop_server.media_engine import Probe


def metadata_json(probe: Probe) -> dict[str, Any]:
    """Write the metadata of a media file; the pixel format is left out when it is unknown."""
    written: dict[str, Any] = {
        "containerName": probe.container_name,
        "longContainerName": probe.long_container_name,
        "codecName": probe.codec_name,
        "longCodecName": probe.long_codec_name,
        "frameWidth": probe.width,
        "frameHeight": probe.height,
        "averageFramerate": round(float(probe.frame_rate), 6),
        "durationInMillis": probe.duration_ms,
        "totalFrames": probe.total_frames,
        "size": probe.size,
        "videoStreamSize": probe.video_stream_size,
    }
    if probe.pixel_format:
        written["pixelFormat"] = {"name": probe.pixel_format}
        subsampling = {
            name: value for name, value in (("yuv", probe.yuv), ("bits", probe.bits)) if value is not None
        }
        if subsampling:
            written["pixelFormat"]["chromaSubsampling"] = subsampling
    return written
