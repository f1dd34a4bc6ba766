"""Videos over the wire, before there is media."""

from typing import Any

import pytest
from api_client import ApiClient
from in_process import InProcess
from pixop_server.settings import Settings

UNKNOWN = "5d2f0c9e-8a51-4f0e-9d62-0c6f1f2b7a10"


def test_a_new_video_waits_for_its_media(api: ApiClient) -> None:
    """It has a name and pending states, no file and no processing, and nothing that has no value yet."""
    project = api.new_project()
    created = api.new_video(name="Reel 7", projectId=project)
    video = api.video(created["videoId"])

    assert created["projectId"] == video["projectId"] == project
    assert video["name"] == "Reel 7"
    assert video["attributes"] == {}
    assert video["upload"]["uploadState"]["uploadStatus"] == "PENDING"
    assert video["upload"]["hasFinishedUploading"] is False
    assert set(video["upload"]) == {"uploadState", "hasFinishedUploading"}
    assert set(video["ingestion"]) == {"ingestionState"}
    assert video["ingestion"]["ingestionState"]["ingestionStatus"] == "PENDING"
    assert "processing" not in video


def test_the_urls_of_a_new_video_are_the_callers(api: ApiClient, server: Any) -> None:
    """Absolute URLs under the base that was asked, without characters that a shell would read."""
    created = api.new_video()
    other_host = api.put("/videos/v1/video", json={}, headers={"Host": "pixop.example:8443"}).json()

    for name in ("uploadMediaUrl", "uploadLightMediaUrl", "processVideoUrl"):
        assert created[name].startswith(server.url + "/")
        assert created["videoId"] in created[name]
        assert not set(created[name]) & set("&; '\"$")
        assert other_host[name].startswith("http://pixop.example:8443/")


@pytest.mark.parametrize("host", ["a b", "x;y", "a/b", "h:1:2", "$(id)", "ü"])
def test_a_host_that_is_none_is_refused(api: ApiClient, host: str) -> None:
    """What cannot be in a URL is not put into one."""
    response = api.put("/videos/v1/video", json={}, headers={"Host": host.encode("latin-1")})

    assert response.status_code == 400


@pytest.mark.parametrize("body", [{}, {"name": None}, {"projectId": None}, {"name": None, "projectId": None}])
def test_null_means_not_given(api: ApiClient, body: Any) -> None:
    """Without a name the server gives one, without a project it takes the default one, always the same (D-23)."""
    first, second = (api.ok("PUT", "/videos/v1/video", json=body) for _ in range(2))

    assert first["projectId"] == second["projectId"]
    assert first["videoId"] != second["videoId"]
    assert api.video(first["videoId"])["name"]
    assert api.ok("GET", f"/videos/v1/project/{first['projectId']}")["project"]["name"]


def test_each_team_has_a_default_project_of_its_own(api: ApiClient, other_team: ApiClient) -> None:
    """Default projects are not shared between a user's teams."""
    assert api.new_video()["projectId"] != other_team.new_video()["projectId"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"projectId": UNKNOWN}, 404),
        ({"projectId": ""}, 400),
        ({"projectId": 7}, 400),
        ({"name": 7}, 400),
        ({"title": "x"}, 400),
        ([], 400),
        ("x", 400),
    ],
)
def test_a_video_that_cannot_be_made_is_refused(api: ApiClient, body: Any, status: int) -> None:
    """An unknown project is 404, anything that breaks the document 400."""
    assert api.put("/videos/v1/video", json=body).status_code == status


def test_the_list_is_narrowed_by_project(api: ApiClient) -> None:
    """Only the project's videos are listed, in the order of creation, and links keep the filter."""
    project = api.new_project()
    created = [api.new_video(projectId=project)["videoId"] for _ in range(3)]
    api.new_video()
    page = api.ok("GET", "/videos/v1/videos", params={"project-id": project, "page-size": 2})

    assert [video["id"] for video in page["_embedded"]["videos"]] == created[:2]
    assert page["_embedded"]["totalFound"] == 3
    assert f"project-id={project}" in page["_links"]["next"]["href"]
    rest = api.ok("GET", page["_links"]["next"]["href"])
    assert [video["id"] for video in rest["_embedded"]["videos"]] == created[2:]
    assert "parentId" not in rest["_embedded"]["videos"][0]
    assert "filename" not in rest["_embedded"]["videos"][0]
    assert (
        api.ok("GET", rest["_embedded"]["videos"][0]["_links"]["self"]["href"])["video"]["id"] == created[2]
    )


@pytest.mark.parametrize("query", [{"project-id": UNKNOWN}, {"parent-id": UNKNOWN}, {"project-id": "a b;&c"}])
def test_a_filter_that_matches_nothing_gives_an_empty_page(api: ApiClient, query: dict[str, str]) -> None:
    """An unknown project or parent is an empty list (D-13)."""
    page = api.ok("GET", "/videos/v1/videos", params=query)

    assert page["_embedded"] == {"videos": [], "totalFound": 0}
    assert set(page["_links"]) == {"self", "first", "last"}
    assert api.ok("GET", page["_links"]["self"]["href"]) == page


@pytest.mark.parametrize("query", ["project-id=", "parent-id=", "project-id=a&project-id=b"])
def test_a_filter_that_is_no_id_is_refused(api: ApiClient, query: str) -> None:
    """Empty or doubled is 400."""
    assert api.get(f"/videos/v1/videos?{query}").status_code == 400


def test_a_deleted_video_is_gone(api: ApiClient) -> None:
    """Deleting answers with the ids, and every view of the video is 404 afterwards."""
    project = api.new_project()
    video = api.new_video(projectId=project)["videoId"]

    assert api.ok("DELETE", f"/videos/v1/video/{video}") == {"deletedVideos": [{"videoId": video}]}
    for method, path in (
        ("GET", f"/videos/v1/video/{video}"),
        ("DELETE", f"/videos/v1/video/{video}"),
        ("GET", f"/videos/v1/check-ingest-video-progress/{video}"),
        ("GET", f"/videos/v1/check-process-video-progress/{video}"),
        ("GET", f"/media/v1/download/original/{video}"),
        ("HEAD", f"/media/v1/download/original/{video}"),
    ):
        assert api.request(method, path).status_code == 404
    assert api.ok("GET", "/videos/v1/videos", params={"project-id": project})["_embedded"]["videos"] == []


def test_a_video_that_was_not_processed_has_no_processing_progress(api: ApiClient) -> None:
    """The progress of a processing is asked of the video that it makes (D-38)."""
    video = api.new_video()["videoId"]

    assert api.get(f"/videos/v1/check-process-video-progress/{video}").status_code == 404
    state = api.ok("GET", f"/videos/v1/check-ingest-video-progress/{video}")["ingestionState"]
    assert (state["ingestionStatus"], state["videoMetadataAvailable"]) == ("PENDING", False)


def test_lists_are_right_after_deletions(in_process: InProcess, settings: Settings) -> None:
    """Pages and totals, filtered or not, stay exact while videos are created and deleted between requests."""
    answer = in_process.get("/accounts/v1/token", auth=(settings.email, settings.password))
    headers = in_process.bearer(answer.json()["jwtToken"])
    there: list[str] = []

    def create() -> None:
        answer = in_process.request("PUT", "/videos/v1/video", headers=headers, json={})
        there.append(answer.json()["videoId"])

    def check(query: str = "") -> None:
        for page in (1, 3, 2, 4):
            path = f"/videos/v1/videos?page={page}&page-size=3{query}"
            found = in_process.get(path, headers=headers).json()["_embedded"]
            assert [video["id"] for video in found["videos"]] == there[3 * page - 3 : 3 * page]
            assert found["totalFound"] == len(there)

    for _ in range(9):
        create()
    check()
    project = in_process.get(f"/videos/v1/video/{there[0]}", headers=headers).json()["video"]["projectId"]
    for number in (4, 0, -1):
        deleted = there.pop(number)
        in_process.request("DELETE", f"/videos/v1/video/{deleted}", headers=headers)
        check()
        check(f"&project-id={project}")
    create()
    check()
    check(f"&project-id={project}")
