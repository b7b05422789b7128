"""What a pool sends and leaves behind, and what BEGIN says."""

from __future__ import annotations

from workbook.library_differences.difference import LibraryDifference, pinned

DIFFERENCES: tuple[LibraryDifference, ...] = (
    pinned(
        "reset",
        "What a pool does at release",
        "asyncpg's pool sends a reset query, one round trip, that drops settings and advisory"
        " locks; with a reset of your own that does nothing, both stay. SQLAlchemy's pool rolls"
        " back what is open and sends nothing otherwise: what was SET and committed, and session"
        " locks, reach the next borrower.",
        "pools",
        "asyncpgs_pool_resets_the_session_in_one_round_trip",
        "asyncpgs_pool_with_an_empty_reset_leaves_all",
        "sqlalchemys_pool_rolls_back_and_leaves_what_was_committed",
        "sqlalchemys_pool_sends_nothing_after_a_commit",
    ),
    pinned(
        "ping",
        "A ping at checkout",
        "pool_pre_ping is three round trips on asyncpg (BEGIN, an empty statement, ROLLBACK) and"
        " one on psycopg. asyncpg's own pool sends none.",
        "pools",
        "a_ping_costs_what_its_driver_makes_of_it",
        "asyncpgs_pool_sends_no_ping",
    ),
    pinned(
        "begin",
        "When BEGIN is sent",
        "asyncpg sends BEGIN on entering the block, so that an empty one is two round trips."
        " SQLAlchemy sends it ahead of the first statement, and nothing for an empty block.",
        "pools",
        "asyncpg_begins_when_the_block_is_entered",
        "sqlalchemy_begins_with_the_first_statement",
    ),
    pinned(
        "level-after-autocommit",
        "BEGIN after an AUTOCOMMIT use",
        "A connection of SQLAlchemy's that was in AUTOCOMMIT sends BEGIN ISOLATION LEVEL READ"
        " COMMITTED from then on, even if it was never asked for a level.",
        "pools",
        "after_an_autocommit_use_begin_names_the_level",
    ),
)
