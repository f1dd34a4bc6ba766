"""What all models share: the rules that types cannot express, and integers as JSON Schema has them."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel as _BaseModel
from pydantic import BeforeValidator, ConfigDict, Strict, model_validator
from pydantic import RootModel as _RootModel

from .rules import RULES

RootT = TypeVar("RootT")


def _integral(value: Any) -> Any:
    """`5.0` is an integer (JSON Schema 2020-12, validation, section 6.1.1)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


StrictInt = Annotated[int, Strict(), BeforeValidator(_integral)]


def plain(value: Any) -> Any:
    """A JSON value, with the models and enums in it written out."""
    match value:
        case _BaseModel():
            return value.model_dump(mode="json", by_alias=True)
        case Enum():
            return value.value
        case dict():
            return {name: plain(item) for name, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return value


def check_rules(name: str, value: Any) -> None:
    """Raise ValueError when a value breaks a rule of the component schema."""
    check = RULES.get(name)
    if check is not None and (problem := check(plain(value))):
        raise ValueError(problem)


class BaseModel(_BaseModel):
    """A JSON object. Its fields are given, read and written by their names on the wire."""

    model_config = ConfigDict(serialize_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def _check_rules(cls, value: Any) -> Any:
        check_rules(cls.__name__, value)
        return value


class RootModel(_RootModel[RootT], Generic[RootT]):
    """A JSON value that is no object with known fields; it is in `root`."""

    @model_validator(mode="before")
    @classmethod
    def _check_rules(cls, value: Any) -> Any:
        check_rules(cls.__name__, value)
        return value
