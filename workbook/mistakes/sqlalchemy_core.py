"""Typical mistakes, written with SQLAlchemy Core. Whatever is odd here is meant to be."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import projects, tasks


async def no_mistake(connection: AsyncConnection) -> None:
    """What the others do, done right."""
    await connection.execute(insert(tasks).values(title="weed", assignee="ann"))
    await connection.execute(update(tasks).where(tasks.c.id == 1).values(project_id=1))
    both = (tasks.c.id == bindparam("one")) & ~tasks.c.done
    result = await connection.execute(select(tasks.c.id, tasks.c.title).where(both), {"one": 1})
    for task_id, title in result:
        range(task_id, task_id + len(title))
    rows = await connection.execute(select(tasks.c.title).where(tasks.c.assignee.is_(None)))
    row = rows.one_or_none()
    if row is not None:
        len(row.title)
    joined = select(projects.c.name).join(tasks, tasks.c.project_id == projects.c.id)
    await connection.execute(joined.order_by(tasks.c.id))


async def misspelt_column_in_select(connection: AsyncConnection) -> None:
    """A misspelt column in the select list."""
    await connection.execute(select(tasks.c.titel).order_by(tasks.c.id))


async def misspelt_column_in_where(connection: AsyncConnection) -> None:
    """A misspelt column in a condition."""
    await connection.execute(select(tasks.c.title).where(tasks.c.assigne == "ann"))


async def misspelt_column_in_order_by(connection: AsyncConnection) -> None:
    """A misspelt column to order by."""
    await connection.execute(select(tasks.c.title).order_by(tasks.c.created))


async def misspelt_column_in_insert(connection: AsyncConnection) -> None:
    """A misspelt column in an insert."""
    await connection.execute(insert(tasks).values(title="weed", asignee="ann"))


async def misspelt_column_in_update(connection: AsyncConnection) -> None:
    """A misspelt column in an update."""
    await connection.execute(update(tasks).where(tasks.c.id == 1).values(asignee="ann"))


async def misspelt_table(connection: AsyncConnection) -> None:
    """A misspelt table."""
    await connection.execute(select(taks.c.title).order_by(tasks.c.id))


async def misspelt_column_of_a_row(connection: AsyncConnection) -> None:
    """A misspelt column of a row that was read."""
    result = await connection.execute(select(tasks.c.title).where(tasks.c.id == 1))
    len(result.one().titel)


async def missing_method(connection: AsyncConnection) -> None:
    """A method that does not exist."""
    await connection.fetchone(select(tasks.c.title).where(tasks.c.id == 1))


async def misspelt_relationship(connection: AsyncConnection) -> None:
    """A misspelt way from one table to another."""
    await connection.execute(
        select(projects.c.name).join(tasks, tasks.c.project == projects.c.id).order_by(tasks.c.id)
    )


async def related_rows_not_loaded(connection: AsyncConnection) -> None:
    """Related rows are used that were not read."""
    result = await connection.execute(select(projects).where(projects.c.id == 1))
    len(result.one().tasks)


async def text_compared_with_a_number(connection: AsyncConnection) -> None:
    """A text column is compared with a number."""
    await connection.execute(select(tasks.c.id).where(tasks.c.title == 1))


async def number_compared_with_a_text(connection: AsyncConnection) -> None:
    """A number column is compared with a text."""
    await connection.execute(select(tasks.c.title).where(tasks.c.id == "1"))


async def columns_of_two_types_compared(connection: AsyncConnection) -> None:
    """A text column is compared with a number column."""
    await connection.execute(select(tasks.c.id).where(tasks.c.title == tasks.c.id))


async def number_inserted_as_text(connection: AsyncConnection) -> None:
    """A number is inserted into a text column."""
    await connection.execute(insert(tasks).values(title=1))


async def fraction_inserted_as_integer(connection: AsyncConnection) -> None:
    """A fraction is inserted into an integer column."""
    await connection.execute(insert(tasks).values(title="weed", project_id=1.5))


async def text_set_as_a_number(connection: AsyncConnection) -> None:
    """A number column is set to a text."""
    await connection.execute(update(tasks).where(tasks.c.id == 1).values(project_id="1"))


async def naive_datetime_inserted(connection: AsyncConnection) -> None:
    """A datetime without a zone is inserted."""
    await connection.execute(insert(tasks).values(title="weed", due_at=datetime(2026, 1, 1)))


async def text_too_long(connection: AsyncConnection) -> None:
    """A text is inserted that is too long for its column."""
    await connection.execute(insert(tasks).values(title="x" * 256))


async def none_inserted(connection: AsyncConnection) -> None:
    """None is inserted into a NOT NULL column."""
    await connection.execute(insert(tasks).values(title=None))


async def none_set(connection: AsyncConnection) -> None:
    """A NOT NULL column is set to None."""
    await connection.execute(update(tasks).where(tasks.c.id == 1).values(title=None))


async def value_left_out(connection: AsyncConnection) -> None:
    """A required value is left out of an insert."""
    await connection.execute(insert(tasks).values(assignee="ann"))


async def argument_left_out(connection: AsyncConnection) -> None:
    """A statement of two parameters is given one."""
    same_id, same_done = tasks.c.id == bindparam("one"), tasks.c.done == bindparam("two")
    await connection.execute(select(tasks.c.id).where(same_id, same_done), {"one": 1})


async def await_forgotten(connection: AsyncConnection) -> None:
    """An update that nobody awaits."""
    connection.execute(update(tasks).where(tasks.c.id == 1).values(done=True))


async def coroutine_taken_for_a_result(connection: AsyncConnection) -> None:
    """A query that nobody awaits is taken for its result."""
    result = connection.execute(select(tasks.c.title).order_by(tasks.c.id))
    result.all()


async def none_not_expected(connection: AsyncConnection) -> None:
    """A row is used that may not be there."""
    result = await connection.execute(select(tasks.c.title).where(tasks.c.id == 0))
    len(result.one_or_none().title)


async def list_taken_for_a_row(connection: AsyncConnection) -> None:
    """A list of rows is taken for one row."""
    result = await connection.execute(select(tasks.c.title).where(tasks.c.id == 1))
    len(result.all().title)


async def one_row_expected_of_many(connection: AsyncConnection) -> None:
    """One row is asked for where there are many."""
    result = await connection.execute(select(tasks.c.title).where(tasks.c.project_id == 1))
    result.scalar_one()


async def result_of_another_type(connection: AsyncConnection) -> None:
    """A text that was read is taken for a number."""
    result = await connection.execute(select(tasks.c.title).where(tasks.c.id == 1))
    range(result.scalar_one())


async def columns_swapped(connection: AsyncConnection) -> None:
    """Two columns of one type are swapped when they are read."""
    columns = select(tasks.c.assignee, tasks.c.external_id).where(tasks.c.id == 1)
    external_id, assignee = (await connection.execute(columns)).one()


async def too_few_names_for_a_row(connection: AsyncConnection) -> None:
    """Three columns are read into two names."""
    columns = select(tasks.c.id, tasks.c.title, tasks.c.done).where(tasks.c.id == 1)
    task_id, title = (await connection.execute(columns)).one()


async def compared_with_none(connection: AsyncConnection) -> None:
    """A column is compared with None the wrong way."""
    await connection.execute(select(tasks.c.title).where(tasks.c.assignee is None))


async def conditions_joined_by_the_wrong_and(connection: AsyncConnection) -> None:
    """Two conditions are joined by the other language's AND."""
    both = tasks.c.id == 1 and tasks.c.title == "sow"
    await connection.execute(select(tasks.c.id).where(both))


async def joined_on_the_wrong_column(connection: AsyncConnection) -> None:
    """Two tables are joined on the wrong column."""
    await connection.execute(select(projects.c.name).join(tasks, tasks.c.id == projects.c.id))


async def join_condition_forgotten(connection: AsyncConnection) -> None:
    """Two tables are read without a condition between them."""
    await connection.execute(select(tasks.c.title, projects.c.name))


async def where_forgotten(connection: AsyncConnection) -> None:
    """An update without a condition."""
    await connection.execute(update(tasks).values(done=True))
