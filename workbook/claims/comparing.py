"""Claims P: asyncpg against psycopg."""

from __future__ import annotations

from workbook.claims.claim import Claim, conditional, fails

_MEASURED = "tests/claims/test_measured.py::"
_STATEMENTS = "tests/claims/test_comparing_statements.py::"
_SETUP = "tests/claims/test_comparing_setup.py::"
_SESSIONS = "tests/claims/test_comparing_sessions.py::"
_TYPES = "tests/claims/test_comparing_types.py::"

CLAIMS: tuple[Claim, ...] = (
    conditional(
        "P1",
        "Unless told otherwise asyncpg talks in binary and psycopg in text.",
        "True of results: a row with a bigint of 19 digits has 19 bytes with asyncpg and 30 with"
        " psycopg, 19 again by its cursor(binary=True); for the number 1 text is the smaller, 12 to"
        " 19. As a parameter psycopg, too, sends an integer in binary.",
        f"{_STATEMENTS}test_a_bigint_comes_back_in_binary_or_as_text",
        f"{_STATEMENTS}test_psycopg_sends_an_integer_in_binary",
    ),
    fails(
        "P2",
        "Under concurrent load asyncpg does complex joins and bulk work 15 to 30 percent quicker.",
        "Eight at a time, joins are no more than 15% apart in text, and 10% either way in binary."
        " COPY in text, psycopg's own format, takes about twice as long; in binary as long, or up"
        " to a fifth less. The format decides, not the driver.",
        f"{_MEASURED}test_joins_under_concurrency_are_nearly_alike",
        f"{_MEASURED}test_psycopg_copies_as_quickly_in_binary",
    ),
    fails(
        "P3",
        "asyncpg prepares a statement once it has run; psycopg has to be tuned to do so.",
        "Both do it untold: asyncpg's fetch() for the first execution, psycopg for the sixth, under"
        " SQLAlchemy too. asyncpg's execute() of a text without values never does. Tuning moves"
        " psycopg's: prepare_threshold=0 prepares for the first, None never.",
        f"{_STATEMENTS}test_both_drivers_prepare_by_themselves",
        f"{_STATEMENTS}test_sqlalchemy_leaves_the_moment_of_preparing_to_the_driver",
    ),
    conditional(
        "P4",
        "Executing a text with a list of dicts inserts in bulk, repeatably if it is an upsert.",
        "It sends one statement for each row, 100 for 100, but in no more than 5 round trips with"
        " BEGIN and COMMIT. Repeating leaves 100 rows and uses up 100 more ids. A key twice in the"
        " list is no error, the last wins; RETURNING gives no rows.",
        f"{_STATEMENTS}test_a_list_is_sent_as_a_statement_for_each_row",
        f"{_STATEMENTS}test_an_upsert_of_a_list_can_be_repeated",
        f"{_STATEMENTS}test_of_a_key_twice_in_one_list_the_last_wins",
        f"{_STATEMENTS}test_a_text_with_a_list_returns_no_rows",
    ),
    conditional(
        "P5",
        "When pool_size + max_overflow are out, further requests queue and none fails.",
        "For pool_timeout, 30 s by default; then they fail with SQLAlchemy's TimeoutError.",
        f"{_SESSIONS}test_a_request_beyond_the_pool_waits_its_turn",
        f"{_SESSIONS}test_a_request_beyond_the_pool_fails_after_a_while",
    ),
    conditional(
        "P6",
        "expire_on_commit=False keeps objects from loading lazily after a commit.",
        "What was loaded stays readable. A relationship that was not loaded is lazy as before, and"
        " a rollback expires everything all the same; both then fail for want of a greenlet.",
        f"{_SESSIONS}test_what_was_loaded_stays_readable_after_commit",
        f"{_SESSIONS}test_what_was_never_loaded_is_still_lazy",
        f"{_SESSIONS}test_a_rollback_expires_all_the_same",
    ),
    conditional(
        "P7",
        "No connection is lost by a session scope that commits, or rolls back, and closes.",
        "Not by an error of ours or of the server, a timeout, or a connection that was ended. But"
        " while the network is silent the scope waits for the answer to ROLLBACK, and the"
        " connection is out: it was after 0.3 s, and came back when the network did.",
        f"{_SESSIONS}test_a_scope_gives_its_connection_back",
        f"{_SESSIONS}test_a_scope_keeps_its_connection_while_the_network_is_silent",
    ),
    fails(
        "P8",
        "psycopg has cursors on the server and COPY, and asyncpg has not.",
        "Both have both: of 10,000 rows the ten that were asked for went over the wire, and 1,000"
        " rows went in by one COPY.",
        f"{_STATEMENTS}test_both_drivers_have_cursors_on_the_server",
        f"{_STATEMENTS}test_both_drivers_have_copy",
    ),
    fails(
        "P9",
        "On psycopg, statement_cache_size=0 helps against bad plans.",
        "psycopg refuses to connect with it: the word is asyncpg's. Its own is"
        " prepare_threshold=None, with which ten executions left no prepared statement.",
        f"{_SETUP}test_psycopg_knows_no_statement_cache_size",
        f"{_SETUP}test_psycopg_stops_preparing_without_a_threshold",
    ),
    fails(
        "P10",
        "On psycopg an SSL context in connect_args, under the name ssl, turns TLS on.",
        "psycopg refuses to connect with it: its words are libpq's, as sslmode. asyncpg takes ssl,"
        " and refuses sslmode there.",
        f"{_SETUP}test_psycopg_takes_no_ssl_context",
        f"{_SETUP}test_asyncpg_takes_no_sslmode_in_connect_args",
    ),
    fails(
        "P11",
        "To change drivers, change the prefix of the URL.",
        "Enough for plain SQL with nothing set. connect_args and names in the URL's query are"
        " refused by the other driver, '5' for an integer is refused by asyncpg and taken by"
        " psycopg, and a cancelled statement is an OperationalError on psycopg only.",
        f"{_SETUP}test_plain_sql_runs_on_either_prefix",
        f"{_SETUP}test_neither_driver_takes_the_others_connect_args",
        f"{_SETUP}test_asyncpg_refuses_a_url_that_psycopg_takes",
        f"{_SETUP}test_the_same_value_is_refused_or_taken",
        f"{_SETUP}test_the_same_error_has_another_class",
    ),
    conditional(
        "P12",
        "An engine that has worked in one event loop must not be used in the next.",
        "On asyncpg, where the second loop gets a RuntimeError. It works after dispose() at the end"
        " of the first, or with NullPool; and on psycopg as it is, one loop after the other.",
        f"{_SETUP}test_an_asyncpg_engine_is_of_no_use_in_a_second_loop",
        f"{_SETUP}test_an_engine_that_keeps_no_asyncpg_connection_can_change_loops",
    ),
    conditional(
        "P13",
        "The two drivers treat isolation levels in the same manner.",
        "Three levels and AUTOCOMMIT do the same on the wire. READ UNCOMMITTED is refused on"
        " asyncpg, and taken on psycopg. A conflict is 40001 on both, but an OperationalError on"
        " psycopg only.",
        f"{_SETUP}test_three_levels_are_asked_for_in_the_same_way",
        f"{_SETUP}test_autocommit_sends_no_begin",
        f"{_SETUP}test_read_uncommitted_is_refused_on_asyncpg",
        f"{_SETUP}test_a_write_conflict_fails_on_both_with_one_sqlstate",
    ),
    conditional(
        "P14",
        "A TypeDecorator does the same on both drivers.",
        "If it sends values of the type it stands for: ten types came back alike. A text for an"
        " integer or a date, or a number for a text, works on psycopg and fails on asyncpg, and 1.5"
        " for an integer is 1 on asyncpg and 2 on psycopg.",
        f"{_TYPES}test_a_decorator_sees_the_same_values",
        f"{_TYPES}test_an_address_becomes_the_same_object",
        f"{_TYPES}test_a_decorator_that_sends_another_type_works_on_psycopg_only",
        f"{_TYPES}test_a_fraction_for_an_integer_gives_two_results",
    ),
    fails(
        "P15",
        "Thousands of query shapes make asyncpg's cache of 100 statements eat memory.",
        "The cache ends at 100: the server keeps less than 16 kB for each, after 2,000 shapes as"
        " after 200. What many shapes cost is time: used in turn, 400 took 3 round trips each, and"
        " 50 took 1.",
        f"{_STATEMENTS}test_many_query_shapes_cost_round_trips",
        f"{_STATEMENTS}test_many_query_shapes_take_no_more_memory_than_100",
    ),
)
