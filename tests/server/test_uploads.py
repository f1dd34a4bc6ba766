"""Uploads over the wire."""

import concurrent.futures
from pathlib import Path
from typing import Any

import pytest
from api_client import ApiClient
from polling import wait_until
from raw_http import RawConnection

BOUNDARY = "5c2f"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def form(content: bytes, name: str = "clip.mov") -> bytes:
    """Write a form with one file."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: video/quicktime\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def upload_state(api: ApiClient, video_id: str) -> str:
    """Read the status of an upload."""
    return str(api.video(video_id)["upload"]["uploadState"]["uploadStatus"])


def unfinished_files(server: Any) -> list[Path]:
    """List what lies in the server's folder for arriving bytes."""
    return list((server.data / "incoming").iterdir())


def test_an_upload_is_stored_and_ingested(api: ApiClient, open_clip: Path) -> None:
    """The answer gives the next URLs, and the ingestion measures what was uploaded."""
    created = api.new_video(name="Reel")
    uploaded = api.upload(created["videoId"], open_clip, file_name="réel 7.mov").json()
    states = api.wait_for(uploaded["checkIngestProgressUrl"], "ingestionState", "ingestionStatus")
    video = api.video(created["videoId"])

    assert uploaded["videoId"] == created["videoId"]
    assert uploaded["processVideoUrl"] == created["processVideoUrl"]
    assert states[-1]["ingestionStatus"] == "DONE"
    assert video["upload"]["hasFinishedUploading"] is True
    assert video["upload"]["fileName"] == "réel 7.mov"
    assert video["upload"]["fileSize"] == open_clip.stat().st_size
    assert video["upload"]["fileType"] == "video/quicktime"
    assert video["upload"]["fileContainerName"] == "QuickTime / MOV"
    metadata = video["ingestion"]["metadata"]
    assert (metadata["frameWidth"], metadata["frameHeight"], metadata["totalFrames"]) == (64, 48, 25)
    assert (metadata["codecName"], metadata["durationInMillis"]) == ("h264", 1000)
    assert metadata["size"] == open_clip.stat().st_size
    scores = [metric["subjectiveScore"] for metric in video["ingestion"]["qualityAssessment"]["metrics"]]
    assert video["ingestion"]["qualityAssessment"]["overallSubjectiveScore"] == pytest.approx(
        sum(scores) / len(scores), abs=0.01
    )


def test_a_light_upload_measures_no_quality(api: ApiClient, open_clip: Path) -> None:
    """Light ingestion is the same without the quality assessment (D-33)."""
    video = api.video(api.ingested(open_clip, light=True))

    assert video["ingestion"]["metadata"]["frameWidth"] == 64
    assert "qualityAssessment" not in video["ingestion"]


@pytest.mark.parametrize("content", [b"this is no video at all" * 100, b"\x00"])
def test_what_is_no_video_is_accepted_and_its_ingestion_fails(api: ApiClient, content: bytes) -> None:
    """The ingestion ends in ERROR with the reason in `attributes.notes`, and processing is refused (D-18)."""
    video_id = api.ingested(content, light=False)
    video = api.video(video_id)

    assert video["ingestion"]["ingestionState"]["ingestionStatus"] == "ERROR"
    assert video["ingestion"]["ingestionState"]["videoMetadataAvailable"] is False
    assert video["attributes"]["notes"]
    assert "metadata" not in video["ingestion"]
    refused = api.process(video_id)
    assert refused.status_code == 409
    assert video["attributes"]["notes"] in refused.json()["errorMessage"]
    assert api.get(f"/media/v1/download/original/{video_id}").content == content


def test_any_field_name_will_do(api: ApiClient, open_clip: Path) -> None:
    """The part may be called after the file, and text fields may stand beside it (D-17)."""
    video_id = api.new_video()["videoId"]
    response = api.post(
        f"/media/v1/upload/{video_id}",
        data={"note": "a text field"},
        files={"clip.mov": ("clip.mov", open_clip.read_bytes(), "video/quicktime")},
    )

    assert response.status_code == 200


@pytest.mark.parametrize(
    "files",
    [
        {"a": ("a.mov", b"1", "video/mp4"), "b": ("b.mov", b"2", "video/mp4")},
        {"file": ("a.mov", b"", "video/mp4")},
        {"file": (None, b"text", "text/plain")},
    ],
)
def test_none_two_or_an_empty_file_is_refused_and_may_be_tried_again(
    api: ApiClient, server: Any, open_clip: Path, files: Any
) -> None:
    """Nothing is stored, the upload is in ERROR, and the next one is accepted (D-17 to D-19)."""
    video_id = api.new_video()["videoId"]
    response = api.post(f"/media/v1/upload/{video_id}", files=files)

    assert (response.status_code, response.json()["exception"]) == (400, "ValidationException")
    assert upload_state(api, video_id) == "ERROR"
    assert unfinished_files(server) == []
    assert api.get(f"/media/v1/download/original/{video_id}").status_code == 404
    assert api.upload(video_id, open_clip, light=True).status_code == 200


def test_a_second_upload_is_refused(api: ApiClient, open_clip: Path) -> None:
    """Once media is there another upload is 409, by either way, and the media stays (D-19)."""
    video_id = api.ingested(open_clip)

    for light in (False, True):
        assert api.upload(video_id, b"other", light=light).status_code == 409
    assert api.get(f"/media/v1/download/original/{video_id}").content == open_clip.read_bytes()


def test_of_two_uploads_at_once_one_wins(server: Any, api: ApiClient) -> None:
    """While one upload is under way another is 409, and the first one ends undisturbed."""
    video_id = api.new_video()["videoId"]
    body = form(b"x" * 300_000)
    with RawConnection(server.url) as first:
        first.head(
            f"POST /media/v1/upload/light/{video_id}",
            {
                "Authorization": api.headers["Authorization"],
                "Content-Type": FORM,
                "Content-Length": str(len(body)),
            },
        )
        first.send(body[:200_000])
        wait_until(lambda: upload_state(api, video_id) == "UPLOADING")
        assert api.upload(video_id, b"late").status_code == 409
        first.send(body[200_000:])
        assert first.read().status == 200
    assert len(api.get(f"/media/v1/download/original/{video_id}").content) == 300_000


def test_many_uploads_at_once_to_one_video_store_one(api: ApiClient) -> None:
    """However requests race, exactly one is stored."""
    video_id = api.new_video()["videoId"]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        bodies = [bytes([65 + number]) * 50_000 for number in range(8)]
        answers = list(pool.map(lambda body: api.upload(video_id, body, light=True).status_code, bodies))

    assert sorted(answers) == [200] + [409] * 7
    assert api.get(f"/media/v1/download/original/{video_id}").content == bodies[answers.index(200)]


@pytest.mark.parametrize("chunked", [False, True])
def test_an_upload_that_is_cut_off_leaves_nothing(
    server: Any, api: ApiClient, open_clip: Path, chunked: bool
) -> None:
    """A connection that closes half-way ends in ERROR without a file, and the upload may be sent again."""
    video_id = api.new_video()["videoId"]
    with RawConnection(server.url) as connection:
        framing = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": "1000000"}
        headers = {"Authorization": api.headers["Authorization"], "Content-Type": FORM}
        connection.head(f"POST /media/v1/upload/{video_id}", headers | framing)
        piece = form(b"x" * 200_000)[:-20]
        connection.send(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        wait_until(lambda: upload_state(api, video_id) == "UPLOADING")

    wait_until(lambda: upload_state(api, video_id) == "ERROR")
    assert unfinished_files(server) == []
    assert api.upload(video_id, open_clip, light=True).status_code == 200


def test_a_chunked_upload_is_stored(server: Any, api: ApiClient) -> None:
    """A body without a length is read to its last chunk."""
    video_id = api.new_video()["videoId"]
    body = form(b"y" * 100_000)
    response = api.post(
        f"/media/v1/upload/light/{video_id}",
        content=(body[at : at + 7001] for at in range(0, len(body), 7001)),
        headers={"Content-Type": FORM},
    )

    assert response.status_code == 200
    assert api.get(f"/media/v1/download/original/{video_id}").content == b"y" * 100_000


def refuse_early(server: Any, video_id: str, headers: dict[str, str]) -> tuple[int, str]:
    """Announce a large body, send none of it, and read the answer."""
    with RawConnection(server.url) as connection:
        announced = {"Content-Type": FORM, "Content-Length": str(1 << 30), "Expect": "100-continue"} | headers
        connection.head(f"POST /media/v1/upload/{video_id}", announced)
        response = connection.read()
    return response.status, response.content.decode()


def test_refusals_come_before_the_body(
    server: Any, api: ApiClient, other_user: ApiClient, open_clip: Path
) -> None:
    """401, 404, 409, 415 and 400 are answered in place of the interim 100, with nothing of the body read."""
    token = {"Authorization": api.headers["Authorization"]}
    empty = api.new_video()["videoId"]
    done = api.ingested(open_clip)

    assert refuse_early(server, empty, {})[0] == 401
    assert refuse_early(server, empty, {"Authorization": "Bearer x.y.z"})[0] == 401
    assert refuse_early(server, empty, {"Authorization": other_user.headers["Authorization"]})[0] == 404
    assert refuse_early(server, "unknown", token)[0] == 404
    assert refuse_early(server, done, token)[0] == 409
    assert refuse_early(server, empty, token | {"Content-Type": "video/quicktime"})[0] == 415
    assert refuse_early(server, empty, token | {"Content-Type": "multipart/form-data"})[0] == 400
    assert upload_state(api, empty) == "PENDING"


def test_an_expected_interim_answer_comes(server: Any, api: ApiClient) -> None:
    """With `Expect: 100-continue` the body is asked for once the request is found good."""
    video_id = api.new_video()["videoId"]
    body = form(b"z")
    with RawConnection(server.url) as connection:
        connection.head(
            f"POST /media/v1/upload/light/{video_id}",
            {
                "Authorization": api.headers["Authorization"],
                "Content-Type": FORM,
                "Content-Length": str(len(body)),
                "Expect": "100-continue",
            },
        )
        assert connection.read().status == 100
        connection.send(body)
        assert connection.read().status == 200


def test_a_processed_video_takes_no_upload(api: ApiClient, open_clip: Path) -> None:
    """Media is made for it, not sent to it."""
    source = api.ingested(open_clip)
    processed = api.process(source).json()["processedVideoId"]

    assert api.upload(processed, b"x").status_code == 409


def test_the_answer_does_not_wait_for_the_ingestion(api: ApiClient, open_clip: Path) -> None:
    """When an upload is answered its ingestion has hardly begun."""
    seen = set()
    for _ in range(3):
        video_id = api.new_video()["videoId"]
        assert api.upload(video_id, open_clip).status_code == 200
        seen.add(api.video(video_id)["ingestion"]["ingestionState"]["ingestionStatus"])

    assert seen & {"PENDING", "INGESTING"}


def test_a_video_deleted_during_its_upload_leaves_nothing(server: Any, api: ApiClient) -> None:
    """The upload is told 404 at its end, and no file stays."""
    video_id = api.new_video()["videoId"]
    body = form(b"x" * 100_000)
    with RawConnection(server.url) as connection:
        headers = {"Authorization": api.headers["Authorization"], "Content-Type": FORM}
        connection.head(f"POST /media/v1/upload/{video_id}", headers | {"Content-Length": str(len(body))})
        connection.send(body[:50_000])
        wait_until(lambda: upload_state(api, video_id) == "UPLOADING")
        api.ok("DELETE", f"/videos/v1/video/{video_id}")
        connection.send(body[50_000:])
        assert connection.read().status == 404

    assert unfinished_files(server) == []
    assert not list((server.data / "media").glob(f"*/{video_id}*"))
