"""What is cancelled ends at once, also while it waits for an answer that does not come."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from pixop import AsyncPixop, Cancellation, JobHandle, Pixop, PollSchedule, TransferCancelled

#: Seconds that a test waits; the client itself would wait for a minute.
PATIENCE = 20.0


class Silent:
    """Takes a request with its body and never answers; tells when it came, and when the client hung up."""

    def __init__(self, tools: Any) -> None:
        self.tools = tools
        self.came, self.gone = threading.Event(), threading.Event()

    def script(self, request: Any) -> bytes:
        request.read_body()
        self.came.set()
        if request.connection.recv(1) == b"":
            self.gone.set()
        raise self.tools.Hang


def transfer(client: Any, kind: str, directory: Path, **options: Any) -> Any:
    if kind == "upload":
        return client.upload(b"media" * 100_000, video_id="v", filename="clip.mov", **options)
    return client.download("v", directory / "out.mov", **options)


@pytest.mark.parametrize("kind", ["upload", "download"])
def test_a_cancelled_task_waits_for_no_answer(kind: str, scripted: Any, tools: Any, tmp_path: Path) -> None:
    """The task ends, the connection is closed, and nothing is left."""
    silent = Silent(tools)
    url = scripted(silent.script).url

    async def main() -> None:
        async with AsyncPixop(url, "a@example.org", "pw") as client:
            task = asyncio.create_task(transfer(client, kind, tmp_path))
            assert await asyncio.to_thread(silent.came.wait, PATIENCE)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, PATIENCE)

    asyncio.run(main())
    assert silent.gone.wait(PATIENCE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["upload", "download"])
def test_a_cancellation_ends_a_blocking_transfer(
    kind: str, scripted: Any, tools: Any, tmp_path: Path
) -> None:
    """Another thread cancels it, and the call raises `TransferCancelled`; one that was cancelled begins nothing."""
    silent = Silent(tools)
    server = scripted(silent.script)
    cancellation = Cancellation()

    def cancel() -> None:
        silent.came.wait(PATIENCE)
        cancellation.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    with Pixop(server.url, "a@example.org", "pw") as client:
        with pytest.raises(TransferCancelled):
            transfer(client, kind, tmp_path, cancellation=cancellation)
        canceller.join()
        assert silent.gone.wait(PATIENCE)
        with pytest.raises(TransferCancelled):
            transfer(client, kind, tmp_path, cancellation=cancellation)
    assert len(server.requests) == 2  # the token and the one transfer
    assert list(tmp_path.iterdir()) == []


def test_a_kept_connection_outlives_the_cancellation_of_what_used_it_before(
    scripted: Any, tools: Any, tmp_path: Path
) -> None:
    """A connection that serves another download now is not cut by the cancellation of a finished one."""
    first, second = Cancellation(), Cancellation()

    def script(request: Any) -> bytes:
        if request.path.endswith("/two"):
            first.cancel()
        return bytes(tools.http(200, b"media", {"ETag": '"one"'}))

    with Pixop(scripted(script).url, "a@example.org", "pw") as client:
        client.download("one", tmp_path / "one", cancellation=first)
        client.download("two", tmp_path / "two", cancellation=second)
    assert (tmp_path / "two").read_bytes() == b"media"


@pytest.mark.parametrize("answering", [True, False])
@pytest.mark.parametrize("many", [True, False])
def test_a_cancellation_ends_a_blocking_wait(many: bool, answering: bool, scripted: Any, tools: Any) -> None:
    """Between two polls, and while one waits for its answer."""
    silent = Silent(tools)
    cancellation = Cancellation()

    def script(request: Any) -> bytes:
        if not answering:
            return silent.script(request)
        state = {"processingStatus": "PROCESSING", "updatedAt": "2020-01-01 00:00:00"}
        silent.came.set()
        return bytes(tools.http(200, {"videoId": "v", "projectId": "p", "processingState": state}))

    def cancel() -> None:
        silent.came.wait(PATIENCE)
        cancellation.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    never = PollSchedule.every(3600.0)
    with Pixop(scripted(script).url, "a@example.org", "pw") as client:
        if many:
            ended = client.as_completed(
                [JobHandle.processing("v")], schedule=never, cancellation=cancellation
            )
            with pytest.raises(TransferCancelled):
                next(ended)
        else:
            with pytest.raises(TransferCancelled):
                client.wait_for_processing("v", schedule=never, cancellation=cancellation)
    canceller.join()
