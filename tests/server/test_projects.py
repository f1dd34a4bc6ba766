"""Projects over the wire."""

from typing import Any

import httpx
import pytest
from api_client import ApiClient

UNKNOWN = "2c1d7c0e-64a4-4a56-9a3b-6f1f3f2d9c11"


def test_a_project_is_created_read_renamed_and_deleted(api: ApiClient) -> None:
    """The whole life of a project; deleting it answers 204 without content."""
    created = api.ok("PUT", "/videos/v1/project", json={"name": "Archive 1994"})["project"]
    path = f"/videos/v1/project/{created['id']}"

    assert created["name"] == "Archive 1994"
    assert api.ok("GET", path)["project"] == created
    renamed = api.ok("POST", path, json={"name": "Archive 1995"})["project"]
    assert renamed["name"] == "Archive 1995"
    assert renamed["dateCreated"] == created["dateCreated"]
    assert api.ok("GET", path)["project"] == renamed
    deleted = api.delete(path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    for method in ("GET", "DELETE"):
        assert api.request(method, path).status_code == 404
    assert api.post(path, json={"name": "x"}).status_code == 404


def test_a_change_moves_the_time_of_the_last_update(in_process: Any, clock: Any) -> None:
    """`timeLastUpdated` follows a rename, `dateCreated` does not."""
    settings = in_process.services.settings
    token = in_process.get("/accounts/v1/token", auth=(settings.email, settings.password)).json()["jwtToken"]
    headers = in_process.bearer(token)
    created = in_process.request("PUT", "/videos/v1/project", headers=headers, json={"name": "a"}).json()[
        "project"
    ]
    clock.seconds += 61
    path = f"/videos/v1/project/{created['id']}"
    renamed = in_process.request("POST", path, headers=headers, json={"name": "b"}).json()["project"]

    assert (created["dateCreated"], created["timeLastUpdated"]) == (
        "2027-01-15 08:00:00",
        "2027-01-15 08:00:00",
    )
    assert (renamed["dateCreated"], renamed["timeLastUpdated"]) == (
        "2027-01-15 08:00:00",
        "2027-01-15 08:01:01",
    )


@pytest.mark.parametrize(
    "name", ["a", "日本 🎬 \u202e", "\x00", " ", "x" * 5000, "'; DROP TABLE projects; --", "\r\n"]
)
def test_names_come_back_as_they_were_sent(api: ApiClient, name: str) -> None:
    """A name is any string that is not empty."""
    project = api.ok("PUT", "/videos/v1/project", json={"name": name})["project"]

    assert project["name"] == name
    assert api.ok("GET", f"/videos/v1/project/{project['id']}")["project"]["name"] == name


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "name"), ({"name": ""}, "name"), ({"name": None}, "name"), ({"name": "a", "x": 1}, "x")],
)
def test_a_project_that_breaks_the_document_is_refused(api: ApiClient, body: Any, field: str) -> None:
    """Create and rename take a name and nothing else; the message names the field."""
    project = api.new_project()
    for response in (
        api.put("/videos/v1/project", json=body),
        api.post(f"/videos/v1/project/{project}", json=body),
    ):
        assert (response.status_code, response.json()["exception"]) == (400, "ValidationException")
        assert field in response.json()["errorMessage"]


def test_a_project_with_videos_is_not_deleted(api: ApiClient) -> None:
    """Deleting is refused with 409 while there are videos, and changes nothing."""
    project = api.new_project()
    video = api.new_video(projectId=project)["videoId"]

    response = api.delete(f"/videos/v1/project/{project}")
    assert (response.status_code, response.json()["exception"]) == (409, "ConflictException")
    assert api.get(f"/videos/v1/video/{video}").status_code == 200
    api.ok("DELETE", f"/videos/v1/video/{video}")
    assert api.delete(f"/videos/v1/project/{project}").status_code == 204


def walk(api: ApiClient, path: str, kind: str) -> list[str]:
    """Follow `next` from a page to the end and give back the ids."""
    ids: list[str] = []
    url: str | None = path
    while url is not None:
        page = api.ok("GET", url)
        ids += [item["id"] for item in page["_embedded"][kind]]
        url = page["_links"].get("next", {}).get("href")
    return ids


def test_the_list_is_walked_by_its_links(other_user: ApiClient) -> None:
    """By `next`, every project is seen once in the order of creation, whatever the page's size."""
    created = [other_user.new_project(f"Project {number}") for number in range(5)]

    for size in (1, 2, 3, 100):
        ids = walk(other_user, f"/videos/v1/projects?page-size={size}", "projects")
        assert len(ids) == len(set(ids))
        assert [one for one in ids if one in created] == created


def test_a_page_has_its_links_and_counts(api: ApiClient) -> None:
    """`next` is absent on the last page, `previous` on the first, and items link to themselves."""
    for _ in range(3):
        api.new_project()
    first = api.ok("GET", "/videos/v1/projects?page-size=2")
    total = first["_embedded"]["totalFound"]
    last = api.ok("GET", first["_links"]["last"]["href"])

    assert (first["page"], first["pageSize"]) == (1, 2)
    assert "previous" not in first["_links"]
    assert "next" not in last["_links"]
    assert last["page"] == -(-total // 2)
    for page in (first, last):
        assert page["_links"]["first"] == first["_links"]["self"]
        assert page["_links"]["last"] == last["_links"]["self"]
        for item in page["_embedded"]["projects"]:
            project = api.ok("GET", item["_links"]["self"]["href"])["project"]
            assert project["name"] == item["name"]


def test_the_defaults_are_page_1_of_10(api: ApiClient) -> None:
    """Without parameters the first ten are listed."""
    page = api.ok("GET", "/videos/v1/projects")

    assert (page["page"], page["pageSize"]) == (1, 10)
    assert "page=1" in page["_links"]["self"]["href"]


@pytest.mark.parametrize("page", ["1000000", "9" * 30, "9" * 300])
def test_a_page_past_the_end_is_empty(api: ApiClient, page: str) -> None:
    """However far, it is an empty page with 200."""
    found = api.ok("GET", f"/videos/v1/projects?page={page}")

    assert found["_embedded"]["projects"] == []
    assert str(found["page"]) == page


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=",
        "page=1.5",
        "page=1e2",
        "page=+",
        "page=1&page=2",
        "page=null",
        "page-size=0",
        "page-size=101",
        "page-size=-5",
        "page-size=ten",
        "page-size=%EF%BC%91",
        "page=%ff",
        "page=" + "9" * 2000,
    ],
)
def test_pages_that_are_none_are_refused(api: ApiClient, query: str) -> None:
    """Out of bounds, doubled or unreadable is 400, and the message names the parameter."""
    response = api.get(f"/videos/v1/projects?{query}")

    assert (response.status_code, response.json()["exception"]) == (400, "ValidationException")


def test_unknown_parameters_are_ignored(api: ApiClient) -> None:
    """A parameter of a later version does no harm."""
    assert api.get("/videos/v1/projects?sort=name&x").status_code == 200


@pytest.mark.parametrize("project", [UNKNOWN, "x", "..", "%2e%2e", "a%2Fb", "%00", "💥", "'", "1" * 500])
def test_unknown_ids_look_alike(api: ApiClient, project: str) -> None:
    """Whatever stands in the path, an id that is not there is 404 with the same kind of body."""
    path = f"/videos/v1/project/{project}"
    responses: list[httpx.Response] = [api.get(path), api.delete(path), api.post(path, json={"name": "x"})]

    for response in responses:
        assert response.status_code in {404, 405}
        assert set(response.json()) == {"exception", "errorMessage"}
