"""Whether a result is what the plan says. FFmpeg substitutes formats and loses frames with exit status 0."""

from pixop_server.media import container_codec
from pixop_server.media.errors import MediaError
from pixop_server.media.media_probe import Probe
from pixop_server.media.processing_plan import ProcessingPlan
from pixop_server.media.progress import ProgressReport


def verify(plan: ProcessingPlan, result: Probe, report: ProgressReport) -> None:
    """Compare the probe of a result with its plan.

    Args:
        plan: what was to be made.
        result: what was made.
        report: FFmpeg's last count of frames.

    Raises:
        MediaError: they differ; the reason names all differences.
    """
    encoding = plan.encoding
    expectations: list[tuple[str, object, object]] = [
        ("container", container_codec.MUXERS[plan.container], result.container_name),
        ("codec", encoding.codec_name, result.codec_name),
        ("pixel format", encoding.decoded_format, result.pixel_format.name),
        ("size", f"{plan.width}x{plan.height}", f"{result.width}x{result.height}"),
        ("audio streams", len(plan.source.audio_streams), len(result.audio_streams)),
    ]
    if encoding.profile is not None:
        expectations.append(("profile", encoding.profile, result.codec_profile))
    differences = [
        f"{what} is {found}, not {wanted}" for what, wanted, found in expectations if wanted != found
    ]
    differences += _frame_differences(plan, result.total_frames, report)
    if differences:
        raise MediaError(f"The result is not what was asked for and was discarded: {'; '.join(differences)}.")


def _frame_differences(plan: ProcessingPlan, found: int, report: ProgressReport) -> list[str]:
    """Return what is wrong with the number of frames; repeats do not make up for lost ones."""
    tolerance = plan.frame_tolerance
    conformed = plan.frame_rate != plan.source.frame_rate
    originals = report.frames if conformed else report.frames - report.repeated
    if abs(originals - plan.expected_frames) > tolerance:
        return [f"{originals} frames were made, not {plan.expected_frames}"]
    if abs(found - report.frames) > 1:
        return [f"the file has {found} frames of {report.frames} that were written"]
    return []
