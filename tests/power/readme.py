"""The figures in contract/README.md: written by a whole run, and read by a test."""

import re
from collections.abc import Mapping
from pathlib import Path

from figures import of_kind, rows, table, wrongly_accused
from measurement import Measured

README = Path(__file__).parents[2] / "contract" / "README.md"
BEGIN, END = "<!-- figures of `nox -s power` -->", "<!-- end of the figures -->"


def write_figures(measured: Mapping[str, Measured]) -> None:
    """Put the figures of a whole run into the page."""
    tolerated = of_kind("tolerance", measured)
    blind = rows("held out", measured)[-1]
    text = (
        f"{table(rows('fault', measured))}\n"
        f"Of {blind.faults} faults more, of kinds that the catalogue lacked and written before anybody looked, "
        f"{blind.detected} are detected now, {blind.expected} by an expected id.\n\n"
        f"{len(tolerated)} servers differ and conform; {len(wrongly_accused(measured))} of them are called wrong.\n"
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
