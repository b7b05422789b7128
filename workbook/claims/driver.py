"""Claims D: how a driver is set up."""

from __future__ import annotations

from workbook.claims.claim import Claim, conditional, fails, holds, still_open

_SETTINGS = "tests/claims/test_driver_settings.py::"
_CONNECTIONS = "tests/claims/test_driver_connections.py::"

CLAIMS: tuple[Claim, ...] = (
    fails(
        "D1",
        "asyncpg is written in Python throughout.",
        "Three of its modules are compiled: protocol, record and pgproto.",
        f"{_CONNECTIONS}test_asyncpg_is_compiled",
    ),
    still_open(
        "D2",
        "No async driver for Postgres is faster than asyncpg.",
        "Waits for the bench, where both drivers do the same work in turns.",
    ),
    holds(
        "D3",
        "The application_name given at connect is what pg_stat_activity lists.",
        "On both drivers. The server cuts it at 63 bytes.",
        f"{_SETTINGS}test_the_server_lists_a_connection_by_its_application_name",
    ),
    conditional(
        "D4",
        "A search_path given at connect is in force on each connection of the pool.",
        "As long as nobody commits a SET: SQLAlchemy's pool does not undo it, and the next borrower"
        " has the other path. RESET goes back to what was given at connect.",
        f"{_SETTINGS}test_every_connection_of_a_pool_begins_with_the_search_path",
        f"{_SETTINGS}test_a_committed_set_reaches_the_next_borrower",
    ),
    conditional(
        "D5",
        "asyncpg's server_settings and psycopg's libpq options come to the same.",
        "The server reports the same value, origin and reset value for both. But options are a"
        " command line: a space in a value needs a backslash, or the server refuses to connect.",
        f"{_SETTINGS}test_server_settings_and_options_set_the_same",
        f"{_SETTINGS}test_a_bare_space_ends_an_option",
    ),
    conditional(
        "D6",
        "asyncpg caches 100 prepared statements, and the number can be changed.",
        "By itself: 100 of 120 by default, 10 or 0 when told. Under SQLAlchemy"
        " statement_cache_size changes nothing; its dialect has a cache of its own,"
        " prepared_statement_cache_size, which by default kept all of 130 statements and at 10"
        " no more than 15.",
        f"{_CONNECTIONS}test_asyncpg_keeps_as_many_statements_as_it_is_told",
        f"{_CONNECTIONS}test_sqlalchemy_keeps_a_cache_of_its_own",
    ),
    still_open(
        "D7",
        "PgBouncer in transaction mode gives errors unless both statement caches are set to 0.",
        "Waits for a PgBouncer to try it on.",
    ),
    conditional(
        "D8",
        "A handler of the connect event can give each physical connection its settings, once.",
        "It runs once for each: 1 time for three uses in a row, 2 for two at a time. But its SET"
        " opens a transaction: unless the handler commits, the first rollback takes the setting"
        " back, and the second use is without it.",
        f"{_SETTINGS}test_a_connect_event_runs_once_for_a_connection",
        f"{_SETTINGS}test_what_a_connect_event_sets_is_lost_unless_it_commits",
    ),
    holds(
        "D9",
        "statement_timeout ends a slow query, and SET LOCAL lasts as long as its transaction.",
        "A sleep of 5 s with a limit of 50 ms ended within 2 s, as SQLSTATE 57014. Without a"
        " transaction (AUTOCOMMIT) SET LOCAL does nothing.",
        f"{_SETTINGS}test_a_slow_statement_is_ended_by_the_server",
        f"{_SETTINGS}test_set_local_ends_with_its_transaction",
    ),
    holds(
        "D10",
        "idle_in_transaction_session_timeout ends a transaction that was forgotten, and its locks.",
        "With a limit of 100 ms another session got the locked row. Who forgot finds the connection"
        " gone at the next statement; the pool replaces it.",
        f"{_SETTINGS}test_a_forgotten_transaction_is_ended_and_its_locks_are_free",
    ),
    conditional(
        "D11",
        "With default_transaction_read_only=on an engine cannot write, and says so.",
        "A write fails with SQLSTATE 25006. It is a default only: after SET TRANSACTION READ WRITE"
        " the same session writes.",
        f"{_SETTINGS}test_a_read_only_engine_refuses_a_write",
        f"{_SETTINGS}test_one_statement_makes_a_read_only_session_write",
    ),
    conditional(
        "D12",
        "Workers x replicas x (pool_size + max_overflow) connections come, of 100 that may.",
        "That is the most, not what is there: two engines of 2 + 1 had 2 connections when used in"
        " turn and 6 when all were in use. Ordinary roles get 97 of the 100, which is room for six"
        " engines of the default 5 + 10.",
        f"{_CONNECTIONS}test_an_engine_opens_as_many_connections_as_are_in_use",
        f"{_CONNECTIONS}test_six_default_engines_fit_a_default_server",
    ),
    holds(
        "D13",
        "A connection of asyncpg works in the event loop that opened it, and in no other.",
        "A second loop gets a RuntimeError, and then the first cannot use the connection either."
        " One of psycopg's does work in two loops, one after the other.",
        f"{_CONNECTIONS}test_an_asyncpg_connection_is_of_no_use_in_another_loop",
        f"{_CONNECTIONS}test_a_psycopg_connection_can_change_loops",
    ),
    conditional(
        "D14",
        "With pool_pre_ping a restart of the server goes unnoticed; without it requests fail.",
        "Three pooled connections ended, four requests in a row: no failure with pre-ping, and one"
        " without, because the first failure makes the pool replace all. A transaction that has"
        " begun fails in either case. Tried by ending the server's processes.",
        f"{_CONNECTIONS}test_one_request_notices_that_all_connections_are_dead",
        f"{_CONNECTIONS}test_a_ping_does_not_save_who_has_a_connection_already",
    ),
    holds(
        "D15",
        "A do_connect event can hand a new password to each physical connection.",
        "A server that asks for it heard two passwords from two connections, neither that of the"
        " URL. For three uses of one pooled connection the event ran once.",
        f"{_CONNECTIONS}test_a_do_connect_event_can_give_each_connection_its_password",
        f"{_CONNECTIONS}test_a_do_connect_event_does_not_run_for_a_pooled_connection",
    ),
    still_open(
        "D16",
        "ssl=require asks for TLS, in the URL or in connect_args; verify-full is better still.",
        "Waits for a server with TLS: the embedded one has none.",
    ),
)
