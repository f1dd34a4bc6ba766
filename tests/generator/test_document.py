"""Loading a document: what two YAML parsers would read differently is refused, with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixop_generator.document import MAX_BYTES, document_json, load_document
from pixop_generator.finding import DocumentError, Finding


def _load(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "document.yaml"
    path.write_text(text, encoding="utf-8")
    return load_document(path)


def _findings(tmp_path: Path, text: str) -> list[Finding]:
    with pytest.raises(DocumentError) as caught:
        _load(tmp_path, text)
    return caught.value.findings


def test_scalars_follow_yaml_1_2(tmp_path: Path) -> None:
    """Words that YAML 1.1 takes for booleans, dates and numbers in base 60 stay strings."""
    text = (
        "a: on\nb: no\nc: 2020-11-13\nd: 12:30:00\n"
        "e: true\nf: 1.5\ng: 0o17\nh: null\ni: '8'\nj: 1e3\nk: -7\nl: 010\n"
    )
    assert _load(tmp_path, text).data == {
        "a": "on",
        "b": "no",
        "c": "2020-11-13",
        "d": "12:30:00",
        "e": True,
        "f": 1.5,
        "g": 15,
        "h": None,
        "i": "8",
        "j": 1000.0,
        "k": -7,
        "l": 10,
    }


@pytest.mark.parametrize(
    ("text", "pointer", "message", "line"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "/b", "'c' appears twice", 4),
        ("a:\n  200: x\n", "/a", "200 is not a string; quote it", 2),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "/c", "merge keys", 3),
        ("a: &x [*x]\n", "/a/0", "refers to the value that it is in", 1),
        ("a: !!binary eA==\n", "/a", "has no JSON form", 1),
        ("a: !python/name:os.system x\n", "/a", "has no JSON form", 1),
        ("a: [1\nb: 2\n", "", "YAML:", 2),
        ("a: 'x\n", "", "YAML:", 2),
        ("- 1\n", "", "not an object", 1),
        ("", "", "not an object", 1),
        ("a: 1e999\n", "/a", "has no JSON form", 1),
        ("? [a]\n: 1\n", "", "not a plain string", 1),
        ("a: 1\n---\nb: 2\n", "", "YAML:", 2),
    ],
)
def test_what_parsers_read_differently_is_refused(
    tmp_path: Path, text: str, pointer: str, message: str, line: int
) -> None:
    """The fault is named with its JSON pointer and its line."""
    finding = _findings(tmp_path, text)[0]
    assert message in finding.message
    assert finding.pointer == pointer
    assert finding.line == line


def test_aliases_that_multiply_are_stopped(tmp_path: Path) -> None:
    """A small file that would grow to billions of values by its aliases is refused soon."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert "fewer aliases" in _findings(tmp_path, "\n".join(lines))[0].message


def test_an_alias_used_twice_is_followed(tmp_path: Path) -> None:
    """An alias is the value that it names, and not the same object."""
    data = _load(tmp_path, "a: &x {b: 1}\nc: *x\n").data
    assert data == {"a": {"b": 1}, "c": {"b": 1}}
    assert data["a"] is not data["c"]


@pytest.mark.parametrize("depth", [200, 100_000])
def test_deep_nesting_is_refused(tmp_path: Path, depth: int) -> None:
    """Values nested too deeply are refused, and do not end in a stack overflow."""
    assert "nest" in _findings(tmp_path, "a: " + "[" * depth + "]" * depth)[0].message


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    """A file beyond the limit is not parsed."""
    assert "more than" in _findings(tmp_path, "a: " + "x" * MAX_BYTES)[0].message


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    """A document is UTF-8; the line of the first other byte is named."""
    path = tmp_path / "document.yaml"
    path.write_bytes(b"a: 1\nb: \xe9\n")
    with pytest.raises(DocumentError) as caught:
        load_document(path)
    assert caught.value.findings[0].line == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there gives one finding, no traceback."""
    with pytest.raises(DocumentError, match="cannot read the document"):
        load_document(tmp_path / "none.yaml")


def test_lines_are_known_by_pointer(tmp_path: Path) -> None:
    """A place, or the nearest one around it, has the line of its key."""
    document = _load(tmp_path, "a:\n  b/c:\n    - x\n    - y: 1\n")
    assert document.line("/a/b~1c") == 2
    assert document.line("/a/b~1c/1/y") == 4
    assert document.line("/a/b~1c/7/z") == 2


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None, database=None)
@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_json_is_read_as_json_reads_it(
    tmp_path_factory: pytest.TempPathFactory, value: dict[str, Any]
) -> None:
    """A document in JSON has the value that a JSON parser gives it, and is written back to the same value."""
    path = tmp_path_factory.getbasetemp() / "value.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    data = load_document(path).data
    assert data == value
    assert json.loads(document_json(data)) == value
