"""How statements are prepared, and how many rows or ids travel in one."""

from __future__ import annotations

from workbook.library_differences.difference import LibraryDifference, pinned

DIFFERENCES: tuple[LibraryDifference, ...] = (
    pinned(
        "prepared-statements",
        "When a statement is prepared, and its name",
        "asyncpg prepares at the first fetch, as __asyncpg_stmt_N__; psycopg at the sixth"
        " execution, as _pg3_N. SQLAlchemy does as its driver does."
        " Each driver has another setting to turn it off.",
        "statements",
        "asyncpg_prepares_at_the_first_use",
        "psycopg_prepares_at_the_sixth_use",
        "sqlalchemy_prepares_when_its_driver_does",
        "each_driver_has_its_own_word_for_no_prepared_statements",
    ),
    pinned(
        "deallocate",
        "Prepared statements after a rollback",
        "Once it has prepared a statement, psycopg follows a ROLLBACK by DEALLOCATE ALL: one more"
        " round trip, and everything is prepared anew. asyncpg keeps its statements.",
        "statements",
        "a_rollback_costs_psycopg_its_prepared_statements",
    ),
    pinned(
        "lists-of-ids",
        "A list of ids",
        "in_() sends a parameter for each id, so every length is another statement. = ANY sends"
        " one array, and its text is always the same.",
        "statements",
        "in_sends_a_parameter_for_each_id_and_any_one_array",
        "in_with_another_number_of_ids_is_another_statement",
    ),
    pinned(
        "insertmanyvalues",
        "Pages of insertmanyvalues",
        "An insert that returns something, and add_all(), send 1,000 rows a statement, each in a"
        " round trip of its own: 1,001 rows are two.",
        "statements",
        "returning_sends_a_thousand_rows_a_statement",
        "add_all_sends_a_thousand_objects_a_statement",
    ),
    pinned(
        "executemany",
        "Pipelining of executemany",
        "Without RETURNING a list is a statement for each row. 1,000 rows are answered in one round"
        " trip on asyncpg, in two on psycopg. asyncpg's own executemany is all or nothing.",
        "statements",
        "a_list_without_returning_is_pipelined_a_row_a_statement",
        "asyncpgs_executemany_is_one_round_trip_and_all_or_nothing",
    ),
    pinned(
        "bulk-insert-none",
        "None in a bulk insert of the ORM",
        "The ORM leaves out what is None, and begins a new statement wherever that differs: three"
        " alternating rows are three statements. With render_nulls they are one.",
        "sessions",
        "a_bulk_insert_begins_anew_where_other_fields_are_none",
    ),
    pinned(
        "copy",
        "COPY through the driver's connection",
        "SQLAlchemy has no COPY; the driver's connection has, by another call on each driver. It"
        " joins an open transaction. If SQLAlchemy has sent nothing yet there is none on asyncpg,"
        " and the rows stay after a rollback; psycopg begins by itself.",
        "statements",
        "copy_goes_through_the_drivers_connection",
        "sqlalchemy_does_not_begin_for_a_copy",
    ),
)
