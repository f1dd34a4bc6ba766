"""The synchronous client."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pixop_client.namespaces import Namespaces
from pixop_client.namespaces.caller import MediaSource, Progress

from pixop.calls.client_call import Calls, drive
from pixop.calls.flow import Flow
from pixop.calls.sync_caller import SyncCaller
from pixop.client_setup import ConfiguredClient
from pixop.jobs.job_handle import Job, JobHandle, JobOutcome
from pixop.jobs.job_round import JobRound, ManyProgress
from pixop.jobs.job_wait import JobWait
from pixop.jobs.job_watch import JobProgress
from pixop.jobs.poll_schedule import PollSchedule
from pixop.jobs.process_explanation import Setting, duration_ms, explain
from pixop.jobs.process_flow import OnEvent, ProcessJob, ProcessResult
from pixop.jobs.process_settings import process_settings
from pixop.jobs.round_threads import ended_jobs
from pixop.listing import Listing
from pixop.pipelines.pipeline import Check, Files, OnPipelineEvent, Pipeline, PipelineOptions, PipelineReport
from pixop.pipelines.pipeline_threads import run_pipeline
from pixop.process_check import check_process_request
from pixop.transfers.download import Download
from pixop.transfers.media_request import MediaKind, download_request, fallback_name
from pixop.transfers.transfer_log import logged
from pixop.transfers.upload_flow import UploadJob
from pixop.verification.media_words import metadata_of
from pixop.verification.result_verification import verifying

if TYPE_CHECKING:
    import os

    from pixop_client.models.upload_media_response import UploadMediaResponse
    from pixop_client.models.video import Video

    from pixop.transfers.cancellation import Cancellation
    from pixop.transfers.download_result import DownloadResult
    from pixop.transfers.transfer_event import TransferEvent

T = TypeVar("T")

DAY = 86_400.0


class Pixop(ConfiguredClient, Listing, Namespaces):
    """A client of the Pixop Video Processing REST API v1.

    Operations are in the namespaces `accounts`, `videos` and `media`; what takes more than one request is
    here. Errors are those of `pixop.errors`. Use it as a context manager, or call `close()`. Safe for threads.

    Args:
        base_url: origin of the API, with a path prefix if it has one; else `PIXOP_BASE_URL`, else the
            vendor's staging service.
        email, password: the account; else `PIXOP_API_EMAIL` and `PIXOP_API_PASSWORD`, else the system
            keyring, else netrc. Looked for when first needed.
        team_id: the team that requests apply to; else `PIXOP_TEAM_ID`, else the account's default team.
        timeout: seconds for each phase of a request, or `Timeouts` (default: connect 10 s, read 60 s,
            write 60 s, pool 10 s). It bounds the wait for bytes, not a whole transfer.
        token: a token to begin with; without e-mail and password the only one.
        retry: how often GET, HEAD and DELETE are repeated.

    Raises:
        ConfigurationError: a setting makes no sense.
    """

    def _connect(self) -> None:
        self._connections = SyncCaller(self._exchange, self._setup.clock)
        self._caller = self._connections

    def upload(
        self,
        source: "MediaSource | Iterable[bytes]",
        *,
        video_id: str | None = None,
        name: str | None = None,
        project_id: str | None = None,
        light: bool = False,
        filename: str | None = None,
        content_type: str | None = None,
        limit_rate: float | None = None,
        progress: Progress | None = None,
        on_event: "Callable[[TransferEvent], None] | None" = None,
        cancellation: "Cancellation | None" = None,
    ) -> "UploadMediaResponse":
        """Send media, in constant memory; without `video_id` a video is created first.

        After a lost answer the video is looked at: it may be there. Otherwise the media is sent again, from its
        first byte, when the source can be read again and the server is not busy with the first try.

        Args:
            source: a path, a binary file object (also one that cannot seek), bytes, or pieces of bytes.
            name, project_id: of the video to create.
            light: ingest the metadata only.
            filename, content_type: what to announce; told by the source's name when None.
            limit_rate: bytes a second at most.
            progress: called with the bytes sent and the bytes in all (None: unknown).
            on_event: called with the events of `pixop.transfers.transfer_event`.
            cancellation: its `cancel()`, called in another thread, ends this call at once with `TransferCancelled`.

        Raises:
            MediaSourceError: the source is not there or is empty.
            TransferError: the source changed while it was sent.
            APIError: the server refused; `video_id` of the error says for which video.
        """
        return self._drive(
            UploadJob(
                source=source,
                video_id=video_id,
                name=name,
                project_id=project_id,
                light=light,
                filename=filename,
                content_type=content_type,
                limit_rate=limit_rate,
                progress=progress,
                on_event=on_event,
                cancellation=cancellation,
            ).run()
        )

    def download(
        self,
        video_id: str,
        target: "str | os.PathLike[str]",
        *,
        kind: MediaKind = "processed",
        overwrite: bool = False,
        resume: bool = True,
        expected_sha256: str | None = None,
        verify: bool = False,
        check: Callable[[Path], None] | None = None,
        limit_rate: float | None = None,
        connections: int = 8,
        progress: Progress | None = None,
        on_event: "Callable[[TransferEvent], None] | None" = None,
        cancellation: "Cancellation | None" = None,
    ) -> Path:
        """Bring media to a file; it gets its name when all bytes are there and on the disk.

        A broken connection is resumed where it broke (Range, If-Range), or begun anew when the media changed.
        What a call leaves that failed or was killed is in `NAME.part`, and the next call goes on there. It begins
        with one connection; where the link holds each connection back, more are opened, as long as that pays.

        Args:
            target: the file, or a directory (then the server's file name, made safe, is used).
            kind: `original` as uploaded, or `processed`.
            overwrite: whether a file that is there may be replaced.
            resume: go on with what an earlier call left, and leave what a later one can go on with.
            expected_sha256: hexadecimal digest that the file must have before it gets its name.
            verify: compare the file with what the server says of the video: its length, and with the extra
                `probe` container, codec, picture and frames.
            check: called with the complete file before it gets its name; a `PixopError` of it refuses the file.
            limit_rate: bytes a second at most, of all connections together.
            connections: how many it may use at most; with 1 it never asks for ranges beside one another.
            progress: called with the bytes written and the bytes in all (None: unknown).
            on_event: called with the events of `pixop.transfers.transfer_event`.
            cancellation: its `cancel()`, called in another thread, ends this call at once with `TransferCancelled`.

        Raises:
            LocalFileError: the file is there already, or the disk refused.
            TransferError, ConnectionFailedError: the bytes did not arrive, or are not those expected.
            ResultMismatchError: the media is not what the server says; the file was not kept.
            APIError: the server refused, such as `NotFoundError` when there is no media yet.
        """
        return self.fetch(
            video_id,
            target,
            kind=kind,
            overwrite=overwrite,
            resume=resume,
            expected_sha256=expected_sha256,
            verify=verify,
            check=check,
            limit_rate=limit_rate,
            connections=connections,
            progress=progress,
            on_event=on_event,
            cancellation=cancellation,
        ).path

    def fetch(
        self,
        video_id: str,
        target: "str | os.PathLike[str]",
        *,
        kind: MediaKind = "processed",
        overwrite: bool = False,
        resume: bool = True,
        if_none_match: str | None = None,
        sha256: bool = False,
        expected_sha256: str | None = None,
        verify: bool = False,
        check: Callable[[Path], None] | None = None,
        limit_rate: float | None = None,
        connections: int = 8,
        progress: Progress | None = None,
        on_event: "Callable[[TransferEvent], None] | None" = None,
        cancellation: "Cancellation | None" = None,
    ) -> "DownloadResult":
        """Download like `download`, and tell what came of it: size, entity tag, digest, or "not modified".

        Args:
            if_none_match: entity tag of what is there already; when it is still current nothing is written
                and `modified` of the result is False.
            sha256: read the file back before it gets its name, and give its digest.

        The other parameters and the errors are those of `download`.
        """
        if verify:
            check = verifying(self.videos.get_video(video_id).video, check)
        return Download(
            self._connections,
            lambda headers: download_request(video_id, kind, headers),
            target,
            fallback_name=fallback_name(video_id, kind),
            overwrite=overwrite,
            resume=resume,
            if_none_match=if_none_match,
            sha256=sha256,
            expected_sha256=expected_sha256,
            check=check,
            limit_rate=limit_rate,
            connections=connections,
            progress=progress,
            on_event=logged(f"video {video_id}", on_event),
            cancellation=cancellation,
        ).run()

    def wait_for_ingestion(
        self,
        video_id: str,
        *,
        timeout: float | None = DAY,
        poll_interval: float | None = None,
        schedule: PollSchedule | None = None,
        on_progress: JobProgress | None = None,
        cancellation: "Cancellation | None" = None,
    ) -> "Video":
        """Wait until the server has read the media, and return the video with its metadata.

        Args:
            timeout: seconds to wait at most; None waits without end.
            poll_interval: ask in equal steps of this many seconds, instead of `schedule`.
            schedule: when to ask (default: after 0.25 s, then in growing steps up to 20 s).
            on_progress: called after each poll with the percentage or None and the status.
            cancellation: its `cancel()`, called in another thread, ends the wait with `TransferCancelled`.

        Raises:
            JobFailedError: the ingestion ended in `ERROR`, for instance because it is no video.
            WaitTimeoutError: it still runs; wait again.
            APIError: too many polls failed, or the video is gone.
        """
        return self._wait("ingestion", video_id, timeout, poll_interval, schedule, on_progress, cancellation)

    def wait_for_processing(
        self,
        video_id: str,
        *,
        timeout: float | None = DAY,
        poll_interval: float | None = None,
        schedule: PollSchedule | None = None,
        on_progress: JobProgress | None = None,
        cancellation: "Cancellation | None" = None,
    ) -> "Video":
        """Wait until a processed video is done, and return it.

        Args:
            video_id: the processed video's id (`processed_video_id` of the process response).

        The other parameters and the errors are those of `wait_for_ingestion`.
        """
        return self._wait("processing", video_id, timeout, poll_interval, schedule, on_progress, cancellation)

    def process_file(
        self,
        source: MediaSource,
        target: "str | os.PathLike[str]",
        *,
        request: Mapping[str, Any] | None = None,
        on_event: OnEvent | None = None,
        name: str | None = None,
        project_id: str | None = None,
        light: bool = False,
        filename: str | None = None,
        content_type: str | None = None,
        overwrite: bool = False,
        verify: bool = True,
        timeout: float | None = DAY,
        poll_interval: float | None = None,
        connections: int = 8,
        **settings: Any,
    ) -> ProcessResult:
        """Upload, ingest, process, wait, download and verify, in one call.

        The process request is not repeated, because a second one may cost a second time.

        Args:
            request: the process request as the reference prints it; or give `settings`.
            on_event: called with the events of `pixop.jobs.process_flow`.
            verify: refuse a result that is not what was asked for; `ProcessResult.verified` says what was measured.
            timeout: seconds for each of ingestion and processing; None waits without end.
            poll_interval: ask in equal steps of this many seconds.
            connections: as in `download`.
            settings: those of `pixop.jobs.process_settings.process_settings`, such as `scaler="pabsr1"`,
                `resolution="hd_1080p"`, `container="mov"`, `codec="prores"`.

        Raises:
            ConfigurationError: the process request does not fit the API; nothing was sent.
            ResultMismatchError, MediaSourceError, LocalFileError, TransferError, JobFailedError, WaitTimeoutError,
                APIError: as in `upload`, `wait_for_ingestion` and `download`; `video_id` of the error is the video
                to look at.
        """
        return self._drive(
            ProcessJob(
                source=source,
                target=target,
                request={**(request or {}), **process_settings(**settings)},
                name=name,
                project_id=project_id,
                light=light,
                filename=filename,
                content_type=content_type,
                overwrite=overwrite,
                verify=verify,
                timeout=timeout,
                schedule=None if poll_interval is None else PollSchedule.every(poll_interval),
                connections=connections,
                on_event=on_event,
            ).run()
        )

    def as_completed(
        self,
        handles: "Iterable[JobHandle]",
        *,
        timeout: float | None = DAY,
        schedule: PollSchedule | None = None,
        concurrency: int = 16,
        on_progress: ManyProgress | None = None,
        cancellation: "Cancellation | None" = None,
    ) -> "Iterator[JobOutcome]":
        """Yield many jobs as they end, done or failed, with one poller for all.

        Each job is asked for on a schedule of its own; a failed job raises nothing here.

        Args:
            handles: the jobs; those that `JobHandle.from_json` reads back are as good.
            timeout: seconds until all have ended; None waits without end.
            schedule: when to ask for each (default: after 2 s, then in growing steps up to 20 s).
            concurrency: requests at a time, so that a slow answer delays no other job.
            on_progress: called after each poll with the handle, the percentage or None, and the status.
            cancellation: as in `wait_for_ingestion`.

        Raises:
            WaitTimeoutError: some still run; wait for them again.
        """
        waiting = JobRound(
            self._exchange,
            self._setup.clock,
            handles,
            timeout=timeout,
            schedule=schedule,
            concurrency=concurrency,
            on_progress=on_progress,
        )
        return ended_jobs(waiting, lambda flow: self._connections.run(flow, cancellation), cancellation)

    def wait_for(
        self,
        handle: JobHandle,
        *,
        timeout: float | None = DAY,
        schedule: PollSchedule | None = None,
        on_progress: JobProgress | None = None,
        cancellation: "Cancellation | None" = None,
    ) -> "Video":
        """Wait for a stored job; parameters and errors are those of `wait_for_ingestion`."""
        return self._wait(handle.job, handle.video_id, timeout, None, schedule, on_progress, cancellation)

    def pipeline(
        self,
        files: "Files",
        *,
        ledger: "str | os.PathLike[str]",
        request: Mapping[str, Any] | None = None,
        project_id: str | None = None,
        light: bool = False,
        overwrite: bool = False,
        concurrency: int = 4,
        connections: int = 8,
        timeout: float | None = DAY,
        schedule: PollSchedule | None = None,
        retry_failed: bool = False,
        verify: bool = True,
        check: Check | None = None,
        on_event: OnPipelineEvent | None = None,
        **settings: Any,
    ) -> PipelineReport:
        """Upload, ingest, process, download and verify many files, and survive the end of this process.

        What happens is written to the ledger first. Call it again with the same ledger, or call `resume`, and it
        goes on where it was: nothing is uploaded, processed or paid for twice.

        Args:
            files: `PipelineFile`s, pairs of source and target, or a mapping from source to target.
            ledger: the file that holds the state; it is made when it is not there.
            request: the process request in the wire shape; or give `settings` as in `process_file`.
            concurrency: files under way at a time.
            connections: that each download may use, as in `download`.
            timeout: seconds for each of ingestion and processing; None waits without end.
            retry_failed: whether files that failed for good are tried again; that may cost a second time.
            verify: refuse a result whose length or, with the extra `probe`, media is not what was asked for.
            check: called with a verified result before it gets its name; what it raises refuses the result.
            on_event: called with `PipelineEvent`s, one at a time.

        Returns:
            A report with one outcome a file; failures are in it and are not raised.

        Raises:
            ProcessRequestError, ConfigurationError: a request does not fit the API; nothing was sent.
            MediaSourceError, LocalFileError: a source is not there, or a target has no place; nothing was sent.
            LedgerError: another process has the ledger, or it is of another job.
        """
        pipeline = Pipeline.plan(
            self._exchange,
            ledger,
            files,
            request={**(request or {}), **process_settings(**settings)},
            project_id=project_id,
            light=light,
            overwrite=overwrite,
            team_id=self._setup.team_id,
            options=PipelineOptions(
                concurrency, timeout, schedule, retry_failed, verify, check, on_event, connections
            ),
        )
        return run_pipeline(pipeline, self._drive)

    def resume(
        self,
        ledger: "str | os.PathLike[str]",
        *,
        concurrency: int = 4,
        connections: int = 8,
        timeout: float | None = DAY,
        schedule: PollSchedule | None = None,
        retry_failed: bool = False,
        verify: bool = True,
        check: Check | None = None,
        on_event: OnPipelineEvent | None = None,
    ) -> PipelineReport:
        """Go on with a pipeline that ended early; the parameters are those of `pipeline`.

        Raises:
            LedgerError: it is not there, is damaged, is in use, or is of another server or team.
        """
        pipeline = Pipeline.resume(
            self._exchange,
            ledger,
            team_id=self._setup.team_id,
            options=PipelineOptions(
                concurrency, timeout, schedule, retry_failed, verify, check, on_event, connections
            ),
        )
        return run_pipeline(pipeline, self._drive)

    def explain(self, video_id: str, request: Mapping[str, Any]) -> tuple[Setting, ...]:
        """Say what a process request would make of a video: asked for, or assumed (see `pixop.explain`).

        Raises:
            ProcessRequestError: it breaks a rule, the clip against the video's duration included.
        """
        video = (self.videos.get_video(video_id)).video
        metadata = metadata_of(video)
        check_process_request(request, duration_ms=duration_ms(metadata))
        return explain(request, metadata)

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        frames: TracebackType | None,
    ) -> None:
        self.close()

    def _wait(
        self,
        job: Job,
        video_id: str,
        timeout: float | None,
        poll_interval: float | None,
        schedule: PollSchedule | None,
        on_progress: JobProgress | None,
        cancellation: "Cancellation | None",
    ) -> "Video":
        wait = JobWait(
            self._exchange,
            self._setup.clock,
            job,
            video_id,
            timeout=timeout,
            poll_interval=poll_interval,
            schedule=schedule,
            on_progress=on_progress,
        )
        return self._connections.run(wait.run(), cancellation)

    def _flow(self, flow: Flow[T]) -> T:
        return self._connections.run(flow)

    def _drive(self, calls: Calls[T]) -> T:
        return drive(calls, self)
