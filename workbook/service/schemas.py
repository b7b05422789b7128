"""Tasks and projects as JSON: what three of the four ways need beside their tables.

SQLModel's own classes are in `sqlmodel_schemas`; both modules give the same OpenAPI document. Here
stands the shape of JSON and nothing else: that a value can be stored is checked by `shared.domain`.
"""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.domain import NewTask, TaskChanges
from workbook.service.wire import Schemas, changes_of, new_task_of, without_defaults

Text = Annotated[str, Field(max_length=255)]


class TaskInput(BaseModel):
    """A task to be stored."""

    model_config = ConfigDict(extra="forbid")

    title: Text
    done: bool = False
    project_id: int | None = None
    assignee: Text | None = None
    due_at: AwareDatetime | None = None
    external_id: Text | None = None


class TaskPatch(BaseModel):
    """What to change in a task: what is left out stays, what is null is cleared."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=without_defaults)

    title: Text = ""
    done: bool = False
    project_id: int | None = None
    assignee: Text | None = None
    due_at: AwareDatetime | None = None


class Task(TaskInput):
    """A task as stored."""

    model_config = ConfigDict(extra="ignore", json_schema_serialization_defaults_required=True)

    id: int
    version: int
    created_at: datetime


class Project(BaseModel):
    """A project with all of its tasks, by id."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    id: int
    name: Text
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
