"""Media in a real S3 server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import real_services
from api_client import ApiClient
from pixop_server.s3_media_store import part_size
from pixop_server.s3_unfinished_uploads import sign
from polling import wait_until

BUCKET = "media"
TEBIBYTE = 1 << 40


@pytest.fixture
def s3_url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An S3 server with an empty bucket; the environment has what reaches it."""
    with real_services.s3() as url:
        httpx.put(f"{url}/{BUCKET}", trust_env=False).raise_for_status()
        for name, value in (
            ("AWS_ENDPOINT_URL", url),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_REGION", "us-east-1"),
        ):
            monkeypatch.setenv(name, value)
        yield url


def stored(s3_url: str) -> int:
    """Count the objects in the bucket."""
    return httpx.get(f"{s3_url}/{BUCKET}?list-type=2", trust_env=False).text.count("<Key>")


def test_media_lives_in_the_bucket(start_server: Any, s3_url: str, make_clip: Any) -> None:
    """Media of several parts is uploaded, ingested, processed, read whole and in ranges, and deleted, on S3 alone."""
    options = ("-c:v", "rawvideo", "-pix_fmt", "yuv422p")
    clip = make_clip("raw.mov", seconds=2, size="512x384", options=options)  # 19 MiB: three parts
    media = clip.read_bytes()
    server = start_server(f"--media=s3://{BUCKET}/some/prefix")
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        source = api.ingested(clip)
        processed = api.processed(source)
        path = f"/media/v1/download/original/{source}"
        assert api.get(path).content == media
        part = api.get(path, headers={"Range": "bytes=8388600-8388615"})
        assert (part.status_code, part.content) == (206, media[8388600:8388616])
        assert len(api.get(f"/media/v1/download/processed/{processed}").content) > 100
        assert stored(s3_url) == 2
        assert not list((server.data / "media").glob("*/*"))
        wait_until(lambda: not list((server.data / "work").iterdir()))

        refused = api.new_video()["videoId"]
        form = {"Content-Type": "multipart/form-data; boundary=b"}
        whole = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.mov"\r\n\r\n' + media
        answer = api.post(f"/media/v1/upload/{refused}", headers=form, content=whole)
        assert answer.status_code == 400  # it has no last boundary
        assert stored(s3_url) == 2

        api.ok("DELETE", f"/videos/v1/video/{source}")
        assert stored(s3_url) == 0
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()


def unfinished(s3_url: str) -> int:
    """Count the uploads whose parts are kept."""
    return httpx.get(f"{s3_url}/{BUCKET}?uploads", trust_env=False).text.count("<UploadId>")


def test_unfinished_uploads_are_aborted(start_server: Any, s3_url: str) -> None:
    """The parts of an upload that was broken off go at once; those that a killed server left go with the next start."""
    for prefix in ("some/prefix/00/killed.media", "other/prefix/00/of-others.media"):
        httpx.post(f"{s3_url}/{BUCKET}/{prefix}?uploads", trust_env=False).raise_for_status()
    server = start_server(f"--media=s3://{BUCKET}/some/prefix")
    assert unfinished(s3_url) == 1
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        form = {"Content-Type": "multipart/form-data; boundary=b"}
        cut = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.mov"\r\n\r\n' + bytes(20 << 20)
        path = f"/media/v1/upload/{api.new_video()['videoId']}"
        assert api.post(path, headers=form, content=cut).status_code == 400
        wait_until(lambda: unfinished(s3_url) == 1)
    assert server.stop() == 0
    assert "stay in the bucket" not in server.log.read_text()


def test_requests_are_signed_as_amazon_shows_it() -> None:
    """The example that Amazon publishes for a bucket's lifecycle has the signature that is published with it."""
    headers = sign(
        "GET",
        "https://examplebucket.s3.amazonaws.com/?lifecycle=",
        key_id="AKIAIOSFODNN7EXAMPLE",
        secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
        at=datetime(2013, 5, 24, tzinfo=UTC),
    )
    signature = "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
    assert headers["authorization"].endswith(f"Signature={signature}")


def test_parts_are_few_enough_for_the_largest_media() -> None:
    """Whatever the length, S3's 10,000 parts are enough, and no part is smaller than S3 allows."""
    for length in (None, 0, 1, 5 << 20, 200 * 10**9, TEBIBYTE):
        size = part_size(length)
        assert size >= 5 << 20
        assert (length or 0) / size <= 9_000
