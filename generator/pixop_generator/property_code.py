"""Python code for a parsed property: its annotation, its decoder (JSON to Python) and its encoder (Python to JSON)."""

from __future__ import annotations

from collections.abc import Iterator

from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty

from pixop_generator.date_time_format import DATE_TIME_FORMATS

_SCALARS: tuple[tuple[type, str, str], ...] = (
    (BooleanProperty, "bool", "wire.boolean"),
    (IntProperty, "int", "wire.integer"),
    (FloatProperty, "float", "wire.number"),
    (StringProperty, "str", "wire.string"),
    (NoneProperty, "None", "wire.null"),
)


def branches(prop: PropertyProtocol) -> list[PropertyProtocol]:
    """The alternatives of a union; a property that is no union is its own only alternative."""
    return list(prop.inner_properties) if isinstance(prop, UnionProperty) else [prop]


def is_nullable(prop: PropertyProtocol) -> bool:
    return any(isinstance(branch, NoneProperty) for branch in branches(prop))


def annotation(prop: PropertyProtocol, *, sent: bool, optional: bool | None = None) -> str:
    """The type of a property.

    Args:
        prop: The parsed property.
        sent: Whether callers write the value: then the plain string of an enum and the mapping of a model will do.
        optional: Whether the value can be left out; that of the property when None.
    """
    names: list[str] = []
    for branch in branches(prop):
        names += [name for name in _names(branch, sent) if name not in names]
    if "None" in names:
        names.remove("None")
        names.append("None")
    if not prop.required if optional is None else optional:
        names.append("Unset")
    return " | ".join(names)


def _names(prop: PropertyProtocol, sent: bool) -> list[str]:
    match prop:
        case EnumProperty():
            return [str(prop.class_info.name), *([prop.value_type.__name__] if sent else [])]
        case ModelProperty():
            return [str(prop.class_info.name), *(["Mapping[str, Any]"] if sent else [])]
        case ListProperty():
            inner = annotation(prop.inner_property, sent=sent, optional=False)
            return [f"{'Sequence' if sent else 'list'}[{inner}]"]
        case DateTimeProperty():
            return ["datetime", *(["str"] if sent else [])]
        case ConstProperty():
            return [f"Literal[{prop.value.raw_value!r}]"]
    for kind, name, _ in _SCALARS:
        if isinstance(prop, kind):
            return [name]
    return ["Any"]


def decoder(prop: PropertyProtocol) -> str:
    """An expression: the function that reads a JSON value."""
    real = [branch for branch in branches(prop) if not isinstance(branch, NoneProperty)]
    if len(real) < len(branches(prop)) and real:
        return f"wire.nullable({_union_decoder(real)})"
    return _union_decoder(real or branches(prop))


def _union_decoder(real: list[PropertyProtocol]) -> str:
    if len(real) == 1:
        return _decoder(real[0])
    dates = [each for each in real if isinstance(each, DateTimeProperty)]
    codes = ["wire.exact_date_time"] if dates else []
    scalars = [
        each
        for each in real
        if isinstance(each, BooleanProperty | IntProperty | FloatProperty | StringProperty)
    ]
    if len(scalars) > 1:  # the digits of a string are an integer only where no string is allowed
        codes.append(
            f"wire.only({', '.join(sorted({kind for each in scalars for kind in _plain_types(each)}))})"
        )
    codes += [_decoder(each) for each in real if each not in dates]
    return f"wire.first_of({', '.join(codes)})"


def _decoder(prop: PropertyProtocol) -> str:
    match prop:
        case EnumProperty():
            return f"wire.enumeration({prop.class_info.name})"
        case ModelProperty():
            return f"{prop.class_info.name}.from_dict"
        case ListProperty():
            return f"wire.list_of({decoder(prop.inner_property)})"
        case ConstProperty():
            return f"wire.constant({prop.value.raw_value!r})"
        case DateTimeProperty():
            return "wire.date_time"
    for kind, _, function in _SCALARS:
        if isinstance(prop, kind):
            return function
    return "wire.anything"


def encoder(prop: PropertyProtocol) -> str:
    """An expression: the function of (value, closed) that makes the JSON value; empty when it is the same value."""
    real = [branch for branch in branches(prop) if not isinstance(branch, NoneProperty)]
    if any(isinstance(branch, StringProperty) for branch in real):  # an open enum takes any string
        real = [branch for branch in real if not isinstance(branch, EnumProperty)]
    codes = [code for branch in real if (code := _encoder(branch))]
    plain = sorted({kind for branch in real if not _encoder(branch) for kind in _plain_types(branch)})
    if codes and plain:
        codes.append(f"wire.plain_json({', '.join(plain)})")
    if not codes:
        return ""
    if len(codes) == 1:
        return codes[0]
    return f"wire.any_json({', '.join(codes)})"


def _plain_types(prop: PropertyProtocol) -> list[str]:
    """The classes of the values of a branch that are written as they are."""
    match prop:
        case ListProperty():
            return ["list", "tuple"]
        case ConstProperty():
            return [type(prop.value.raw_value).__name__]
        case FloatProperty():
            return ["float", "int"]
    return next(([name] for kind, name, _ in _SCALARS if isinstance(prop, kind)), ["object"])


def _encoder(prop: PropertyProtocol) -> str:
    match prop:
        case EnumProperty():
            return f"wire.enum_json({prop.class_info.name})"
        case ModelProperty():
            return f"wire.model_json({prop.class_info.name})"
        case ListProperty():
            inner = encoder(prop.inner_property)
            return f"wire.list_json({inner})" if inner else ""
        case DateTimeProperty():
            return DATE_TIME_FORMATS[prop.example.get_untrusted_value() if prop.example else "date-time"]
    return ""


def has_date_time(prop: PropertyProtocol) -> bool:
    """Whether the annotation of a property names `datetime`."""
    match prop:
        case UnionProperty():
            return any(map(has_date_time, branches(prop)))
        case ListProperty():
            return has_date_time(prop.inner_property)
    return isinstance(prop, DateTimeProperty)


def classes(prop: PropertyProtocol) -> Iterator[tuple[str, str]]:
    """The generated classes that the code of a property names, as (module, class)."""
    for branch in branches(prop):
        match branch:
            case EnumProperty() | ModelProperty():
                yield str(branch.class_info.module_name), str(branch.class_info.name)
            case ListProperty():
                yield from classes(branch.inner_property)
