"""Write `docs/`: a Markdown page for each operation, with calls in Python, on the command line and with curl."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pixop_generator.client_view import MULTIPART, json_content
from pixop_generator.docstring import one_line
from pixop_generator.openapi_walk import is_success, operations, parameters, resolve, responses
from pixop_generator.operation_view import OperationView
from pixop_generator.package_names import PackageNames
from pixop_generator.standalone_client import Scheme, base_url, schemes

TEMPLATES = Path(__file__).parent / "templates" / "reference"
DOCS = "docs"
#: Lines of an example of an answer that are shown.
_MAX_LINES = 60
_FILE = "reel.mov"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table of parameters."""

    wire: str
    where: str
    name: str
    type: str
    text: str
    required: bool


@dataclass(frozen=True, slots=True)
class _Call:
    """The values of an example call.

    Attributes:
        path: Values of the path's parameters, by their names on the wire.
        query: Values of the required query parameters.
        headers: Values of the required header fields.
        body: The JSON body; None when there is none.
    """

    path: dict[str, Any]
    query: dict[str, Any]
    headers: dict[str, Any]
    body: Any


def write_reference_pages(
    document: dict[str, Any], views: Sequence[OperationView], directory: Path, names: PackageNames
) -> None:
    """Write the pages and their index into a directory that does not exist yet."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  # Markdown, not HTML
    )
    environment.filters["cell"] = _cell
    known = {name: (name, kind, place, key) for name, kind, place, key in schemes(document)}
    facts = {
        operation["operationId"]: (method, item, operation)
        for _, _, method, item, operation in operations(document)
    }
    page = environment.get_template("operation.md.jinja")
    tags: dict[str, list[OperationView]] = {}
    for view in views:
        tags.setdefault(view.tag, []).append(view)
        _, item, operation = facts[view.id]
        call = _example_call(document, view, item, operation)
        found = [known[name] for name in dict.fromkeys(view.security) if name in known]
        content = page.render(
            operation=view,
            security=" or ".join(f"`{scheme[0]}`" for scheme in found),
            parameters=list(_rows(view)),
            python=_python(view, call, names, found, base_url(document)),
            command="" if names.standalone else _command(view, call),
            curl=_curl(view, call, found),
            returns=_returns(view),
            answers=[
                (status, _cell(response.get("description") or ""))
                for status, response in responses(document, operation).items()
            ],
            example=_answer(document, view, operation),
        )
        _write(directory / view.python_tag / f"{view.name}.md", content)
    described = {tag["name"]: tag.get("description", "") for tag in document.get("tags") or []}
    token = next((view.id for view in views if view.result_annotation == "Token"), "")
    content = environment.get_template("index.md.jinja").render(
        title=document["info"]["title"],
        version=document["info"]["version"],
        base_url=base_url(document),
        token=token,
        tags=[(tag, one_line(described.get(tag, "")), group) for tag, group in tags.items()],
    )
    _write(directory / "README.md", content)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content.rstrip() + "\n", encoding="utf-8", newline="\n")


def _cell(text: str) -> str:
    """Text as it stands in a cell of a table."""
    return one_line(text).replace("|", "\\|")


def _rows(view: OperationView) -> Iterator[_Row]:
    for argument in view.all_arguments:
        where = {"body": "body", "field": "body"}.get(argument.location, argument.location)
        wire = "(the body)" if argument.location == "body" else argument.wire_name
        kind = argument.annotation.removesuffix(" | Unset").replace("|", "\\|")
        yield _Row(wire, where, argument.name, kind, _cell(argument.description), argument.prop.required)
    if view.upload:
        text = "The media: a path, a binary file object, or bytes."
        yield _Row(view.form_field, "form", "media", "MediaSource", text, required=True)


def _returns(view: OperationView) -> str:
    match view.response_kind:
        case "stream":
            return "AbstractContextManager[ByteStream]"
        case "headers":
            return "ResponseHeaders"
        case "json":
            return view.result_annotation
    return "None"


def _example_call(
    document: dict[str, Any], view: OperationView, item: dict[str, Any], operation: dict[str, Any]
) -> _Call:
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in parameters(document, item, operation):
        if parameter.get("required"):
            values[parameter["in"]][parameter["name"]] = _value(document, parameter)
    body = None
    content = json_content(resolve(document, operation.get("requestBody")) or {})
    if view.body is not None and content:
        body = _value(document, content)
    return _Call(values["path"], values["query"], values["header"], body)


def _value(document: dict[str, Any], holder: dict[str, Any]) -> Any:
    """An example of a parameter or a media type: the first that the document gives, else one that is made."""
    if "example" in holder:
        return holder["example"]
    for example in (holder.get("examples") or {}).values():
        found = resolve(document, example)
        if "value" in found:
            return found["value"]
    return _sample(document, holder.get("schema") or {}, 0)


def _sample(document: dict[str, Any], schema: Any, depth: int) -> Any:
    """A value of a schema: an example of it, or the least that it allows as far as that can be seen."""
    found = resolve(document, schema)
    if not isinstance(found, dict) or depth > 8:
        return None
    schema = _with_bases(document, found)
    if "example" in schema or schema.get("examples"):
        return schema["example"] if "example" in schema else schema["examples"][0]
    for keyword in ("const", "default"):
        if keyword in schema:
            return schema[keyword]
    if schema.get("enum"):
        return schema["enum"][0]
    for keyword in ("oneOf", "anyOf"):
        if schema.get(keyword):
            return _sample(document, schema[keyword][0], depth + 1)
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    match kinds if isinstance(kinds, str) else (kinds or ["null"])[0]:
        case "object":
            properties: dict[str, Any] = schema.get("properties") or {}
            return {
                name: _sample(document, properties.get(name, {}), depth + 1)
                for name in dict.fromkeys(schema.get("required") or [])
            }
        case "array":
            return [_sample(document, schema.get("items") or {}, depth + 1)] if schema.get("minItems") else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "null":
            return None
    dates = {"date-time": "2024-01-31T12:00:00Z", "date": "2024-01-31", "uri": "https://example.com"}
    return dates.get(schema.get("format", ""), "text".ljust(int(schema.get("minLength") or 0), "t"))


def _with_bases(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with the fields of its `allOf`."""
    whole: dict[str, Any] = dict(schema)
    for part in schema.get("allOf") or []:
        base = resolve(document, part)
        if isinstance(base, dict):
            fields = {**(base.get("properties") or {}), **(whole.get("properties") or {})}
            required = [*(base.get("required") or []), *(whole.get("required") or [])]
            whole = {**base, **whole, "properties": fields, "required": required}
    return whole


def _answer(document: dict[str, Any], view: OperationView, operation: dict[str, Any]) -> str:
    if view.response_kind != "json":
        return ""
    for status, response in responses(document, operation).items():
        content = json_content(response)
        if is_success(status) and content and ("example" in content or content.get("examples")):
            text = json.dumps(_value(document, content), indent=2, ensure_ascii=False)
            lines = text.splitlines()
            return text if len(lines) <= _MAX_LINES else "\n".join([*lines[:_MAX_LINES], "…"])
    return ""


def _python(
    view: OperationView, call: _Call, names: PackageNames, security: Sequence[Scheme], url: str | None
) -> str:
    arguments = [_literal(call.path[argument.wire_name]) for argument in view.path_arguments]
    if view.upload:
        arguments.append(f'"{_FILE}"')
    given = {"query": call.query, "header": call.headers}
    for argument in view.keyword_arguments:
        match argument.location:
            case "body":
                arguments.append(f"{argument.name}={_literal(call.body)}")
            case "field" if isinstance(call.body, dict) and argument.wire_name in call.body:
                arguments.append(f"{argument.name}={_literal(call.body[argument.wire_name])}")
            case location if argument.wire_name in given.get(location, {}):
                arguments.append(f"{argument.name}={_literal(given[location][argument.wire_name])}")
    method = f"client.{view.python_tag}.{view.name}"
    if names.standalone:
        head, client = f"from {names.client}.client import Client", f"Client({_credentials(security, url)})"
    else:
        head, client = "from pixop import Pixop", "Pixop()"
    line = f"{method}({', '.join(arguments)})"
    match view.response_kind:
        case "stream":
            body = [
                f'with {line} as answer, open("{_FILE}", "wb") as file:',
                "    for piece in answer.iter_bytes():",
            ]
            body.append("        file.write(piece)")
        case "none":
            body = [line]
        case _:
            body = [f"answer = {line}"]
    indented = "\n".join(f"    {each}" for each in body)
    return f"{head}\n\nwith {client} as client:\n{indented}"


def _credentials(security: Sequence[Scheme], url: str | None) -> str:
    given = [] if url else ['"https://api.example"']
    words = {"bearer": 'token="…"', "basic": 'basic=("user", "password")', "key": 'api_key="…"'}
    return ", ".join([*given, *dict.fromkeys(words[kind] for _, kind, _, _ in security)])


def _literal(value: Any) -> str:
    """A JSON value as Python source; the formatter breaks what is long."""
    match value:
        case dict():
            return (
                "{" + ", ".join(f"{json.dumps(key)}: {_literal(each)}" for key, each in value.items()) + "}"
            )
        case list():
            return "[" + ", ".join(map(_literal, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)
    return repr(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _command(view: OperationView, call: _Call) -> str:
    words = ["pixop", "api", view.id]
    for option, values in (("-p", call.path), ("-q", call.query), ("-H", call.headers)):
        for name, value in values.items():
            words += [option, f"{name}={_text(value)}"]
    if call.body is not None:
        words += ["--body", json.dumps(call.body, ensure_ascii=False)]
    if view.upload:
        words += ["--file", _FILE]
    if view.response_kind == "stream":
        words += ["-o", _FILE]
    return shlex.join(words)


def _curl(view: OperationView, call: _Call, security: Sequence[Scheme]) -> str:
    path = view.path
    for name, value in call.path.items():
        path = path.replace(f"{{{name}}}", quote(_text(value), safe=""))
    query = [f"{quote(name)}={quote(_text(value), safe='')}" for name, value in call.query.items()]
    words = ["curl", "--fail-with-body"]
    if view.method == "HEAD":
        words.append("--head")
    elif view.method != ("POST" if view.upload else "GET"):
        words.append(f"--request {view.method}")
    for _, kind, place, key in security[:1]:
        match kind, place:
            case "bearer", _:
                words.append('--header "Authorization: Bearer $TOKEN"')
            case "basic", _:
                words.append('--user "$EMAIL:$PASSWORD"')
            case _, "header":
                words.append(f'--header "{key}: $API_KEY"')
            case _, "cookie":
                words.append(f'--cookie "{key}=$API_KEY"')
            case _:
                query.append(f"{quote(key)}=$API_KEY")
    words += [f"--header {shlex.quote(f'{name}: {_text(value)}')}" for name, value in call.headers.items()]
    if call.body is not None:
        words.append('--header "Content-Type: application/json"')
        words.append(f"--data {shlex.quote(json.dumps(call.body, ensure_ascii=False))}")
    if view.request_content == MULTIPART:
        words.append(f"--form {view.form_field}=@{_FILE}")
    if view.response_kind == "stream":
        words.append(f"--output {_FILE}")
    words.append(f'"$BASE_URL{path}{"?" if query else ""}{"&".join(query)}"')
    return " \\\n  ".join([" ".join(words[:2]), *words[2:]])
