"""JSON answers of the requests that come most often."""

from typing import Any

from pydantic_core import to_json
from starlette.responses import JSONResponse


class JSONAnswer(JSONResponse):
    """A JSON answer, written by pydantic's serializer: several times as fast as the standard library's."""

    def render(self, content: Any) -> bytes:
        """Write the content as compact UTF-8."""
        return to_json(content)
