"""Values refuse what cannot work when they are made, and name the field: no server is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import asyncpg
import pytest

from shared import domain
from shared.domain import ImportResult, NewTask, TaskFilter
from shared.errors import InvalidInput
from shared.settings import Settings, milliseconds

URL = "postgresql://ann@localhost/tasks"
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)
LAST_MOMENT = datetime.max.replace(tzinfo=UTC)
LONGEST = "x" * 255


def refused(make: Callable[..., object], **values: Any) -> InvalidInput:
    """The refusal of these values."""
    with pytest.raises(InvalidInput) as caught:
        make(**values)
    return caught.value


# Settings

TIMEOUTS = [
    "connect_timeout",
    "acquire_timeout",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_timeout",
    "close_timeout",
]
KEPT_BY_THE_SERVER = ["statement_timeout", "lock_timeout", "idle_in_transaction_timeout"]

BAD_SETTINGS = [
    ("url", ""),
    ("url", "localhost"),
    ("url", "mysql://localhost/tasks"),
    ("url", "postgresql+asyncpg://localhost/tasks"),
    ("url", "postgresql:tasks"),
    ("driver", "psycopg2"),
    ("driver", ""),
    ("pool_size", 0),
    ("pool_size", -1),
    ("statement_cache_size", -1),
    *((name, value) for name in TIMEOUTS for value in (0, -1.0, float("nan"))),
]


@pytest.mark.parametrize(("field", "value"), BAD_SETTINGS)
def test_settings_that_cannot_work_are_refused(field: str, value: object) -> None:
    """The refusal says which setting it is about, as an attribute and in words."""
    error = refused(Settings, **{"url": URL} | {field: value})
    assert error.field == field
    assert field in str(error)


@pytest.mark.parametrize("value", [float("inf"), 2_147_484])
@pytest.mark.parametrize("field", KEPT_BY_THE_SERVER)
def test_a_limit_that_postgres_cannot_hold_is_refused(field: str, value: float) -> None:
    """Postgres counts milliseconds in an integer; beyond it every connection would be refused."""
    assert refused(Settings, url=URL, **{field: value}).field == field


GOOD_SETTINGS = [
    ("url", "postgres://ann:secret@localhost:5433/tasks"),
    ("url", "postgresql:///tasks?host=/run/postgresql"),
    ("driver", "psycopg"),
    ("pool_size", 1),
    ("statement_cache_size", 0),
    *((name, 0.001) for name in TIMEOUTS),
    *((name, 2_147_483) for name in KEPT_BY_THE_SERVER),
]


@pytest.mark.parametrize(("field", "value"), GOOD_SETTINGS)
def test_settings_at_the_edge_are_taken_as_they_are(field: str, value: object) -> None:
    """What can work is neither refused nor changed."""
    values: dict[str, Any] = {"url": URL} | {field: value}
    assert getattr(Settings(**values), field) == value


def test_every_limit_is_on_by_default() -> None:
    """Who says nothing but the URL never waits for ever."""
    settings = Settings(URL)
    assert all(0 < getattr(settings, name) <= 60 for name in TIMEOUTS)


def test_settings_cannot_be_changed() -> None:
    """What was checked stays as it was."""
    settings: Any = Settings(URL)
    with pytest.raises(FrozenInstanceError):
        settings.pool_size = 0


def test_server_settings_are_in_the_words_of_postgres() -> None:
    """Whole milliseconds, and Postgres's own names."""
    settings = Settings(
        URL,
        statement_timeout=1.5,
        lock_timeout=0.25,
        idle_in_transaction_timeout=60,
        application_name="billing",
    )
    assert settings.server_settings == {
        "application_name": "billing",
        "timezone": "UTC",
        "statement_timeout": "1500",
        "lock_timeout": "250",
        "idle_in_transaction_session_timeout": "60000",
    }


async def test_postgres_takes_the_server_settings_as_they_are(database_url: str) -> None:
    """Asked back from a session that was opened with them, each has the value that was sent."""
    wanted = Settings(database_url, application_name="it's ours").server_settings
    connection = await asyncpg.connect(database_url, server_settings=wanted)
    query = "SELECT name, setting FROM pg_settings WHERE name = ANY($1) OR name = 'TimeZone'"
    found = {name.lower(): setting for name, setting in await connection.fetch(query, [*wanted])}
    await connection.close()
    assert found == wanted


@pytest.mark.parametrize(
    ("seconds", "expected"), [(1, "1000"), (0.0015, "2"), (0.0001, "1"), (30.0, "30000")]
)
def test_milliseconds_are_whole_and_never_none(seconds: float, expected: str) -> None:
    """However short the limit, it is not rounded to 0, which would switch it off."""
    assert milliseconds(seconds) == expected


# What goes in

BAD_TEXTS = [None, 1, b"x", "a\0b", "\ud800", "a\udfff", "x" * 256, LONGEST + " "]
BAD_IDS = ["5", 1.0, True, 2**63, -(2**63) - 1]
BAD_MOMENTS = [
    "2030-01-01",
    NOON.date(),
    NOON.replace(tzinfo=None),
    FIRST_MOMENT.replace(tzinfo=timezone(timedelta(hours=1))),
    LAST_MOMENT.replace(tzinfo=timezone(timedelta(hours=-1))),
    FIRST_MOMENT,  # to a driver, these two mean -infinity and infinity
    LAST_MOMENT,
]
BAD_FLAGS = [1, 0, "true"]

BAD_TASKS = [
    *(("title", value) for value in BAD_TEXTS),
    *(("done", value) for value in [None, *BAD_FLAGS]),
    *(("project_id", value) for value in BAD_IDS),
    *(("assignee", value) for value in BAD_TEXTS if value is not None),
    *(("due_at", value) for value in BAD_MOMENTS),
    *(("external_id", value) for value in BAD_TEXTS if value is not None),
]


@pytest.mark.parametrize(("field", "value"), BAD_TASKS, ids=ascii)
def test_a_task_that_cannot_be_stored_is_refused(field: str, value: object) -> None:
    """The refusal says which field of the task it is about, as an attribute and in words."""
    error = refused(NewTask, **{"title": "x"} | {field: value})
    assert error.field == field
    assert str(error).startswith(f"{field} ")


GOOD_TASKS = [
    ("title", ""),
    ("title", LONGEST),
    ("title", "\U0001f600" * 255),
    ("title", " \t\n'\"\\%_; DROP TABLE tasks --"),
    ("project_id", 2**63 - 1),
    ("project_id", -(2**63)),
    ("due_at", FIRST_MOMENT + timedelta(microseconds=1)),
    ("due_at", LAST_MOMENT - timedelta(microseconds=1)),
    ("due_at", NOON.astimezone(timezone(timedelta(hours=-23, minutes=-59)))),
    ("external_id", LONGEST),
]


@pytest.mark.parametrize(("field", "value"), GOOD_TASKS, ids=ascii)
def test_a_task_at_the_edge_is_taken_as_it_is(field: str, value: object) -> None:
    """What the tables can hold is neither refused nor changed."""
    values: dict[str, Any] = {"title": "x"} | {field: value}
    assert getattr(NewTask(**values), field) == value


def test_only_the_title_comes_by_position() -> None:
    """Everything else is named, so that no two values can be mistaken for each other."""
    make: Any = NewTask
    with pytest.raises(TypeError):
        make("x", True)


BAD_FILTERS = [
    *(("done", value) for value in BAD_FLAGS),
    *(("project_id", value) for value in BAD_IDS),
    *(("assignee", value) for value in BAD_TEXTS if value is not None),
    *(("title_contains", value) for value in (1, b"x", "a\0b", "\ud800")),
    *(("due_before", value) for value in BAD_MOMENTS),
]


@pytest.mark.parametrize(("field", "value"), BAD_FILTERS, ids=ascii)
def test_a_filter_that_can_match_nothing_is_refused(field: str, value: object) -> None:
    """The refusal says which condition it is about, as an attribute and in words."""
    error = refused(TaskFilter, **{field: value})
    assert error.field == field
    assert str(error).startswith(f"{field} ")


def test_a_search_text_may_be_longer_than_a_title() -> None:
    """It matches nothing then, which is an answer."""
    assert TaskFilter(title_contains="x" * 300).title_contains == "x" * 300


def test_a_refusal_shows_the_bad_value() -> None:
    """So that the caller sees what was given, with its type where that is the trouble."""
    assert str(refused(NewTask, title="x", project_id="5")) == (
        "project_id must be an int, not str ('5')"
    )


# Arguments of the repository's methods

PAGES = [0, -1, 1_001, 2**63, True, 1.0, "1", None]


@pytest.mark.parametrize("value", PAGES)
def test_a_page_has_from_one_to_a_thousand_rows(value: object) -> None:
    """An empty page and one that should be a stream are refused."""
    assert refused(domain.check_page, field="limit", value=value).field == "limit"


@pytest.mark.parametrize("value", [1, 1_000])
def test_the_shortest_and_the_longest_page_are_taken(value: int) -> None:
    """The limits themselves are allowed."""
    domain.check_page("limit", value)


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, True, None, "1"])
def test_a_version_fits_an_integer_column(value: object) -> None:
    """Any other is refused rather than compared with nothing."""
    assert refused(domain.check_version, field="expected_version", value=value)


@pytest.mark.parametrize("value", [0, -1, True, "1", None, float("nan"), float("inf"), 2_147_484])
def test_seconds_are_a_positive_number_that_postgres_can_hold(value: object) -> None:
    """0 would switch the limit off, and what is too big would be refused by Postgres."""
    assert refused(domain.check_seconds, field="statement_timeout", value=value)


@pytest.mark.parametrize("value", ["SERIALIZABLE", "READ UNCOMMITTED", 1])
def test_an_isolation_level_is_one_of_ours(value: object) -> None:
    """The words alone will not do: a wrong one would only be found out by Postgres."""
    assert refused(domain.check_isolation, field="isolation", value=value)


@pytest.mark.parametrize("value", BAD_IDS, ids=ascii)
def test_a_bad_id_among_many_is_named_by_its_position(value: object) -> None:
    """One wrong id in a long list can be found."""
    assert "task_ids[2]" in str(refused(domain.check_ids, field="task_ids", value=[1, 2, value, 4]))


def test_a_bad_task_among_many_is_named_by_its_position() -> None:
    """One thing that is no NewTask can be found."""
    error = refused(domain.check_tasks, field="new", value=[NewTask("x"), "y"])
    assert "new[1]" in str(error)


def test_an_import_needs_an_external_id_in_every_task() -> None:
    """It is what the import goes by."""
    new = [NewTask("a", external_id="a"), NewTask("b")]
    error = refused(domain.check_import, field="new", value=new)
    assert (error.field, "new[1]" in str(error)) == ("external_id", True)


def test_an_import_takes_each_external_id_once() -> None:
    """Both places are named, so that the caller can choose between them."""
    new = [NewTask(title, external_id=key) for title, key in zip("abc", "xyx", strict=True)]
    error = refused(domain.check_import, field="new", value=new)
    assert error.field == "external_id"
    assert "new[2]" in str(error)
    assert "new[0]" in str(error)


@pytest.mark.parametrize("written", [[], [True], [False, True, False]])
def test_the_counts_of_an_import_add_up(written: list[bool]) -> None:
    """What was neither inserted nor updated was unchanged."""
    result = ImportResult.of(written, given=5)
    assert result == ImportResult(written.count(True), written.count(False), 5 - len(written))


def test_a_password_is_not_shown() -> None:
    """Not even where settings end up in a log or a traceback."""
    assert "secret" not in repr(Settings("postgresql://ann:secret@localhost/tasks"))
