"""The routes of tasks: what each answers, and with which headers."""

from __future__ import annotations

import httpx
import pytest

from tests.service.conftest import Sql

STORED = {
    "title": "write the minutes",
    "done": False,
    "project_id": None,
    "assignee": None,
    "due_at": "2026-03-04T05:06:07Z",
    "external_id": None,
    "id": 1,
    "version": 1,
    "created_at": "2026-01-02T03:04:05Z",
}
EIGHT = "INSERT INTO tasks (title, done) SELECT 'task ' || n, n > 5 FROM generate_series(1, 8) AS n"


@pytest.fixture
async def stored(sql: Sql) -> None:
    """One task, with the id 1."""
    statement = "INSERT INTO tasks (title, due_at) VALUES ($1, '2026-03-04 05:06:07+00')"
    await sql.execute(statement, STORED["title"])


async def test_a_task_is_created(client: httpx.AsyncClient, sql: Sql) -> None:
    """201 with the task as stored, where it is, and the version as its ETag."""
    given = {"title": "write the minutes", "due_at": "2026-03-04T06:06:07+01:00"}
    answer = await client.post("/tasks", json=given)
    assert (answer.status_code, answer.json()) == (201, STORED)
    assert (answer.headers["Location"], answer.headers["ETag"]) == ("/tasks/1", '"1"')
    assert await sql.fetchval("SELECT title FROM tasks") == "write the minutes"


@pytest.mark.usefixtures("stored")
async def test_a_task_is_read(client: httpx.AsyncClient) -> None:
    """200 with the task, and its version as the ETag."""
    answer = await client.get("/tasks/1")
    assert (answer.status_code, answer.json()) == (200, STORED)
    assert answer.headers["ETag"] == '"1"'


@pytest.mark.usefixtures("stored")
async def test_what_was_read_is_changed(client: httpx.AsyncClient, sql: Sql) -> None:
    """With its ETag: the given field changes, null clears, the rest stays, the ETag is new."""
    read = await client.get("/tasks/1")
    answer = await client.patch(
        "/tasks/1", json={"done": True, "due_at": None}, headers={"If-Match": read.headers["ETag"]}
    )
    assert answer.status_code == 200
    assert answer.json() == STORED | {"done": True, "due_at": None, "version": 2}
    assert answer.headers["ETag"] == '"2"'
    rows = await sql.fetch("SELECT title, done, due_at FROM tasks")
    assert list(map(tuple, rows)) == [("write the minutes", True, None)]


@pytest.mark.usefixtures("stored")
async def test_what_has_moved_on_is_not_changed(client: httpx.AsyncClient, sql: Sql) -> None:
    """412 for the ETag of an older version, and nothing is written."""
    await sql.execute("UPDATE tasks SET version = 2")
    answer = await client.patch("/tasks/1", json={"done": True}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/stale-task")
    assert answer.json()["detail"] == "task 1 has version 2, no longer 1"
    assert not await sql.fetchval("SELECT done FROM tasks")


@pytest.mark.usefixtures("stored")
async def test_any_version_is_changed_if_that_is_said(client: httpx.AsyncClient, sql: Sql) -> None:
    """`If-Match: *`."""
    await sql.execute("UPDATE tasks SET version = 7")
    answer = await client.patch("/tasks/1", json={"done": True}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"8"')


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 428),
        ("1", 400),
        ('"1", "2"', 400),
        ('W/"1"', 412),
        ('"01"', 412),
        ('"one"', 412),
        ('"9999999999"', 412),
    ],
)
@pytest.mark.usefixtures("stored")
async def test_a_change_says_which_version_it_means(
    any_client: httpx.AsyncClient, sql: Sql, given: str | None, status: int
) -> None:
    """Without If-Match 428; what is no ETag 400; an ETag that no task ever had, or a weak, 412."""
    headers = {} if given is None else {"If-Match": given}
    answer = await any_client.patch("/tasks/1", json={"done": True}, headers=headers)
    assert answer.status_code == status
    assert not await sql.fetchval("SELECT done FROM tasks")


@pytest.mark.usefixtures("stored")
async def test_a_task_is_deleted_once(client: httpx.AsyncClient) -> None:
    """204 and no body; the second time 404."""
    first, second = await client.delete("/tasks/1"), await client.delete("/tasks/1")
    assert (first.status_code, first.content) == (204, b"")
    assert (second.status_code, second.json()["type"]) == (404, "/problems/task-not-found")


async def test_a_list_is_followed_by_its_links(client: httpx.AsyncClient, sql: Sql) -> None:
    """Page by page, with the conditions kept, to the page that is not full."""
    await sql.execute(EIGHT)
    query = "done=false&title_contains=TASK+&limit=2"
    path, pages = f"/tasks?{query}", []
    for last in (2, 4):
        answer = await client.get(path)
        pages.append([task["id"] for task in answer.json()])
        path = answer.links["next"]["url"]
        assert path == f"/tasks?{query}&after={last}"
    answer = await client.get(path)
    assert [*pages, [task["id"] for task in answer.json()]] == [[1, 2], [3, 4], [5]]
    assert "Link" not in answer.headers


async def test_tasks_are_counted(client: httpx.AsyncClient, sql: Sql) -> None:
    """Those that match."""
    await sql.execute(EIGHT)
    assert (await client.get("/tasks/count", params={"done": True})).json() == {"count": 3}


async def test_each_task_is_claimed_once(client: httpx.AsyncClient, sql: Sql) -> None:
    """The oldest first, as another version; 204 when none is free."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('a'), ('b')")
    answers = [await client.post("/tasks/claim", json={"assignee": "Ada"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 204]
    assert [answer.json()["id"] for answer in answers[:2]] == [1, 2]
    assert answers[0].headers["ETag"] == '"2"'
    assert answers[2].content == b""


async def test_the_matching_tasks_are_completed(client: httpx.AsyncClient, sql: Sql) -> None:
    """Those that were open, and their number."""
    await sql.execute(EIGHT)
    answer = await client.post("/tasks/complete", params={"title_contains": "task 4"})
    assert (answer.status_code, answer.json()) == (200, {"completed": 1})
    assert await sql.fetchval("SELECT count(*) FROM tasks WHERE done") == 4


async def test_a_misspelt_condition_completes_nothing(
    any_client: httpx.AsyncClient, sql: Sql
) -> None:
    """Ignored, it would have been a request about every task."""
    await sql.execute(EIGHT)
    answer = await any_client.post("/tasks/complete", params={"titel_contains": "task 4"})
    assert answer.status_code == 422
    assert await sql.fetchval("SELECT count(*) FROM tasks WHERE done") == 3
