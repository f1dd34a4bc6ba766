"""JSON that parsers disagree about."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop_server.api_errors import ValidationError
from pixop_server.json_body import parse_strictly


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"{", "not JSON"),
        (b"{} {}", "not JSON"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"b": {"a": 1, "a": 2}}', "stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'{"a": "\xff"}', "UTF-8"),
        ("{}".encode("utf-16"), "UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "not JSON"),
    ],
)
def test_vague_json_is_refused(body: bytes, reason: str) -> None:
    """What one parser reads and another does not is a validation error that says what it is."""
    with pytest.raises(ValidationError, match=reason):
        parse_strictly(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_any_other_json_is_read(value: object) -> None:
    """Plain JSON is read as it is, escapes of whole characters included."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return
    assert parse_strictly(json.dumps(value).encode()) == value
