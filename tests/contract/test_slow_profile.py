"""The slow profile in seconds, on a server whose clock can be moved."""

import time
from typing import Any

import httpx
import pytest
from pixop_contract.requirement import Profile
from planted_proxy import proxy


@pytest.fixture(scope="module")
def controlled(start_server: Any) -> Any:
    return start_server("--control")


def test_a_quarter_of_an_hour_passes_in_a_request(judge: Any, controlled: Any) -> None:
    """Real expiry is judged through the control API, and the clock is put back."""
    control = f"{controlled.url}/_server/"
    judged = judge(controlled.url, Profile.SLOW, control_url=control)
    assert judged.exit_code == 0, judged.console
    assert judged.status("TOK-023") == judged.status("TOK-024") == "PASS"
    assert abs(httpx.get(f"{control}clock").json()["now"] - time.time()) < 60


def test_a_token_without_an_end_is_found(judge: Any, controlled: Any) -> None:
    """A server that takes a token after its time fails, in seconds too."""
    first: list[Any] = []

    def never_ends(asked: Any, forward: Any) -> Any:
        answer = forward(asked)
        if asked.method == "POST" and asked.path == "/accounts/v1/token" and "Authorization" in asked.headers:
            if answer.status == 200:
                first.append(answer)
            elif first:
                return first[0]
        return answer

    with proxy(controlled.url, never_ends) as front:
        judged = judge(front.url, Profile.SLOW, control_url=f"{controlled.url}/_server/")
    assert "good after 960 s" in judged.with_status("FAIL")["TOK-023"]


def test_a_server_without_a_control_api_leaves_it_open(judge: Any, server: Any) -> None:
    """A URL that controls nothing is told, and nothing is held against the server."""
    judged = judge(None, Profile.SLOW, control_url=f"{server.url}/_server/")
    assert "the control API answered 404" in judged.with_status("INCONCLUSIVE")["TOK-023"]
    assert judged.exit_code == 3
