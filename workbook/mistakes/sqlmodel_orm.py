"""Typical mistakes, written with SQLModel. Whatever is odd here is meant to be.

As its tutorial does, `col()` stands only where a checker asks for it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy.orm import joinedload
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from variants.sqlmodel_orm.mapping import Project, Task


async def no_mistake(session: AsyncSession) -> None:
    """What the others do, done right."""
    session.add(Task(title="weed", assignee="ann"))
    task = await session.get_one(Task, 1)
    task.project_id = 1
    await session.flush()
    await session.exec(update(Task).where(col(Task.id) == 1).values(done=False))
    both = (Task.id == bindparam("one"), Task.title == "dig")
    result = await session.exec(select(Task.id, Task.title).where(*both), params={"one": 1})
    for task_id, title in result:
        range(task_id, task_id + len(title))
    found = (await session.exec(select(Task).where(col(Task.assignee).is_(None)))).one_or_none()
    if found is not None:
        len(found.title)
    joined = select(Project).join(Task, col(Task.project_id) == col(Project.id))
    await session.exec(joined.order_by(col(Task.id)))


async def misspelt_column_in_select(session: AsyncSession) -> None:
    """A misspelt column in the select list."""
    await session.exec(select(Task.titel).order_by(col(Task.id)))


async def misspelt_column_in_where(session: AsyncSession) -> None:
    """A misspelt column in a condition."""
    await session.exec(select(Task).where(Task.assigne == "ann"))


async def misspelt_column_in_order_by(session: AsyncSession) -> None:
    """A misspelt column to order by."""
    await session.exec(select(Task).order_by(col(Task.created)))


async def misspelt_column_in_insert(session: AsyncSession) -> None:
    """A misspelt column in an insert."""
    session.add(Task(title="weed", asignee="ann"))
    await session.flush()


async def misspelt_column_in_update(session: AsyncSession) -> None:
    """A misspelt column in an update."""
    task = await session.get_one(Task, 1)
    task.asignee = "ann"
    await session.flush()


async def misspelt_table(session: AsyncSession) -> None:
    """A misspelt table."""
    await session.exec(select(Taks).order_by(col(Task.id)))


async def misspelt_column_of_a_row(session: AsyncSession) -> None:
    """A misspelt column of a row that was read."""
    result = await session.exec(select(Task).where(Task.id == 1))
    len(result.one().titel)


async def missing_method(session: AsyncSession) -> None:
    """A method that does not exist."""
    await session.query(Task).filter_by(id=1).one()


async def misspelt_relationship(session: AsyncSession) -> None:
    """A misspelt way from one table to another."""
    await session.exec(select(Project).options(joinedload(Project.task)))


async def related_rows_not_loaded(session: AsyncSession) -> None:
    """Related rows are used that were not read."""
    result = await session.exec(select(Project).where(Project.id == 1))
    len(result.one().tasks)


async def text_compared_with_a_number(session: AsyncSession) -> None:
    """A text column is compared with a number."""
    await session.exec(select(Task).where(Task.title == 1))


async def number_compared_with_a_text(session: AsyncSession) -> None:
    """A number column is compared with a text."""
    await session.exec(select(Task).where(Task.id == "1"))


async def columns_of_two_types_compared(session: AsyncSession) -> None:
    """A text column is compared with a number column."""
    await session.exec(select(Task).where(Task.title == Task.id))


async def number_inserted_as_text(session: AsyncSession) -> None:
    """A number is inserted into a text column."""
    session.add(Task(title=1))
    await session.flush()


async def fraction_inserted_as_integer(session: AsyncSession) -> None:
    """A fraction is inserted into an integer column."""
    session.add(Task(title="weed", project_id=1.5))
    await session.flush()


async def text_set_as_a_number(session: AsyncSession) -> None:
    """A number column is set to a text."""
    task = await session.get_one(Task, 1)
    task.project_id = "1"
    await session.flush()


async def naive_datetime_inserted(session: AsyncSession) -> None:
    """A datetime without a zone is inserted."""
    session.add(Task(title="weed", due_at=datetime(2026, 1, 1)))
    await session.flush()


async def text_too_long(session: AsyncSession) -> None:
    """A text is inserted that is too long for its column."""
    session.add(Task(title="x" * 256))
    await session.flush()


async def none_inserted(session: AsyncSession) -> None:
    """None is inserted into a NOT NULL column."""
    session.add(Task(title=None))
    await session.flush()


async def none_set(session: AsyncSession) -> None:
    """A NOT NULL column is set to None."""
    task = await session.get_one(Task, 1)
    task.title = None
    await session.flush()


async def value_left_out(session: AsyncSession) -> None:
    """A required value is left out of an insert."""
    session.add(Task(assignee="ann"))
    await session.flush()


async def argument_left_out(session: AsyncSession) -> None:
    """A statement of two parameters is given one."""
    same_id, same_done = Task.id == bindparam("one"), Task.done == bindparam("two")
    await session.exec(select(Task).where(same_id, same_done), params={"one": 1})


async def await_forgotten(session: AsyncSession) -> None:
    """An update that nobody awaits."""
    session.exec(update(Task).where(col(Task.id) == 1).values(done=True))


async def coroutine_taken_for_a_result(session: AsyncSession) -> None:
    """A query that nobody awaits is taken for its result."""
    result = session.exec(select(Task).order_by(col(Task.id)))
    result.all()


async def none_not_expected(session: AsyncSession) -> None:
    """A row is used that may not be there."""
    task = await session.get(Task, 0)
    len(task.title)


async def list_taken_for_a_row(session: AsyncSession) -> None:
    """A list of rows is taken for one row."""
    result = await session.exec(select(Task).where(Task.id == 1))
    len(result.all().title)


async def one_row_expected_of_many(session: AsyncSession) -> None:
    """One row is asked for where there are many."""
    result = await session.exec(select(Task).where(Task.project_id == 1))
    result.one()


async def result_of_another_type(session: AsyncSession) -> None:
    """A text that was read is taken for a number."""
    result = await session.exec(select(Task.title).where(Task.id == 1))
    range(result.one())


async def columns_swapped(session: AsyncSession) -> None:
    """Two columns of one type are swapped when they are read."""
    columns = select(Task.assignee, Task.external_id).where(Task.id == 1)
    external_id, assignee = (await session.exec(columns)).one()


async def too_few_names_for_a_row(session: AsyncSession) -> None:
    """Three columns are read into two names."""
    columns = select(Task.id, Task.title, Task.done).where(Task.id == 1)
    task_id, title = (await session.exec(columns)).one()


async def compared_with_none(session: AsyncSession) -> None:
    """A column is compared with None the wrong way."""
    await session.exec(select(Task).where(Task.assignee is None))


async def conditions_joined_by_the_wrong_and(session: AsyncSession) -> None:
    """Two conditions are joined by the other language's AND."""
    both = Task.id == 1 and Task.title == "sow"
    await session.exec(select(Task).where(both))


async def joined_on_the_wrong_column(session: AsyncSession) -> None:
    """Two tables are joined on the wrong column."""
    await session.exec(select(Project).join(Task, col(Task.id) == col(Project.id)))


async def join_condition_forgotten(session: AsyncSession) -> None:
    """Two tables are read without a condition between them."""
    await session.exec(select(Task.title, Project.name))


async def where_forgotten(session: AsyncSession) -> None:
    """An update without a condition."""
    await session.exec(update(Task).values(done=True))
