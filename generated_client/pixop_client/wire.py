"""Between JSON values and Python values: liberal in what is read, exact in what is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Protocol, Self, TypeVar
from urllib.parse import quote

from .timestamp import Timestamp, moment, read_timestamp
from .types import UNSET, Unset

T = TypeVar("T")
EnumT = TypeVar("EnumT", bound=Enum)

_INTEGER = re.compile(r"[+-]?[0-9]{1,30}(?:\.0{1,30})?")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?")


class Model(Protocol):
    """What every generated model can do."""

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]: ...

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self: ...


class DecodeError(ValueError):
    """An answer does not have the shape that the document gives it.

    Attributes:
        schema: Name of the schema that the value belongs to.
        field: The field of that schema, as the wire spells it; empty when the value as a whole is meant.
        reason: What is wrong. It never contains the value.
    """

    def __init__(self, schema: str, field: str, reason: str) -> None:
        self.schema = schema
        self.field = field
        self.reason = reason
        super().__init__(f"{schema}.{field}: {reason}" if field else f"{schema}: {reason}")

    def __reduce__(self) -> tuple[type[DecodeError], tuple[str, str, str]]:
        return DecodeError, (self.schema, self.field, self.reason)


class Fields:
    """The fields of one JSON object, taken one by one; what nobody takes is kept."""

    def __init__(self, schema: str, data: Any) -> None:
        if not isinstance(data, Mapping):
            raise DecodeError(schema, "", f"expected an object, got {kind(data)}")
        self._schema = schema
        self._data = dict(data)

    def required(self, name: str, decode: Callable[[Any], T]) -> T:
        """Take a field that must be there."""
        if name not in self._data:
            raise DecodeError(self._schema, name, "the required field is missing")
        return self._decode(name, decode)

    def optional(self, name: str, decode: Callable[[Any], T]) -> T | Unset:
        """Take a field that can be missing; null counts as missing."""
        if self._data.get(name) is None:
            self._data.pop(name, None)
            return UNSET
        return self._decode(name, decode)

    def optional_nullable(self, name: str, decode: Callable[[Any], T]) -> T | Unset:
        """Take a field that can be missing, and for which null is a value of its own."""
        return self._decode(name, decode) if name in self._data else UNSET

    def rest(self, decode: Callable[[Any], T]) -> dict[str, T]:
        """Take all the other fields, known to the document or not."""
        return {name: self._decode(name, decode) for name in list(self._data)}

    def end(self) -> None:
        """Refuse fields that nobody took."""
        for name in self._data:
            raise DecodeError(self._schema, str(name), "no such field")

    def _decode(self, name: str, decode: Callable[[Any], T]) -> T:
        try:
            return decode(self._data.pop(name))
        except DecodeError:
            raise
        except ValueError as error:
            raise DecodeError(self._schema, name, str(error)) from None


def kind(value: object) -> str:
    """The JSON type of a value, for messages that must not show the value."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case Mapping():
            return "an object"
        case list() | tuple():
            return "an array"
    return type(value).__name__


def anything(value: Any) -> Any:
    return value


def null(value: Any) -> None:
    if value is not None:
        raise ValueError(f"expected null, got {kind(value)}")


def string(value: Any) -> str:
    """Read a string; a number where the document says string is read as its digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"expected a string, got {kind(value)}")


def boolean(value: Any) -> bool:
    """Read a boolean, quoted or not."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise ValueError(f"expected a boolean, got {kind(value)}")


def integer(value: Any) -> int:
    """Read an integer, quoted or not, `5.0` included."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value.strip().partition(".")[0])
    raise ValueError(f"expected an integer, got {kind(value)}")


def number(value: Any) -> float:
    """Read a number, quoted or not. A value that is an integer on the wire stays one (PEP 484: an int is a float)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    raise ValueError(f"expected a number, got {kind(value)}")


def date_time(value: Any) -> datetime:
    """Read a date and time; one that cannot be read spoils no answer, see `UnreadableTimestamp`."""
    return read_timestamp(value)


def exact_date_time(value: Any) -> datetime:
    """Read a date and time where the value can be something else."""
    moment(value)
    return read_timestamp(value)


def enumeration(enum: type[EnumT]) -> Callable[[Any], EnumT]:
    """Read an enum; the generated classes make a member of an unknown value."""

    def decode(value: Any) -> EnumT:
        if issubclass(enum, int):
            return enum(integer(value))
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError(f"expected a string, got {kind(value)}")
        return enum(str(value))

    return decode


def constant(expected: T) -> Callable[[Any], T]:
    """Read a value that can only be this one."""

    def decode(value: Any) -> T:
        if value != expected or isinstance(value, bool) is not isinstance(expected, bool):
            raise ValueError(f"expected {expected!r}")
        return expected

    return decode


def nullable(decode: Callable[[Any], T]) -> Callable[[Any], T | None]:
    return lambda value: None if value is None else decode(value)


def list_of(decode: Callable[[Any], T]) -> Callable[[Any], list[T]]:
    def decode_list(value: Any) -> list[T]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"expected an array, got {kind(value)}")
        return [decode(item) for item in value]

    return decode_list


def only(*types: type) -> Callable[[Any], Any]:
    """Read a value that has exactly one of these types, as a union of plain values has to be told apart."""

    def decode(value: Any) -> Any:
        if isinstance(value, types) and (bool in types or not isinstance(value, bool)):
            return value
        raise ValueError(f"got {kind(value)}")

    return decode


def first_of(*decoders: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Read a value that has one of several shapes: the first shape that fits."""

    def decode(value: Any) -> Any:
        reasons: list[str] = []
        for each in decoders:
            try:
                return each(value)
            except ValueError as error:
                reasons.append(str(error))
        raise ValueError("; or ".join(dict.fromkeys(reasons)))

    return decode


Encode = Callable[[Any, bool], Any]


def put(
    target: dict[str, Any], name: str, value: Any, encode: Encode | None = None, closed: bool = False
) -> None:
    """Set a field of a JSON object, unless the value is unset."""
    if isinstance(value, Unset):
        return
    if encode is None or value is None:
        target[name] = value
        return
    try:
        target[name] = encode(value, closed)
    except DecodeError:
        raise
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def enum_json(enum: type[Enum]) -> Encode:
    """Write an enum or its plain value. `closed`: refuse a value that the document does not list."""

    def encode(value: Any, closed: bool) -> Any:
        plain = value.value if isinstance(value, Enum) else value
        if not isinstance(plain, str | int | float):
            raise TypeError(f"expected {enum.__name__} or its value, got {type(value).__name__}")
        allowed = [member.value for member in enum]
        if closed and (plain not in allowed or isinstance(plain, bool)):
            raise ValueError(f"{plain!r} is not one of {', '.join(str(each) for each in allowed)}")
        return plain

    return encode


def date_time_json(value: Any, closed: bool) -> Any:
    """Write a date and time: what was read as it came, anything else by RFC 3339, section 5.6, in UTC."""
    return _date_time_text(value, "T", "auto", "Z")


def spaced_date_time_json(value: Any, closed: bool) -> Any:
    """Write a date and time: what was read as it came, anything else as `YYYY-MM-DD hh:mm:ss` in UTC."""
    return _date_time_text(value, " ", "seconds", "")


def _date_time_text(value: Any, separator: str, precision: str, end: str) -> Any:
    if isinstance(value, Timestamp) and not isinstance(value.raw, Unset):
        return value.raw
    if not isinstance(value, datetime):
        if isinstance(value, str):
            return value
        raise TypeError(f"expected a datetime or a string, got {type(value).__name__}")
    if value.tzinfo is None:
        raise ValueError("a datetime needs a time zone, such as datetime.UTC")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(separator, precision) + end


def model_json(model: type[Model]) -> Encode:
    """Write a model, or a mapping that has the model's shape."""

    def encode(value: Any, closed: bool) -> dict[str, Any]:
        if not isinstance(value, model):
            if not isinstance(value, Mapping):
                raise TypeError(f"expected {model.__name__} or a mapping, got {type(value).__name__}")
            return model.from_dict(value).to_dict(closed=closed)
        found: Model = value
        return found.to_dict(closed=closed)

    return encode


def list_json(encode: Encode) -> Encode:
    def encode_list(value: Any, closed: bool) -> list[Any]:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise TypeError(f"expected a list, got {type(value).__name__}")
        return [None if item is None else encode(item, closed) for item in value]

    return encode_list


def plain_json(*types: type) -> Encode:
    """Write a value of one of these types as it is; for unions whose other branches are made into JSON."""

    def encode(value: Any, closed: bool) -> Any:
        if not isinstance(value, types) or (isinstance(value, bool) and not {bool, object} & set(types)):
            raise TypeError(f"got {type(value).__name__}")
        return value

    return encode


def any_json(*encoders: Encode) -> Encode:
    """Write a value that has one of several shapes: the first that takes it."""

    def encode(value: Any, closed: bool) -> Any:
        wrong_type: list[str] = []
        wrong_value: list[str] = []
        for each in encoders:
            try:
                return each(value, closed)
            except TypeError as error:
                wrong_type.append(str(error))
            except ValueError as error:
                wrong_value.append(str(error))
        if wrong_value:
            raise ValueError("; or ".join(dict.fromkeys(wrong_value)))
        raise TypeError("; or ".join(dict.fromkeys(wrong_type)))

    return encode


def body_json(value: Any, encode: Encode | None = None) -> Any:
    """The JSON body of a request; `UNSET` when the value is unset."""
    return value if isinstance(value, Unset) or value is None or encode is None else encode(value, True)


def path_segment(name: str, value: Any, encode: Encode | None = None) -> str:
    """Percent-encode a value so that it is one segment of a path (RFC 3986, section 3.3)."""
    text = _text(name, value, encode)
    if text in ("", ".", ".."):
        raise ValueError(f"{name}: {text!r} cannot be a path segment")
    return quote(text, safe="")


def add_query(params: list[tuple[str, str]], name: str, value: Any, encode: Encode | None = None) -> None:
    """Append a query parameter, unless the value is unset or None; a sequence is repeated."""
    if isinstance(value, Unset) or value is None:
        return
    values: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
    params.extend((name, _text(name, each, encode)) for each in values)


def add_header(headers: list[tuple[str, str]], name: str, value: Any, encode: Encode | None = None) -> None:
    """Append a header field, unless the value is unset or None."""
    if isinstance(value, Unset) or value is None:
        return
    text = _text(name, value, encode)
    if any(character < " " and character != "\t" for character in text) or "\x7f" in text:
        raise ValueError(f"{name}: a header field cannot contain control characters (RFC 9110, section 5.5)")
    headers.append((name, text))


def _text(name: str, value: Any, encode: Encode | None) -> str:
    if isinstance(value, Unset) or value is None:
        raise ValueError(f"{name}: a value is required")
    if encode is not None:
        try:
            value = encode(value, True)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
