"""How schemathesis is told to generate requests, and what a good answer is."""

from typing import Any

import pixop_schemas
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

# A request that fits its schema may still be refused: the id is unknown (404), the state forbids it (409), the range
# begins past the end (416), or a rule says no that no schema can (400). Such a rule of uploads is that the part has a
# file name, which the generator gives to the declared field alone, not to one of another name. And a form may have more
# than the schema says: fields without a file name are read over (D-17).
_RULES_BEYOND_THE_SCHEMA = ["processVideo", "uploadMedia", "uploadLightMedia"]
_UPLOADS = ["uploadMedia", "uploadLightMedia"]
_ACCEPTED = ["2xx", "3xx", "401", "404", "409", "416"]
_REFUSED = ["400", "401", "404", "405", "409", "413", "415", "431"]


def configuration(examples: int, *, phase: str) -> SchemathesisConfig:
    """Configure one phase so that equal runs send equal requests."""
    phases = {name: {"enabled": name == phase} for name in ("examples", "coverage", "fuzzing", "stateful")}
    if phase == "fuzzing":
        phases["fuzzing"] |= {
            "error-feedback": {"enabled": False},
            "extra-data-sources": {"responses": False},
        }
    return SchemathesisConfig.from_dict(
        {
            "cache": {"enabled": False},
            "suppress-health-check": ["all"],
            "generation": {
                "deterministic": True,
                "database": "none",
                "max-examples": examples,
                "mode": "all",
                "no-shrink": True,
                # Unknown query parameters are ignored, so that later versions may have more.
                "allow-extra-parameters": False,
            },
            "phases": phases,
            "checks": {
                "positive_data_acceptance": {"expected-statuses": _ACCEPTED},
                "negative_data_rejection": {"expected-statuses": _REFUSED},
                "missing_required_header": {"expected-statuses": _REFUSED},
            },
            "operations": [
                {
                    "include-operation-id": operation,
                    "checks": {
                        "positive_data_acceptance": {"expected-statuses": [*_ACCEPTED, "400"]},
                        "negative_data_rejection": {
                            "expected-statuses": [*_REFUSED, "200"] if operation in _UPLOADS else _REFUSED
                        },
                    },
                }
                for operation in _RULES_BEYOND_THE_SCHEMA
            ],
        }
    )


def load_schema(examples: int, *, phase: str) -> Any:
    """Load the document for one phase."""
    return schemathesis.openapi.from_dict(
        pixop_schemas.document(), config=configuration(examples, phase=phase)
    )


def is_generated_badly(case: Any, part: str) -> bool:
    """Tell whether a part of a request breaks the schema on purpose."""
    if case.meta is None:
        return False
    component = case.meta.components.get(part)
    return component is not None and component.mode == GenerationMode.NEGATIVE
