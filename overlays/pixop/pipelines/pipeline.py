"""Many files from source to result, with a ledger on the disk. No I/O but the ledger's: both clients drive it."""

import os
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pixop.calls.client_call import Calls
from pixop.errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    LedgerError,
    LocalFileError,
    MediaSourceError,
    MissingCredentialsError,
    PixopError,
)
from pixop.jobs.poll_schedule import PollSchedule
from pixop.pipelines.pipeline_event import OnPipelineEvent, PipelineEvent, PipelineOutcome, PipelineReport
from pixop.pipelines.pipeline_item import STAGES, Check, ItemSettings, PipelineItem, Result, final
from pixop.pipelines.pipeline_ledger import FAILED, Entry, Ledger
from pixop.process_check import check_process_request
from pixop.transfers.media_source import check_media
from pixop.transfers.part_file import already_there

if TYPE_CHECKING:
    from pixop.calls.exchange import Exchange

__all__ = [
    "STAGES",
    "Check",
    "Files",
    "OnPipelineEvent",
    "Pipeline",
    "PipelineEvent",
    "PipelineFile",
    "PipelineOptions",
    "PipelineOutcome",
    "PipelineReport",
    "PipelineStopped",
    "Result",
]

_UNREACHABLE = 5
"""Files in a row that failed for want of a connection before no further one is begun."""


@dataclass(frozen=True, slots=True)
class PipelineFile:
    """A file to process.

    Attributes:
        source: a path.
        target: where the result goes; no two files share one.
        request: a process request of its own, in the wire shape, in place of the pipeline's.
        name: the video's name; the file's when None.
    """

    source: str | os.PathLike[str]
    target: str | os.PathLike[str]
    request: Mapping[str, Any] | None = None
    name: str | None = None


Path_ = str | os.PathLike[str]
Files = (
    Iterable[PipelineFile | tuple[Path_, Path_]]
    | Mapping[str, Path_]
    | Mapping[Path, Path_]
    | Mapping[Path_, Path_]
)


@dataclass(frozen=True, slots=True)
class PipelineOptions:
    """How a run works; the parameters are those of `Pixop.pipeline`."""

    concurrency: int = 4
    timeout: float | None = None
    schedule: PollSchedule | None = None
    retry_failed: bool = False
    verify: bool = True
    check: Check | None = None
    on_event: OnPipelineEvent | None = None
    connections: int = 8

    def __post_init__(self) -> None:
        if self.concurrency < 1:
            raise ConfigurationError(f"{self.concurrency} files at a time are none: give 1 or more.")


class PipelineStopped(BaseException):
    """The pipeline ends before its work is done; the ledger says how far it is."""


@dataclass
class Pipeline:
    """A run of a pipeline: which file comes next, and how those that are over ended. Safe for threads."""

    exchange: "Exchange"
    ledger: Ledger
    options: PipelineOptions
    _waiting: deque[str] = field(default_factory=deque)
    _errors: dict[str, PixopError] = field(default_factory=dict)
    _lock: "threading.RLock" = field(default_factory=threading.RLock)
    _stopped: bool = False
    _unreachable: int = 0

    @classmethod
    def plan(
        cls,
        exchange: "Exchange",
        path: str | os.PathLike[str],
        files: Files,
        *,
        request: Mapping[str, Any],
        project_id: str | None,
        light: bool,
        overwrite: bool,
        team_id: str | None,
        options: PipelineOptions,
    ) -> "Pipeline":
        """Check everything that can be known to be wrong, then write the plan; files of the ledger go on."""
        listed = list(_files(files))
        if not listed:
            raise ConfigurationError("A pipeline needs at least one file.")
        with _open(path, create=True, exchange=exchange, team_id=team_id) as ledger:
            plans = [
                _plan(each, ledger, request=request, project_id=project_id, light=light, overwrite=overwrite)
                for each in listed
            ]
            keys: set[str] = set()
            for key, _ in plans:
                if key in keys:
                    raise ConfigurationError(f"Two files have the same target {key}.")
                keys.add(key)
            ledger.plan({key: facts for key, facts in plans if facts is not None})
        return cls.resume(exchange, path, team_id=team_id, options=options)

    @classmethod
    def resume(
        cls,
        exchange: "Exchange",
        path: str | os.PathLike[str],
        *,
        team_id: str | None,
        options: PipelineOptions,
    ) -> "Pipeline":
        """Open a ledger that is there."""
        pipeline = cls(exchange, _open(path, create=False, exchange=exchange, team_id=team_id), options)
        if not pipeline.ledger.entries:
            pipeline.ledger.close()
            raise LedgerError(f"No file is planned in {path}: begin the run again.", path=str(path))
        pipeline._waiting.extend(
            entry.key for entry in pipeline.ledger.entries.values() if pipeline._wanted(entry)
        )
        return pipeline

    def take(self) -> PipelineItem | None:
        """Return the next file to work on; None when there is none left, or the pipeline stops."""
        with self._lock:
            if self._stopped or not self._waiting:
                return None
            entry = self.ledger.entries[self._waiting.popleft()]
        settings = ItemSettings(
            timeout=self.options.timeout,
            schedule=self.options.schedule or PollSchedule(),
            verify=self.options.verify,
            check=self.options.check,
            connections=self.options.connections,
            tell=self._tell,
            stopped=self._raise_when_stopped,
        )
        return PipelineItem(self.exchange, self.ledger, entry, settings)

    def work(self, item: PipelineItem) -> Calls[None]:
        """Take one file to its end; a failure goes into the ledger and the report."""
        try:
            yield from item.run()
        except PixopError as error:
            self._failed(item, error)
        except OSError as error:
            self._failed(item, LocalFileError(f"{error}.", path=str(error.filename or ""), errno=error.errno))
        else:
            with self._lock:
                self._unreachable = 0

    def stop(self) -> None:
        """Begin nothing more, and end what runs at its next step."""
        with self._lock:
            self._stopped = True

    def report(self) -> PipelineReport:
        """Return how all files are now."""
        outcomes = tuple(self._outcome(entry) for entry in self.ledger.entries.values())
        return PipelineReport(self.ledger.path, outcomes)

    def _wanted(self, entry: Entry) -> bool:
        if entry.stage == "done":
            return False
        if not entry.failed_for_good:
            return True
        if self.options.retry_failed:
            job = (entry.failure or {}).get("job")
            if job == "ingestion":
                self.ledger.record(entry.key, "planned", videoId=None)
            elif job == "processing":
                ended = [*entry.facts.get("ended", ()), entry.facts.get("processedVideoId")]
                self.ledger.record(entry.key, "ingested", processedVideoId=None, ended=ended)
            else:
                self.ledger.record(entry.key, entry.stage)
            return True
        return False

    def _failed(self, item: PipelineItem, error: PixopError) -> None:
        with self._lock:
            self._errors[item.entry.key] = error
            self._unreachable = self._unreachable + 1 if isinstance(error, ConnectionFailedError) else 0
            if isinstance(error, MissingCredentialsError | AuthenticationError) or (
                self._unreachable >= _UNREACHABLE
            ):
                self._stopped = True
        facts: dict[str, Any] = {"error": error.message, "kind": type(error).__name__, "final": final(error)}
        job = getattr(error, "job", None)
        if job and final(error):
            facts["job"] = job
        try:
            self.ledger.record(item.entry.key, FAILED, **facts)
        except (LocalFileError, LedgerError):
            self.stop()  # what cannot be written down must not go on
        self._tell(PipelineEvent(str(item.source), str(item.target), FAILED, facts))

    def _outcome(self, entry: Entry) -> PipelineOutcome:
        failed = entry.failure or {}
        done = entry.stage == "done"
        return PipelineOutcome(
            Path(entry.facts["source"]),
            Path(entry.key),
            "done" if done else "failed" if entry.failed_for_good else "open",
            entry.stage,
            entry.facts.get("videoId"),
            entry.facts.get("processedVideoId"),
            entry.facts.get("size") if done else None,
            entry.facts.get("sha256") if done else None,
            str(failed.get("error", "")),
            self._errors.get(entry.key),
        )

    def _tell(self, event: PipelineEvent) -> None:
        if self.options.on_event is not None:
            with self._lock:
                self.options.on_event(event)

    def _raise_when_stopped(self) -> None:
        if self._stopped and self._unreachable < _UNREACHABLE and not self._refused():
            raise PipelineStopped

    def _refused(self) -> bool:
        """Whether it stopped by itself: then the files under way end by themselves too."""
        kinds = MissingCredentialsError | AuthenticationError
        return any(isinstance(error, kinds) for error in list(self._errors.values()))


def _open(path: str | os.PathLike[str], *, create: bool, exchange: "Exchange", team_id: str | None) -> Ledger:
    ledger = Ledger(Path(path).absolute(), create=create)
    try:
        ledger.begin({"baseUrl": exchange.base_url.text, "teamId": team_id})
    except BaseException:
        ledger.close()
        raise
    return ledger


def _files(files: Files) -> Iterable[PipelineFile]:
    if isinstance(files, Mapping):
        for source, target in cast("Mapping[Any, Any]", files).items():
            yield PipelineFile(source, target)
        return
    for each in files:
        yield each if isinstance(each, PipelineFile) else PipelineFile(each[0], each[1])


def _plan(
    file: PipelineFile,
    ledger: Ledger,
    *,
    request: Mapping[str, Any],
    project_id: str | None,
    light: bool,
    overwrite: bool,
) -> tuple[str, dict[str, Any] | None]:
    """Return the key of a file and what to write about it; None when the ledger has it already."""
    source, target = Path(file.source).absolute(), Path(file.target).absolute()
    wanted = dict(request if file.request is None else file.request)
    known = ledger.entries.get(str(target))
    if known is not None:
        for name, value in (("source", str(source)), ("request", wanted)):
            if known.facts.get(name) != value:
                raise LedgerError(
                    f"The ledger {ledger.path} has another {name} for {target}: use another ledger or target.",
                    path=str(ledger.path),
                )
        return str(target), None
    _check_request(wanted)
    check_media(source)
    status = source.stat()
    if target.is_dir() or not target.parent.is_dir():
        what = "is a directory" if target.is_dir() else f"has no place: {target.parent} is no directory"
        raise LocalFileError(f"{target} {what}. Name a file in a directory that exists.", path=str(target))
    if os.path.lexists(target):
        if target.exists() and source.samefile(target):
            raise MediaSourceError(f"{target} is the source itself: choose another target.", path=str(target))
        if not overwrite:
            raise already_there(target)
    if not os.access(target.parent, os.W_OK):
        raise LocalFileError(f"{target} cannot be written: no permission there.", path=str(target))
    return str(target), {
        "source": str(source),
        "size_of_source": status.st_size,
        "modified": status.st_mtime_ns,
        "request": wanted,
        "name": file.name or source.name,
        "projectId": project_id,
        "light": light,
        "overwrite": overwrite,
    }


def _check_request(request: Mapping[str, Any]) -> None:
    from pixop_client.api.videos import process_video

    try:
        process_video.build("unknown-yet", body=request)
    except (ValueError, TypeError) as error:
        raise ConfigurationError(f"The process request is not one of this API: {error}.") from error
    check_process_request(request)
