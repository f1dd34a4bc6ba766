"""Text of a document stays text: no quote, brace, escape or line break in it becomes code."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

NASTY = [
    '"""; raise SystemExit("owned")  #',
    "'''\\'''",
    "ends with a backslash \\",
    'ends with a quote "',
    "{{ 7 * 7 }} {% for x in y %} {# no #}",
    "line\nbreak\r\nand \x00 \x1b[31m \u2028 \u202e control",
    "\\N{DIGIT ONE} \\x41 \\u0041 %s {0}",
    "é 漢字 \U0001f3ac",
]


def _visible(text: str) -> str:
    """Text without white space and control characters, which wrapping may change."""
    return "".join(character for character in text if character.isprintable() and not character.isspace())


@pytest.mark.parametrize("text", NASTY)
def test_text_of_the_document_is_never_code(
    small_document: dict[str, Any],
    generate: Callable[[dict[str, Any]], Callable[[str], ModuleType]],
    text: str,
) -> None:
    """Descriptions, names of fields and values of enums with such text still make code that works."""
    value = text if text.isprintable() else "plain"
    operation = small_document["paths"]["/things/{thing-id}"]["get"]
    operation |= {"summary": text, "description": f"{text}\n\n- {text}\n- {text}"}
    operation["responses"]["404"]["description"] = text
    small_document["paths"]["/things/{thing-id}"]["parameters"][0]["description"] = text
    small_document["tags"] = [{"name": "things", "description": text}]
    small_document["info"]["title"] = text
    thing = small_document["components"]["schemas"]["Thing"]
    thing["description"] = text
    thing["properties"] |= {
        f"a{value}": {"type": "string", "description": text, "title": text},
        "value": {"type": "string", "enum": [value, "other"], "description": text},
        "rule": {
            "type": "array",
            "items": {"type": "string"},
            "uniqueItems": True,
            "contains": {"const": value},
        },
    }
    load = generate(small_document)
    data = {"id": "i", f"a{value}": "x", "value": value, "rule": [value]}

    read = load("pixop_client.models").Thing.from_dict(data)
    assert read.to_dict() == data
    assert read.additional_properties == {}
    assert read.value.is_known
    method = load("pixop_client.namespaces.things").Things.get_thing
    assert _visible(text) in _visible(inspect.getdoc(method) or "")
    assert load("pixop_client.api.things.get_thing").build("t").url == "/things/t"

    schemas = load("pixop_schemas")
    assert schemas.Thing.model_validate(data).model_dump(mode="json") == data
    with pytest.raises(ValueError, match="rule"):
        schemas.Thing.model_validate({**data, "rule": ["another"]})
    assert schemas.document() == small_document
