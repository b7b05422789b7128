"""The type of a problem leads somewhere."""

from __future__ import annotations

import httpx
import pytest

from shared import errors
from tests.service.test_problems import made
from workbook.service.problems import KINDS, problem_of


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
async def test_every_kind_is_where_its_type_says(
    any_client: httpx.AsyncClient, kind: type[errors.RepositoryError]
) -> None:
    """The same title and status, and whether the request may be sent again."""
    problem = problem_of(made(kind))
    told = (await any_client.get(problem.type)).json()
    assert told == {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "retryable": kind.retryable,
    }


async def test_a_request_that_does_not_fit_has_its_kind(any_client: httpx.AsyncClient) -> None:
    """What FastAPI refuses by itself leads there, too."""
    problem = (await any_client.get("/tasks?limit=0")).json()
    told = (await any_client.get(problem["type"])).json()
    assert (told["title"], told["status"]) == (problem["title"], problem["status"])


async def test_all_kinds_are_listed(any_client: httpx.AsyncClient) -> None:
    """In order, each once, and nothing under another name."""
    types = [one["type"] for one in (await any_client.get("/problems")).json()]
    assert types == sorted(set(types))
    assert {"/problems/internal", "/problems/stale-task"} < set(types)
    assert (await any_client.get("/problems/nothing")).status_code == 404
