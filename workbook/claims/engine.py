"""Claims E: engine, pool and events."""

from __future__ import annotations

from workbook.claims.claim import Claim, conditional, holds

_MEASURED = "tests/claims/test_measured.py::"
_COST = "tests/claims/test_engine_cost.py::"
_POOL = "tests/claims/test_engine_pool.py::"
_EVENTS = "tests/claims/test_engine_events.py::"

CLAIMS: tuple[Claim, ...] = (
    holds(
        "E1",
        "A process makes one engine and keeps it; one for each request is wrong.",
        "A request of one statement makes 3 round trips. With an engine of its own it opens a"
        " connection each time and makes 14 on asyncpg, 12 on psycopg: a new engine asks anew for"
        " the server's version and the schema. That takes 9 to 12 and 7 to 10 times as long; two"
        " milliseconds away still 6 and 5 times.",
        f"{_COST}test_an_engine_per_request_connects_and_asks_the_server_anew",
        f"{_MEASURED}test_what_a_request_pays_for_its_engine",
    ),
    holds(
        "E2",
        "Without further words an async engine gets the pool AsyncAdaptedQueuePool.",
        "On both drivers; QueuePool itself is refused with ArgumentError.",
        f"{_COST}test_the_default_pool_of_an_async_engine",
    ),
    holds(
        "E3",
        "With NullPool every use opens its own connection.",
        "Three uses, three connections. On asyncpg each also prepares its statement anew: 4 round"
        " trips instead of 3. With no network between, a request takes 6 to 8 times as long on"
        " asyncpg, 4 to 6 times on psycopg.",
        f"{_COST}test_null_pool_connects_for_each_use",
        f"{_MEASURED}test_what_a_request_pays_for_its_engine",
    ),
    conditional(
        "E4",
        "The pre-ping makes a checkout one round trip dearer.",
        "On psycopg, 1. On asyncpg it is 3, as many as the request itself: the empty statement"
        " has a BEGIN before and a ROLLBACK behind it. Two milliseconds away a request with a ping"
        " takes 1.9 times as long on asyncpg, 1.3 times on psycopg.",
        f"{_COST}test_a_ping_costs_three_round_trips_or_one",
        f"{_MEASURED}test_what_a_ping_takes",
    ),
    conditional(
        "E5",
        "With pool_recycle a connection is exchanged once it is older than so many seconds.",
        "Only when it is asked for. An idle one stays open past the limit, and one in use is left"
        " alone.",
        f"{_POOL}test_an_old_connection_is_replaced_at_checkout_and_not_before",
    ),
    conditional(
        "E6",
        "Pool and cursor events are listened to on sync_engine, and can write a log of slow"
        " queries.",
        "They see statements only. Two requests put 6 on the wire, the events see 2; a COMMIT that"
        " takes 50 ms appears nowhere. Listening on the async engine raises NotImplementedError.",
        f"{_EVENTS}test_events_on_the_sync_engine_see_statements_but_no_transactions",
        f"{_EVENTS}test_a_slow_query_log_by_events_misses_what_commit_takes",
    ),
    conditional(
        "E7",
        "A block of begin() commits or rolls back by itself, one of connect() does not commit.",
        "So it is, unless the isolation level is AUTOCOMMIT: then connect() stores each statement.",
        f"{_EVENTS}test_begin_commits_or_rolls_back_and_connect_rolls_back",
        f"{_EVENTS}test_connect_on_autocommit_stores_each_statement",
    ),
    conditional(
        "E8",
        "A schema that is already there can be read by metadata.reflect().",
        "Through run_sync() it finds all 12 columns of our tables, and the partial index with its"
        " condition. Given the async engine it raises NoInspectionAvailable.",
        f"{_EVENTS}test_reflect_reads_the_schema_through_run_sync_only",
    ),
    conditional(
        "E9",
        "What to measure of a pool is told by pool.status().",
        "It is a sentence; the numbers come from size(), checkedin(), checkedout() and overflow()."
        " Overflow counts from below zero: one connection open of five is -4. NullPool has no"
        " numbers.",
        f"{_POOL}test_status_is_a_sentence_and_methods_give_the_figures",
        f"{_POOL}test_null_pool_has_no_figures",
    ),
    conditional(
        "E10",
        "All connections of the pool are closed by dispose(), and left open without it.",
        "It closes the idle ones; one that is in use works on. Without it they stay until the"
        " engine is garbage-collected, which closes them with a ResourceWarning.",
        f"{_POOL}test_dispose_closes_what_is_idle_and_leaves_what_is_in_use",
        f"{_POOL}test_without_dispose_a_connection_stays_until_the_engine_is_collected",
    ),
    conditional(
        "E11",
        "Keeping a session open while waiting for something slow leaves the pool empty.",
        "Only while its transaction is open. Before its first statement and after its commit a"
        " session holds no connection: in a pool of 1 another session is served.",
        f"{_POOL}test_a_session_starves_the_pool_while_its_transaction_is_open",
    ),
    conditional(
        "E12",
        "A pool may be larger than what the server allows; whoever goes beyond meets the limit.",
        "An engine says nothing until then; the request that crosses the limit fails with 53300,"
        " although the pool has room. The code is on asyncpg's exception; psycopg's"
        " has none, only the text. asyncpg's own pool does not open if min_size is too large."
        " Tried with a role's limit of 2.",
        f"{_POOL}test_a_pool_beyond_the_servers_limit_fails_the_request_that_crosses_it",
        f"{_POOL}test_asyncpgs_pool_beyond_the_limit_does_not_open",
    ),
    conditional(
        "E13",
        "SQL and what the pool does are shown by echo and echo_pool.",
        'With echo_pool=True a checkout is not shown, with "debug" it is. Echo also shows the'
        " values, secrets among them.",
        f"{_EVENTS}test_echo_shows_values_and_echo_pool_shows_checkouts_only_at_debug",
    ),
)
