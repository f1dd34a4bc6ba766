"""Which answers go wrong, and how: scripts of rules, and seeded chance. Nothing here touches a connection."""

import random
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Closed(BaseModel):
    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class _After(_Closed):
    """Where in a body it happens: after a number of bytes or a share of all; chance draws what is left out."""

    bytes: Annotated[int, Field(ge=0)] | None = None
    percent: Annotated[float, Field(ge=0, le=100)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "_After":
        if self.bytes is not None and self.percent is not None:
            raise ValueError("give bytes or percent, not both")
        return self

    def position(self, length: int) -> int:
        """Tell after how many bytes of a body of `length` bytes it happens."""
        if self.bytes is not None:
            return self.bytes
        return int(length * (self.percent or 0.0) / 100)


class Reset(_After):
    """The connection is reset (TCP RST) after so much of the response's, or the request's, body."""

    kind: Literal["reset"]
    body: Literal["response", "request"] = "response"


class Truncate(_After):
    """The connection ends (TCP FIN) after so much of the response's body."""

    kind: Literal["truncate"]


class Stall(_After):
    """The response stops after so much of its body, for `seconds`, or until the client goes away."""

    kind: Literal["stall"]
    seconds: Annotated[float, Field(ge=0, le=3600)] | None = None


class WrongLength(_Closed):
    """`Content-Length` is wrong by `difference` bytes; the body is whole, and then the connection ends."""

    kind: Literal["length"]
    difference: int = 1


class Status(_After):
    """A refusal in place of an answer, after so much of the request's body was read."""

    kind: Literal["status"]
    status: Annotated[int, Field(ge=400, le=599)]
    exception: str | None = None
    message: str | None = None
    retry_after: Annotated[str | int | None, Field(alias="retryAfter")] = None


class ChangingTag(_Closed):
    """Each answer has another `ETag`, as if the file changed between two ranges."""

    kind: Literal["etag"]


class Delay(_Closed):
    """The answer comes late."""

    kind: Literal["delay"]
    seconds: Annotated[float, Field(ge=0, le=3600)]


Fault = Annotated[
    Reset | Truncate | Stall | WrongLength | Status | ChangingTag | Delay, Field(discriminator="kind")
]


class _Matched(_Closed):
    method: str | None = None
    path: str = "*"

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request is meant; `*` in the path stands for anything."""
        return (self.method is None or self.method.upper() == method) and fnmatchcase(path, self.path)


class Rule(_Matched):
    """A fault for the requests that match: not for the first `skip` of them, then `times` times (null: always)."""

    fault: Fault
    skip: Annotated[int, Field(ge=0)] = 0
    times: Annotated[int, Field(ge=1)] | None = 1


class Chance(_Matched):
    """Faults by chance; the same seed gives the n-th request of a method and path the same fault."""

    seed: int
    rate: Annotated[float, Field(ge=0, le=1)]
    faults: Annotated[list[Fault], Field(min_length=1)]


class Script(_Closed):
    """Body of `POST /_server/faults`: rules to add, and the chance that replaces an earlier one."""

    rules: list[Rule] = []
    chance: Chance | None = None


@dataclass
class _Counted:
    rule: Rule
    skip: int
    times: int | None


class FaultPlan:
    """Decides the fault of each request; the first rule that matches wins, and chance comes after the rules."""

    _REMEMBERED = 10_000

    def __init__(self) -> None:
        self._rules: list[_Counted] = []
        self._chance: Chance | None = None
        self._seen: Counter[tuple[str, str]] = Counter()
        self._injected: list[dict[str, str]] = []

    def add(self, script: Script) -> None:
        """Add rules behind those that are there."""
        self._rules += [_Counted(rule, rule.skip, rule.times) for rule in script.rules]
        if script.chance is not None:
            self._chance = script.chance
            self._seen.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._rules.clear()
        self._chance = None
        self._seen.clear()
        self._injected.clear()

    def choose(self, method: str, path: str) -> Fault | None:
        """Take the fault of a request, which uses a rule up by one."""
        fault = self._by_rule(method, path) or self._by_chance(method, path)
        if fault is not None and len(self._injected) < self._REMEMBERED:
            self._injected.append({"method": method, "path": path, "kind": fault.kind})
        return fault

    def describe(self) -> dict[str, Any]:
        """Write what is left of the rules, the chance, and what was injected so far."""
        left = [
            counted.rule.model_copy(update={"skip": counted.skip, "times": counted.times})
            for counted in self._rules
        ]
        dumped = [
            rule.model_dump(by_alias=True, exclude_defaults=True) | {"times": rule.times} for rule in left
        ]
        chance = None if self._chance is None else self._chance.model_dump(by_alias=True, exclude_none=True)
        return {"rules": dumped, "chance": chance, "injected": list(self._injected)}

    def _by_rule(self, method: str, path: str) -> Fault | None:
        for counted in self._rules:
            if not counted.rule.matches(method, path):
                continue
            if counted.skip:
                counted.skip -= 1
                continue
            if counted.times is not None:
                counted.times -= 1
                if not counted.times:
                    self._rules.remove(counted)
            return counted.rule.fault
        return None

    def _by_chance(self, method: str, path: str) -> Fault | None:
        chance = self._chance
        if chance is None or not chance.matches(method, path):
            return None
        self._seen[method, path] += 1
        # Its own generator for each request: which one comes first does not matter.
        draw = random.Random(f"{chance.seed} {method} {path} {self._seen[method, path]}")  # noqa: S311
        if draw.random() >= chance.rate:
            return None
        fault = draw.choice(chance.faults)
        if isinstance(fault, _After) and fault.bytes is None and fault.percent is None:
            drawn = 0.0 if isinstance(fault, Status) else round(draw.uniform(0, 100), 3)
            return fault.model_copy(update={"percent": drawn})
        return fault
