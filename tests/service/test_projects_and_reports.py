"""The routes of projects and of reports."""

from __future__ import annotations

import httpx
import pytest

from tests.service.conftest import Sql

TWO = """
    INSERT INTO projects (name) VALUES ('garden'), ('house');
    INSERT INTO tasks (title, done, project_id) VALUES ('dig', true, 1), ('sow', false, 1)"""


@pytest.fixture
async def stored(sql: Sql) -> None:
    """A project with two tasks, and one without."""
    await sql.execute(TWO)


async def test_a_project_is_created(client: httpx.AsyncClient) -> None:
    """201 with the project, without tasks, and where it is; a second of its name is 409."""
    first = await client.post("/projects", json={"name": "garden"})
    assert first.status_code == 201
    assert first.json() == {
        "id": 1,
        "name": "garden",
        "created_at": "2026-01-02T03:04:05Z",
        "tasks": [],
    }
    assert first.headers["Location"] == "/projects/1"
    second = await client.post("/projects", json={"name": "garden"})
    assert (second.status_code, second.json()["field"]) == (409, "name")


@pytest.mark.usefixtures("stored")
async def test_a_project_is_read_with_its_tasks(client: httpx.AsyncClient) -> None:
    """Each as a single task would be answered."""
    answer = await client.get("/projects/1")
    assert answer.status_code == 200
    assert answer.json()["tasks"] == (await client.get("/tasks?project_id=1")).json()
    assert [task["title"] for task in answer.json()["tasks"]] == ["dig", "sow"]


@pytest.mark.usefixtures("stored")
async def test_projects_are_listed_page_by_page(client: httpx.AsyncClient) -> None:
    """The empty ones too; the link leads to the next."""
    first = await client.get("/projects?limit=1")
    assert [(one["name"], len(one["tasks"])) for one in first.json()] == [("garden", 2)]
    second = await client.get(first.links["next"]["url"])
    assert [(one["name"], len(one["tasks"])) for one in second.json()] == [("house", 0)]


@pytest.mark.usefixtures("stored")
async def test_a_project_is_deleted_and_its_tasks_stay(client: httpx.AsyncClient) -> None:
    """204; then it is 404, and its tasks belong to none."""
    assert (await client.delete("/projects/1")).status_code == 204
    assert (await client.get("/projects/1")).json()["type"] == "/problems/project-not-found"
    assert (await client.get("/tasks/1")).json()["project_id"] is None


@pytest.mark.usefixtures("stored")
async def test_projects_are_summarized(client: httpx.AsyncClient) -> None:
    """Figures of each, by id."""
    answer = await client.get("/reports/projects")
    assert [(one["name"], one["total"], one["done"]) for one in answer.json()] == [
        ("garden", 2, 1),
        ("house", 0, 0),
    ]
    assert answer.json()[1]["newest_at"] is None


@pytest.mark.usefixtures("stored")
async def test_the_newest_tasks_are_reported(client: httpx.AsyncClient) -> None:
    """So many of each project, newest first."""
    answer = await client.get("/reports/newest", params={"per_project": 1})
    assert [task["title"] for task in answer.json()] == ["sow"]
