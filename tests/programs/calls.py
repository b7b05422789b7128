"""Calls that a program makes at the wrong time, and calls with a value that no table can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shared.domain import NewTask, TaskFilter

TASK = NewTask("too late", external_id="late")

IN_VAIN: Mapping[str, Sequence[Any]] = {
    "add_task": [TASK],
    "get_task": [1],
    "edit_task": [1],
    "delete_task": [1],
    "get_tasks": [[1]],
    "list_tasks": [],
    "count_tasks": [],
    "stream_tasks": [],
    "add_tasks": [[TASK]],
    "load_tasks": [[TASK]],
    "import_tasks": [[TASK]],
    "complete_tasks": [TaskFilter()],
    "add_project": ["too late"],
    "get_project": [1],
    "list_projects": [],
    "delete_project": [1],
    "claim_task": ["Ann"],
    "summarize_projects": [],
    "newest_tasks": [1],
}
"""One call of each method, with arguments that are in order."""


class Refusal(NamedTuple):
    """A call, and the field that InvalidInput names."""

    method: str
    arguments: dict[str, Any]
    field: str


REFUSALS = [
    Refusal("add_task", {"new": "a title"}, "new"),
    Refusal("get_task", {"task_id": 2**63}, "task_id"),
    Refusal("get_task", {"task_id": True}, "task_id"),
    Refusal("edit_task", {"task_id": 1, "title": None}, "title"),
    Refusal("edit_task", {"task_id": 1, "done": 1}, "done"),
    Refusal("edit_task", {"task_id": 1, "colour": "red"}, "colour"),
    Refusal("edit_task", {"task_id": 1, "version": 7}, "version"),
    Refusal("edit_task", {"task_id": 1, "expected_version": 2**31}, "expected_version"),
    Refusal("delete_task", {"task_id": "1"}, "task_id"),
    Refusal("get_tasks", {"task_ids": [1, 1.5]}, "task_ids[1]"),
    Refusal("list_tasks", {"limit": 0}, "limit"),
    Refusal("list_tasks", {"limit": 1001}, "limit"),
    Refusal("list_tasks", {"after": -(2**63) - 1}, "after"),
    Refusal("count_tasks", {"where": None}, "where"),
    Refusal("add_tasks", {"new": [TASK, None]}, "new[1]"),
    Refusal("load_tasks", {"new": ["a title"]}, "new"),
    Refusal("import_tasks", {"new": [TASK, TASK]}, "external_id"),
    Refusal("import_tasks", {"new": [NewTask("of nowhere")]}, "external_id"),
    Refusal("complete_tasks", {"where": {"done": False}}, "where"),
    Refusal("add_project", {"name": "x" * 256}, "name"),
    Refusal("get_project", {"project_id": None}, "project_id"),
    Refusal("list_projects", {"limit": -1}, "limit"),
    Refusal("delete_project", {"project_id": 1.0}, "project_id"),
    Refusal("claim_task", {"assignee": "\0"}, "assignee"),
    Refusal("newest_tasks", {"per_project": 0}, "per_project"),
]
