"""What a session of the ORM does, and rows do not."""

from __future__ import annotations

from workbook.library_differences.difference import LibraryDifference, pinned

DIFFERENCES: tuple[LibraryDifference, ...] = (
    pinned(
        "identity-map",
        "Identity map",
        "A second read gives asyncpg and Core new rows with what the table holds now."
        " The ORM and SQLModel send the same SELECT, but return the first object as it was."
        " populate_existing fills it again.",
        "sessions",
        "rows_are_new_at_every_read",
        "core_rows_are_new_at_every_read",
        "a_session_gives_one_object_as_it_was_first_read",
    ),
    pinned(
        "change-tracking",
        "Change tracking",
        "A flush names the columns whose value has changed, and the version; if none has, nothing"
        " is sent. Core names every column it is given, also one that stays the same.",
        "sessions",
        "an_update_names_the_columns_that_were_assigned_another_value",
        "core_names_the_columns_it_is_given",
    ),
    pinned(
        "flush",
        "When a flush is sent, and in what order",
        "A session sorts its writes: referred rows first, deletes last, whatever was asked first."
        " In SQLAlchemy 2.1 every execute flushes, also of a text without tables,"
        " unless autoflush is off.",
        "sessions",
        "a_flush_sends_in_the_order_of_dependence",
        "every_execute_flushes_first",
        "without_autoflush_nothing_is_sent_before_it_is_asked_for",
    ),
    pinned(
        "lazy-loading",
        "Lazy loading",
        "An attribute that would need a statement raises MissingGreenlet on asyncpg, and on psycopg"
        ' a StatementError around it. With lazy="raise" the refusal comes before the driver and is'
        " the same on both.",
        "sessions",
        "a_lazy_load_outside_the_greenlet_fails",
        "a_relationship_that_raises_needs_no_driver",
    ),
    pinned(
        "rollback-expiry",
        "Expiry at rollback",
        "A rollback empties what a session holds, even with expire_on_commit=False."
        " A Core row of the same transaction stays readable,"
        " and so does an object taken out of the session before.",
        "sessions",
        "a_rollback_expires_what_a_session_holds",
        "what_was_let_go_survives_a_rollback",
    ),
    pinned(
        "bulk-update",
        "Bulk update, versions and objects",
        "Only a flush raises version_id_col and insists on the version it read; update() does"
        " neither. Objects in the session follow an update() by default, and are stale with"
        " synchronize_session=False.",
        "sessions",
        "a_bulk_update_leaves_the_version_alone",
        "a_flush_insists_on_the_version_it_read",
        "a_bulk_update_changes_objects_only_if_synchronized",
    ),
)
