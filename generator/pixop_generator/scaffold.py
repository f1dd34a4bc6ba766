"""What an operation needs beside generated code: a route and a requirement, and skeletons of them; and its page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pixop_generator.docstring import one_line
from pixop_generator.finding import pointer_to
from pixop_generator.openapi_walk import is_success, operations

REQUIREMENTS = Path("contract/pixop_contract/requirements.yaml")
ROUTES = Path("server/pixop_server/routes")
DOCS = Path("generated_client/docs")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that an operation needs and that is written by hand.

    Attributes:
        file: Where it belongs, from the root of the repository.
        text: What to add there.
    """

    file: Path
    text: str


class UnknownOperationError(LookupError):
    """The document has no operation of this id."""


def scaffold(document: dict[str, Any], operation_id: str, root: Path) -> list[Part]:
    """The skeletons of all that an operation needs.

    Args:
        document: The document that has the operation.
        operation_id: Its id.
        root: The root of the repository; the ids of requirements there decide the new one.

    Raises:
        UnknownOperationError: There is no such operation.
    """
    for pointer, path, method, _, operation in operations(document):
        if operation.get("operationId") == operation_id:
            tag = str((operation.get("tags") or ["default"])[0])
            return [
                Part(_routes_file(operation), _route(path, method, operation)),
                Part(REQUIREMENTS, _requirement(document, pointer, operation, tag, root)),
            ]
    raise UnknownOperationError(operation_id)


def missing_parts(document: dict[str, Any], root: Path) -> list[str]:
    """What operations of the document lack, one sentence each with the line to add."""
    required = {name for each in _requirements(root) for name in each.get("operations") or ()}
    routes = _routes(root)
    pages = {path.read_text("utf-8").partition("`:")[0] for path in (root / DOCS).glob("*/*.md")}
    missing = []
    for _, path, method, _, operation in operations(document):
        name = str(operation["operationId"])
        if (method.upper(), path.replace("-", "_")) not in routes:
            line = scaffold(document, name, root)[0].text.splitlines()[-1].strip()
            missing.append(
                f"{name} has no route: add to `routes` in {_routes_file(operation)}: {line} "
                f"(and the function that `pixop scaffold {name}` prints)"
            )
        if name not in required:
            line = scaffold(document, name, root)[1].text.splitlines()[0]
            missing.append(
                f"{name} has no requirement: add to {REQUIREMENTS} what `pixop scaffold {name}` prints, "
                f"beginning with: {line}"
            )
        if f"# `{name}" not in pages:
            missing.append(f"{name} has no page in {DOCS}: run `pixop generate`, which writes it")
    return missing


def _requirements(root: Path) -> list[dict[str, Any]]:
    path = root / REQUIREMENTS
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return list(yaml.load(path.read_text("utf-8"), Loader=loader)) if path.is_file() else []  # noqa: S506  # safe


def _routes(root: Path) -> set[tuple[str, str]]:
    found = set()
    for module in (root / ROUTES).glob("*.py"):
        for path, methods in re.findall(r'path\(\s*"([^"]+)"([^)]*)\)', module.read_text("utf-8")):
            for method in re.findall(r"\b([A-Z]+)=", methods):
                found.add((method, path.replace("-", "_")))
                if method == "GET":
                    found.add(("HEAD", path.replace("-", "_")))
    return found


def _routes_file(operation: dict[str, Any]) -> Path:
    return ROUTES / f"{(operation.get('tags') or ['default'])[0]}.py"


def _python(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).replace("-", "_").lower()


def _route(path: str, method: str, operation: dict[str, Any]) -> str:
    name = _python(operation["operationId"])
    summary = one_line(operation.get("summary") or operation["operationId"]).rstrip(".")
    template = re.sub(r"\{([^{}]+)\}", lambda found: "{" + found[1].replace("-", "_") + "}", path)
    return (
        f"async def {name}(request: Request) -> Response:\n"
        f'    """{summary}."""\n'
        f"    services = services_of(request)\n"
        f"    caller = await services.authentication.bearer(request)\n"
        f'    raise NotImplementedError("{operation["operationId"]}")\n\n\n'
        f'    path("{template}", {method.upper()}={name}),'
    )


def _requirement(
    document: dict[str, Any], pointer: str, operation: dict[str, Any], tag: str, root: Path
) -> str:
    tags = {
        each["operationId"]: (each.get("tags") or [""])[0]
        for *_, each in operations(document)
        if "operationId" in each
    }
    existing = _requirements(root)
    prefixes = Counter(
        each["id"].rpartition("-")[0]
        for each in existing
        if any(tags.get(name) == tag for name in each.get("operations") or ())
    )
    prefix = prefixes.most_common(1)[0][0] if prefixes else tag[:3].upper()
    numbers = [int(each["id"].rpartition("-")[2]) for each in existing if each["id"].startswith(f"{prefix}-")]
    status = next((each for each in operation.get("responses") or {} if is_success(str(each))), "200")
    place = pointer + pointer_to("responses", status)
    summary = one_line(operation.get("summary") or operation["operationId"]).rstrip(".")
    return (
        f"- id: {prefix}-{max(numbers, default=0) + 1:03}\n"
        f"  text: A request to {summary[:1].lower()}{summary[1:]} MUST be answered with {status}.\n"
        f"  level: MUST\n"
        f'  source: {{class: D, anchor: D-00, pointer: "{place}"}}\n'
        f"  operations: [{operation['operationId']}]\n"
        f"  profile: core"
    )


def run_scaffold(operation_id: str, document: Path | None = None) -> int:
    """Print the skeletons of an operation to stdout: 0 done, 2 when there is no such operation."""
    import sys

    from pixop_generator.command import find_document
    from pixop_generator.document import load_document
    from pixop_generator.finding import DocumentError

    try:
        path = document or find_document(Path.cwd())
    except FileNotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        parts = scaffold(load_document(path).data, operation_id, path.resolve().parent.parent)
    except DocumentError as error:
        for finding in error.findings:
            sys.stderr.write(finding.text(path) + "\n")
        return 2
    except UnknownOperationError:
        sys.stderr.write(f"{path} has no operation {operation_id}\n")
        return 2
    for part in parts:
        sys.stdout.write(f"# {part.file}\n{part.text}\n\n")
    return 0
