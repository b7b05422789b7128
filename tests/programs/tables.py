"""The rows of both tables in plain dictionaries, and what each method does with them.

Every method is that of the protocol with the same name. It says what is to happen where nothing
stands in the way; blocks, savepoints and transactions are told in `tests.programs.model`.

Where the protocol leaves something open the model settles it, so that a way that begins to do
otherwise is noticed:

- Ids are drawn one after the other, for each task given: in the order given, and for an import in
  the order of the external ids.
- A value that is taken already is found before a reference that leads nowhere.
- Deleting a project does not raise the version of its tasks.
- Every edit is a write, even if nothing differs, and so is every completion and every claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from shared.domain import ImportResult, NewTask, ProjectSummary, TaskFilter
from shared.errors import (
    Duplicate,
    InvalidInput,
    MissingReference,
    ProjectNotFound,
    ReadOnly,
    StaleTask,
    TaskNotFound,
)

BORN = datetime(2026, 1, 31, tzinfo=UTC)
"""The moment that stands for every moment since: the tables' first rows are older."""

NEW_TASK_FIELDS = ("title", "done", "project_id", "assignee", "due_at", "external_id")
EVERY_TASK = TaskFilter()


@dataclass(frozen=True, slots=True)
class Task:
    id: int
    title: str
    done: bool = False
    project_id: int | None = None
    assignee: str | None = None
    due_at: datetime | None = None
    external_id: str | None = None
    version: int = 1
    created_at: datetime = BORN


@dataclass(frozen=True, slots=True)
class Project:
    id: int
    name: str
    created_at: datetime = BORN
    tasks: tuple[Task, ...] = ()


@dataclass(slots=True)
class Numbers:
    """The ids that come next. They never go back: what was undone has used its ids up."""

    task: int
    project: int


class Tables:
    """What one reader sees. A copy is another reader's, with the same next ids."""

    def __init__(self, projects: Iterable[Project], tasks: Iterable[Task]) -> None:
        self.projects = {project.id: project for project in projects}
        self.tasks = {task.id: task for task in tasks}
        self.numbers = Numbers(max(self.tasks, default=0) + 1, max(self.projects, default=0) + 1)
        self.read_only = False

    def copy(self) -> Tables:
        copy = Tables(self.projects.values(), self.tasks.values())
        copy.numbers = self.numbers
        copy.read_only = self.read_only
        return copy

    def rows(self) -> tuple[list[Project], list[Task]]:
        """All that is there, by id."""
        return [row for _, row in sorted(self.projects.items())], self._tasks(lambda _: True)

    # One task
    def add_task(self, new: NewTask) -> Task:
        [task_id] = self.add_tasks([new])
        return self.tasks[task_id]

    def get_task(self, task_id: int) -> Task:
        if task_id not in self.tasks:
            raise TaskNotFound(task_id)
        return self.tasks[task_id]

    def edit_task(
        self, task_id: int, *, expected_version: int | None = None, **changes: Any
    ) -> Task:
        if changes:
            self._write()
        task = self.get_task(task_id)
        if expected_version is not None and task.version != expected_version:
            raise StaleTask(task_id, expected_version, task.version)
        self._require_project(changes.get("project_id"))
        return self._change(task, changes)

    def delete_task(self, task_id: int) -> None:
        self._write()
        del self.tasks[self.get_task(task_id).id]

    # Many tasks
    def get_tasks(self, task_ids: Sequence[int]) -> list[Task]:
        return self._tasks(lambda task: task.id in task_ids)

    def list_tasks(
        self, where: TaskFilter = EVERY_TASK, *, after: int | None = None, limit: int = 50
    ) -> list[Task]:
        found = self._tasks(lambda task: matches(task, where))
        return [task for task in found if after is None or task.id > after][:limit]

    def count_tasks(self, where: TaskFilter = EVERY_TASK) -> int:
        return len(self.stream_tasks(where))

    def stream_tasks(self, where: TaskFilter = EVERY_TASK) -> list[Task]:
        return self._tasks(lambda task: matches(task, where))

    # Bulk
    def add_tasks(self, new: Sequence[NewTask]) -> list[int]:
        if not new:
            return []
        self._write()
        taken = {task.external_id for task in self.tasks.values()} - {None}
        given = [task.external_id for task in new if task.external_id is not None]
        if len(set(given)) < len(given) or not taken.isdisjoint(given):
            raise Duplicate("", "external_id")
        for task in new:
            self._require_project(task.project_id)
        return [self._insert(task) for task in new]

    def load_tasks(self, new: Iterable[NewTask]) -> int:
        return len(self.add_tasks(list(new)))

    def import_tasks(self, new: Sequence[NewTask]) -> ImportResult:
        given = [task.external_id for task in new]
        if None in given or len(set(given)) < len(given):
            raise InvalidInput("", "external_id")
        if new:
            self._write()
        for task in new:
            self._require_project(task.project_id)
        ordered = sorted(new, key=lambda task: task.external_id or "")
        return ImportResult(*map([self._import(task) for task in ordered].count, OUTCOMES))

    def complete_tasks(self, where: TaskFilter) -> int:
        self._write()
        open_tasks = [task for task in self.stream_tasks(where) if not task.done]
        for task in open_tasks:
            self._change(task, {"done": True})
        return len(open_tasks)

    # Projects
    def add_project(self, name: str) -> Project:
        self._write()
        if name in {project.name for project in self.projects.values()}:
            raise Duplicate("", "name")
        project = Project(self.numbers.project, name)
        self.numbers.project += 1
        self.projects[project.id] = project
        return project

    def get_project(self, project_id: int) -> Project:
        if project_id not in self.projects:
            raise ProjectNotFound(project_id)
        tasks = self._tasks(lambda task: task.project_id == project_id)
        return replace(self.projects[project_id], tasks=tuple(tasks))

    def list_projects(self, *, after: int | None = None, limit: int = 50) -> list[Project]:
        ids = [number for number in sorted(self.projects) if after is None or number > after]
        return [self.get_project(project_id) for project_id in ids[:limit]]

    def delete_project(self, project_id: int) -> None:
        self._write()
        for task in self.get_project(project_id).tasks:
            self.tasks[task.id] = replace(task, project_id=None)
        del self.projects[project_id]

    # Working at the same time
    def claim_task(self, assignee: str) -> Task | None:
        self._write()
        free = self._tasks(lambda task: not task.done and task.assignee is None)
        return self._change(free[0], {"assignee": assignee}) if free else None

    # Reports
    def summarize_projects(self) -> list[ProjectSummary]:
        return [_summary(project) for project in self.list_projects(limit=1_000)]

    def newest_tasks(self, per_project: int) -> list[Task]:
        newest: list[Task] = []
        for project in self.list_projects(limit=1_000):
            ordered = sorted(project.tasks, key=lambda task: (task.created_at, task.id))
            newest += ordered[::-1][:per_project]
        return newest

    def _tasks(self, condition: Callable[[Task], bool]) -> list[Task]:
        return [task for _, task in sorted(self.tasks.items()) if condition(task)]

    def _write(self) -> None:
        if self.read_only:
            raise ReadOnly

    def _require_project(self, project_id: int | None) -> None:
        if project_id is not None and project_id not in self.projects:
            raise MissingReference("", "project_id")

    def _insert(self, new: NewTask) -> int:
        task = Task(self.numbers.task, **_values(new))
        self.tasks[task.id] = task
        self.numbers.task += 1
        return task.id

    def _change(self, task: Task, changes: dict[str, Any]) -> Task:
        changed = replace(task, **changes)
        if changed != task:
            self.tasks[task.id] = replace(changed, version=task.version + 1)
        return self.tasks[task.id]

    def _import(self, new: NewTask) -> str:
        known = [task for task in self.tasks.values() if task.external_id == new.external_id]
        if not known:
            self._insert(new)
            return "inserted"
        self.numbers.task += 1
        return "unchanged" if self._change(known[0], _values(new)) == known[0] else "updated"


OUTCOMES = ("inserted", "updated", "unchanged")


def matches(task: Task, where: TaskFilter) -> bool:
    """Whether every condition that is given holds."""
    text, due_before = where.title_contains, where.due_before
    return (
        where.done in (None, task.done)
        and where.project_id in (None, task.project_id)
        and where.assignee in (None, task.assignee)
        and (text is None or text.lower() in task.title.lower())
        and (due_before is None or (task.due_at is not None and task.due_at < due_before))
    )


def _values(new: NewTask) -> dict[str, Any]:
    return {field: getattr(new, field) for field in NEW_TASK_FIELDS}


def _summary(project: Project) -> ProjectSummary:
    tasks = project.tasks
    return ProjectSummary(
        project_id=project.id,
        name=project.name,
        total=len(tasks),
        done=sum(task.done for task in tasks),
        overdue=sum(not task.done and _is_past(task.due_at) for task in tasks),
        newest_at=max((task.created_at for task in tasks), default=None),
    )


def _is_past(moment: datetime | None) -> bool:
    return moment is not None and moment < datetime.now(UTC)
