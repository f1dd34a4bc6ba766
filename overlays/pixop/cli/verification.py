"""Verify a downloaded result before it gets its final name."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixop_client.types import Unset

from pixop.cli import media_facts
from pixop.cli.exit_code import ExitCode
from pixop.cli.failure import CommandFailure
from pixop.cli.media_facts import MediaFacts, NotProbedError, UnreadableMediaError
from pixop.cli.media_words import media_words, metadata_of
from pixop.cli.result_check import ServerFacts, SourceFacts, media_differences, size_differences

if TYPE_CHECKING:
    from pixop_client.models.video import Video

    from pixop import Pixop


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found out about a good result.

    Attributes:
        facts: the measured file; None when it could not be measured here.
        not_probed: why not, empty when it was.
    """

    facts: MediaFacts | None
    not_probed: str

    @property
    def words(self) -> str:
        """The result in a few words."""
        if self.facts is None:
            return f"the length alone ({self.not_probed})"
        found = self.facts
        return media_words(
            found.container, found.codec, found.width, found.height, found.frame_rate, found.frames
        )


def verify(
    path: Path,
    request: Mapping[str, Any] | None,
    *,
    source: "Video | None",
    processed: "Video | None",
    content_length: int | None,
    source_path: Path | None = None,
) -> Verified:
    """Compare a file with what was asked, with its source and with what the server says.

    Args:
        request: the process request in the wire shape; None when it is not known.
        source_path: the source on this machine, measured only when the number of frames is in doubt.

    Raises `CommandFailure` with exit code 7 that names the differences.
    """
    server = server_facts(processed, content_length)
    differences = size_differences(path.stat().st_size, server)
    if differences:
        raise _mismatch(differences)
    try:
        found = media_facts.measure(path)
    except NotProbedError as error:
        return Verified(None, f"the media was not probed, {error}")
    except UnreadableMediaError as error:
        raise _mismatch([str(error)]) from error
    origin = source_facts(source)
    differences = media_differences(found, request or {}, origin, server)
    if origin is not None and source_path is not None and any("frames, not" in each for each in differences):
        with suppress(NotProbedError, UnreadableMediaError):
            constant = media_facts.measure(source_path).constant_frame_rate
            differences = media_differences(
                found, request or {}, replace(origin, constant_frame_rate=constant), server
            )
    if differences:
        raise _mismatch(differences)
    return Verified(found, "")


def content_length(client: "Pixop", video_id: str, kind: str) -> int | None:
    """Ask the server for the length of media in bytes; None when it does not say."""
    head = client.media.head_processed_media if kind == "processed" else client.media.head_original_media
    text = head(video_id).get("content-length") or ""
    return int(text) if text.isascii() and text.isdigit() else None


def source_facts(video: "Video | None") -> SourceFacts | None:
    """Return what the server measured of a source."""
    found = metadata_of(video) if video is not None else None
    if found is None:
        return None
    return SourceFacts(frames=found.total_frames, frame_rate=found.average_framerate)


def server_facts(video: "Video | None", length: int | None) -> ServerFacts:
    """Return what the server says about a result, in its metadata and its echo of the request."""
    facts = ServerFacts(content_length=length)
    if video is None:
        return facts
    found = metadata_of(video)
    if found is not None:
        facts = replace(
            facts,
            width=found.frame_width,
            height=found.frame_height,
            frames=found.total_frames or None,
            size=found.size or None,
        )
    processing = video.processing
    parameters = None if isinstance(processing, Unset) else processing.processing_parameters
    target = None if parameters is None or isinstance(parameters, Unset) else parameters.target_video
    if target is None or isinstance(target, Unset):
        return facts
    return replace(facts, container=target.container.name, codec=target.codec.name)


def _mismatch(differences: list[str]) -> CommandFailure:
    return CommandFailure(
        f"The result is not what was asked for: {'; '.join(differences)}. It was not kept.",
        ExitCode.VERIFICATION,
    )
