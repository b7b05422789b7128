"""Typical mistakes, written with bare asyncpg. Whatever is odd here is meant to be."""

from __future__ import annotations

from datetime import datetime

from asyncpg import Connection, Record


async def no_mistake(connection: Connection[Record]) -> None:
    """What the others do, done right."""
    await connection.execute("INSERT INTO tasks (title, assignee) VALUES ($1, $2)", "weed", "ann")
    await connection.execute("UPDATE tasks SET project_id = $1 WHERE id = $2", 1, 1)
    rows = await connection.fetch("SELECT id, title FROM tasks WHERE id = $1 AND NOT done", 1)
    for task_id, title in rows:
        range(task_id, task_id + len(title))
    row = await connection.fetchrow("SELECT title FROM tasks WHERE assignee IS NULL")
    if row is not None:
        len(row["title"])
    await connection.fetch("SELECT name FROM projects JOIN tasks ON tasks.project_id = projects.id")


async def misspelt_column_in_select(connection: Connection[Record]) -> None:
    """A misspelt column in the select list."""
    await connection.fetch("SELECT titel FROM tasks ORDER BY id")


async def misspelt_column_in_where(connection: Connection[Record]) -> None:
    """A misspelt column in a condition."""
    await connection.fetch("SELECT title FROM tasks WHERE assigne = $1", "ann")


async def misspelt_column_in_order_by(connection: Connection[Record]) -> None:
    """A misspelt column to order by."""
    await connection.fetch("SELECT title FROM tasks ORDER BY created")


async def misspelt_column_in_insert(connection: Connection[Record]) -> None:
    """A misspelt column in an insert."""
    await connection.execute("INSERT INTO tasks (title, asignee) VALUES ($1, $2)", "weed", "ann")


async def misspelt_column_in_update(connection: Connection[Record]) -> None:
    """A misspelt column in an update."""
    await connection.execute("UPDATE tasks SET asignee = $1 WHERE id = $2", "ann", 1)


async def misspelt_table(connection: Connection[Record]) -> None:
    """A misspelt table."""
    await connection.fetch("SELECT title FROM taks ORDER BY id")


async def misspelt_column_of_a_row(connection: Connection[Record]) -> None:
    """A misspelt column of a row that was read."""
    [row] = await connection.fetch("SELECT title FROM tasks WHERE id = $1", 1)
    len(row["titel"])


async def missing_method(connection: Connection[Record]) -> None:
    """A method that does not exist."""
    await connection.fetchone("SELECT title FROM tasks WHERE id = $1", 1)


async def misspelt_relationship(connection: Connection[Record]) -> None:
    """A misspelt way from one table to another."""
    await connection.fetch(
        "SELECT name FROM projects JOIN tasks ON tasks.project = projects.id ORDER BY tasks.id"
    )


async def related_rows_not_loaded(connection: Connection[Record]) -> None:
    """Related rows are used that were not read."""
    [row] = await connection.fetch("SELECT id, name FROM projects WHERE id = $1", 1)
    len(row["tasks"])


async def text_compared_with_a_number(connection: Connection[Record]) -> None:
    """A text column is compared with a number."""
    await connection.fetch("SELECT id FROM tasks WHERE title = $1", 1)


async def number_compared_with_a_text(connection: Connection[Record]) -> None:
    """A number column is compared with a text."""
    await connection.fetch("SELECT title FROM tasks WHERE id = $1", "1")


async def columns_of_two_types_compared(connection: Connection[Record]) -> None:
    """A text column is compared with a number column."""
    await connection.fetch("SELECT id FROM tasks WHERE title = id ORDER BY id")


async def number_inserted_as_text(connection: Connection[Record]) -> None:
    """A number is inserted into a text column."""
    await connection.execute("INSERT INTO tasks (title) VALUES ($1)", 1)


async def fraction_inserted_as_integer(connection: Connection[Record]) -> None:
    """A fraction is inserted into an integer column."""
    await connection.execute("INSERT INTO tasks (title, project_id) VALUES ($1, $2)", "weed", 1.5)


async def text_set_as_a_number(connection: Connection[Record]) -> None:
    """A number column is set to a text."""
    await connection.execute("UPDATE tasks SET project_id = $1 WHERE id = $2", "1", 1)


async def naive_datetime_inserted(connection: Connection[Record]) -> None:
    """A datetime without a zone is inserted."""
    await connection.execute(
        "INSERT INTO tasks (title, due_at) VALUES ($1, $2)", "weed", datetime(2026, 1, 1)
    )


async def text_too_long(connection: Connection[Record]) -> None:
    """A text is inserted that is too long for its column."""
    await connection.execute("INSERT INTO tasks (title) VALUES ($1)", "x" * 256)


async def none_inserted(connection: Connection[Record]) -> None:
    """None is inserted into a NOT NULL column."""
    await connection.execute("INSERT INTO tasks (title) VALUES ($1)", None)


async def none_set(connection: Connection[Record]) -> None:
    """A NOT NULL column is set to None."""
    await connection.execute("UPDATE tasks SET title = $1 WHERE id = $2", None, 1)


async def value_left_out(connection: Connection[Record]) -> None:
    """A required value is left out of an insert."""
    await connection.execute("INSERT INTO tasks (assignee) VALUES ($1)", "ann")


async def argument_left_out(connection: Connection[Record]) -> None:
    """A statement of two parameters is given one."""
    await connection.fetch("SELECT id FROM tasks WHERE id = $1 AND done = $2", 1)


async def await_forgotten(connection: Connection[Record]) -> None:
    """An update that nobody awaits."""
    connection.execute("UPDATE tasks SET done = true WHERE id = $1", 1)


async def coroutine_taken_for_a_result(connection: Connection[Record]) -> None:
    """A query that nobody awaits is taken for its result."""
    rows = connection.fetch("SELECT title FROM tasks ORDER BY id")
    len(rows)


async def none_not_expected(connection: Connection[Record]) -> None:
    """A row is used that may not be there."""
    row = await connection.fetchrow("SELECT title FROM tasks WHERE id = $1", 0)
    len(row["title"])


async def list_taken_for_a_row(connection: Connection[Record]) -> None:
    """A list of rows is taken for one row."""
    rows = await connection.fetch("SELECT title FROM tasks WHERE id = $1", 1)
    len(rows["title"])


async def one_row_expected_of_many(connection: Connection[Record]) -> None:
    """One row is asked for where there are many."""
    await connection.fetchval("SELECT title FROM tasks WHERE project_id = $1", 1)


async def result_of_another_type(connection: Connection[Record]) -> None:
    """A text that was read is taken for a number."""
    range(await connection.fetchval("SELECT title FROM tasks WHERE id = $1", 1))


async def columns_swapped(connection: Connection[Record]) -> None:
    """Two columns of one type are swapped when they are read."""
    [row] = await connection.fetch("SELECT assignee, external_id FROM tasks WHERE id = $1", 1)
    external_id, assignee = row


async def too_few_names_for_a_row(connection: Connection[Record]) -> None:
    """Three columns are read into two names."""
    [row] = await connection.fetch("SELECT id, title, done FROM tasks WHERE id = $1", 1)
    task_id, title = row


async def compared_with_none(connection: Connection[Record]) -> None:
    """A column is compared with None the wrong way."""
    await connection.fetch("SELECT title FROM tasks WHERE assignee = NULL")


async def conditions_joined_by_the_wrong_and(connection: Connection[Record]) -> None:
    """Two conditions are joined by the other language's AND."""
    await connection.fetch("SELECT id FROM tasks WHERE (id = $1) & (title = $2)", 1, "sow")


async def joined_on_the_wrong_column(connection: Connection[Record]) -> None:
    """Two tables are joined on the wrong column."""
    await connection.fetch("SELECT name FROM projects JOIN tasks ON tasks.id = projects.id")


async def join_condition_forgotten(connection: Connection[Record]) -> None:
    """Two tables are read without a condition between them."""
    await connection.fetch("SELECT title, name FROM tasks, projects")


async def where_forgotten(connection: Connection[Record]) -> None:
    """An update without a condition."""
    await connection.execute("UPDATE tasks SET done = $1", True)
