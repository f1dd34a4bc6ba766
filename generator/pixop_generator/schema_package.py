"""Write `pixop_schemas`: strict pydantic models by datamodel-code-generator, and the rules that it drops."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pixop_generator.document import document_json
from pixop_generator.finding import DocumentError, Finding
from pixop_generator.package_names import PIXOP
from pixop_generator.pydantic_target import PYDANTIC_TARGET
from pixop_generator.schema_rules import rules_source
from pixop_generator.schema_view import python_names, schema_view
from pixop_generator.static_sources import copy_static_sources

TEMPLATES = Path(__file__).parent / "templates" / "schemas"


def write_schema_package(
    document: dict[str, Any], package: Path, document_file: str = PIXOP.document
) -> None:
    """Write the package into a directory that does not exist yet, the document as a file of the given name.

    Raises:
        DocumentError: A schema cannot be made into a model, or a rule of it into a check.
    """
    names = list(document.get("components", {}).get("schemas", {}))
    rules = rules_source(document)
    models = _models_source(document)
    defined = set(re.findall(r"^class (\w+)\(", models, re.MULTILINE))
    lost = [
        Finding(f"/components/schemas/{name}", "datamodel-code-generator made no class of it")
        for name in names
        if name not in defined
    ]
    if lost:
        raise DocumentError(lost)
    package.mkdir(parents=True)
    copy_static_sources(TEMPLATES / "static", package)
    _write(package / "models.py", models)
    _write(package / "rules.py", rules)
    _write(package / document_file, document_json(document))
    (package / "py.typed").write_bytes(b"")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  # Python source, not HTML
    )
    template = environment.get_template("package_init.py.jinja")
    _write(package / "__init__.py", template.render(names=sorted(names), document_file=document_file))


def _models_source(document: dict[str, Any]) -> str:
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import (
        DataModelType,
        InputFileType,
        NamingStrategy,
        StrictTypes,
        TargetPydanticVersion,
    )
    from datamodel_code_generator.format import PythonVersion

    view = schema_view(document)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            source = generate(
                view,
                input_file_type=InputFileType.OpenAPI,
                output_model_type=DataModelType.PydanticV2BaseModel,
                target_python_version=PythonVersion.PY_311,
                target_pydantic_version=TargetPydanticVersion(PYDANTIC_TARGET),
                use_missing_sentinel=True,
                strict_types=[StrictTypes.str, StrictTypes.int, StrictTypes.float, StrictTypes.bool],
                naming_strategy=NamingStrategy.FullPath,
                use_specialized_enum=True,
                use_annotated=True,
                snake_case_field=True,
                strict_nullable=True,
                capitalise_enum_members=True,
                disable_timestamp=True,
                aliases=python_names(document),
                formatters=[],
            )
        except Exception as error:
            raise DocumentError(
                [Finding("", f"datamodel-code-generator: {' '.join(str(error).split())}")]
            ) from error
    if caught:
        messages = dict.fromkeys(" ".join(str(warning.message).split()) for warning in caught)
        raise DocumentError([Finding("", f"datamodel-code-generator: {message}") for message in messages])
    if not isinstance(source, str):
        raise DocumentError(
            [Finding("/components/schemas", "the names of the schemas make more than one module")]
        )
    return _with_member_names(_with_own_base(source), view["components"]["schemas"])


def _with_own_base(source: str) -> str:
    """Take the model classes and the strict integer from `base` in place of pydantic's."""
    lines: list[str] = ['"""The component schemas as models. Generated; edits are overwritten."""', ""]
    for line in source.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("from pydantic import "):
            wanted = [name.strip() for name in line.removeprefix("from pydantic import ").split(",")]
            ours = [name for name in wanted if name in ("BaseModel", "RootModel", "StrictInt")]
            others = [name for name in wanted if name not in ours]
            if others:
                lines.append(f"from pydantic import {', '.join(others)}")
            if ours:
                lines.append(f"from .base import {', '.join(ours)}")
            continue
        lines.append(line)
    return "\n".join(lines) + "\n"


def _with_member_names(source: str, schemas: dict[str, Any]) -> str:
    """Give the members of enums the names that they have in the client: the tool spells some in another way."""
    lines: list[str] = []
    names: dict[Any, str] = {}
    for line in source.splitlines(keepends=True):
        if header := re.match(r"class (\w+)\(", line):
            schema = schemas.get(header[1], {})
            values = [value for value in schema.get("enum", []) if value is not None]
            names = dict(zip(values, schema.get("x-enum-varnames", []), strict=False))
        elif names and (member := re.fullmatch(r"    \w+ = (.+)\n", line)):
            value = ast.literal_eval(member[1])
            line = f"    {names[value]} = {member[1]}\n" if value in names else line
        lines.append(line)
    return "".join(lines)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
