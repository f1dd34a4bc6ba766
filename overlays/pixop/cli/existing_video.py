"""The main job on a video that is at the server already: no upload, the rest alike."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixop.jobs.process_explanation import duration_ms
from pixop.jobs.process_flow import (
    Done,
    Downloading,
    Ingested,
    Ingesting,
    OnEvent,
    Processing,
    ProcessingStarted,
    ProcessResult,
)
from pixop.process_check import check_process_request
from pixop.verification.media_words import metadata_of

if TYPE_CHECKING:
    from pixop import Pixop


def process_existing(
    client: "Pixop",
    video_id: str,
    target: Path,
    request: dict[str, Any],
    *,
    timeout: float | None,
    on_event: OnEvent,
    connections: int,
) -> ProcessResult:
    """Wait for the ingestion, process, wait, download.

    Args:
        request: the body of the process request, in the wire shape.
        timeout: seconds for each of ingestion and processing; None waits without end.
        connections: that the download may use at most.

    Raises the errors of `Pixop.process_file`.
    """
    from pixop_client.api.videos import process_video

    source = client.wait_for_ingestion(
        video_id, timeout=timeout, on_progress=lambda _, status: on_event(Ingesting(status))
    )
    check_process_request(request, duration_ms=duration_ms(metadata_of(source)))
    on_event(Ingested(source))
    started = client._caller.call(process_video.build(video_id, body=request), process_video.parse)
    on_event(ProcessingStarted(video_id, started.processed_video_id))
    processed = client.wait_for_processing(
        started.processed_video_id,
        timeout=timeout,
        on_progress=lambda percent, status: on_event(Processing(percent, status)),
    )
    path = client.download(
        started.processed_video_id,
        target,
        kind="processed",
        overwrite=True,
        connections=connections,
        progress=lambda received, total: on_event(Downloading(received, total)),
    )
    result = ProcessResult(path, source, processed)
    on_event(Done(result))
    return result
