"""Which requirements a run is about, and in which order they are judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from pixop_contract.requirement import Catalogue, Profile, Requirement


def matches(requirement: Requirement, patterns: Iterable[str]) -> bool:
    """Tell whether an id, an area or a pattern names the requirement."""
    return any(
        fnmatchcase(requirement.id, pattern) or requirement.area == pattern.rstrip("-")
        for pattern in patterns
    )


def select(
    catalogue: Catalogue,
    profiles: Iterable[Profile],
    only: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    *,
    general: Collection[str] = (),
) -> list[Requirement]:
    """Return the requirements of the profiles, narrowed by `only` and `exclude`.

    `general` names requirements about every answer: those of `core` belong to each profile.
    """
    wanted = set(profiles)
    return [
        requirement
        for requirement in catalogue
        if (
            requirement.profile in wanted
            or (requirement.profile is Profile.CORE and requirement.id in general)
        )
        and (not only or matches(requirement, only))
        and not matches(requirement, exclude)
    ]


def unknown_patterns(catalogue: Catalogue, patterns: Iterable[str]) -> list[str]:
    """Return the patterns that name no requirement."""
    return [
        pattern
        for pattern in patterns
        if not any(matches(requirement, (pattern,)) for requirement in catalogue)
    ]


def in_order(requirements: Iterable[Requirement]) -> list[Requirement]:
    """Order by profile, each after those that it depends on."""
    profiles = list(Profile)
    wanted = {requirement.id: requirement for requirement in requirements}
    ordered: dict[str, Requirement] = {}

    def visit(requirement: Requirement, path: tuple[str, ...]) -> None:
        if requirement.id in path:
            raise ValueError(f"requirements depend on each other: {' → '.join((*path, requirement.id))}")
        for name in requirement.depends_on:
            if name in wanted and name not in ordered:
                visit(wanted[name], (*path, requirement.id))
        ordered.setdefault(requirement.id, requirement)

    for requirement in sorted(wanted.values(), key=lambda item: profiles.index(item.profile)):
        visit(requirement, ())
    return list(ordered.values())
