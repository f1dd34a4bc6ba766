"""The figures in contract/README.md: written by a run, and read by a test."""

import re
from collections.abc import Mapping
from pathlib import Path

from catalogue import CATALOGUE
from figures import of_kind, rows, table, wrongly_accused
from measurement import Measured

README = Path(__file__).parents[2] / "contract" / "README.md"
BEGIN, END = "<!-- figures of `nox -s power` -->", "<!-- end of the figures -->"


def write_figures(measured: Mapping[str, Measured]) -> None:
    """Put figures into the page, with how much of the catalogue they are about."""
    tolerated = sum(planted.kind == "tolerance" for planted in CATALOGUE.values())
    judged = len(of_kind("tolerance", measured))
    text = (
        f"{table(rows('fault', measured))}\n"
        f"{tolerated} servers differ and conform; of {judged} that were measured "
        f"{len(wrongly_accused(measured))} are called wrong.\n"
    )
    page = README.read_text("utf-8")
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    README.write_text(pattern.sub(lambda _match: f"{BEGIN}\n\n{text}\n{END}", page), "utf-8")


def written_figures() -> tuple[dict[str, list[float]], list[int]]:
    """Return the rows of the page's table by area, and the numbers in the sentences below it."""
    page = README.read_text("utf-8")
    text = page[page.index(BEGIN) + len(BEGIN) : page.index(END)]
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][1:]
    sentences = " ".join(line for line in text.splitlines() if not line.startswith("|"))
    return {area: [float(cell) for cell in cells] for area, *cells in lines}, [
        int(number) for number in re.findall(r"\b\d+\b", sentences)
    ]
