"""Write the HTTP client of a package that has no overlays: `Client` and `AsyncClient` on httpx."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openapi_python_client.strings import in_double_quote_literal

from pixop_generator.openapi_walk import resolve

TEMPLATES = Path(__file__).parent / "templates" / "standalone"
Scheme = tuple[str, str, str, str]


def write_standalone_client(document: dict[str, Any], package: Path) -> None:
    """Add `client.py` to a client package that is written already."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  # Python source, not HTML
    )
    environment.filters["in_double_quote_literal"] = in_double_quote_literal
    source = environment.get_template("client.py.jinja").render(
        title=document["info"]["title"], base_url=base_url(document), schemes=list(schemes(document))
    )
    (package / "client.py").write_text(source, encoding="utf-8", newline="\n")


def base_url(document: dict[str, Any]) -> str | None:
    """The first server with the defaults of its variables; None when it is relative."""
    for server in document.get("servers") or []:
        url = str(server["url"])
        for name, variable in (server.get("variables") or {}).items():
            url = url.replace(f"{{{name}}}", str(variable["default"]))
        return url if url.startswith(("http://", "https://")) else None
    return None


def schemes(document: dict[str, Any]) -> list[Scheme]:
    """The security schemes as (name, `basic`, `bearer` or `key`, place of a key, name of a key)."""
    found: list[Scheme] = []
    for name, raw in ((document.get("components") or {}).get("securitySchemes") or {}).items():
        scheme = resolve(document, raw)
        if scheme["type"] == "apiKey":
            found.append((name, "key", scheme["in"], scheme["name"]))
        elif scheme["type"] == "http" and str(scheme["scheme"]).lower() == "basic":
            found.append((name, "basic", "", ""))
        else:
            found.append((name, "bearer", "", ""))
    return found
