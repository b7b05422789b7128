"""What becomes of a value, and what may be done with a result."""

from __future__ import annotations

from workbook.library_differences.difference import LibraryDifference, pinned

DIFFERENCES: tuple[LibraryDifference, ...] = (
    pinned(
        "coercion",
        "Values for an integer column",
        "asyncpg cuts 1.5 to 1 and refuses '5'. psycopg lets Postgres round 1.5 to 2 and read '5'."
        " True becomes 1, except on psycopg alone, where it is refused: SQLAlchemy adds a cast.",
        "values",
        "asyncpg_makes_an_integer_itself",
        "psycopg_leaves_an_integer_to_postgres",
        "sqlalchemy_does_as_its_driver_but_casts",
    ),
    pinned(
        "validation",
        "Validation at construction",
        "Neither a mapped class nor a SQLModel table model looks at the values it is made with."
        " model_validate and a model without a table do. For a misspelt name the ORM raises"
        " TypeError; a table model drops it.",
        "values",
        "a_mapped_class_takes_any_value",
        "only_a_model_without_a_table_validates",
        "the_orm_refuses_a_name_and_sqlmodel_ignores_it",
    ),
    pinned(
        "results",
        "Result objects",
        "Record, Row and loaded objects stay readable after the connection is closed. A Record is"
        " read by key, a Row by attribute, and neither can be assigned to. A detached object can,"
        " without effect on the table; only a SQLModel object can be dumped.",
        "values",
        "a_record_outlives_its_connection",
        "a_row_outlives_its_connection",
        "a_detached_object_keeps_what_was_loaded",
        "a_detached_sqlmodel_object_is_a_pydantic_model_too",
    ),
    pinned(
        "rows-of-a-stream",
        "A loop over a stream",
        "asyncpg's cursor fetches batches. Looped over, it gives row after row out of them, with an"
        " await for each; asked by fetch, it gives the batch, after a round trip to bind it."
        " SQLAlchemy's result fetches batches as well, but its async loop enters a greenlet for"
        " each row: 1,001 times for 1,000 rows, where fetchmany of 100 does so 11 times.",
        "streams",
        "a_loop_over_a_stream_enters_a_greenlet_for_each_row",
        "either_way_the_rows_come_in_batches",
        "asyncpgs_cursor_gives_rows_or_batches",
        "asyncpg_binds_a_cursor_that_is_no_loop_in_a_round_trip_of_its_own",
    ),
)
