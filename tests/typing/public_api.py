"""Uses of the public API with the types that users see. Checked by the type checkers, never run."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import assert_type

from pixop import (
    AsyncPixop,
    Cancellation,
    JobHandle,
    JobOutcome,
    Page,
    PipelineFile,
    PipelineReport,
    Pixop,
    PixopError,
    explain,
    milliseconds_of,
    moment,
    timecode_of,
)
from pixop.jobs.process_explanation import Setting
from pixop.pipelines.pipeline import PipelineEvent, PipelineOutcome
from pixop_client.models.project_summary import ProjectSummary
from pixop_client.models.upload_media_response import UploadMediaResponse
from pixop_client.models.video import Video
from pixop_client.models.video_summary import VideoSummary


def tell(event: PipelineEvent) -> None:
    assert_type(event.state, str)


def synchronous(client: Pixop) -> None:
    assert_type(client.iter_projects(), Iterator[ProjectSummary])
    assert_type(client.iter_videos(project_id="p"), Iterator[VideoSummary])
    assert_type(client.upload("reel.mov"), UploadMediaResponse)
    assert_type(client.wait_for_ingestion("v"), Video)
    assert_type(client.download("v", "out.mov"), Path)
    assert_type(client.wait_for(JobHandle.processing("v")), Video)
    assert_type(client.iter_video_pages(backwards=True), Iterator[Page[VideoSummary]])
    assert_type(client.download("v", "t", verify=True, cancellation=Cancellation()), Path)
    assert_type(client.as_completed([JobHandle.ingestion("v")]), Iterator[JobOutcome])
    assert_type(client.explain("v", {"scaler": "pabsr1"}), tuple[Setting, ...])
    report = client.pipeline({"in.mov": "out.mov"}, ledger="run.jsonl", scaler="pabsr1", on_event=tell)
    assert_type(report, PipelineReport)
    assert_type(
        client.pipeline([PipelineFile("in.mov", Path("out.mov"))], ledger="run.jsonl"), PipelineReport
    )
    assert_type(client.pipeline([("in.mov", "out.mov")], ledger=Path("run.jsonl")), PipelineReport)
    assert_type(report.of("done"), tuple[PipelineOutcome, ...])
    assert_type(report.outcomes[0].error, PixopError | None)
    assert_type(client.videos.get_video("v").video, Video)
    assert_type(client.videos.get_video("v").video.date_created, datetime)
    with client.with_team("t") as other:
        assert_type(other, Pixop)


async def asynchronous(client: AsyncPixop) -> None:
    assert_type(client.iter_videos(), AsyncIterator[VideoSummary])
    assert_type(await client.upload(b"media"), UploadMediaResponse)
    assert_type(await client.wait_for(JobHandle.from_json("{}")), Video)
    async for outcome in client.as_completed([JobHandle.ingestion("v")]):
        assert_type(outcome.result(), Video)
    assert_type(await client.resume("run.jsonl", retry_failed=True), PipelineReport)
    assert_type((await client.videos.get_video("v")).video, Video)


def pure() -> None:
    assert_type(moment("2020-11-13 09:40:02"), datetime)
    assert_type(milliseconds_of("01:00:00;00", 29.97), int)
    assert_type(timecode_of(0, 25), str)
    assert_type(explain({}), tuple[Setting, ...])
