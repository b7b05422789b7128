"""What a call came to, in plain values, so that four libraries' objects can be held side by side.

A value becomes its type's name and itself; a view becomes the attributes that the protocol names; a
sequence keeps its order. Datetimes are compared as instants, and one that Postgres took from its
clock while the comparison ran counts as "now".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import NamedTuple

from shared import protocol
from shared.errors import RepositoryError

NOW = "now"
SCALARS = frozenset({type(None), bool, int, float, str})


class Value(NamedTuple):
    """One value with the name of its type."""

    type: str
    value: object


class View(NamedTuple):
    """Named values: a task, a project, a result, a row."""

    type: str
    names: tuple[str, ...]
    values: tuple[object, ...]


class Failure(NamedTuple):
    """An error, as far as callers go by it."""

    error: str
    field: str | None
    retryable: bool


class Outcome(NamedTuple):
    """What a call gave back, in plain values, or how it failed."""

    result: object
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One way's outcomes of the same calls, and what they left in the tables."""

    calls: tuple[Outcome, ...]
    left: View


def _attributes(view: type) -> tuple[str, ...]:
    return tuple(name for name, member in vars(view).items() if isinstance(member, property))


TASK = _attributes(protocol.Task)
PROJECT = _attributes(protocol.Project)


def plain(value: object, since: datetime) -> object:
    """The value as Value, View, or tuple of these; moments from `since` on are "now"."""
    if type(value) in SCALARS:
        return Value(type(value).__name__, value)
    if isinstance(value, Value):
        return value
    if isinstance(value, datetime):
        return _moment(value, since)
    if hasattr(value, "external_id"):
        return _view("Task", TASK, value, since)
    if hasattr(value, "tasks"):
        return _view("Project", PROJECT, value, since)
    if is_dataclass(value):
        names = tuple(field.name for field in fields(value))
        return _view(type(value).__name__, names, value, since)
    if isinstance(value, Sequence):
        return tuple(plain(item, since) for item in value)
    return Value(type(value).__name__, repr(value))


def failure(error: Exception) -> Failure:
    """What callers can tell about an error; one that is not of this project keeps its full name."""
    kind = type(error)
    name = kind.__name__
    if not isinstance(error, RepositoryError):
        name = f"{kind.__module__}.{name}"
    return Failure(name, getattr(error, "field", None), getattr(error, "retryable", False))


def _moment(value: datetime, since: datetime) -> Value:
    if value.utcoffset() is None:
        return Value(f"{type(value).__name__} without zone", value)
    return Value(type(value).__name__, NOW if value >= since else value)


def _view(kind: str, names: tuple[str, ...], value: object, since: datetime) -> View:
    return View(kind, names, tuple(plain(_attribute(value, name), since) for name in names))


def _attribute(value: object, name: str) -> object:
    """The attribute, or why it cannot be read: whatever the library raises is a finding."""
    try:
        return getattr(value, name)
    except Exception as error:
        return Value("unreadable", type(error).__name__)
