"""Walking and rewriting a tree without naming every type of node."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from documents.nodes import Reference

N = TypeVar("N")


def walk(value: object) -> Iterator[Any]:
    """Every node below, in reading order, words inside blocks included."""
    if isinstance(value, tuple):
        for item in value:
            yield from walk(item)
    elif is_dataclass(value):
        yield value
        for name in names(value.__class__):
            yield from walk(getattr(value, name))


def references(value: object) -> Iterator[Reference]:
    """Every citation below, in reading order."""
    return (node for node in walk(value) if isinstance(node, Reference))


def rewrite(value: N, change: Callable[[Any], Any]) -> N:
    """The same tree with ``change`` applied to every node, the innermost first.

    ``change`` returns the node itself, another in its place, or None to leave it out. What is not
    changed is not copied.
    """
    rewritten: N = _rewrite(value, change)
    return rewritten


def _rewrite(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, tuple):
        items = [_rewrite(item, change) for item in value]
        if all(new is old for new, old in zip(items, value, strict=True)):
            return value
        return tuple(
            new for new, old in zip(items, value, strict=True) if new is not None or old is None
        )
    if not is_dataclass(value):
        return value
    changes = {}
    for name in names(value.__class__):
        old = getattr(value, name)
        new = _rewrite(old, change)
        if new is not old:
            changes[name] = new
    return change(replace(value, **changes) if changes else value)  # type: ignore[type-var]


@cache
def names(node: type) -> tuple[str, ...]:
    """The fields of a type of node."""
    return tuple(field.name for field in fields(node))
