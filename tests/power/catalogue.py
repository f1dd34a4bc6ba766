"""Everything that is planted: faults, faults written blind, and differences that are no faults."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from planted_proxy import Change
from planting import FAULTS, HELD_OUT
from tolerances import TOLERANCES

for _module in (
    "faults_accounts",
    "faults_videos",
    "faults_media",
    "faults_wire",
    "held_out_messages",
    "held_out_state",
):
    importlib.import_module(_module)

Kind = Literal["fault", "held out", "tolerance"]


@dataclass(frozen=True)
class Planted:
    """A changed server; `expected` names the requirements of which each tells the fault rightly."""

    name: str
    kind: Kind
    make: Callable[[], Change]
    expected: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        """The area of the first expected requirement."""
        return self.expected[0].partition("-")[0] if self.expected else ""


def _collected() -> dict[str, Planted]:
    found = [Planted(name, "fault", fault.make, fault.expected) for name, fault in FAULTS.items()]
    found += [Planted(name, "held out", fault.make, fault.expected) for name, fault in HELD_OUT.items()]
    found += [Planted(f"tolerated_{name}", "tolerance", make) for name, make in TOLERANCES.items()]
    return {planted.name: planted for planted in found}


CATALOGUE: dict[str, Planted] = _collected()
