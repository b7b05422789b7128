"""Claims D: how a driver is set up."""

from __future__ import annotations

from workbook.claims.claim import Claim, conditional, fails, holds

_SETTINGS = "tests/claims/test_driver_settings.py::"
_CONNECTIONS = "tests/claims/test_driver_connections.py::"
_PGBOUNCER = "tests/surroundings/test_pgbouncer.py::"
_MEASURED = "tests/claims/test_measured.py::"
_TLS = "tests/surroundings/test_tls.py::"

CLAIMS: tuple[Claim, ...] = (
    fails(
        "D1",
        "asyncpg is written in Python throughout.",
        "Three of its modules are compiled: protocol, record and pgproto.",
        f"{_CONNECTIONS}test_asyncpg_is_compiled",
    ),
    conditional(
        "D2",
        "No async driver for Postgres is faster than asyncpg.",
        "Of two that were tried. For a row by its key, eight callers at a time, psycopg takes half"
        " as long again or more. For a thousand rows in binary they are within a tenth of each"
        " other, and psycopg copies in binary as quickly, or quicker.",
        f"{_MEASURED}test_asyncpg_is_ahead_where_little_is_asked",
        f"{_MEASURED}test_psycopg_copies_as_quickly_in_binary",
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
    conditional(
        "D7",
        "PgBouncer in transaction mode gives errors unless both statement caches are set to 0.",
        "There are errors, but one setting is enough: with statement_cache_size=0 asyncpg names no"
        " statement, whoever keeps it. prepared_statement_cache_size=0 alone is not enough: a name"
        " that another process has taken is SQLSTATE 42P05. With neither, the next session does not"
        " know the name: 26000. psycopg needs prepare_threshold=None for the same reason. And what"
        " a session asks for at connect (statement_timeout, libpq's options) is refused, or ignored"
        " where PgBouncer is told to. Tried on a PgBouncer that tracks no names, as before 1.21.",
        f"{_PGBOUNCER}test_a_kept_statement_is_not_there_in_another_session",
        f"{_PGBOUNCER}test_a_name_that_another_process_has_taken_cannot_be_used",
        f"{_PGBOUNCER}test_a_statement_that_was_prepared_in_another_session_is_not_there",
        f"{_PGBOUNCER}test_without_a_statement_cache_any_session_will_do",
        f"{_PGBOUNCER}test_a_pooler_that_was_not_told_refuses_the_limits",
        f"{_PGBOUNCER}test_a_limit_of_the_session_is_the_poolers_and_that_of_a_block_holds",
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
    conditional(
        "D16",
        "ssl=require asks for TLS, in the URL or in connect_args; verify-full is better still.",
        "ssl is asyncpg's word under SQLAlchemy; psycopg refuses it and wants sslmode, which that"
        " refuses in turn. require encrypts and verifies nothing: it took a certificate of nobody"
        " known, which verify-full refused, as it refused the right one under another host's name.",
        f"{_TLS}test_ssl_is_a_word_of_asyncpg_and_sslmode_one_of_libpq",
        f"{_TLS}test_require_encrypts_and_verifies_nothing",
        f"{_TLS}test_a_server_of_another_name_is_refused",
    ),
)
