"""What one call of an operation works on.

Each turn has rows of its own, so a call can be repeated, and every way is asked for the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shared.domain import NewTask
from workbook.sample import SOME_DAY, Sample, StoredTask

MOST_TURNS = 32
NO_ID = 2**40


@dataclass(frozen=True, slots=True)
class Turn:
    """The `number`-th call (0 to 31) of an operation on a database that holds `sample`."""

    sample: Sample
    number: int

    @property
    def task_id(self) -> int:
        """A task of this turn's own; the turns' tasks are spread over the table."""
        return 1 + self.number * (len(self.sample.tasks) // MOST_TURNS)

    @property
    def task(self) -> StoredTask:
        """What is stored under `task_id`."""
        return self.sample.tasks[self.task_id - 1]

    @property
    def planned_task_id(self) -> int:
        """A task of this turn's own that belongs to a project and has a due date."""
        tasks = enumerate((task.new for task in self.sample.tasks), start=1)
        ids = [task_id for task_id, new in tasks if new.project_id and new.due_at]
        return ids[self.number * (len(ids) // MOST_TURNS)]

    @property
    def open_task(self) -> tuple[int, int]:
        """A task of this turn's own that is not done, and its project, by their ids."""
        tasks = enumerate((task.new for task in self.sample.tasks), start=1)
        ids = [
            (task_id, new.project_id) for task_id, new in tasks if new.project_id and not new.done
        ]
        return ids[self.number * (len(ids) // MOST_TURNS)]

    @property
    def project_id(self) -> int:
        """A project of this turn's own."""
        return 1 + self.number

    @property
    def project_name(self) -> str:
        """The name of a project that is there."""
        return self.sample.projects[self.number].name

    @property
    def middle_id(self) -> int:
        """About half of the tasks have a lower id."""
        return len(self.sample.tasks) // 2 + self.number

    def task_ids(self, number: int) -> list[int]:
        """Ids from all over the table, not sorted, one of them twice and one of them unknown."""
        step = max(1, len(self.sample.tasks) // number)
        ids = [
            1 + (self.number + position * step) % len(self.sample.tasks)
            for position in range(number)
        ]
        return [NO_ID, *ids[::-1], ids[0]]

    def new_tasks(self, number: int) -> list[NewTask]:
        """Tasks that are not there yet, each with an external_id of its own."""
        return [self._new_task(position) for position in range(number)]

    def known_tasks(self, number: int) -> list[NewTask]:
        """Up to `number` tasks that are there, exactly as stored, each with an external_id."""
        known = self._known_tasks()
        start = (self.number * number) % len(known)
        return (known[start:] + known[:start])[:number]

    def mixed_tasks(self, number: int) -> list[NewTask]:
        """Up to `number` each: new tasks, known ones with another title, known ones as stored."""
        number = min(number, len(self._known_tasks()) // 2)
        known = self.known_tasks(2 * number)
        changed = [
            replace(task, title=f"{task.title[:200]} → {self.number}") for task in known[:number]
        ]
        return self.new_tasks(number) + changed + known[number:]

    def _known_tasks(self) -> list[NewTask]:
        return [task.new for task in self.sample.tasks if task.new.external_id is not None]

    def _new_task(self, position: int) -> NewTask:
        pattern = self.sample.tasks[(self.number * 977 + position) % len(self.sample.tasks)].new
        return NewTask(
            pattern.title,
            done=pattern.done,
            project_id=pattern.project_id,
            assignee=pattern.assignee,
            due_at=None if pattern.due_at is None else SOME_DAY,
            external_id=f"new:{self.number}/{position}",
        )
