"""What the templates need to know about one operation: the parsed endpoint joined with the facts of the document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openapi_python_client import strings
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol

from pixop_generator.client_view import MULTIPART, json_content
from pixop_generator.docstring import docstring, one_line, sentence
from pixop_generator.openapi_walk import is_success, operations, parameters, resolve, responses
from pixop_generator.property_code import annotation, classes, encoder
from pixop_generator.sunset import sunset

#: Names that the generated functions use themselves.
_TAKEN = frozenset({"self", "operation", "request", "body", "params", "headers", "wire", "warnings"})
_UPLOAD_ARGUMENTS = (
    ("media", "The media: a path, a binary file object opened for reading, or bytes."),
    ("filename", "Name to announce for the media; the name of the file when None."),
    ("content_type", "Media type to announce; guessed from the file name when None."),
    ("progress", "Called while the media is sent, with the bytes done and the bytes in all."),
)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method.

    Attributes:
        name: Python name.
        prop: The parsed property.
        description: From the document, one line.
        location: `path`, `query`, `header`, `body` (the body as a whole) or `field` (a field of the body).
    """

    name: str
    prop: PropertyProtocol
    description: str
    location: str

    @property
    def wire_name(self) -> str:
        return str(self.prop.name.get_untrusted_value())

    @property
    def annotation(self) -> str:
        return annotation(self.prop, sent=True)

    @property
    def declaration(self) -> str:
        return f"{self.name}: {self.annotation}" + ("" if self.prop.required else " = UNSET")

    @property
    def encoder(self) -> str:
        return encoder(self.prop)


@dataclass(frozen=True, slots=True)
class PathPart:
    """Fixed text of a path, or a parameter in it."""

    text: str
    argument: Argument | None = None


@dataclass(frozen=True, slots=True)
class OperationView:
    """One operation, ready for the templates."""

    id: str
    name: str
    tag: str
    python_tag: str
    method: str
    path: str
    security: tuple[str, ...]
    request_content: str | None
    response_kind: str
    success: tuple[int, ...]
    deprecated: bool
    sunset: str
    changes_state: bool
    form_field: str
    summary: str
    description: str
    body: PropertyProtocol | None
    result: PropertyProtocol | None
    path_arguments: list[Argument]
    query_arguments: list[Argument]
    header_arguments: list[Argument]
    body_arguments: list[Argument]
    flattened: bool
    returns: str
    errors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def deprecation(self) -> str:
        """What is told to those who use a deprecated operation."""
        end = f" and may be gone from {self.sunset} on" if self.sunset else ""
        return f"{self.id} is deprecated{end}"

    @property
    def upload(self) -> bool:
        return self.request_content == MULTIPART

    @property
    def keyword_arguments(self) -> list[Argument]:
        """Keyword-only arguments of the namespace method, those without a default first."""
        every = [*self.body_arguments, *self.query_arguments, *self.header_arguments]
        return sorted(every, key=lambda argument: not argument.prop.required)

    @property
    def all_arguments(self) -> list[Argument]:
        return [*self.path_arguments, *self.keyword_arguments]

    @property
    def result_annotation(self) -> str:
        return annotation(self.result, sent=False, optional=False) if self.result else "None"

    def classes(self, *, namespace: bool) -> list[tuple[str, str]]:
        """The generated classes that annotations name."""
        props = [argument.prop for argument in self.all_arguments]
        if not namespace and self.body is not None:
            props = [
                argument.prop
                for argument in self.path_arguments + self.query_arguments + self.header_arguments
            ]
            props.append(self.body)
        if self.result is not None:
            props.append(self.result)
        return sorted({pair for prop in props for pair in classes(prop)})

    def sent_classes(self) -> list[tuple[str, str]]:
        """The generated classes that `build` needs at run time."""
        props = [
            argument.prop for argument in self.path_arguments + self.query_arguments + self.header_arguments
        ]
        if self.body is not None:
            props.append(self.body)
        return sorted({pair for prop in props if encoder(prop) for pair in classes(prop)})

    def path_parts(self) -> list[PathPart]:
        """The path cut into fixed text and parameters."""
        by_name = {argument.wire_name: argument for argument in self.path_arguments}
        parts: list[PathPart] = []
        for index, piece in enumerate(re.split(r"\{([^{}]+)\}", self.path)):
            if index % 2:
                parts.append(PathPart("", by_name[piece]))
            elif piece:
                parts.append(PathPart(piece))
        return parts

    def docstring(self, indent: int) -> str:
        """The docstring of the namespace method."""
        arguments = [(argument.name, argument.description) for argument in self.path_arguments]
        if self.upload:
            arguments += _UPLOAD_ARGUMENTS
        arguments += [(argument.name, argument.description) for argument in self.keyword_arguments]
        description = self.description
        if self.deprecated:
            end = f", and may be gone from {self.sunset} on" if self.sunset else ""
            description = f"Deprecated{end}.\n\n{description}"
        sections = [
            ("Args", arguments),
            ("Returns", [("", self.returns)] if self.returns else []),
            ("Raises", self.errors),
        ]
        return docstring(self.summary or self.id, description, sections, indent)


def operation_views(
    document: dict[str, Any], endpoints: Iterable[Endpoint], models: Mapping[str, ModelProperty]
) -> list[OperationView]:
    """Join the parsed endpoints with the document, in the order of the document.

    Raises:
        LookupError: The parser lost an operation of the document.
    """
    by_name = {(endpoint.method, str(endpoint.name)): endpoint for endpoint in endpoints}
    views: list[OperationView] = []
    for _, path, method, item, operation in operations(document):
        parsed = str(strings.PythonIdentifier(operation["operationId"], prefix="field_"))
        endpoint = by_name.get((method, parsed))
        if endpoint is None:
            raise LookupError(operation["operationId"])
        views.append(_view(document, endpoint, models, path, method, item, operation))
    return views


def _view(
    document: dict[str, Any],
    endpoint: Endpoint,
    models: Mapping[str, ModelProperty],
    path: str,
    method: str,
    item: dict[str, Any],
    operation: dict[str, Any],
) -> OperationView:
    described = {
        (parameter["in"], parameter["name"]): _parameter_text(document, parameter)
        for parameter in parameters(document, item, operation)
    }
    body_facts = resolve(document, operation.get("requestBody")) or {}
    content = next(iter(body_facts.get("content") or {}), None)
    body: PropertyProtocol | None = endpoint.bodies[0].prop if endpoint.bodies else None
    closed = _resolved_schema(document, body_facts, content).get("additionalProperties") is False
    flattened = isinstance(body, ModelProperty) and closed

    taken = set(_TAKEN)
    if content == MULTIPART:
        taken |= {name for name, _ in _UPLOAD_ARGUMENTS}
    locations = {
        "path": endpoint.path_parameters,
        "query": endpoint.query_parameters,
        "header": endpoint.header_parameters,
    }
    arguments: dict[str, list[Argument]] = {"path": [], "query": [], "header": [], "body": []}
    for location, props in locations.items():
        for prop in props:
            name = _free(str(prop.python_name), location, taken)
            text = described.get((location, prop.name.get_untrusted_value()), "")
            arguments[location].append(Argument(name, prop, text, location))
    if body is not None and flattened:
        assert isinstance(body, ModelProperty)
        model = models[str(body.class_info.name)]
        for prop in [*(model.required_properties or []), *(model.optional_properties or [])]:
            name = _free(str(prop.python_name), "body", taken)
            text = prop.description.get_untrusted_value() if prop.description else ""
            arguments["body"].append(Argument(name, prop, one_line(text), "field"))
    elif body is not None:
        text = one_line(body_facts.get("description") or "The JSON body.")
        arguments["body"].append(Argument("body", body, text, "body"))

    kind, success, returns = _answer(document, method, operation)
    result = endpoint_result(endpoint) if kind == "json" else None
    name = strings.fix_reserved_words(strings.snake_case(operation["operationId"]))
    tag = (operation.get("tags") or ["default"])[0]
    return OperationView(
        id=operation["operationId"],
        name=name,
        tag=tag,
        python_tag=str(strings.PythonIdentifier(tag, prefix="tag")),
        method=method.upper(),
        path=path,
        security=_security(document, operation),
        request_content=content,
        response_kind=kind,
        success=success,
        deprecated=bool(operation.get("deprecated")),
        sunset=str(sunset(operation) or ""),
        changes_state=operation.get("x-changes-state") is True,
        form_field=_form_field(document, body_facts, content),
        summary=operation.get("summary") or "",
        description=operation.get("description") or "",
        body=body,
        result=result,
        path_arguments=arguments["path"],
        query_arguments=arguments["query"],
        header_arguments=arguments["header"],
        body_arguments=arguments["body"],
        flattened=flattened,
        returns=returns,
        errors=[
            (status, one_line(response.get("description") or ""))
            for status, response in responses(document, operation).items()
            if not is_success(status)
        ],
    )


def _resolved_schema(document: dict[str, Any], body: dict[str, Any], content: str | None) -> dict[str, Any]:
    schema = resolve(document, (body.get("content") or {}).get(content, {}).get("schema"))
    return schema if isinstance(schema, dict) else {}


def _form_field(document: dict[str, Any], body: dict[str, Any], content: str | None) -> str:
    """The name of the field that takes the media of an upload; `file` where any name will do."""
    names = _resolved_schema(document, body, content).get("properties") or {}
    return str(next(iter(names), "file")) if content == MULTIPART else "file"


def endpoint_result(endpoint: Endpoint) -> PropertyProtocol | None:
    """The parsed property of the JSON answer."""
    for response in endpoint.responses:
        if response.source["attribute"] == "response.json()":
            return response.prop
    return None


def _free(name: str, location: str, taken: set[str]) -> str:
    """The first free name: as it is, then with its place before it, then with underscores after it."""
    if name in taken:
        name = f"{location}_{name.rstrip('_')}"
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _parameter_text(document: dict[str, Any], parameter: dict[str, Any]) -> str:
    text = (
        parameter.get("description")
        or resolve(document, parameter.get("schema") or {}).get("description")
        or ""
    )
    text = one_line(text)
    default = (parameter.get("schema") or {}).get("default")
    if default is not None:
        text = f"{sentence(text)} The server takes {json.dumps(default)} when it is not given."
    return f"Deprecated. {text}" if parameter.get("deprecated") else text


def _security(document: dict[str, Any], operation: dict[str, Any]) -> tuple[str, ...]:
    requirements = operation.get("security", document.get("security") or [])
    return tuple(name for requirement in requirements for name in requirement)


def _answer(
    document: dict[str, Any], method: str, operation: dict[str, Any]
) -> tuple[str, tuple[int, ...], str]:
    """How the answer is read, which statuses are answers, and what they mean."""
    statuses: list[int] = []
    kind, returns = "none", ""
    for status, response in responses(document, operation).items():
        if not is_success(status):
            continue
        statuses += range(200, 300) if status.upper() == "2XX" else [int(status)]
        text = sentence(response.get("description") or "")
        if status == "304":
            continue
        if json_content(response) and kind == "none":
            kind, returns = "json", text
        elif response.get("content") and kind != "json":
            if kind == "none":
                returns = "The answer, whose content is read as it arrives. Use it as a context manager."
            kind = "stream"
    if method == "head":
        kind, returns = "headers", "The header fields of the answer."
    return kind, tuple(sorted(set(statuses))), returns
