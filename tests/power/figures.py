"""What a run of the whole catalogue comes to: figures by area, and whether the bars are met."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue import CATALOGUE, Kind
from measurement import Measured

DETECTED, EXPECTED, OTHERS = 0.98, 0.90, 2
"""The bars: shares of the faults that are found, and found by an expected id; other ids in the median."""


@dataclass(frozen=True)
class Row:
    """The figures of one area."""

    area: str
    faults: int
    measured: int
    detected: int
    expected: int
    others: float

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns of the table."""
        counts = (self.faults, self.measured, self.detected, self.expected)
        return (self.area, *map(str, counts), f"{self.others:g}")


def row(area: str, faults: int, items: Sequence[Measured]) -> Row:
    """Count what was measured of so many faults."""
    expected = {item.name: set(CATALOGUE[item.name].expected) for item in items}
    return Row(
        area,
        faults,
        len(items),
        sum(bool(item.fired) for item in items),
        sum(bool(item.fired & expected[item.name]) for item in items),
        statistics.median([len(item.fired - expected[item.name]) for item in items] or [0]),
    )


def of_kind(kind: Kind, measured: Mapping[str, Measured]) -> list[Measured]:
    """Return what was measured of a kind, in the order of the catalogue."""
    return [
        measured[name] for name, planted in CATALOGUE.items() if planted.kind == kind and name in measured
    ]


def rows(kind: Kind, measured: Mapping[str, Measured]) -> list[Row]:
    """Return a row an area, and one of all."""
    items = of_kind(kind, measured)
    areas: dict[str, list[Measured]] = defaultdict(list)
    for item in items:
        areas[CATALOGUE[item.name].area].append(item)
    planted = Counter(item.area for item in CATALOGUE.values() if item.kind == kind)
    return [
        *(row(area, planted[area], areas[area]) for area in sorted(planted)),
        row("all", planted.total(), items),
    ]


def table(lines: Iterable[Row]) -> str:
    """Write rows as a table in Markdown."""
    head = "| area | faults | measured | detected | by an expected id | other ids, median |\n"
    head += "|---|---:|---:|---:|---:|---:|\n"
    return head + "".join(f"| {' | '.join(line.cells)} |\n" for line in lines)


def wrongly_accused(measured: Mapping[str, Measured]) -> list[Measured]:
    """Return the tolerated servers of which a MUST of the reference or of HTTP was said to fail."""
    return [
        item
        for item in of_kind("tolerance", measured)
        if item.problem or {"FAIL", "ERROR"} & set(item.statuses.values())
    ]


def shortfalls(measured: Mapping[str, Measured]) -> list[str]:
    """Tell which bars are not met."""
    every = rows("fault", measured)[-1]
    found = []
    if every.detected < DETECTED * every.measured:
        found.append(f"{every.detected} of {every.measured} faults detected, the bar is {DETECTED:.0%}")
    if every.expected < EXPECTED * every.measured:
        found.append(f"{every.expected} of {every.measured} by an expected id, the bar is {EXPECTED:.0%}")
    if every.others > OTHERS:
        found.append(f"{every.others:g} other ids in the median, the bar is {OTHERS}")
    found += [f"{item.name} is called wrong: {accusation(item)}" for item in wrongly_accused(measured)]
    found += [
        f"{item.name}: an error of the suite: {accusation(item)}"
        for item in measured.values()
        if item.problem or "ERROR" in item.statuses.values()
    ]
    return found


def accusation(item: Measured) -> str:
    """Tell what was said against a server."""
    said = [
        f"{name}: {item.details[name]}"
        for name, status in item.statuses.items()
        if status in ("FAIL", "ERROR")
    ]
    return item.problem or "; ".join(said)


def missed(measured: Mapping[str, Measured]) -> list[str]:
    """Tell of every fault that was not found by an expected id."""
    found = []
    for item in [*of_kind("fault", measured), *of_kind("held out", measured)]:
        expected = CATALOGUE[item.name].expected
        if not item.fired & set(expected):
            open_ = {name: status for name, status in item.statuses.items() if name in expected}
            kind = "as another" if item.fired else "MISSED"
            found.append(f"{kind}: {item.name} ({' '.join(expected)}): fired {sorted(item.fired)} {open_}")
    return found
