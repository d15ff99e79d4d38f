"""The tree as JSON: how a published paper is stored, and proved unchanged by its SHA-256."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from documents.nodes import Document


def dump(document: Document) -> str:
    """The canonical text of a document: equal trees have equal text.

    A field that has its default value is left out, so that a field added to a node later changes
    neither the text nor the digest of the papers published before it.
    """
    return json.dumps(
        _plain(document),
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def load(text: str) -> Document:
    """The document of such a text. Raises ValueError, saying where, when it is anything else."""
    try:
        document: Document = _node(json.loads(text), Document, "document")
    except (RecursionError, OverflowError):
        raise ValueError("document: nested too deeply, or a number too large") from None
    return document


def digest(document: Document) -> str:
    """The SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(dump(document).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        plain = {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if getattr(value, field.name) != field.default
        }
        return {"node": type(value).__name__, **plain}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _read(value: Any, hint: Any, where: str) -> Any:
    """The value as what the type hint of a field asks for."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _read(value, _choose(value, get_args(hint)), where)
    if origin is Literal and value in get_args(hint):
        return value
    if origin is tuple and isinstance(value, list):
        item = get_args(hint)[0]
        return tuple(_read(each, item, f"{where}[{i}]") for i, each in enumerate(value))
    if is_dataclass(hint):
        return _node(value, hint, where)
    if hint is float and type(value) in (int, float) and isfinite(value):
        return float(value)
    if hint in (str, int, bool, NoneType) and type(value) is hint:
        return value
    raise ValueError(f"{where}: {str(value)[:40]!r} does not belong here")


def _choose(value: Any, hints: tuple[Any, ...]) -> Any:
    """Which of the alternatives of a union the value is, if any."""
    name = str(value.get("node")) if isinstance(value, Mapping) else type(value).__name__
    names = (name, {"int": "float", "str": "Literal"}.get(name))
    return next((hint for hint in hints if hint.__name__ in names), None)


def _node(value: Any, node: Any, where: str) -> Any:
    if not isinstance(value, Mapping) or value.get("node") != node.__name__:
        raise ValueError(f"{where}: expected {node.__name__}, found {str(value)[:40]!r}")
    hints, required = _shape(node)
    given = value.keys() - {"node"}
    if unknown := given - hints.keys():
        raise ValueError(f"{where}: {node.__name__} has no {', '.join(sorted(unknown))}")
    if missing := required - given:
        raise ValueError(f"{where}: {node.__name__} needs {', '.join(sorted(missing))}")
    return node(**{name: _read(value[name], hints[name], f"{where}.{name}") for name in given})


@cache
def _shape(node: Any) -> tuple[dict[str, Any], frozenset[str]]:
    """The type of each field of a node, and the names of those that have no default."""
    required = (field.name for field in fields(node) if field.default is MISSING)
    return get_type_hints(node), frozenset(required)
