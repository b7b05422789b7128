"""What is raised, by whom, and what is noticed before anything runs."""

from __future__ import annotations

from workbook.library_differences.difference import LibraryDifference, pinned

DIFFERENCES: tuple[LibraryDifference, ...] = (
    pinned(
        "native-errors",
        "The class of an error",
        "asyncpg has a class for each SQLSTATE. SQLAlchemy has DBAPIError for most of them on"
        " asyncpg, and a subclass on psycopg; only IntegrityError is the same on both. On an ended"
        " session psycopg keeps 25P03, and asyncpg hides it.",
        "native_errors",
        "a_state_has_a_class_in_each_coat",
        "an_aborted_transaction_has_a_class_in_each_coat",
        "a_lock_not_available_has_a_class_in_each_coat",
        "a_write_conflict_has_a_class_in_each_coat",
        "an_ended_session_keeps_its_state_on_psycopg_only",
    ),
    pinned(
        "out-of-date-plan",
        "A prepared statement after the table has changed",
        "asyncpg raises InvalidCachedStatementError in a transaction, and prepares again outside"
        " one. SQLAlchemy raises NotSupportedError on asyncpg; on psycopg nothing happens before"
        " the statement is prepared, and NotSupportedError after.",
        "native_errors",
        "asyncpg_refuses_a_statement_that_is_out_of_date",
        "sqlalchemy_refuses_it_where_it_was_prepared",
    ),
    pinned(
        "refusals",
        "What is refused before the server says anything",
        "asyncpg takes 32,767 parameters, psycopg 65,535. asyncpg refuses a number for a text, with"
        " SQLSTATE 22000; psycopg takes it. A server that is not there is a ConnectionRefusedError,"
        " also from SQLAlchemy on asyncpg, but an OperationalError on psycopg.",
        "refusals",
        "each_driver_has_its_own_limit_of_parameters",
        "asyncpg_alone_has_the_same_limit",
        "a_value_that_cannot_be_a_text_is_refused_by_asyncpg",
        "asyncpg_alone_says_data_error",
        "asyncpg_passes_on_what_the_system_said",
        "sqlalchemy_wraps_a_refusal_on_psycopg_only",
    ),
    pinned(
        "stream-after-savepoint",
        "Closing a stream whose savepoint was undone",
        "The server's cursor went with the savepoint. On asyncpg nothing is asked of it again."
        " psycopg asks the server to close it, which aborts the transaction: psycopg raises, but"
        " SQLAlchemy only logs that, and COMMIT stores nothing without a word.",
        "streams",
        "closing_a_stream_after_its_savepoint",
        "psycopg_tells_who_closes_a_cursor_after_its_savepoint",
    ),
    LibraryDifference(
        "type-checker",
        "What a type checker sees",
        "A checker sees another part of the mistakes in each way."
        " The table of mistakes counts what is caught before it runs, and by whom.",
        ("tests/test_mistakes.py::test_the_table_is_what_is_found",),
    ),
)
