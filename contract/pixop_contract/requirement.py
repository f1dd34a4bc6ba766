"""Requirements: what a server must, should or may do, with the source of each sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


class Level(StrEnum):
    """How binding a requirement is."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    SURVEY = "SURVEY"


class SourceClass(StrEnum):
    """Who says so: `S` the vendor's reference, `H` HTTP, `D` a decision of the document."""

    S = "S"
    H = "H"
    D = "D"


class Profile(StrEnum):
    """A group of requirements that gets a verdict of its own."""

    CORE = "core"
    MEDIA = "media"
    PROCESSING = "processing"
    ISOLATION = "isolation"
    ROBUST = "robust"
    SLOW = "slow"
    DESTRUCTIVE = "destructive"


DEFAULT_PROFILES = (Profile.CORE, Profile.MEDIA, Profile.PROCESSING, Profile.ISOLATION, Profile.ROBUST)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement comes from.

    `anchor` is a section of the reference (S), of an RFC (H), or a decision (D, `D-04`);
    `pointer` is a JSON pointer into the document.
    """

    kind: SourceClass
    anchor: str
    pointer: str | None = None

    def __str__(self) -> str:
        return f"{self.kind} ({self.anchor})"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement; its id is never given to another."""

    id: str
    text: str
    level: Level
    source: Source
    operations: tuple[str, ...]
    profile: Profile
    depends_on: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        """The part of the id before the number."""
        return self.id.split("-")[0]

    @property
    def decided(self) -> bool:
        """Whether only our document says so: a server that differs is different, not wrong."""
        return self.source.kind is SourceClass.D

    @property
    def binding(self) -> bool:
        """Whether a server that departs from it does not conform."""
        return self.level is Level.MUST and not self.decided


class Catalogue:
    """All requirements, in the order of their ids within each profile."""

    def __init__(self, requirements: list[Requirement]) -> None:
        self._by_id = {requirement.id: requirement for requirement in requirements}
        if len(self._by_id) != len(requirements):
            raise ValueError("a requirement id is used twice")

    def __iter__(self) -> Iterator[Requirement]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._by_id

    def __getitem__(self, identifier: str) -> Requirement:
        return self._by_id[identifier]


def parse_requirement(raw: dict[str, Any]) -> Requirement:
    """Build a requirement from its YAML mapping; KeyError or ValueError when it is not complete."""
    source = raw["source"]
    return Requirement(
        id=raw["id"],
        text=raw["text"],
        level=Level(raw["level"]),
        source=Source(SourceClass(source["class"]), source["anchor"], source.get("pointer")),
        operations=tuple(raw["operations"]),
        profile=Profile(raw["profile"]),
        depends_on=tuple(raw.get("depends_on", ())),
    )


@cache
def load_catalogue() -> Catalogue:
    """Read `requirements.yaml`."""
    text = files("pixop_contract").joinpath("requirements.yaml").read_text(encoding="utf-8")
    return Catalogue([parse_requirement(raw) for raw in yaml.safe_load(text)])
