"""Apply an OpenAPI Overlay (1.0 and 1.1) to a document: actions update, copy or remove what JSONPath selects."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from pixop_generator.document import Document, load_document
from pixop_generator.finding import DocumentError, Finding


def apply_overlay(data: dict[str, Any], overlay: Document) -> tuple[dict[str, Any], list[Finding]]:
    """Apply the actions in their order.

    Args:
        data: The document; it stays as it is.
        overlay: The loaded overlay.

    Returns:
        The document with the overlay, and notes on actions that selected nothing.

    Raises:
        DocumentError: The overlay is none, or an action of it cannot be applied; carries places in the overlay.
    """
    actions = _actions(overlay)
    result, notes = copy.deepcopy(data), []
    for index, action in enumerate(actions):
        place = f"/actions/{index}"
        locations = _select(result, action["target"], f"{place}/target", overlay)
        if not locations:
            text = f"{action['target']} selects nothing; the action changed nothing"
            notes.append(Finding(f"{place}/target", text, overlay.line(place)))
        elif action.get("remove") is True:
            for location in sorted(locations, key=_removal_order, reverse=True):
                if not location:
                    raise _error(overlay, f"{place}/target", "the whole document cannot be removed")
                del _at(result, location[:-1])[location[-1]]
        else:
            value = action.get("update")
            if "copy" in action:
                sources = _select(result, action["copy"], f"{place}/copy", overlay)
                if len(sources) != 1:
                    raise _error(
                        overlay, f"{place}/copy", f"{action['copy']} selects {len(sources)} values, not one"
                    )
                value = _at(result, sources[0])
            for location in locations:
                result = _updated(result, location, copy.deepcopy(value))
    return result, notes


def load_overlay(path: Path) -> Document:
    """Read an overlay file.

    Raises:
        DocumentError: It cannot be read.
    """
    return load_document(path)


def _actions(overlay: Document) -> list[dict[str, Any]]:
    version = overlay.data.get("overlay")
    if not isinstance(version, str) or not version.startswith(("1.0", "1.1")):
        raise _error(
            overlay, "/overlay", f"only OpenAPI Overlay 1.0 and 1.1 are known, and this is {version}"
        )
    actions = overlay.data.get("actions")
    if not isinstance(actions, list) or not actions:
        raise _error(overlay, "/actions", "an overlay has a list of actions")
    for index, action in enumerate(actions):
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            raise _error(overlay, f"/actions/{index}", "an action has a `target`, a JSONPath expression")
        if not {"update", "remove", "copy"} & action.keys():
            raise _error(overlay, f"/actions/{index}", "an action has `update`, `copy` or `remove: true`")
    return actions


def _select(document: Any, query: str, place: str, overlay: Document) -> list[tuple[Any, ...]]:
    from jsonpath_rfc9535 import JSONPathError, find

    try:
        return [tuple(node.location) for node in find(query, document)]
    except JSONPathError as error:
        text = " ".join(str(error).split())
        raise _error(overlay, place, f"{query} is no JSONPath (RFC 9535): {text}") from None


def _removal_order(location: tuple[Any, ...]) -> list[tuple[int, int, str]]:
    """Later items of a list go first, so that the earlier ones keep their places."""
    return [(0, part, "") if isinstance(part, int) else (1, 0, part) for part in location]


def _at(document: Any, location: tuple[Any, ...]) -> Any:
    for part in location:
        document = document[part]
    return document


def _updated(document: Any, location: tuple[Any, ...], value: Any) -> Any:
    target = _at(document, location)
    if isinstance(target, list):
        target.append(value)
        return document
    merged = _merged(target, value)
    if not location:
        return merged
    _at(document, location[:-1])[location[-1]] = merged
    return document


def _merged(target: Any, value: Any) -> Any:
    """Objects are merged field by field, lists are put one after the other, everything else is replaced."""
    if isinstance(target, dict) and isinstance(value, dict):
        for key, item in value.items():
            target[key] = _merged(target[key], item) if key in target else item
        return target
    if isinstance(target, list) and isinstance(value, list):
        return [*target, *value]
    return value


def _error(overlay: Document, pointer: str, message: str) -> DocumentError:
    return DocumentError([Finding(pointer, message, overlay.line(pointer))])
