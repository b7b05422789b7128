"""Between JSON and the domain: what both kinds of schemas have in common.

`Schemas` is all that differs from way to way in the service: which classes stand for the bodies of
requests and responses. The routes are written once, over it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel

from shared.domain import NewTask, TaskChanges


@dataclass(frozen=True, slots=True)
class Schemas:
    """The classes of one way: dependencies that read a body, and models that a response follows."""

    new_task: Callable[..., NewTask]
    new_tasks: Callable[..., list[NewTask]]
    task_changes: Callable[..., TaskChanges]
    task: type[BaseModel]
    tasks: object
    project: type[BaseModel]
    projects: object


def new_task_of(given: BaseModel) -> NewTask:
    """The domain's value. Raises InvalidInput."""
    return NewTask(**given.model_dump())


def changes_of(given: BaseModel) -> TaskChanges:
    """The fields that were given, also those given as null."""
    return cast("TaskChanges", given.model_dump(exclude_unset=True))


def without_defaults(schema: dict[str, Any]) -> None:
    """A field that is left out of a patch stays: to document a default for it would mislead."""
    for field in schema["properties"].values():
        field.pop("default", None)
