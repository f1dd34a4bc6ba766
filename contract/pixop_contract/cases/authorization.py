"""AUTH: every operation asks for credentials."""

from __future__ import annotations

from pixop_contract.api_session import basic
from pixop_contract.case import Vacuous, case
from pixop_contract.exchange import Exchange
from pixop_contract.expectation import refused_everywhere, status_everywhere, succeeded, summed
from pixop_contract.jwt_forgery import OpaqueTokenError, broken_signature, other_claims, unsigned
from pixop_contract.sample_request import sample
from pixop_contract.world import World

GARBAGE = "not-a-token"


@case("AUTH-001")
def asks_for_credentials(world: World) -> None:
    refused_everywhere(world.anonymous(), "no credentials")


@case("AUTH-002")
def refuses_garbage(world: World) -> None:
    refused_everywhere(world.with_token(GARBAGE), "the token is garbage")


@case("AUTH-003")
def checks_the_signature(world: World) -> None:
    token = broken_signature(world.api.token(world.owner))
    refused_everywhere(world.with_token(token), "the token's signature is broken")


@case("AUTH-004")
def answers_401(world: World) -> None:
    status_everywhere(world.anonymous(), 401)
    status_everywhere(world.with_token(GARBAGE), 401)


@case("AUTH-005")
def changes_nothing_without_credentials(world: World) -> None:
    probe = world.anonymous()["getProject"].identifier
    video = world.anonymous()["getVideo"].identifier
    succeeded(world.api.call("getProject", probe, by=world.owner))
    succeeded(world.api.call("getVideo", video, by=world.owner))


@case("AUTH-006")
def takes_the_scheme_in_any_case(world: World) -> None:
    token = world.api.token(world.owner)
    succeeded(world.api.call("verifyToken", authorization=f"bearer {token}"))
    scheme, _, pair = basic(world.owner.email, world.owner.password).partition(" ")
    succeeded(world.api.call("getToken", authorization=f"{scheme.lower()} {pair}"))


@case("AUTH-007")
def tells_where_basic_is_taken(world: World) -> str:
    credentials = basic(world.owner.email, world.owner.password)
    answers = [
        world.api.call(operation, world.project_id(), authorization=credentials)
        for operation in ("getAccount", "listProjects", "getProject")
    ]
    return f"Basic where a token is due: {summed(answers)}"


@case("AUTH-008")
def refuses_forgeries(world: World) -> None:
    token = world.api.token(world.owner)
    try:
        forged = {"no signature": unsigned(token), "changed claims": other_claims(token, sub="another")}
    except OpaqueTokenError as error:
        raise Vacuous(f"tokens are opaque: {error}") from error
    for what, forgery in forged.items():
        refused_everywhere(world.with_token(forgery), f"the token is forged: {what}")


def uninvited(world: World, video_id: str, *operations: str) -> None:
    """Expect a refusal of operations on something that is there, for want of credentials."""
    token = world.api.token(world.owner)
    given = {
        "none": None,
        "garbage": f"Bearer {GARBAGE}",
        "a broken signature": f"Bearer {broken_signature(token)}",
    }
    for what, authorization in given.items():
        answers: dict[str, Exchange] = {
            name: world.api.call(name, video_id, authorization=authorization, **sample(name))
            for name in operations
        }
        refused_everywhere(answers, f"credentials: {what}")


@case("AUTH-009")
def keeps_media_from_the_uninvited(world: World) -> None:
    uninvited(world, world.good().video_id, "downloadOriginalMedia", "headOriginalMedia", "processVideo")


@case("AUTH-010")
def keeps_results_from_the_uninvited(world: World) -> None:
    operations = ("downloadProcessedMedia", "headProcessedMedia", "checkProcessVideoProgress")
    uninvited(world, world.finished().video_id, *operations)
