"""T13: one bad row in many, wherever it stands: none of them is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from shared.domain import NewTask
from shared.errors import Duplicate, MissingReference, RepositoryError
from shared.protocol import Database
from tests.contract.conftest import Sql

ROWS = 1_500
POSITIONS = {"first": 0, "middle": 700, "before an edge": 999, "after an edge": 1_000, "last": -1}
"""SQLAlchemy sends 1,000 rows in a statement."""

NOBODY = 2**63 - 1
BAD: Mapping[str, tuple[NewTask, type[RepositoryError], str]] = {
    "add_tasks": (NewTask("bad", external_id="T-1"), Duplicate, "external_id"),
    "load_tasks": (NewTask("bad", external_id="T-1"), Duplicate, "external_id"),
    "import_tasks": (
        NewTask("bad", external_id="T-2", project_id=NOBODY),
        MissingReference,
        "project_id",
    ),
}
"""A row that each bulk call must refuse once there is T-1. (To an import T-1 is no mistake.)"""


def with_one_bad(bad: NewTask, position: int) -> Sequence[NewTask]:
    """Many tasks, one of them bad."""
    tasks = [NewTask("new", external_id=f"N-{number}") for number in range(ROWS)]
    tasks[position] = bad
    return tasks


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("call", BAD)
@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_t13_one_bad_row_and_none_is_stored(
    database: Database, sql: Sql, scope: str, call: str, position: str
) -> None:
    """The error names the field; what was there before is all that is there after."""
    await sql.execute("INSERT INTO tasks (title, external_id) VALUES ('old', 'T-1')")
    bad, kind, field = BAD[call]
    new: Any = with_one_bad(bad, POSITIONS[position])
    with pytest.raises(kind) as caught:
        async with getattr(database, scope)() as repository:
            await getattr(repository, call)(new)
    assert getattr(caught.value, "field", None) == field
    assert await sql.fetchval("SELECT array_agg(title) FROM tasks") == ["old"]


@pytest.mark.parametrize("call", BAD)
async def test_t13_one_bad_row_in_a_savepoint_and_the_rest_of_the_block_is_kept(
    database: Database, sql: Sql, call: str
) -> None:
    """The savepoint takes the whole bulk back, and the transaction can be committed."""
    await sql.execute("INSERT INTO tasks (title, external_id) VALUES ('old', 'T-1')")
    bad, kind, _ = BAD[call]
    new: Any = with_one_bad(bad, POSITIONS["after an edge"])
    async with database.transaction() as repository:
        await repository.add_task(NewTask("before"))
        with pytest.raises(kind):
            async with repository.savepoint():
                await getattr(repository, call)(new)
        await repository.add_task(NewTask("after"))
    titles = await sql.fetchval("SELECT array_agg(title ORDER BY id) FROM tasks")
    assert titles == ["old", "before", "after"]
