"""Which tests of the contract a route leaves out, and why. All others must pass by it."""

from __future__ import annotations

import pytest

from tests.surroundings.words import words_of

WRITES = {
    "add_task",
    "edit_task",
    "delete_task",
    "add_tasks",
    "load_tasks",
    "import_tasks",
    "complete_tasks",
    "add_project",
    "delete_project",
    "claim_task",
}

NAMED = {
    "replica": {"it writes": WRITES},
    "tls": {"it reads what goes over the line": {"observe"}},
}
"""By what a test names."""

CONNECTION_LOSS = (
    "test_a_connection_lost_between_two_calls_raises_connection_lost",
    "test_after_a_connection_was_lost_in_a_block_the_next_block_works",
)
SESSIONS = (
    "test_a_connection_is_used_again",
    "test_leaving_closes_every_connection",
    "test_there_are_never_more_connections_than_the_pool_size",
)

LISTED = {
    "pgbouncer": {
        "the limits that a session asks for are not handed on": (
            "test_a_statement_past_the_limit_of_the_settings_raises_statement_timeout",
            "test_a_time_limit_below_a_millisecond_is_not_switched_off",
            "test_a_transaction_that_idles_past_its_limit_raises_connection_lost",
            "test_the_limit_of_a_block_ends_with_it",
            "test_the_server_keeps_the_time_limits_of_the_settings",
        ),
        "a session with the server is the pooler's, and outlives the way": (
            *CONNECTION_LOSS,
            *SESSIONS,
            "test_leaving_by_an_exception_closes_every_connection_too",
            "test_without_a_level_the_server_decides",
        ),
        "without a statement cache asyncpg asks twice": (
            "test_a_limit_of_its_own_costs_a_block_one_more_round_trip",
            "test_a_read_in_autocommit_takes_one_round_trip",
            "test_a_thousand_mixed_tasks_take_few_round_trips",
            "test_a_transaction_of_one_statement_takes_three_round_trips",
        ),
    },
    "replica": {
        "it looks for the session on the primary": (
            *CONNECTION_LOSS,
            *SESSIONS,
            "test_a_connection_lost_in_a_savepoint_raises_connection_lost",
            "test_a_connection_lost_in_a_stream_raises_connection_lost",
            "test_a_transaction_that_idles_past_its_limit_raises_connection_lost",
        ),
        "a standby has no SERIALIZABLE": (
            "test_isolation_holds_for_its_block_only",
            "test_the_isolation_level_decides_whether_a_later_commit_is_seen",
        ),
    },
}
"""By the test's name."""


def reason_to_leave_out(route: str, item: pytest.Item) -> str | None:
    """Why this test is none for the route; None if it is one."""
    if not isinstance(item, pytest.Function):
        return None
    for reason, words in NAMED.get(route, {}).items():
        if words_of(item.function) & words:
            return reason
    for reason, names in LISTED.get(route, {}).items():
        if item.originalname in names:
            return reason
    return None
