"""The faults that matter most: the outcome of COMMIT, cancellation, lost sessions, conflicts."""

from __future__ import annotations

from tests.faults.row import Row, faults, numbered

FIRST_ROWS = (
    Row(
        1,
        "the answer to COMMIT gets lost",
        "OutcomeUnknown, never tried again by itself; the key tells whether it was done",
        numbered(1) + faults("reading", "a_read_whose_commit_is_lost_is_tried_again"),
    ),
    Row(
        2,
        "cancellation at any await",
        "CancelledError; all rows or none",
        numbered(2),
    ),
    Row(
        3,
        "an error swallowed in a transaction that is then left cleanly",
        "TransactionAborted, nothing kept",
        numbered(3),
    ),
    Row(
        4,
        "a datetime without a zone",
        "InvalidInput before anything is sent, in any zone",
        numbered(4),
    ),
    Row(
        5,
        "the session is ended during a statement",
        "ConnectionLost, rolled back, a new connection next",
        numbered(5)
        + faults(
            "lost",
            "in_autocommit_every_call_after_the_loss_is_told_of_it",
            "in_autocommit_a_write_of_several_statements_opens_no_second_connection",
            "a_stream_that_is_closed_after_the_loss_raises_nothing_of_the_librarys",
        ),
    ),
    Row(
        6,
        "the session is ended between two calls of a transaction",
        "ConnectionLost; what is dead is never handed out",
        numbered(6),
    ),
    Row(
        7,
        "the session is ended while it lies in the pool",
        "at most one more try and one new connection",
        numbered(7)
        + faults("recycling", "an_old_connection_gets_a_successor", "one_in_use_is_left_alone"),
    ),
    Row(
        8,
        "the network freezes and the caller has a deadline",
        "back in time, the connection is let go of",
        numbered(8)
        + faults(
            "frozen",
            "frozen_a_database_is_closed_in_time",
            "frozen_a_database_in_use_is_closed_in_time",
        )
        + faults("watchdog", "a_cut_that_fails_does_not_end_the_watch")
        + faults("cut_off", "cut_off_anywhere_a_unit_of_work_says_that_its_connection_is_lost"),
    ),
    Row(
        9,
        "a deadlock",
        "Deadlock for one; the next try wins and both effects are there once",
        numbered(9),
    ),
    Row(
        10,
        "write skew under SERIALIZABLE",
        "SerializationFailure; the whole unit is run again",
        numbered(10),
    ),
    Row(
        11,
        "many workers take from one queue",
        "each task goes to one; that of a killed worker comes back",
        numbered(11),
    ),
    Row(
        12,
        "two edits of the same version",
        "StaleTask for the later, the first is kept",
        numbered(12),
    ),
    Row(
        13,
        "one bad row among many, anywhere",
        "Duplicate, and none of them stored",
        numbered(13),
    ),
    Row(
        14,
        "several tasks use one unit of work at once",
        "ConcurrentUse for all but one; its owner decides how it ends",
        numbered(14),
    ),
    Row(
        15,
        "a unit of work changes its session",
        "the next borrower finds the defaults",
        numbered(15),
    ),
)
