"""What transfers write to the log."""

import logging
from pathlib import Path
from typing import Any

import pytest
from pixop.transfers import transfer_log
from pixop.transfers.transfer_event import TransferEvent, TransferProgress
from pixop.transfers.transfer_log import logged


def test_a_long_transfer_writes_a_line_every_thirty_seconds(caplog: pytest.LogCaptureFixture) -> None:
    """Progress comes many times a second, and a line twice a minute; every event is passed on."""
    caplog.set_level(logging.INFO, "pixop.transfers")
    told: list[TransferEvent] = []
    listener = logged("video v", told.append)
    assert listener is not None
    for tenth in range(1000):
        listener(TransferProgress("upload", tenth * 10**6, 10**9, tenth / 10))
    assert caplog.messages == [
        "Upload of video v: 300000000 of 1000000000 bytes (30%) after 30 s, 10.0 MB/s",
        "Upload of video v: 600000000 of 1000000000 bytes (60%) after 60 s, 10.0 MB/s",
        "Upload of video v: 900000000 of 1000000000 bytes (90%) after 90 s, 10.0 MB/s",
    ]
    assert len(told) == 1000


def test_transfers_write_the_log_without_being_asked(
    scripted: Any, client_of: Any, tools: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With logging at INFO, both directions tell when they begin and end; otherwise nothing listens."""

    def script(request: Any) -> bytes:
        request.read_body()
        if request.method == "GET":
            return bytes(tools.http(200, b"media"))
        return bytes(
            tools.http(
                200, dict.fromkeys(("projectId", "videoId", "checkIngestProgressUrl", "processVideoUrl"), "x")
            )
        )

    assert logged("nothing", None) is None
    caplog.set_level(logging.INFO, "pixop.transfers")
    client = client_of(scripted(script).url)
    client.upload(b"media", video_id="v", filename="clip.mov")
    client.download("v", tmp_path / "out.mov")
    first, second = "Upload of video v", "Download of video v"
    begins = [each for each in caplog.messages if "begins" in each]
    ends = [each for each in caplog.messages if "ended" in each]
    assert [each.partition(" begins")[0] for each in begins] == [first, second]
    assert [each.partition(" ended")[0] for each in ends] == [first, second]
    assert {record.name for record in caplog.records} == {"pixop.transfers"}
    assert transfer_log.INTERVAL == 30.0
