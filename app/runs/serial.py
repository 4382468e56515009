"""Typed values to JSON and back.

One generic pair of functions over the standard types, enums, named tuples, dataclasses and unions
that the core types are made of. The declared type drives both directions, so the JSON stays small:

* a dataclass is an object of the fields that differ from their defaults; where a union leaves open
  which class it is, the class name stands under "is";
* a named tuple is a list of its fields;
* a frozen set is a sorted list;
* a number that JSON does not know (`inf`, `nan`) is its name as a string.

Loading is strict: an unknown class, an unknown field, a missing field and a value of another type
are errors, with the path to the place.
"""

from __future__ import annotations

import dataclasses
import math
import re
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from perception.geometry import Size
from perception.screenshot import ImageFormat, Screenshot

T = TypeVar("T")

Json = Any  # what `json` reads and writes
Custom = Mapping[type, Callable[[Any], Json]]

TAG = "is"

_DIGEST = re.compile("[0-9a-f]{64}")


class SerialError(ValueError):
    """JSON does not fit the type. The message begins with the path to the place."""


def dump(value: object, declared: Any, custom: Custom | None = None) -> Json:
    """The JSON of a value.

    Args:
        value: of type `declared`.
        declared: a type, as written in an annotation.
        custom: type to function; replaces the way in which values of exactly this type are written.
            A function for `str` is applied to free text only, not to enum or literal values.
    """
    return _dump(value, declared, custom or {})


def load(json: Json, declared: type[T], custom: Custom | None = None) -> T:
    """The value of some JSON.

    Args:
        json: what `dump` returned, perhaps after a way through a file.
        declared: the same type as given to `dump`.
        custom: type to function from JSON to a value of that type.

    Raises:
        SerialError: the JSON does not fit the type.
    """
    return typing.cast(T, _load(json, declared, custom or {}, ""))


def load_any(json: Json, declared: Any, custom: Custom | None = None) -> Any:
    """`load` for what is no class, as a union."""
    return _load(json, declared, custom or {}, "")


def dump_screenshot(shot: Screenshot) -> Json:
    """A screenshot as its file name and size; the bytes lie elsewhere."""
    return [shot.file_name, shot.size.width, shot.size.height]


def screenshot_loader(folder: Path) -> Callable[[Json], Screenshot]:
    """A function from `dump_screenshot`'s JSON to a screenshot with its bytes in `folder`."""

    def load_screenshot(json: Json) -> Screenshot:
        if not (isinstance(json, list) and len(json) == 3 and isinstance(json[0], str)):
            raise SerialError("not a screenshot")
        digest, _, suffix = json[0].partition(".")
        if suffix not in get_args(ImageFormat) or not _DIGEST.fullmatch(digest):
            raise SerialError(f"not the name of a screenshot: {json[0]!r}")
        size = Size(_number(json[1], ""), _number(json[2], ""))
        return Screenshot.stored(folder / json[0], digest, size, typing.cast(ImageFormat, suffix))

    return load_screenshot


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    name: str
    type: Any
    default: object  # dataclasses.MISSING where there is none


@cache
def _fields(cls: Hashable) -> tuple[_Field, ...]:
    assert isinstance(cls, type)
    hints = get_type_hints(cls)
    found = []
    for each in dataclasses.fields(cls):
        default: object = each.default
        if each.default_factory is not dataclasses.MISSING:
            default = each.default_factory()
        found.append(_Field(each.name, hints[each.name], default))
    return tuple(found)


@cache
def _members(declared: Any) -> tuple[Any, ...]:
    """The members of a union, flat; of any other type, itself."""
    if get_origin(declared) in (Union, types.UnionType):
        return tuple(inner for each in get_args(declared) for inner in _members(each))
    return (declared,)


@cache
def _classes(declared: Any) -> Mapping[str, type]:
    """The dataclasses among the members of a union, by their name."""
    found = [each for each in _members(declared) if isinstance(each, type)]
    return {each.__name__: each for each in found if dataclasses.is_dataclass(each)}


@cache
def _tuple_types(cls: Hashable) -> tuple[Any, ...] | None:
    """The field types of a named tuple; None for any other class."""
    if not (isinstance(cls, type) and issubclass(cls, tuple) and hasattr(cls, "_fields")):
        return None
    return tuple(get_type_hints(cls).values())


@cache
def _shape(declared: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(declared) or declared, get_args(declared)


def _dump(value: Any, declared: Any, custom: Custom) -> Json:
    kind: Any = type(value)
    if (own := custom.get(kind)) is not None and get_origin(declared) is not Literal:
        return own(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(kind):
        return _dump_fields(value, declared, custom)
    origin, arguments = _shape(_collection(declared))
    if isinstance(value, tuple):
        if (types_of := _tuple_types(kind)) is not None:
            return [_dump(each, of, custom) for each, of in zip(value, types_of, strict=True)]
        if arguments and arguments[-1] is not Ellipsis:
            return [_dump(each, of, custom) for each, of in zip(value, arguments, strict=True)]
        return [_dump(each, arguments[0], custom) for each in value]
    if isinstance(value, frozenset):
        return sorted(_dump(each, arguments[0], custom) for each in value)
    if isinstance(value, Mapping):
        key, item = arguments
        return {_dump(k, key, custom): _dump(v, item, custom) for k, v in value.items()}
    raise TypeError(f"cannot write a {kind.__name__} declared as {origin}")


def _collection(declared: Any) -> Any:
    """The one member of an optional collection."""
    members = [each for each in _members(declared) if each is not type(None)]
    return next((each for each in members if get_args(each) or len(members) == 1), declared)


def _dump_fields(value: Any, declared: Any, custom: Custom) -> Json:
    cls: Any = type(value)
    found: dict[str, Json] = {}
    if len(_classes(declared)) > 1 or any(each is str for each in _members(declared)):
        found[TAG] = cls.__name__
    for each in _fields(cls):
        content = getattr(value, each.name)
        if _same(content, each.default):
            continue
        found[each.name] = _dump(content, each.type, custom)
    return found


def _same(content: object, default: object) -> bool:
    """Whether a field holds its default and need not be written; 1, 1.0 and True differ."""
    return content is default or (
        (type(content) is type(default) or isinstance(content, Mapping)) and content == default
    )


def _load(json: Json, declared: Any, custom: Custom, path: str) -> Any:
    members = _members(declared)
    if len(members) > 1:
        return _load_union(json, declared, members, custom, path)
    if isinstance(declared, type) and (own := custom.get(declared)) is not None:
        return _own(own, json, path)
    origin, arguments = _shape(declared)
    if origin is Literal:
        if json in arguments and type(json) in {type(each) for each in arguments}:
            return json
        raise SerialError(f"{path or '.'}: {json!r} is none of {', '.join(map(repr, arguments))}")
    if declared is float:
        return _number(json, path)
    if declared in (str, int, bool, type(None)):
        if type(json) is declared:
            return json
        raise SerialError(f"{path or '.'}: {_short(json)} is no {declared.__name__}")
    if dataclasses.is_dataclass(declared):
        return _load_fields(json, typing.cast(type, declared), custom, path)
    if isinstance(declared, type) and issubclass(declared, Enum):
        try:
            return declared(json)
        except ValueError as failure:
            raise SerialError(f"{path or '.'}: {failure}") from None
    if isinstance(declared, type) and (types_of := _tuple_types(declared)) is not None:
        return declared(*_load_items(json, types_of, custom, path))
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            items = _list(json, path)
            return tuple(
                _load(each, arguments[0], custom, f"{path}[{i}]") for i, each in enumerate(items)
            )
        return tuple(_load_items(json, arguments, custom, path))
    if origin is frozenset:
        return frozenset(_load(each, arguments[0], custom, path) for each in _list(json, path))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _load_mapping(json, arguments, custom, path)
    raise TypeError(f"cannot read {declared}")


def _load_union(
    json: Json, declared: Any, members: tuple[Any, ...], custom: Custom, path: str
) -> Any:
    if json is None and type(None) in members:
        return None
    if type(json) is str and str in members:
        return json
    rest = [each for each in members if each is not type(None)]
    if len(rest) == 1:
        return _load(json, rest[0], custom, path)
    if not isinstance(json, dict) or TAG not in json:
        raise SerialError(f"{path or '.'}: {_short(json)} does not say what it is")
    cls = _classes(declared).get(json[TAG])
    if cls is None:
        raise SerialError(f"{path or '.'}: unknown kind {json[TAG]!r}")
    inner = {name: value for name, value in json.items() if name != TAG}
    return _load_fields(inner, cls, custom, f"{path}.{cls.__name__}")


def _load_fields(json: Json, cls: type, custom: Custom, path: str) -> Any:
    if not isinstance(json, dict):
        raise SerialError(f"{path or '.'}: {_short(json)} is no {cls.__name__}")
    fields = {each.name: each for each in _fields(cls)}
    if unknown := json.keys() - fields.keys():
        raise SerialError(f"{path or '.'}: {cls.__name__} has no {', '.join(sorted(unknown))}")
    given = {
        name: _load(value, fields[name].type, custom, f"{path}.{name}")
        for name, value in json.items()
    }
    for each in fields.values():
        if each.name not in given and each.default is dataclasses.MISSING:
            raise SerialError(f"{path or '.'}: {cls.__name__} lacks {each.name}")
    return cls(**given)


def _load_items(json: Json, types_of: tuple[Any, ...], custom: Custom, path: str) -> list[Any]:
    items = _list(json, path)
    if len(items) != len(types_of):
        raise SerialError(f"{path or '.'}: {len(items)} values instead of {len(types_of)}")
    return [
        _load(each, of, custom, f"{path}[{i}]")
        for i, (each, of) in enumerate(zip(items, types_of, strict=True))
    ]


def _load_mapping(json: Json, arguments: tuple[Any, ...], custom: Custom, path: str) -> Any:
    if not isinstance(json, dict):
        raise SerialError(f"{path or '.'}: {_short(json)} is no mapping")
    key, item = arguments
    return {
        _load(k, key, custom, path): _load(v, item, custom, f"{path}[{k!r}]")
        for k, v in json.items()
    }


def _own(function: Callable[[Json], Any], json: Json, path: str) -> Any:
    try:
        return function(json)
    except SerialError as failure:
        raise SerialError(f"{path or '.'}: {failure}") from failure


def _list(json: Json, path: str) -> list[Json]:
    if not isinstance(json, list):
        raise SerialError(f"{path or '.'}: {_short(json)} is no list")
    return json


def _number(json: Json, path: str) -> float:
    if type(json) in (int, float):
        return typing.cast(float, json)
    if json in ("inf", "-inf", "nan"):
        return float(json)
    raise SerialError(f"{path or '.'}: {_short(json)} is no number")


def _short(json: Json) -> str:
    shown = repr(json)
    return shown if len(shown) <= 60 else shown[:57] + "…"
