"""Values that do not fit or mean something to somebody, pages, streams, objects; the schema."""

from __future__ import annotations

from tests.faults.row import Row, contract, faults, migrations

BAD_INPUT = contract(
    "bad_input",
    "a_value_refuses_what_the_tables_cannot_hold",
    "a_method_refuses_what_does_not_fit",
    "a_refused_value_sends_nothing",
)
"""Every value that does not fit, in every place it could be given."""

VALUE_ROWS = (
    Row(41, "an integer too large for its column", "InvalidInput, nothing sent", BAD_INPUT),
    Row(42, "a value of another type", "InvalidInput, nothing sent", BAD_INPUT),
    Row(
        44,
        "a NUL in a text",
        "InvalidInput; the transaction goes on",
        BAD_INPUT + contract("bad_input", "a_transaction_goes_on_after_a_refused_value"),
    ),
    Row(45, "half of a surrogate pair in a text", "InvalidInput, nothing sent", BAD_INPUT),
    Row(
        46,
        "a text too long, if only by blanks",
        "InvalidInput; nothing is cut",
        BAD_INPUT + contract("bad_input", "a_text_of_up_to_255_characters_is_stored_unchanged"),
    ),
    Row(
        48,
        "wildcards in what is searched for",
        "they stand for themselves",
        contract("many_tasks", "every_character_of_the_text_stands_for_itself")
        + contract("literal_values", "a_part_of_a_title_is_found_to_the_letter"),
    ),
    Row(
        49,
        "SQL given as a value",
        "a text like any other, in every field and every filter",
        contract(
            "literal_values",
            "a_text_is_stored_to_the_letter",
            "the_name_of_a_project_is_stored_to_the_letter",
            "a_text_is_read_to_the_letter",
            "an_assignee_is_found_to_the_letter",
            "a_part_of_a_title_is_found_to_the_letter",
            "completing_by_a_hostile_filter_completes_what_it_says",
        ),
    ),
    Row(
        50,
        "a page of no or too many rows, or after no possible id",
        "InvalidInput",
        BAD_INPUT + contract("many_tasks", "a_limit_outside_one_to_a_thousand_is_refused"),
    ),
    Row(
        51,
        "rows come and go between two pages",
        "what stays is met once",
        contract(
            "many_tasks",
            "a_page_is_not_shifted_by_a_task_deleted_before_it",
            "a_page_is_not_shifted_by_a_task_inserted_before_it",
            "a_task_inserted_while_paging_comes_on_a_later_page",
        )
        + contract("projects", "paging_meets_each_project_once_whatever_changes_meanwhile"),
    ),
    Row(
        52,
        "a hundred thousand ids, or none",
        "one statement, or none at all",
        contract(
            "many_tasks",
            "a_hundred_thousand_ids_can_be_asked_for",
            "forty_thousand_ids_go_in_one_statement",
            "no_ids_ask_nothing_of_postgres",
        ),
    ),
    Row(
        53,
        "a bulk write of nothing, or of the same key twice",
        "nothing is sent; InvalidInput or Duplicate",
        contract(
            "bulk",
            "an_empty_bulk_write_sends_nothing",
            "an_external_id_missing_or_twice_is_refused_before_anything_is_sent",
            "an_external_id_twice_in_one_bulk_write_refuses_it",
        ),
    ),
    Row(
        54,
        "a stream that is long, stopped, broken, cancelled or outlives its block",
        "memory stays flat, the connection comes back; Closed after the end",
        faults("streams", "a_long_stream_takes_no_more_memory_than_a_short_one")
        + contract(
            "streaming",
            "after_an_early_stop_the_next_block_can_be_used",
            "the_consumers_exception_passes_unchanged",
            "after_the_consumers_exception_the_block_can_be_used",
            "a_consumer_that_is_cancelled_leaves_nothing_open",
            "leaving_the_block_ends_a_stream_that_is_still_held",
            "going_on_after_the_block_raises_closed",
        ),
    ),
    Row(
        55,
        "an edit with a field absent, None, or unknown",
        "it stays, it is cleared, it is refused",
        contract(
            "one_task",
            "an_edit_changes_the_given_field_only",
            "an_edit_to_none_clears_the_field_and_no_other",
            "an_edit_of_a_field_that_cannot_be_edited_is_refused",
        )
        + contract("bad_input", "an_edit_refuses_a_field_that_no_task_has"),
    ),
    Row(
        56,
        "a result after the end, a database in another event loop",
        "plain values, Closed",
        contract(
            "returned_objects",
            "what_was_returned_can_be_read_after_commit",
            "what_was_returned_can_be_read_after_rollback",
            "what_was_returned_can_be_read_after_the_database_is_closed",
        )
        + contract(
            "opening",
            "a_database_raises_closed_in_another_event_loop",
            "a_repository_raises_closed_in_another_event_loop",
        ),
    ),
    Row(
        57,
        "the schema goes up, down and up again",
        "the same catalog",
        migrations(
            "down_and_up_again_gives_the_same_catalog",
            "each_revision_goes_up_and_down_by_itself",
        ),
    ),
    Row(
        58,
        "two upgrade at once",
        "both succeed, one of them with nothing to do",
        migrations(
            "two_upgraders_in_one_loop_both_succeed", "two_upgrading_processes_both_succeed"
        ),
    ),
    Row(
        59,
        "a migration fails",
        "nothing of it is left, and the next try goes on",
        migrations(
            "a_failed_migration_leaves_nothing", "an_upgrade_goes_on_when_the_obstacle_is_gone"
        ),
    ),
    Row(
        60,
        "a row is inserted with defaults only",
        "those of the database are those of the models",
        migrations("the_defaults_of_the_database_are_those_of_the_models"),
    ),
    Row(
        61,
        "a migration inside a running event loop",
        "it runs there, and others go on",
        migrations("upgrade_runs_inside_the_running_loop"),
    ),
)
