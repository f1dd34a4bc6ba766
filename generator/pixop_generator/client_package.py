"""Write `pixop_client`: the parsed data of openapi-python-client rendered by templates of our own."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openapi_python_client as opc
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema import Schema
from openapi_python_client.strings import ClassName, PythonIdentifier

from pixop_generator import property_code
from pixop_generator.client_view import client_view
from pixop_generator.docstring import docstring, one_line
from pixop_generator.finding import DocumentError, Finding, pointer_to
from pixop_generator.operation_view import OperationView, operation_views
from pixop_generator.static_sources import copy_static_sources

_MODEL_NAMES = frozenset({"additional_properties", "from_dict", "to_dict", "fields", "result"})
TEMPLATES = Path(__file__).parent / "templates" / "client"


def write_client_package(document: dict[str, Any], package: Path) -> list[OperationView]:
    """Write the package into a directory that does not exist yet, and give its operations.

    Raises:
        DocumentError: openapi-python-client cannot make code of a part of the document.
    """
    data, config = _parse(document, package)
    _rename_underscored(data)
    _describe(data)
    views = _operations(document, data)
    project = opc.Project(openapi=data, config=config, custom_template_path=TEMPLATES)
    sent = _sent_models(data)
    helpers: dict[str, Any] = {
        "code": property_code,
        "docstring": docstring,
        "one_line": one_line,
        "is_sent": lambda model: str(model.class_info.name) in sent,
        "text": lambda value: value.get_untrusted_value() if value else "",
    }
    project.env.globals.update(helpers)
    package.mkdir(parents=True)
    copy_static_sources(TEMPLATES / "static", package)
    (package / "py.typed").write_bytes(b"")
    with contextlib.redirect_stdout(io.StringIO()):
        project._build_models()
    _write(project, "package_init.py.jinja", package / "__init__.py")
    _write_operations(project, package, views, document.get("tags") or [])
    return views


def _parse(document: dict[str, Any], package: Path) -> tuple[GeneratorData, Config]:
    options = ConfigFile(
        project_name_override=package.name, package_name_override=package.name, post_hooks=[]
    )
    config = Config.from_sources(options, MetaType.NONE, package, "utf-8", False, package)
    try:
        data = GeneratorData.from_dict(client_view(document), config=config)
    except (ValueError, TypeError, KeyError) as error:
        raise DocumentError([_finding(f"{type(error).__name__} {error}")]) from error
    if not isinstance(data, GeneratorData):
        raise DocumentError(
            [Finding("", f"openapi-python-client: {one_line(f'{data.header} {data.detail}')}")]
        )
    problems = [
        error for collection in data.endpoint_collections_by_tag.values() for error in collection.parse_errors
    ]
    findings = [_finding(f"{error.header} {error.detail or ''}") for error in [*problems, *data.errors]]
    findings += _lost_modules(data)
    if findings:
        raise DocumentError(findings)
    return data, config


def _lost_modules(data: GeneratorData) -> Iterator[Finding]:
    """Classes that would be written into the same module, on a file system that ignores case too."""
    seen: dict[str, str] = {}
    for prop in [*data.models, *data.enums]:
        name, module = str(prop.class_info.name), str(prop.class_info.module_name).lower()
        if other := seen.get(module):
            pointer = pointer_to("components", "schemas", name)
            yield Finding(pointer, f"{name} and {other} would be in one module {module}; choose another name")
        seen[module] = name


def _finding(message: str) -> Finding:
    """A finding of a message of openapi-python-client: where it is, without what differs from run to run."""
    text = one_line(re.sub(r"<openapi_python_client\.[^<>]*>", "…", message))
    if operation := re.search(r"parsing ([A-Z]+) (\S+) within", text):
        pointer = pointer_to("paths", operation[2], operation[1].lower())
    else:
        schema = re.search(r"/components/schemas/[A-Za-z0-9]+", text)
        pointer = schema[0] if schema else ""
    return Finding(pointer, f"openapi-python-client: {text}")


def _operations(document: dict[str, Any], data: GeneratorData) -> list[OperationView]:
    endpoints = [
        endpoint for group in data.endpoint_collections_by_tag.values() for endpoint in group.endpoints
    ]
    views = operation_views(document, endpoints, _models(data))
    findings = [
        Finding(
            "",
            f"the operations {first.id} and {second.id} make the same Python method {first.python_tag}.{first.name}",
        )
        for index, first in enumerate(views)
        for second in views[index + 1 :]
        if (first.python_tag, first.name) == (second.python_tag, second.name)
    ]
    if findings:
        raise DocumentError(findings)
    return views


def _models(data: GeneratorData) -> dict[str, ModelProperty]:
    return {str(model.class_info.name): model for model in data.models}


def _properties(model: ModelProperty) -> list[PropertyProtocol]:
    found: list[PropertyProtocol] = [*(model.required_properties or []), *(model.optional_properties or [])]
    if model.additional_properties:
        found.append(model.additional_properties)
    return found


def _sent_models(data: GeneratorData) -> set[str]:
    """Names of the models that a request can contain; callers may write plain strings and mappings in them."""
    models, found = _models(data), set[str]()

    def reach(prop: PropertyProtocol) -> None:
        match prop:
            case UnionProperty():
                for branch in property_code.branches(prop):
                    reach(branch)
            case ListProperty():
                reach(prop.inner_property)
            case ModelProperty() if (name := str(prop.class_info.name)) not in found:
                found.add(name)
                for inner in _properties(models[name]):
                    reach(inner)

    for group in data.endpoint_collections_by_tag.values():
        for endpoint in group.endpoints:
            for body in endpoint.bodies:
                reach(body.prop)
    return found


def _rename_underscored(data: GeneratorData) -> None:
    """`_links` becomes `links`: the parser's `field_links` is needed only when that name is taken.

    What the models define themselves keeps its name, and a field of that name gets an underscore.
    """
    for model in data.models:
        props = _properties(model)
        taken = {str(prop.python_name) for prop in props}
        names = _MODEL_NAMES | ({"datetime"} if any(map(property_code.has_date_time, props)) else set())
        for prop in props:
            wire = prop.name.get_untrusted_value()
            if str(prop.python_name) in names:
                object.__setattr__(
                    prop,
                    "python_name",
                    PythonIdentifier(f"{prop.python_name}_", prefix="", skip_snake_case=True),
                )
            bare = str(PythonIdentifier(wire.lstrip("_"), prefix="field_"))
            if wire.startswith("_") and bare not in taken:
                taken.add(bare)
                object.__setattr__(prop, "python_name", PythonIdentifier(bare, prefix="field_"))


def _describe(data: GeneratorData) -> None:
    """Give each property the description that stands beside its `$ref`, which the parser drops."""
    for model in data.models:
        schemas = [model.data, *(part for part in model.data.allOf if isinstance(part, Schema))]
        for schema in schemas:
            for prop in _properties(model):
                own = (schema.properties or {}).get(prop.name)
                if isinstance(own, Schema) and own.description:
                    object.__setattr__(prop, "description", own.description)


def _write_operations(
    project: opc.Project, package: Path, views: list[OperationView], document_tags: list[dict[str, Any]]
) -> None:
    tags: dict[str, list[OperationView]] = {}
    for view in views:
        tags.setdefault(view.python_tag, []).append(view)
    models = {*_models(project.openapi), *(str(each.class_info.name) for each in project.openapi.enums)}
    class_names = {python_tag: _namespace_class(group[0].tag, models) for python_tag, group in tags.items()}
    described = {tag["name"]: tag.get("description", "") for tag in document_tags}
    for python_tag, group in tags.items():
        directory = package / "api" / python_tag
        directory.mkdir(parents=True)
        _write(project, "tag_init.py.jinja", directory / "__init__.py", tag=group[0].tag)
        for view in group:
            _write(project, "operation.py.jinja", directory / f"{view.name}.py", operation=view)
        _write(
            project,
            "namespace.py.jinja",
            package / "namespaces" / f"{python_tag}.py",
            tag=group[0].tag,
            description=described.get(group[0].tag, ""),
            python_tag=python_tag,
            class_name=class_names[python_tag],
            operations=group,
            used=sorted({pair for view in group for pair in view.classes(namespace=True)}),
        )
    _write(project, "api_init.py.jinja", package / "api" / "__init__.py", operations=views)
    _write(
        project,
        "namespaces_init.py.jinja",
        package / "namespaces" / "__init__.py",
        tags=[
            (
                python_tag,
                class_names[python_tag],
                described.get(group[0].tag) or group[0].tag,
            )
            for python_tag, group in sorted(tags.items())
        ],
    )


def _namespace_class(tag: str, models: set[str]) -> str:
    """The class of a namespace: the tag, and `Operations` behind it where a schema has that name."""
    name = str(ClassName(tag, "Tag"))
    return f"{name}Operations" if {name, f"Async{name}"} & models else name


def _write(project: opc.Project, template: str, target: Path, **values: Any) -> None:
    render: Callable[..., str] = project.env.get_template(template).render
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render(**values), encoding="utf-8", newline="\n")
