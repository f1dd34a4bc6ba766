"""Requests generated from the document: boundary values of everything, and bounded deterministic fuzzing."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pixop_schemas
import pytest
import requests
from fuzzing import is_generated_badly, load_schema
from in_process import InProcess, Now, in_process_server
from pixop_server.accounts import user_by_email
from pixop_server.settings import Settings

pytestmark = pytest.mark.fuzz

# These change the credentials that other requests rely on.
ROTATING = {"generateAuthSecret", "updatePassword"}
OPERATIONS = {
    operation["operationId"]
    for item in pixop_schemas.document()["paths"].values()
    for operation in item.values()
    if isinstance(operation, dict)
}


class Target:
    """What the requests are sent to; tests are collected before it runs."""

    def __init__(self) -> None:
        self.server: InProcess | None = None
        self.ids: dict[str, str] = {}
        self.turn = 0
        self.seen: dict[str, Counter[int]] = defaultdict(Counter)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert self.server is not None
        if scope["type"] == "lifespan":  # of each request's own client; the application runs already
            for phase in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{phase}.complete"})
            return
        await self.server.app(scope, receive, send)

    def authorization(self, operation_id: str) -> str:
        """Write credentials; tokens are signed afresh, as some operations end them."""
        assert self.server is not None
        services = self.server.services
        rotating = operation_id in ROTATING
        email = services.settings.second_email if rotating else services.settings.email
        if operation_id == "getToken":
            return httpx.BasicAuth(email, services.settings.password)._auth_header
        with services.database.reading() as connection:
            user = user_by_email(connection, email)
            assert user is not None
        team = self.ids["second_team" if rotating else "team"]
        token = services.tokens.sign(
            private_key=user.signing_private_key, key_id=user.signing_key_id, user_id=user.id, team_id=team
        )
        return f"Bearer {token}"


target = Target()


def prepared(phase: str, examples: int) -> Any:
    """Load the document for requests to the target."""
    schema = load_schema(examples, phase=phase)
    schema.app = target
    return schema


coverage_schema = prepared("coverage", 1)
fuzzing_schema = prepared("fuzzing", 20)
# Over the wire: what an HTTP server and its parser add. Credentials are the session's, so what ends them is left out.
loopback_schema = load_schema(8, phase="fuzzing").exclude(operation_id=sorted(ROTATING))


@pytest.fixture(scope="module", autouse=True)
def running(tmp_path_factory: pytest.TempPathFactory, make_clip: Any) -> Iterator[None]:
    """Run an application whose jobs stay in the queue, with a video in every state."""
    settings = Settings(
        data=tmp_path_factory.mktemp("fuzzed"),
        email="fuzz@example.org",
        password="fuzz",
        second_email="fuzz-2@example.org",
        second_password="fuzz",
    )
    with in_process_server(settings, Now()) as server:
        target.server = server
        target.ids = seed(server, make_clip())
        server.services.jobs.enqueue = lambda *_: None  # type: ignore[method-assign]
        yield
        target.server = None
    # A green run that only ever met refusals says nothing.
    if len(target.seen) == len(OPERATIONS):
        refused = {name for name in OPERATIONS if not any(status < 300 for status in target.seen[name])}
        assert not refused, f"never succeeded: {refused}"


def seed(server: InProcess, clip: Path) -> dict[str, str]:
    """Make a project, an ingested video, a processed one, and tell their ids."""
    settings, ids = server.services.settings, {}
    for name, email in (("second_team", settings.second_email), ("team", settings.email)):
        token = server.get("/accounts/v1/token", auth=(email, settings.password)).json()
        ids[name] = token["teamId"]
    headers = server.bearer(token["jwtToken"])
    created = server.request("PUT", "/videos/v1/video", headers=headers, json={}).json()
    files = {"file": ("clip.mov", clip.read_bytes(), "video/quicktime")}
    server.request("POST", created["uploadLightMediaUrl"], headers=headers, files=files)
    ids |= {"project": created["projectId"], "video": created["videoId"]}
    path = f"/videos/v1/check-ingest-video-progress/{ids['video']}"
    while server.get(path, headers=headers).json()["ingestionState"]["ingestionStatus"] != "DONE":
        pass
    accepted = server.request("POST", created["processVideoUrl"], headers=headers, json={}).json()
    ids["processed"] = accepted["processedVideoId"]
    path = accepted["checkProgressUrl"]
    while server.get(path, headers=headers).json()["processingState"]["processingStatus"] != "DONE":
        pass
    return ids


def put_ids(case: Any) -> None:
    """Put ids of things that exist into every other request, so that it reaches what lies behind the look-up."""
    target.turn += 1
    if target.turn % 3 == 0 or is_generated_badly(case, "path_parameters") or not case.path_parameters:
        return
    operation = case.operation.definition.raw["operationId"]
    kind = "processed" if "rocess" in operation and operation != "processVideo" else "video"
    for name in case.path_parameters:
        if name == "project-id":
            case.path_parameters[name] = (
                target.ids["project"] if operation != "deleteProject" else fresh("project")
            )
        elif operation in {"deleteVideo", "uploadMedia", "uploadLightMedia"}:
            case.path_parameters[name] = fresh("video")
        else:
            case.path_parameters[name] = target.ids[kind]


def fresh(kind: str) -> str:
    """Make a project or video that a request may use up."""
    assert target.server is not None
    headers = {"Authorization": target.authorization("")}
    answer = target.server.request("PUT", f"/videos/v1/{kind}", headers=headers, json={"name": "x"}).json()
    return str(answer["videoId"] if kind == "video" else answer["project"]["id"])


def send(case: Any) -> None:
    """Send a request and check the answer."""
    put_ids(case)
    operation = case.operation.definition.raw["operationId"]
    response = case.call_and_validate(headers={"Authorization": target.authorization(operation)})
    target.seen[operation][response.status_code] += 1


@coverage_schema.parametrize()
def test_boundary_values_are_answered_as_documented(case: Any) -> None:
    """Every keyword of every schema is tried at its edges and beyond, with undeclared methods and lost credentials."""
    send(case)


@fuzzing_schema.parametrize()
def test_random_requests_are_answered_as_documented(case: Any) -> None:
    """Well-formed and malformed random requests never break the server, and are told apart."""
    send(case)


@pytest.fixture(scope="module")
def session(server: Any) -> Iterator[requests.Session]:
    """A session of the first user over the wire."""
    with requests.Session() as opened:
        opened.trust_env = False
        answer = opened.get(
            server.url + "/accounts/v1/token", auth=(server.email, server.password), timeout=10
        )
        opened.headers["Authorization"] = f"Bearer {answer.json()['jwtToken']}"
        yield opened


@loopback_schema.parametrize()
def test_random_requests_are_answered_as_documented_over_the_wire(
    case: Any, server: Any, session: requests.Session
) -> None:
    """The same over a socket: bytes that a client can put on the wire break neither server nor connection."""
    case.call_and_validate(base_url=server.url, session=session)
