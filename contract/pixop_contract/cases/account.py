"""ACC: who the token speaks for."""

from __future__ import annotations

from pixop_contract.case import Blocked, NotApplicable, case
from pixop_contract.expectation import equal, holds, succeeded
from pixop_contract.world import World


@case("ACC-001")
def account_is_the_tokens(world: World) -> None:
    world.api.token(world.owner)
    answer = succeeded(world.api.call("getAccount", by=world.owner))
    equal(world.owner.user_id, answer.get("user", "id"), "the user's id", answer)
    equal(world.owner.token_team_id, answer.get("team", "id"), "the team's id", answer)


@case("ACC-002")
def identity_is_the_tokens(world: World) -> None:
    world.api.token(world.owner)
    answer = succeeded(world.api.call("verifyToken", by=world.owner))
    equal(world.owner.user_id, answer.get("user", "id"), "the user's id", answer)
    equal(world.owner.token_team_id, answer.get("team", "id"), "the team's id", answer)


@case("ACC-003")
def email_is_the_one_used(world: World) -> None:
    answer = succeeded(world.api.call("getAccount", by=world.owner))
    email = answer.get("user", "email")
    same = isinstance(email, str) and email.casefold() == world.owner.email.casefold()
    holds(same, "the e-mail address that logs in", "another", answer)


@case("ACC-004")
def other_teams_are_others(world: World) -> None:
    answer = world.identity()
    teams = answer.get("otherTeams")
    if not isinstance(teams, list) or not teams:
        raise NotApplicable("the account has one team only")
    # As text: an id of another type is a matter for the schema.
    ids = [str(team.get("id")) if isinstance(team, dict) else "" for team in teams]
    holds(
        str(answer.get("team", "id")) not in ids,
        "otherTeams without the token's team",
        "the team among them",
        answer,
    )
    holds(len(set(ids)) == len(ids), "each other team once", f"{len(ids)} entries", answer)


@case("ACC-005")
def both_views_agree(world: World) -> None:
    account = succeeded(world.api.call("getAccount", by=world.owner))
    identity = world.identity()
    for part in ("user", "team"):
        first, second = identity.get(part), account.get(part)
        if not isinstance(first, dict) or not isinstance(second, dict):
            raise Blocked("SCH-003", f"no {part}")
        for name in sorted(set(first) & set(second) - {"timeLastUpdated"}):
            # A shared secret is not for the report.
            holds(first[name] == second[name], f"the same {name} of the {part}", "another", account)
