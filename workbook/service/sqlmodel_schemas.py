"""The same JSON from SQLModel's own classes: what `variants/sqlmodel_orm/mapping.py` saves, or not.

Its two classes for input serve as they are, once they refuse unknown fields. Its table classes do
not serve: as a request they check nothing and let the sender choose id and version; as a response
they document what Postgres decides as optional, and leave out a project's tasks.
"""

from datetime import datetime

from sqlmodel import Field
from sqlmodel._compat import SQLModelConfig  # nowhere else to be had; class keywords are dropped

from shared.domain import NewTask, TaskChanges
from variants.sqlmodel_orm import mapping
from workbook.service.wire import Schemas, changes_of, new_task_of, without_defaults


class TaskInput(mapping.TaskInput):
    """A task to be stored."""

    model_config = SQLModelConfig(extra="forbid")


class TaskPatch(mapping.TaskPatch):
    """What to change in a task: what is left out stays, what is null is cleared."""

    model_config = SQLModelConfig(extra="forbid", json_schema_extra=without_defaults)


class Task(mapping.TaskInput):
    """A task as stored."""

    model_config = SQLModelConfig(json_schema_serialization_defaults_required=True)

    id: int
    version: int
    created_at: datetime


class Project(mapping.Base):
    """A project with all of its tasks, by id."""

    model_config = SQLModelConfig(json_schema_serialization_defaults_required=True)

    id: int
    name: str = Field(max_length=255)
    created_at: datetime
    tasks: list[Task]


def new_task(given: TaskInput) -> NewTask:
    """What the body asks to store."""
    return new_task_of(given)


def new_tasks(given: list[TaskInput]) -> list[NewTask]:
    """What the body asks to store, in its order."""
    return [new_task_of(one) for one in given]


def task_changes(given: TaskPatch) -> TaskChanges:
    """What the body asks to change."""
    return changes_of(given)


SCHEMAS = Schemas(new_task, new_tasks, task_changes, Task, list[Task], Project, list[Project])
