"""Operations that the document deprecates are surveyed."""

import copy
from typing import Any

from pixop_contract.document import Document, load_document
from pixop_contract.engine import Engine
from pixop_contract.events import RunFinished
from pixop_contract.requirement import Profile
from pixop_contract.settings import ContractSettings


def surveyed(url: str, server: Any, *deprecated: tuple[str, str]) -> str:
    data = copy.deepcopy(dict(load_document().data))
    for path, method in deprecated:
        data["paths"][path][method]["deprecated"] = True
    settings = ContractSettings(
        url, server.email, server.password, profiles=(Profile.CORE,), only=("DEP-001",)
    )
    *_, last = Engine(settings, document=Document(data)).run()
    assert isinstance(last, RunFinished)
    (result,) = last.record.results
    assert result.status == "SURVEY"
    return result.reason


def test_the_survey_tells_what_is_served_and_announced(server: Any, changed: Any) -> None:
    """Still served without a word, served with both fields, and not served any more."""

    def retiring(asked: Any, forward: Any) -> Any:
        answer = forward(asked)
        if asked.path == "/accounts/v1/account":
            answer.set("Deprecation", "@1688169599")
            answer.set("Sunset", "Sun, 30 Jun 2024 23:59:59 GMT")
        if asked.path.startswith("/media/v1/upload/light/"):
            answer.no_media(410, "GoneException")
        return answer

    operations = (
        ("/accounts/v1/account", "get"),
        ("/media/v1/upload/light/{video-id}", "post"),
        ("/videos/v1/video/{video-id}", "get"),
    )
    with changed(retiring) as front:
        told = surveyed(front.url, server, *operations)
    assert "getAccount: still served (200), Deprecation: @1688169599, Sunset: Sun, 30 Jun 2024" in told
    assert "uploadLightMedia: not served any more (410 GoneException)" in told
    assert "getVideo: still served (404 NotFoundException), without Deprecation and Sunset" in told


def test_nothing_is_deprecated_today(server: Any) -> None:
    """The document as it is has nothing to survey, and the survey says so."""
    assert surveyed(server.url, server) == "the document deprecates no operation"
