"""What programs are made of: values that meet often, and those that libraries stumble over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from shared.domain import Isolation, NewTask, TaskFilter
from tests.programs.tables import Project, Tables, Task

# Upper and lower case, what LIKE, COPY and arrays take for their own, and what needs more bytes.
CHARACTERS = "aA%_\\éÉжЖ '\"{},\t\n漢"
ODD_TEXTS = ["NULL", "\\N", "\\.", "'; DROP TABLE tasks; --", "a  ", "😀", "x" * 255]

TEXTS = st.text(CHARACTERS, max_size=3) | st.sampled_from(ODD_TEXTS)
PEOPLE = st.sampled_from(["Ann", "Bob", ""])
NAMES = st.sampled_from(["move", "Move", "garden", "", "%"])
EXTERNAL_IDS = st.sampled_from(["e-1", "e-2", "e-3", "E-1", "", "%"])

TASK_IDS = st.sampled_from([*range(1, 9), 0, -1, 2**63 - 1, -(2**63)])
PROJECT_IDS = st.sampled_from([1, 2, 3, 4, 2**63 - 1])
LIMITS = st.sampled_from([1, 2, 50, 1000])

PAST = datetime(2020, 2, 29, 12, tzinfo=UTC)
MOMENTS = st.sampled_from(
    [
        PAST,
        PAST.astimezone(timezone(timedelta(hours=5, minutes=30))),
        PAST + timedelta(microseconds=1),
        datetime(2100, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, 0, 0, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ]
)

Options = Mapping[str, st.SearchStrategy[Any]]


def some(options: Options) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these options, in the order in which they stand."""
    return st.fixed_dictionaries({}, optional=dict(options))


DETAILS: Options = {
    "done": st.booleans(),
    "project_id": st.none() | PROJECT_IDS,
    "assignee": st.none() | PEOPLE,
    "due_at": st.none() | MOMENTS,
}

NEW_TASKS = st.builds(
    lambda title, details: NewTask(title, **details),
    TEXTS,
    some({**DETAILS, "external_id": EXTERNAL_IDS}),
)
BATCHES = st.lists(NEW_TASKS, max_size=4)
IMPORTS = BATCHES | st.lists(
    st.builds(
        lambda title, external_id, details: NewTask(title, external_id=external_id, **details),
        TEXTS,
        EXTERNAL_IDS,
        some(DETAILS),
    ),
    max_size=4,
    unique_by=lambda new: new.external_id,
)
CHANGES = some({"title": TEXTS, **DETAILS})
FILTERS = some(
    {
        "done": st.booleans(),
        "project_id": PROJECT_IDS,
        "assignee": PEOPLE,
        "title_contains": st.sampled_from(["_", "%", "\\", "a", "É", "ж", "'", ""]),
        "due_before": MOMENTS,
    }
).map(lambda conditions: TaskFilter(**conditions))
TRANSACTIONS = some(
    {
        "isolation": st.sampled_from(Isolation),
        "read_only": st.sampled_from([False, False, True]),
        "statement_timeout": st.just(5.0),
    }
)

JANUARY = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 31)]


def stored() -> Tables:
    """Rows to begin with: ids and ages go different ways, and two tasks are of the same age."""
    return Tables(
        [
            Project(1, "move", JANUARY[5]),
            Project(2, "garden", JANUARY[3]),
            Project(3, "nothing yet", JANUARY[4]),
        ],
        [
            Task(1, "Aa%", True, 1, external_id="e-1", created_at=JANUARY[20]),
            Task(2, "a_É\\", project_id=1, assignee="Ann", due_at=PAST, created_at=JANUARY[9]),
            Task(3, "é", True, 1, "Bob", PAST, "e-2", version=3, created_at=JANUARY[9]),
            Task(4, "жa", project_id=2, due_at=PAST, created_at=JANUARY[15]),
            Task(5, "", assignee="", created_at=JANUARY[12]),
        ],
    )


def empty() -> Tables:
    """No rows at all."""
    return Tables([], [])


STARTS = st.sampled_from([stored, empty])
