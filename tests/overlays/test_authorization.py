"""Tokens: fetched once, renewed in time, and sent to nobody else."""

import asyncio
import base64
import threading
import time
from email.utils import formatdate
from typing import Any

import pytest
from pixop import (
    AsyncPixop,
    AuthenticationError,
    ConfigurationError,
    InvalidCredentialsError,
    MissingCredentialsError,
    Pixop,
    UnexpectedResponseError,
    UserBannedError,
)
from pixop.auth.authorization import Authorization
from pixop.auth.bearer_token import read_token
from pixop.auth.credentials import Credentials
from pixop.auth.secret import Secret
from pixop.auth.token_cache import Lead, TokenCache, Use, Wait
from pixop.calls.flow import Join
from pixop.calls.wire_message import Answer, Headers

DELETED = "/videos/v1/project/p"


def ok(tools: Any) -> Any:
    return lambda _: tools.http(204, b"", {"Content-Length": ""})


def test_one_token_serves_many_calls(scripted: Any, client_of: Any, tools: Any) -> None:
    """Basic goes with the token request alone, with the team; Bearer goes with the others."""
    server = scripted(ok(tools))
    client = client_of(server.url, "jörg@example.org", "pä:ss", team_id="t 1&x")
    for _ in range(3):
        client.videos.delete_project("p")
    first, *others = server.requests
    assert first.target == "/accounts/v1/token?team-id=t%201%26x"
    assert (
        base64.b64decode(first.headers["authorization"].removeprefix("Basic ")).decode()
        == "jörg@example.org:pä:ss"
    )
    assert [each.headers["authorization"] for each in others] == ["Bearer opaque-1"] * 3
    assert "content-type" not in others[0].headers


def test_a_thousand_tasks_and_fifty_threads_fetch_one_token_each(scripted: Any, tools: Any) -> None:
    """However many callers begin at once, one token request is made."""
    server = scripted(ok(tools))
    slow = server.token_body

    def delayed(number: int) -> bytes:
        time.sleep(0.05)
        return bytes(slow(number))

    server.token_body = delayed

    async def tasks() -> None:
        async with AsyncPixop(server.url, "a@example.org", "pw", timeout=30) as client:
            await asyncio.gather(*(client.videos.delete_project("p") for _ in range(1000)))

    asyncio.run(tasks())
    assert server.tokens == 1
    with Pixop(server.url, "a@example.org", "pw", timeout=30) as client:
        threads = [threading.Thread(target=client.videos.delete_project, args=("p",)) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.tokens == 2
    assert len(server.of(DELETED)) == 1050


def test_refused_credentials_are_told_to_all_with_one_request(scripted: Any, tools: Any) -> None:
    """Callers that wait for a token share the refusal instead of trying one after the other."""
    server = scripted(ok(tools))

    def refuse(number: int) -> bytes:
        time.sleep(0.1)
        return bytes(tools.http(401, {"exception": "InvalidCredentialsException", "errorMessage": "no"}))

    server.token_body = refuse

    async def main() -> list[Any]:
        async with AsyncPixop(server.url, "a@example.org", "wrong") as client:
            calls = (client.videos.delete_project("p") for _ in range(20))
            return list(await asyncio.gather(*calls, return_exceptions=True))

    results = asyncio.run(main())
    assert {type(each) for each in results} == {InvalidCredentialsError}
    assert server.tokens == 1


def test_a_cancelled_leader_does_not_strand_the_others(scripted: Any, tools: Any) -> None:
    """When the caller that fetches the token is cancelled, another one fetches it."""
    server = scripted(ok(tools))
    begun, go = threading.Event(), threading.Event()
    give = server.token_body

    def slow(number: int) -> bytes:
        begun.set()
        if number == 1:
            go.wait(10)
        return bytes(give(number))

    server.token_body = slow

    async def main() -> None:
        async with AsyncPixop(server.url, "a@example.org", "pw") as client:
            leader = asyncio.create_task(client.videos.delete_project("p"))
            await asyncio.to_thread(begun.wait, 10)
            waiter = asyncio.create_task(client.videos.delete_project("p"))
            await asyncio.sleep(0)
            leader.cancel()
            await waiter
            with pytest.raises(asyncio.CancelledError):
                await leader
        go.set()

    asyncio.run(main())
    assert server.tokens == 2


@pytest.mark.parametrize("status", [401, 403])
def test_an_expired_token_is_renewed_once(status: int, scripted: Any, client_of: Any, tools: Any) -> None:
    """A refused token costs one new token and one repetition, for a PUT too, since it did nothing yet."""

    def script(request: Any) -> bytes:
        request.read_body()
        if request.headers["authorization"] == "Bearer opaque-1":
            return bytes(tools.http(status, {"exception": "ExpiredJWTTokenException", "errorMessage": "old"}))
        dates = {"dateCreated": "2020-01-01 00:00:00", "timeLastUpdated": "2020-01-01 00:00:00"}
        return bytes(tools.http(200, {"project": {"id": "p", "name": "n", "teamId": "t", **dates}}))

    server = scripted(script)
    assert client_of(server.url).videos.create_project(name="n").project.id == "p"
    assert server.tokens == 2
    assert [each.body for each in server.of("/videos/v1/project")] == [b'{"name":"n"}'] * 2


def test_a_token_that_is_refused_twice_is_an_error(scripted: Any, client_of: Any, tools: Any) -> None:
    """There is no endless renewing."""
    server = scripted(lambda _: tools.http(401, b"<html>no</html>"))
    with pytest.raises(AuthenticationError) as caught:
        client_of(server.url).videos.delete_project("p")
    assert caught.value.attempts == 2
    assert server.tokens == 2


def test_a_banned_user_is_not_tried_again(scripted: Any, client_of: Any, tools: Any) -> None:
    """A new token does not lift a ban."""
    server = scripted(lambda _: tools.http(401, {"exception": "UserBannedException"}))
    with pytest.raises(UserBannedError):
        client_of(server.url).videos.delete_project("p")
    assert server.tokens == 1


def test_a_given_token_is_used_without_credentials(scripted: Any, client_of: Any, tools: Any) -> None:
    """A token alone works, even one that this machine's clock calls old, until the server refuses it."""
    server = scripted(ok(tools))
    token = tools.jwt({"exp": 1000, "iat": 100})
    client = client_of(server.url, None, None, token=token)
    client.videos.delete_project("p")
    assert server.tokens == 0
    server.script = lambda _: tools.http(401, {"exception": "ExpiredJWTTokenException"})
    with pytest.raises(AuthenticationError):
        client.videos.delete_project("p")


def test_no_credentials_are_told_before_anything_is_sent(scripted: Any, client_of: Any, tools: Any) -> None:
    """Without any credentials the error names the places where they can be put."""
    server = scripted(ok(tools))
    with pytest.raises(MissingCredentialsError, match=r"PIXOP_API_EMAIL.*keyring.*netrc"):
        client_of(server.url, None, None).videos.delete_project("p")
    assert server.requests == []


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b'{"jwtToken": 5}', b'{"jwtToken": "a\\nb"}'])
def test_a_token_answer_without_a_token_is_told_without_quoting_it(
    body: bytes, scripted: Any, client_of: Any, tools: Any
) -> None:
    """What should have been a token never appears in the message."""
    server = scripted(ok(tools))
    server.token_body = lambda _: tools.http(200, body)
    with pytest.raises(UnexpectedResponseError, match="jwtToken") as caught:
        client_of(server.url).videos.delete_project("p")
    assert caught.value.body_excerpt == ""


def test_generating_a_secret_is_never_repeated(scripted: Any, client_of: Any, tools: Any) -> None:
    """The two GETs that change state are not retried when their answer is lost."""

    def script(request: Any) -> bytes:
        raise tools.Hang

    server = scripted(script)
    client = client_of(server.url)
    for call, path in (
        (client.accounts.generate_auth_secret, "/accounts/v1/generate-auth-secret"),
        (client.accounts.generate_signature_secret, "/accounts/v1/generate-signature-secret"),
    ):
        with pytest.raises(Exception, match="connection broke"):
            call()
        assert len(server.of(path)) == 1


def test_a_changed_password_is_used_from_then_on(scripted: Any, client_of: Any, tools: Any) -> None:
    """After update_password the next token request brings the new password."""

    def script(request: Any) -> bytes:
        if request.path.endswith("update-password"):
            request.read_body()
            user = {
                "id": "u", "name": "n", "email": "e", "emailConfirmed": True, "authSignatureMethod": "m",
                "authSignaturePublicKey": "k", "authSignaturePublicKeyId": "i", "banned": False,
                "apiRequestSignatureSecret": "s", "apiRequestSignatureMethod": "m",
                "dateCreated": "2020-01-01 00:00:00", "timeLastUpdated": "2020-01-01 00:00:00",
            }  # fmt: skip
            return bytes(tools.http(200, {"user": user}))
        return bytes(tools.http(401 if request.headers["authorization"].endswith("-1") else 204))

    server = scripted(script)
    client = client_of(server.url)
    client.accounts.update_password(new_password="next")
    client.videos.delete_project("p")
    assert (
        base64.b64decode(server.of("/accounts/v1/token")[1].headers["authorization"][6:])
        == b"a@example.org:next"
    )


def test_another_team_gets_a_token_of_its_own(scripted: Any, tools: Any) -> None:
    """`with_team` shares the account and nothing else."""
    server = scripted(ok(tools))
    with Pixop(server.url, "a@example.org", "pw", team_id="one") as client, client.with_team("two") as other:
        client.videos.delete_project("p")
        other.videos.delete_project("p")
    assert [each.target for each in server.of("/accounts/v1/token")] == [
        "/accounts/v1/token?team-id=one",
        "/accounts/v1/token?team-id=two",
    ]


def test_a_closed_client_says_so(scripted: Any, client_of: Any, tools: Any) -> None:
    """A call after closing raises and sends nothing."""
    server = scripted(ok(tools))
    client = client_of(server.url)
    getattr(client, "close" if isinstance(client, Pixop) else "aclose")()
    with pytest.raises(ConfigurationError, match="closed"):
        client.videos.delete_project("p")
    assert server.requests == []


# --- the policy, under a clock of its own ---------------------------------------------------------------------


class FakeClock:
    def __init__(self) -> None:
        self.now = 1000.0
        self.wall = 5e8  # a workstation that believes in 1985

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.wall


def run_flow(flow: Any) -> Any:
    """Drive a flow that needs nothing but its answers from `send`."""
    try:
        effect = next(flow)
        while True:
            effect = flow.send(effect.function())
    except StopIteration as end:
        return end.value


def test_two_hours_of_fifteen_minute_tokens_without_a_refusal(tools: Any) -> None:
    """Under a wrong local clock, no call in two hours goes out with a token that has ended on the server."""
    clock = FakeClock()
    server_epoch = 1.79e9
    fetched: list[float] = []

    def send(request: Any) -> Any:
        server_now = server_epoch + clock.now
        fetched.append(clock.now)
        body = (
            b'{"jwtToken": "%s"}'
            % tools.jwt({"iat": int(server_now), "exp": int(server_now) + 900}, str(clock.now)).encode()
        )
        answer = Answer(200, Headers([("Date", formatdate(server_now, usegmt=True))]), clock.now, body)
        return answer
        yield

    authorization = Authorization(
        lambda: Credentials("a", Secret("b"), "arguments"), team_id=None, clock=clock
    )
    while clock.now < 1000 + 7200:
        token = run_flow(authorization.token(send))
        assert token.remaining(clock.now) > 0
        assert clock.now - float(token.value.reveal().split(".", 2)[2]) < 900 - 1
        clock.now += 7.3
    assert len(fetched) <= 12


@pytest.mark.parametrize(
    ("claims", "server_time", "lifetime"),
    [
        ({"iat": 100, "exp": 1000}, 400.0, 600.0),
        ({"iat": 100, "exp": 1000}, None, 900.0),
        ({"exp": 1000}, None, 500.0),
        ({"exp": 1000}, 2000.0, 0.0),
        ({"exp": "soon"}, 400.0, 900.0),
        ({"exp": True}, 400.0, 900.0),
        ({}, 400.0, 900.0),
    ],
)
def test_the_life_of_a_token_is_told_by_the_server(
    claims: dict[str, Any], server_time: float | None, lifetime: float, tools: Any
) -> None:
    """`exp` counts from the server's Date, else from `iat`, else from this clock; without it 900 s."""
    token = read_token(tools.jwt(claims), sent_at=7.0, server_time=server_time, local_time=500.0)
    assert token.lifetime == lifetime
    assert token.remaining(7.0) == lifetime


@pytest.mark.parametrize("text", ["opaque", "a.b.c", "a.!!.c", "a.bnVsbA.c", "..", "a.e30.c.d"])
def test_any_other_token_lasts_900_seconds(text: str) -> None:
    """What is no JWT is taken as it is."""
    token = read_token(text, sent_at=0.0, server_time=None, local_time=0.0)
    assert (token.value.reveal(), token.lifetime) == (text, 900.0)


def test_the_windows_of_a_token_scale_with_its_life(tools: Any) -> None:
    """In the advisory window one caller renews and the others go on; in the mandatory window all wait."""
    cache = TokenCache()
    token = read_token("opaque", sent_at=0.0, server_time=None, local_time=0.0)
    cache.store(None, token)
    assert cache.decide(719.0) == Use(token)
    lead = cache.decide(721.0)
    assert isinstance(lead, Lead)
    assert lead.fallback is token
    assert cache.decide(721.0) == Use(token)
    assert isinstance(cache.decide(860.0), Wait)
    cache.fail(lead.flight, 721.0, OSError())
    assert cache.decide(722.0) == Use(token)
    assert isinstance(cache.decide(727.0), Lead)


def test_only_the_token_that_was_refused_is_forgotten() -> None:
    """A late refusal of an old token does not throw the new one away."""
    cache = TokenCache()
    old = read_token("same", sent_at=0.0, server_time=None, local_time=0.0)
    new = read_token("same", sent_at=0.0, server_time=None, local_time=0.0)
    cache.store(None, new)
    cache.invalidate(old)
    assert cache.decide(1.0) == Use(new)
    cache.invalidate(new)
    assert isinstance(cache.decide(1.0), Lead)


def test_a_token_that_cannot_be_renewed_yet_is_used_on() -> None:
    """In the advisory window a failed renewal is not the caller's problem."""
    clock = FakeClock()

    def send(request: Any) -> Any:
        raise UnexpectedResponseError("down")
        yield

    authorization = Authorization(
        lambda: Credentials("a", Secret("b"), "arguments"), team_id=None, clock=clock, token=Secret("opaque")
    )
    clock.now += 800
    assert run_flow(authorization.token(send)).value.reveal() == "opaque"
    clock.now += 90
    with pytest.raises(UnexpectedResponseError):
        run_flow(authorization.token(send))


def test_a_waiter_joins_the_flight_of_the_leader() -> None:
    """The second caller asks its driver to wait, and is not sent off to fetch."""
    clock = FakeClock()
    authorization = Authorization(
        lambda: Credentials("a", Secret("b"), "arguments"), team_id=None, clock=clock
    )
    assert isinstance(authorization.cache.decide(clock.now), Lead)
    flow = authorization.token(lambda _: iter(()))  # type: ignore[arg-type, return-value]
    assert isinstance(next(flow), Join)
    flow.close()


def test_a_token_that_is_not_valid_yet_is_waited_for(scripted: Any, client_of: Any, tools: Any) -> None:
    """When the server's clocks disagree by a moment, the call is repeated after a pause, once."""
    early = [True]

    def script(request: Any) -> bytes:
        if early:
            early.clear()
            return bytes(tools.http(401, {"exception": "PrematureJWTTokenException", "errorMessage": "soon"}))
        return bytes(tools.http(204, b"", {"Content-Length": ""}))

    server = scripted(script)
    client_of(server.url).videos.delete_project("p")
    assert len(server.of(DELETED)) == 2


def test_a_token_of_a_clock_that_runs_ahead_is_waited_for(scripted: Any, client_of: Any, tools: Any) -> None:
    """The same token is sent again when its time has come: a newer one would be later still."""
    server_now = 1.79e9
    date = {"Date": formatdate(server_now, usegmt=True), "Content-Length": ""}
    begun: list[float] = []

    def script(request: Any) -> bytes:
        begun.append(time.monotonic())
        if begun[-1] - begun[0] < 1.0:
            return bytes(tools.http(401, {"exception": "PrematureJWTTokenException"}, {"Date": date["Date"]}))
        return bytes(tools.http(204, b"", date))

    server = scripted(script)
    claims = {"iat": int(server_now), "nbf": int(server_now), "exp": int(server_now) + 900}
    server.token_body = lambda _: tools.http(200, {"jwtToken": tools.jwt(claims)}, {"Date": date["Date"]})
    client_of(server.url).videos.delete_project("p")
    assert server.tokens == 1
    assert len(server.of(DELETED)) == 2


@pytest.mark.parametrize(
    ("claims", "server_now", "seconds"),
    [
        ({"nbf": 105}, 100.0, 6.0),
        ({"iat": 105}, 100.0, 6.0),
        ({"nbf": 90}, 100.0, 0.0),
        ({}, 100.0, 0.0),
        ({"nbf": 1e9}, 0.0, 30.0),
    ],
)
def test_how_long_a_token_is_premature(claims: Any, server_now: float, seconds: float, tools: Any) -> None:
    """By its `nbf`, else its `iat`, a second more for the rounding of dates, and 30 s at most."""
    token = read_token(tools.jwt(claims), sent_at=0.0, server_time=None, local_time=0.0)
    assert token.premature_by(server_now) == seconds


def test_callers_in_threads_and_loops_share_one_token(scripted: Any, tools: Any) -> None:
    """One cache serves threads and event loops at the same time: a thousand callers, one token request."""
    server = scripted(ok(tools))
    give = server.token_body
    begun = threading.Barrier(5)

    def slow(number: int) -> bytes:
        time.sleep(0.05)
        return bytes(give(number))

    server.token_body = slow
    client = AsyncPixop(server.url, "a@example.org", "pw", timeout=30)
    authorization, answer = client._exchange.authorization, client._exchange.answer
    found: list[str] = []

    def callers() -> None:
        caller = AsyncPixop(
            server.url, "a@example.org", "pw", timeout=30
        )  # a driver of its own, the token shared

        async def ask() -> None:
            tokens = await asyncio.gather(
                *(caller._connections.run(authorization.token(answer)) for _ in range(200))
            )
            found.extend(token.value.reveal() for token in tokens)
            await caller.aclose()

        begun.wait(10)
        asyncio.run(ask())

    threads = [threading.Thread(target=callers) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["opaque-1"] * 1000
    assert server.tokens == 1


def test_a_missing_keyring_is_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without a keyring is not told as a failure of it."""
    keyring = pytest.importorskip("keyring")
    from keyring.errors import NoKeyringError
    from pixop.auth.credentials import find_credentials

    def missing(*_: Any) -> None:
        raise NoKeyringError("install one")

    monkeypatch.setattr(keyring, "get_credential", missing)
    with pytest.raises(MissingCredentialsError) as caught:
        find_credentials(None, None, host="h", environ={"NETRC": "/nowhere"})
    assert "failed" not in str(caught.value)
