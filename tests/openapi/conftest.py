from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

OPENAPI = Path(__file__).parents[2] / "openapi"


@pytest.fixture(scope="session")
def document() -> Any:
    return yaml.safe_load((OPENAPI / "pixop.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def house_rules() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_rules", OPENAPI / "house_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
