"""What belongs to one team does not exist for another."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_client import ApiClient

UNKNOWN = "5d2f0c9e-8a51-4f0e-9d62-0c6f1f2b7a10"
OPERATIONS = [
    ("GET", "/videos/v1/project/{project}", None),
    ("POST", "/videos/v1/project/{project}", {"name": "stolen"}),
    ("DELETE", "/videos/v1/project/{project}", None),
    ("GET", "/videos/v1/video/{video}", None),
    ("DELETE", "/videos/v1/video/{video}", None),
    ("POST", "/videos/v1/process-video/{video}", {}),
    ("GET", "/videos/v1/check-ingest-video-progress/{video}", None),
    ("GET", "/videos/v1/check-process-video-progress/{processed}", None),
    ("GET", "/media/v1/download/original/{video}", None),
    ("HEAD", "/media/v1/download/original/{video}", None),
    ("GET", "/media/v1/download/processed/{processed}", None),
    ("HEAD", "/media/v1/download/processed/{processed}", None),
    ("POST", "/media/v1/upload/{empty}", "file"),
    ("POST", "/media/v1/upload/light/{empty}", "file"),
    ("PUT", "/videos/v1/video", {"projectId": "{project}"}),
]


@pytest.fixture(scope="module")
def owned(server: Any, make_clip: Any) -> Iterator[dict[str, str]]:
    """A project, a video with media, a processed one and an empty one, of the first user's default team."""
    with ApiClient(server.url) as api:
        api.login(server.email, server.password)
        project = api.new_project("mine")
        video = api.ingested(make_clip(), projectId=project)
        yield {
            "project": project,
            "video": video,
            "processed": api.processed(video),
            "empty": str(api.new_video(projectId=project)["videoId"]),
        }


def send(client: ApiClient, method: str, path: str, body: Any, ids: dict[str, str]) -> Any:
    """Send an operation with these ids."""
    path = path.format(**ids)
    if body == "file":
        return client.request(method, path, files={"file": ("x.mov", b"x", "video/mp4")})
    if isinstance(body, dict):
        filled = {name: value.format(**ids) for name, value in body.items()}
        return client.request(method, path, json=filled)
    return client.request(method, path)


def state(api: ApiClient, ids: dict[str, str]) -> list[Any]:
    """Read what the owner sees."""
    return [
        api.video(ids["video"]),
        api.video(ids["empty"]),
        api.ok("GET", f"/videos/v1/project/{ids['project']}"),
    ]


@pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)
@pytest.mark.parametrize("stranger", ["other_team", "other_user"])
def test_another_teams_things_look_like_nothing(
    request: pytest.FixtureRequest,
    api: ApiClient,
    owned: dict[str, str],
    method: str,
    path: str,
    body: Any,
    stranger: str,
) -> None:
    """Every operation answers 404 with the very body of an unknown id, and changes nothing for the owner."""
    client = request.getfixturevalue(stranger)
    before = [
        api.video(owned["video"]),
        api.video(owned["empty"]),
        api.ok("GET", f"/videos/v1/project/{owned['project']}"),
    ]
    foreign = send(client, method, path, body, owned)
    unknown = send(client, method, path, body, dict.fromkeys(owned, UNKNOWN))

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert set(foreign.headers) == set(unknown.headers)
    after = [
        api.video(owned["video"]),
        api.video(owned["empty"]),
        api.ok("GET", f"/videos/v1/project/{owned['project']}"),
    ]
    assert before == after


@pytest.mark.parametrize("stranger", ["other_team", "other_user"])
def test_lists_show_the_own_team_alone(
    request: pytest.FixtureRequest, owned: dict[str, str], stranger: str
) -> None:
    """Neither a list nor a filter shows another team's things."""
    client: ApiClient = request.getfixturevalue(stranger)
    mine = client.new_video()
    for query in ({}, {"project-id": owned["project"]}, {"parent-id": owned["video"]}):
        url = "/videos/v1/videos"
        seen: list[str] = []
        page = client.ok("GET", url, params=query | {"page-size": 100})
        seen += [video["id"] for video in page["_embedded"]["videos"]]
        while "next" in page["_links"]:
            page = client.ok("GET", page["_links"]["next"]["href"])
            seen += [video["id"] for video in page["_embedded"]["videos"]]
        assert not {owned["video"], owned["processed"], owned["empty"]} & set(seen)
        assert (mine["videoId"] in seen) is (not query)
    projects = client.ok("GET", "/videos/v1/projects?page-size=100")["_embedded"]["projects"]
    assert owned["project"] not in {project["id"] for project in projects}


def test_members_of_a_team_see_its_things(server: Any, owned: dict[str, str], other_team: ApiClient) -> None:
    """The same user finds them again with a token for the right team."""
    other_team.login(server.email, server.password, server.teams[0])

    assert other_team.video(owned["video"])["id"] == owned["video"]


@pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)
def test_nothing_is_shown_without_a_token(
    anonymous: ApiClient, open_clip: Path, method: str, path: str, body: Any
) -> None:
    """Without credentials the answer is 401 before anything is looked up."""
    ids = dict.fromkeys(("project", "video", "processed", "empty"), UNKNOWN)
    response = send(anonymous, method, path, body, ids)

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
