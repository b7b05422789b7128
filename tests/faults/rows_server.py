"""Faults of the server, of the pool and of transactions: limits, constraints, endings."""

from __future__ import annotations

from tests.faults.row import Row, contract, faults

SERVER_ROWS = (
    Row(
        16,
        "the server crashes and restarts under load",
        "Unavailable meanwhile; all work within 2 s, and what was acknowledged is there",
        faults("server", "an_immediate_restart_under_load_is_recovered_from"),
    ),
    Row(
        17,
        "no server where one is expected",
        "Unavailable at once, nothing left behind",
        faults("server", "a_server_that_is_down_at_the_start_leaves_nothing")
        + faults("lost", "a_server_that_does_not_answer_a_new_connection_is_unavailable")
        + contract("opening", "a_server_that_does_not_answer_raises_unavailable"),
    ),
    Row(
        18,
        "no such database or role",
        "Misconfigured: another try is of no use",
        faults(
            "server",
            "a_database_that_is_missing_is_misconfigured",
            "a_role_that_is_missing_is_misconfigured",
        ),
    ),
    Row(
        19,
        "the server takes no more connections",
        "Unavailable; the pool counts what is open and no more",
        faults(
            "server",
            "a_server_without_a_free_place_costs_the_pool_none",
            "a_server_without_any_free_place_cannot_be_opened",
        ),
    ),
    Row(
        20,
        "every connection of the pool is taken",
        "PoolExhausted when the time agreed is up",
        faults("pool", "an_exhausted_pool_is_told_within_a_fifth_of_the_limit"),
    ),
    Row(
        21,
        "all who wait for a connection are cancelled",
        "CancelledError, and the whole capacity is back",
        faults(
            "pool",
            "cancelling_all_who_wait_leaves_the_whole_capacity",
            "cancelling_who_is_just_given_a_connection_loses_none",
        ),
    ),
    Row(
        22,
        "two hundred tasks cancelled at random moments",
        "each whole or not at all, and nothing stays in use",
        faults("pool", "a_storm_of_cancellations_leaves_nothing_in_use"),
    ),
    Row(
        23,
        "cancellation while a connection is made",
        "CancelledError, and no session stays",
        faults("pool", "cancelled_while_it_connects_it_leaves_no_session"),
    ),
    Row(
        24,
        "a statement past its time limit",
        "StatementTimeout; the connection serves on",
        faults("limits", "a_statement_past_its_limit_costs_no_connection")
        + contract("errors", "a_statement_past_the_limit_of_the_settings_raises_statement_timeout"),
    ),
    Row(
        25,
        "an operator cancels a statement",
        "StatementTimeout; the connection serves on",
        faults("limits", "a_statement_that_an_operator_cancels_costs_no_connection"),
    ),
    Row(
        26,
        "a lock that somebody else has",
        "LockNotAvailable, which may be tried again",
        faults("limits", "a_lock_that_is_not_waited_for_costs_no_connection")
        + contract("errors", "a_lock_past_the_limit_of_the_settings_raises_lock_not_available"),
    ),
    Row(
        27,
        "a transaction that asks nothing for too long",
        "ConnectionLost at the next call",
        faults("limits", "a_transaction_that_idles_too_long_costs_its_connection_only"),
    ),
    Row(
        28,
        "a transaction that takes too long",
        "ConnectionLost, in a call or between two",
        faults(
            "limits",
            "a_transaction_past_its_limit_between_calls_costs_its_connection_only",
            "a_transaction_past_its_limit_in_a_call_costs_its_connection_only",
        ),
    ),
    Row(
        29,
        "a write where only reading is allowed",
        "ReadOnly",
        faults(
            "limits",
            "a_write_in_a_read_only_transaction_costs_no_connection",
            "a_write_on_a_read_only_server_raises_read_only",
        )
        + contract("isolation", "every_write_raises_read_only_in_a_read_only_transaction"),
    ),
    Row(
        30,
        "a permission is missing",
        "RepositoryError with what was refused",
        faults("limits", "a_missing_permission_is_told_in_the_words_of_postgres"),
    ),
    Row(
        31,
        "the disk is full",
        "Unavailable; nothing kept",
        faults("limits", "a_full_disk_raises_unavailable"),
    ),
    Row(
        32,
        "the schema changes under prepared statements",
        "nothing, or Unavailable once",
        faults(
            "schema_change",
            "an_outdated_prepared_statement_costs_one_try_at_most",
            "statements_prepared_everywhere_cost_each_session_one_try",
        ),
    ),
    Row(
        34,
        "a value that must be unique comes twice",
        "Duplicate with the field; its savepoint can be undone",
        contract("errors", "a_duplicate_names_the_field")
        + contract("projects", "a_project_of_a_known_name_is_a_duplicate")
        + contract(
            "savepoints", "the_transaction_can_be_used_after_a_statement_failed_in_a_savepoint"
        ),
    ),
    Row(
        35,
        "a reference to nothing, or a value that a rule of the table refuses",
        "MissingReference or InvalidInput with the field",
        contract(
            "errors",
            "a_missing_reference_names_the_field",
            "an_edit_to_a_project_that_is_not_there_names_the_field",
            "a_column_that_postgres_names_is_the_field",
            "a_code_of_postgres_becomes_its_error",
        ),
    ),
    Row(
        36,
        "a deferred constraint fails at COMMIT",
        "MissingReference and no OutcomeUnknown; the unit may be run again",
        faults("endings", "a_commit_refused_by_a_deferred_constraint_is_no_unknown_outcome")
        + contract("transactions", "a_commit_that_postgres_refuses_raises_its_error"),
    ),
    Row(
        37,
        "errors inside nested savepoints",
        "each undoes its own level",
        faults("endings", "errors_at_three_levels_of_savepoints_undo_their_own_level_only")
        + contract("savepoints", "the_innermost_of_three_savepoints_fails_alone"),
    ),
    Row(
        38,
        "the rollback fails as well",
        "the first error goes on; of a block's own end it carries a note",
        faults(
            "endings",
            "a_rollback_that_fails_is_a_note_on_what_caused_it",
            "a_failed_statement_stays_the_error_though_its_rollback_fails",
            "a_savepoint_that_cannot_be_undone_lets_the_callers_error_go_on",
            "after_a_savepoint_that_could_not_be_undone_the_connection_is_lost",
        ),
    ),
    Row(
        39,
        "the caller's code raises",
        "the same object, rolled back",
        contract("transactions", "any_exception_undoes_the_block_and_goes_on_unchanged")
        + contract("savepoints", "the_exception_goes_on_as_the_same_object"),
    ),
    Row(
        40,
        "use after the end",
        "Closed",
        contract(
            "transactions",
            "a_repository_whose_block_was_left_raises_closed",
            "a_repository_raises_closed_after_a_rollback_too",
        )
        + contract("opening", "a_database_that_was_left_raises_closed")
        + faults(
            "closing",
            "who_waits_for_a_connection_gets_none_of_a_closed_database",
            "cancelled_while_it_closes_a_database_is_closed_at_once",
        ),
    ),
)
