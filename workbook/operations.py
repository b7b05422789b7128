"""The one catalogue of what is done through every way: each method of the protocol, and its edges.

The first operation of a method has the method's name and is its usual case; the others add a dot
and a word. Reads run in `autocommit()` and writes in `transaction()`, as a product would do it, but
for the few that show the other scope.
"""

from __future__ import annotations

from shared.domain import NewTask, TaskFilter
from shared.errors import (
    Duplicate,
    InvalidInput,
    MissingReference,
    ProjectNotFound,
    StaleTask,
    TaskNotFound,
    TransactionAborted,
    TransactionRequired,
)
from workbook import works
from workbook.operation import Operation, in_autocommit, in_transaction
from workbook.turn import NO_ID

OPERATIONS: tuple[Operation, ...] = (
    # One task
    in_transaction(
        "add_task",
        "Store one task",
        lambda turn: works.storing(turn.new_tasks(1)[0]),
    ),
    in_autocommit(
        "add_task.autocommit",
        "Store one task outside a transaction",
        lambda turn: works.storing(turn.new_tasks(1)[0]),
    ),
    in_transaction(
        "add_task.unknown_project",
        "Store a task in a project that is not there",
        lambda _: works.storing(NewTask("lost", project_id=NO_ID)),
        raises=MissingReference,
    ),
    in_transaction(
        "add_task.taken_id",
        "Store a task under an external_id that is taken",
        lambda turn: works.storing(turn.known_tasks(1)[0]),
        raises=Duplicate,
    ),
    in_autocommit(
        "get_task",
        "Read one task by its id",
        lambda turn: lambda repository: repository.get_task(turn.task_id),
    ),
    in_transaction(
        "get_task.in_transaction",
        "Read one task by its id in a transaction",
        lambda turn: lambda repository: repository.get_task(turn.task_id),
    ),
    in_autocommit(
        "get_task.missing",
        "Read a task that is not there",
        lambda _: lambda repository: repository.get_task(NO_ID),
        raises=TaskNotFound,
    ),
    in_transaction(
        "edit_task",
        "Change two fields of the version that was read",
        lambda turn: (
            lambda repository: repository.edit_task(
                turn.task_id, expected_version=turn.task.version, title="naïve 100%", assignee="Zoë"
            )
        ),
    ),
    in_transaction(
        "edit_task.cleared",
        "Clear two fields that are set",
        lambda turn: works.clearing(turn.planned_task_id),
    ),
    in_transaction("edit_task.unchanged", "Set what is there already", works.setting_what_is_there),
    in_transaction(
        "edit_task.stale",
        "Change a version that the task no longer has",
        lambda turn: (
            lambda repository: repository.edit_task(
                turn.task_id, expected_version=99, title="too late"
            )
        ),
        raises=StaleTask,
    ),
    in_transaction(
        "delete_task",
        "Remove one task",
        lambda turn: lambda repository: repository.delete_task(turn.task_id),
    ),
    in_transaction(
        "delete_task.missing",
        "Remove a task that is not there",
        lambda _: lambda repository: repository.delete_task(NO_ID),
        raises=TaskNotFound,
    ),
    # Many tasks
    in_autocommit(
        "get_tasks",
        "Read 100 tasks by ids, one repeated, one unknown",
        lambda turn: works.getting(turn.task_ids(100)),
    ),
    in_autocommit("get_tasks.none", "Ask for no ids", lambda _: works.getting([])),
    in_autocommit(
        "list_tasks", "The first page of 50", lambda _: lambda repository: repository.list_tasks()
    ),
    in_autocommit(
        "list_tasks.after",
        "A page of 100 from the middle",
        lambda turn: lambda repository: repository.list_tasks(after=turn.middle_id, limit=100),
    ),
    in_autocommit(
        "list_tasks.filtered",
        "Open tasks with “100 %” in the title",
        lambda _: (
            lambda repository: repository.list_tasks(TaskFilter(done=False, title_contains="100 %"))
        ),
    ),
    in_autocommit(
        "list_tasks.capitals",
        "Tasks with “москву”, in capitals or not",
        lambda _: lambda repository: repository.list_tasks(TaskFilter(title_contains="мОСКВУ")),
    ),
    in_autocommit(
        "list_tasks.bad_limit",
        "Ask for a page of none",
        lambda _: lambda repository: repository.list_tasks(limit=0),
        raises=InvalidInput,
    ),
    in_autocommit(
        "count_tasks", "Count all tasks", lambda _: lambda repository: repository.count_tasks()
    ),
    in_autocommit(
        "count_tasks.filtered",
        "Count somebody's open tasks",
        lambda _: (
            lambda repository: repository.count_tasks(
                TaskFilter(done=False, assignee="on-call 24%")
            )
        ),
    ),
    in_autocommit("stream_tasks", "Stream all tasks that are long overdue", lambda _: works.stream),
    in_autocommit(
        "stream_tasks.stopped",
        "Stop a stream of all tasks after ten",
        lambda _: works.first_ten_of_stream,
    ),
    # Bulk
    in_transaction(
        "add_tasks",
        "Store 1,000 tasks and get their ids",
        lambda turn: works.adding(turn.new_tasks(1_000)),
    ),
    in_transaction(
        "add_tasks.single",
        "Store one task the same way",
        lambda turn: works.adding(turn.new_tasks(1)),
    ),
    in_transaction(
        "load_tasks",
        "Store 1,000 tasks the fastest way",
        lambda turn: works.loading(turn.new_tasks(1_000)),
    ),
    in_transaction(
        "import_tasks",
        "Import 1,000 tasks that are new",
        lambda turn: works.importing(turn.new_tasks(1_000)),
    ),
    in_transaction(
        "import_tasks.unchanged",
        "Import 1,000 tasks that are stored already",
        lambda turn: works.importing(turn.known_tasks(1_000)),
    ),
    in_transaction(
        "import_tasks.mixed",
        "Import 100 new, 100 changed, 100 as stored",
        lambda turn: works.importing(turn.mixed_tasks(100)),
    ),
    in_transaction(
        "import_tasks.repeated",
        "Import a batch with an external_id twice",
        lambda turn: works.importing(turn.new_tasks(2) * 2),
        raises=InvalidInput,
    ),
    in_transaction(
        "complete_tasks",
        "Mark the open tasks of a project as done",
        lambda turn: (
            lambda repository: repository.complete_tasks(TaskFilter(project_id=turn.project_id))
        ),
    ),
    # Projects
    in_transaction(
        "add_project",
        "Store a project",
        lambda turn: lambda repository: repository.add_project(f"Проект № {turn.number}"),
    ),
    in_transaction(
        "add_project.taken_name",
        "Store a project under a name that is taken",
        lambda turn: lambda repository: repository.add_project(turn.project_name),
        raises=Duplicate,
    ),
    in_transaction(
        "add_project.swallowed",
        "Swallow that error and leave the transaction",
        lambda turn: lambda repository: works.swallow(repository, turn),
        raises=TransactionAborted,
    ),
    in_autocommit(
        "get_project",
        "Read one project with its tasks",
        lambda turn: lambda repository: repository.get_project(turn.project_id),
    ),
    in_autocommit(
        "get_project.missing",
        "Read a project that is not there",
        lambda _: lambda repository: repository.get_project(NO_ID),
        raises=ProjectNotFound,
    ),
    in_autocommit(
        "list_projects",
        "The first page of 20 projects, with their tasks",
        lambda _: lambda repository: repository.list_projects(limit=20),
    ),
    in_autocommit(
        "list_projects.after",
        "Ten projects from the middle, with their tasks",
        lambda turn: lambda repository: repository.list_projects(after=turn.project_id, limit=10),
    ),
    in_transaction(
        "delete_project",
        "Remove a project; its tasks stay",
        lambda turn: lambda repository: repository.delete_project(turn.project_id),
    ),
    # Working at the same time
    in_transaction(
        "claim_task",
        "Take the oldest open task that nobody has",
        lambda _: lambda repository: repository.claim_task("佐藤 花子"),
    ),
    in_transaction(
        "savepoint",
        "Store three tasks; a savepoint undoes the second",
        lambda turn: lambda repository: works.undo_one_of_three(repository, turn),
    ),
    in_transaction(
        "savepoint.failed",
        "Survive a statement that fails in a savepoint",
        lambda turn: lambda repository: works.survive_a_duplicate(repository, turn),
    ),
    in_autocommit(
        "savepoint.autocommit",
        "Ask for a savepoint without a transaction",
        lambda _: works.savepoint_in_autocommit,
        raises=TransactionRequired,
    ),
    # Reports
    in_autocommit(
        "summarize_projects",
        "Figures of every project",
        lambda _: lambda repository: repository.summarize_projects(),
    ),
    in_autocommit(
        "newest_tasks",
        "The three newest tasks of each project",
        lambda _: lambda repository: repository.newest_tasks(3),
    ),
)
