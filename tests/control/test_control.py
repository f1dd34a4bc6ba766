"""Resetting, seeding, and moving the time of a server."""

from pathlib import Path

import httpx
import pytest
from pixop_server.controlled_server import ControlError, ControlledServer
from pixop_server.virtual_clock import VirtualClock


def test_a_reset_empties_the_server(pixop_server: ControlledServer, api, open_clip: Path) -> None:
    """After a reset there are no projects and videos, the first password is right again, and running jobs are gone."""
    video_id = api.upload(open_clip.read_bytes())
    assert api.ingestion(video_id) == "DONE"
    pixop_server.set_pace("real")
    api.process(video_id)
    api.post("/accounts/v1/update-password", json={"newPassword": "another"})
    pixop_server.reset()
    api.login(pixop_server)
    assert api.get("/videos/v1/videos").json()["_embedded"] == {"videos": [], "totalFound": 0}
    assert api.get("/videos/v1/projects").json()["_embedded"]["totalFound"] == 0
    assert api.get(f"/media/v1/download/original/{video_id}").status_code == 404


def test_a_folder_fills_the_server(
    pixop_server: ControlledServer, api, open_clip: Path, tmp_path: Path
) -> None:
    """Each file becomes an ingested video, and each folder of the folder a project; hidden files are left out."""
    (tmp_path / "Réel 7").mkdir()
    media = open_clip.read_bytes()
    for name in ("first.mov", 'Réel 7/ü "quoted".mov', ".hidden"):
        (tmp_path / name).write_bytes(media)
    (tmp_path / "no video.txt").write_text("hello")
    pixop_server.set_pace(seconds=3600)
    seeded = pixop_server.seed(tmp_path)
    found = {one["file"]: api.get(f"/videos/v1/video/{one['videoId']}").json()["video"] for one in seeded}
    assert set(found) == {"first.mov", "no video.txt", 'Réel 7/ü "quoted".mov'}
    states = {name: video["ingestion"]["ingestionState"]["ingestionStatus"] for name, video in found.items()}
    assert states == {"first.mov": "DONE", "no video.txt": "ERROR", 'Réel 7/ü "quoted".mov': "DONE"}
    inside = found['Réel 7/ü "quoted".mov']
    assert inside["upload"]["fileName"] == 'ü "quoted".mov'
    project = api.get(f"/videos/v1/project/{inside['projectId']}").json()["project"]
    assert project["name"] == "Réel 7"


def test_a_folder_that_is_not_there(pixop_server: ControlledServer, tmp_path: Path) -> None:
    """Seeding from something that is no folder is refused with its name."""
    with pytest.raises(ControlError, match="is not a folder"):
        pixop_server.seed(tmp_path / "missing")


def test_a_token_lives_fifteen_minutes(pixop_server: ControlledServer, api) -> None:
    """A token is good for 899 seconds of the server's clock, and refused as expired after 901."""
    pixop_server.advance(890)
    assert api.get("/accounts/v1/account").status_code == 200
    pixop_server.advance(20)
    refused = api.get("/accounts/v1/account")
    assert (refused.status_code, refused.json()["exception"]) == (401, "ExpiredJWTTokenException")
    api.login(pixop_server)
    assert api.get("/accounts/v1/account").status_code == 200


def test_forty_minutes_of_a_job_pass_at_once(pixop_server: ControlledServer, api, open_clip: Path) -> None:
    """A job of 40 minutes of the server's clock rises, ends when the time has passed, and makes real media."""
    source = api.upload(open_clip.read_bytes())
    assert api.ingestion(source) == "DONE"
    pixop_server.set_pace(seconds=2400)
    pixop_server.set_clock(2_000_000_000, rate=0)
    api.login(pixop_server)
    made = api.process(source)
    seen = [api.processing(made)]
    for _ in range(4):
        pixop_server.advance(599)
        seen.append(api.processing(made))
        api.login(pixop_server)
    assert [status for status, _ in seen] == ["PROCESSING"] * 5
    assert [round(percent) for _, percent in seen] == [0, 25, 50, 75, 100]
    assert seen[-1][1] < 100
    assert api.get(f"/media/v1/download/processed/{made}").status_code == 404
    pixop_server.advance(4)
    assert api.processing(made) == ("DONE", 100.0)
    assert api.get(f"/media/v1/download/processed/{made}").content[4:8] == b"ftyp"


@pytest.mark.parametrize("polls", [1, 3])
def test_a_job_lasts_so_many_questions(
    pixop_server: ControlledServer, api, open_clip: Path, polls: int
) -> None:
    """The first n questions find a job running and rising, the next one finds it done; other requests do not count."""
    pixop_server.set_pace(polls=polls)
    source = api.upload(open_clip.read_bytes())
    assert [api.ingestion(source) for _ in range(polls)] == ["INGESTING"] * polls
    assert api.get(f"/videos/v1/video/{source}").json()["video"]["upload"]["hasFinishedUploading"]
    assert api.ingestion(source) == "DONE"
    made = api.process(source)
    seen = [api.processing(made) for _ in range(polls + 1)]
    assert [status for status, _ in seen] == ["PROCESSING"] * polls + ["DONE"]
    assert [percent for _, percent in seen] == sorted(percent for _, percent in seen)


def test_a_held_job_is_deleted_with_its_video(pixop_server: ControlledServer, api, open_clip: Path) -> None:
    """A video whose job is held back can be deleted like any other."""
    pixop_server.set_pace(seconds=3600)
    video_id = api.upload(open_clip.read_bytes())
    assert api.delete(f"/videos/v1/video/{video_id}").status_code == 200
    pixop_server.advance(4000)
    api.login(pixop_server)
    assert api.get(f"/videos/v1/video/{video_id}").status_code == 404


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("clock", {"advance": "soon"}),
        ("clock", {"backwards": True}),
        ("pace", {}),
        ("pace", {"pace": "slow"}),
        ("pace", {"polls": 1, "seconds": 1}),
        ("reset", {"all": True}),
        ("seed", {}),
    ],
)
def test_wrong_requests_are_refused(
    pixop_server: ControlledServer, what: str, body: dict[str, object]
) -> None:
    """The control API refuses what it does not know, with a reason."""
    answer = httpx.post(f"{pixop_server.url}/_server/{what}", json=body, trust_env=False)
    assert answer.status_code == 400
    assert answer.json()["errorMessage"]


def test_a_page_of_another_origin_cannot_reset(pixop_server: ControlledServer, api) -> None:
    """A request that a browser sends without asking first (text/plain) is refused."""
    answer = httpx.post(
        f"{pixop_server.url}/_server/reset", content="{}", headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 415
    assert api.get("/videos/v1/projects").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1"]
)
def test_a_name_of_somebody_else_is_refused(pixop_server: ControlledServer, host: str) -> None:
    """A page whose name was pointed at the loopback interface (DNS rebinding) reaches no control, with 403."""
    answer = httpx.get(f"{pixop_server.url}/_server/clock", headers={"Host": f"{host}:8080"}, trust_env=False)
    assert (answer.status_code, answer.json()["exception"]) == (403, "ForbiddenException")


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "127.0.0.2:80", "[::1]:8080", "LOCALHOST"])
def test_names_of_the_loopback_interface_are_served(pixop_server: ControlledServer, host: str) -> None:
    """The control API answers to each name of this machine's own."""
    answer = httpx.get(f"{pixop_server.url}/_server/clock", headers={"Host": host}, trust_env=False)
    assert answer.status_code == 200


@pytest.mark.parametrize("what", ["reset", "clock", "faults", "pace", "seed"])
def test_the_control_api_is_off(server, what: str) -> None:
    """A server that is not started for it has no control API."""
    assert httpx.post(f"{server.url}/_server/{what}", json={}, trust_env=False).status_code == 404


def test_the_clock_runs_at_a_rate() -> None:
    """Virtual time is the real time times the rate, from where it was set, and goes back to it on a reset."""
    real = [1000.0]
    clock = VirtualClock(lambda: real[0])
    clock.run_at(60)
    real[0] += 10
    assert clock() == 1600
    clock.run_at(0)
    real[0] += 10
    assert clock() == 1600
    clock.set(5)
    clock.advance(2)
    assert clock() == 7
    clock.reset()
    real[0] += 1
    assert clock() == real[0]
