"""The page about request values says what the code does."""

from pathlib import Path

import pixop_schemas
import pytest
from pixop_server.media import filter_graph, processing_table

PAGE = Path(__file__).parents[2] / "server" / "PROCESSING.md"


def test_the_page_is_current() -> None:
    """The page in the repository is what the code prints today."""
    assert PAGE.read_text(encoding="utf-8") == processing_table.markdown(), (
        "run: python -m pixop_server.media.processing_table > server/PROCESSING.md"
    )


@pytest.mark.parametrize(
    "schema",
    [
        "Container",
        "Codec",
        "AppleProresProfile",
        "DnxhdHrProfile",
        "Yuv",
        "Deinterlacer",
        "Denoiser",
        "Stabilizer",
        "Scaler",
        "ResolutionTag",
        "ClarityBoost",
    ],
)
def test_every_value_of_the_document_is_on_the_page(schema: str) -> None:
    """Each value of each enumeration of the request has a row of its own."""
    values = pixop_schemas.document()["components"]["schemas"][schema]["enum"]
    cells = {
        cell.strip()
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
        for cell in line.split("|")[1:3]
    }
    assert set(values) <= cells


def test_stand_ins_are_named() -> None:
    """What stands in for a method of the vendor is on the page with how it differs, and is a value of the request."""
    known = {
        *filter_graph.DEINTERLACERS,
        *filter_graph.DENOISERS,
        *filter_graph.STABILIZERS,
        *filter_graph.SCALERS,
    }
    assert set(processing_table.STAND_INS) <= known
    assert PAGE.read_text(encoding="utf-8").count("stand-in for") == len(processing_table.STAND_INS)
