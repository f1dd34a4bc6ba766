"""Write down how far a run of `pixop process` on one file is, so that `pixop resume` can go on with it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixop.cli.state_directory import new_ledger
from pixop.jobs.process_flow import (
    Created,
    Done,
    Event,
    Ingested,
    Ingesting,
    Processing,
    ProcessingStarted,
)
from pixop.pipelines.pipeline_item import final
from pixop.pipelines.pipeline_ledger import Ledger

if TYPE_CHECKING:
    from pixop import Pixop


class RunLedger:
    """Listens to the events of a job, and writes each state before the step that follows it."""

    def __init__(
        self,
        client: "Pixop",
        path: Path | None,
        *,
        source: Path | None,
        video_id: str | None,
        target: Path,
        request: Mapping[str, Any],
        name: str | None,
        project_id: str | None,
        light: bool,
        overwrite: bool,
    ) -> None:
        self._kept = path is not None
        self._client = client
        self._key = str(target.absolute())
        self._ledger = Ledger(path.absolute() if path is not None else new_ledger(), create=True)
        self._stage = ""
        self._over = False
        status = source.stat() if source is not None else None
        try:
            self._ledger.begin({"baseUrl": client.base_url, "teamId": client._setup.team_id})
            self._record(
                "planned",
                source=str(source.absolute()) if source is not None else "",
                size_of_source=status.st_size if status else None,
                modified=status.st_mtime_ns if status else None,
                request=dict(request),
                name=name or (source.name if source is not None else None),
                projectId=project_id,
                light=light,
                overwrite=overwrite,
            )
            if video_id is not None:
                self._record("uploaded", videoId=video_id, existing=True)
            else:
                self._record("creating", since=self._now)
        except BaseException:
            self.close(complete=False)
            raise

    def __call__(self, event: Event) -> None:
        """Take the next event."""
        match event:
            case Created():
                self._record("created", videoId=event.video_id)
            case Ingesting() if self._stage == "created":
                self._record("uploaded")
            case Ingested():
                self._record("ingested")
                self._record("starting", since=self._now)
            case ProcessingStarted():
                self._record("processing", processedVideoId=event.processed_video_id)
            case Processing() if event.status.strip().casefold() == "done" and self._stage == "processing":
                self._record("processed")
            case Done():
                self._record("arrived", arrived=event.result.path.stat().st_size)
            case _:
                pass

    def ended(self, error: BaseException | None) -> None:
        """Take in how the job ended: a ledger that nobody can go on with is removed."""
        self.close(complete=error is None or final(error) or self._stage in ("", "planned", "creating"))

    def close(self, *, complete: bool) -> None:
        """Let others have the ledger; remove it when it is complete and nobody gave it a name."""
        if self._over:
            return
        self._over = True
        if complete and self._kept:
            with suppress(Exception):
                self._record("done")
        self._ledger.close()
        if complete and not self._kept:
            self._ledger.path.unlink(missing_ok=True)

    @property
    def _now(self) -> float:
        return self._client._exchange.server_clock.now()

    def _record(self, stage: str, **facts: Any) -> None:
        self._ledger.record(self._key, stage, **facts)
        self._stage = stage


def both(first: Callable[[Event], None], second: Callable[[Event], None]) -> Callable[[Event], None]:
    """Return a listener that tells two others, in this order."""

    def tell(event: Event) -> None:
        first(event)
        second(event)

    return tell
