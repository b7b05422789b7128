"""Claims F: the four ways."""

from __future__ import annotations

from workbook.claims.claim import Claim, conditional, fails, holds

_ASYNCPG = "tests/claims/test_ways_asyncpg.py::"
_SHARING = "tests/claims/test_ways_sharing.py::"
_SESSION = "tests/claims/test_ways_session.py::"
_MODELS = "tests/claims/test_ways_models.py::"
_POOLS = "tests/claims/test_ways_pools.py::"
_BULK = "tests/claims/test_ways_bulk.py::"
_SOURCES = "tests/claims/test_ways_sources.py::"
_MEASURED = "tests/claims/test_measured.py::"
_SERVICE = "tests/claims/test_ways_service.py::"

CLAIMS: tuple[Claim, ...] = (
    conditional(
        "F1",
        "asyncpg reads in four shapes: fetch, fetchrow, fetchval and execute.",
        "The first three. Of a result of 3 rows fetchrow and fetchval receive 1; execute receives"
        " all 3, drops them and returns a status.",
        f"{_ASYNCPG}test_three_methods_read_and_execute_drops_the_rows",
    ),
    conditional(
        "F2",
        "A Record behaves like a dict and like a tuple.",
        "It is read by key, position and slice, and is neither. It equals a tuple and no dict; `in`"
        " asks for keys while iteration gives values; an attribute is an AttributeError.",
        f"{_ASYNCPG}test_a_record_is_read_by_key_and_position_but_not_by_attribute",
    ),
    conditional(
        "F3",
        "A list goes into `= ANY($1)` as it is.",
        "As one parameter, with 40,000 values or none. psycopg takes a list and no tuple;"
        " SQLAlchemy needs any_() of an array, for in_() sends a parameter for each value.",
        f"{_ASYNCPG}test_any_takes_a_list_of_any_length_as_one_parameter",
        f"{_ASYNCPG}test_psycopgs_any_takes_a_list_and_no_tuple",
        f"{_ASYNCPG}test_sqlalchemys_in_sends_a_parameter_for_each",
    ),
    conditional(
        "F4",
        "A transaction block that is left cleanly has committed, one left by an exception has not.",
        "If no error of Postgres was swallowed inside. After one, COMMIT is sent, nothing raises,"
        " and no row is there: with asyncpg's block and with engine.begin() alike.",
        f"{_ASYNCPG}test_a_clean_exit_after_a_swallowed_error_commits_nothing",
        f"{_ASYNCPG}test_begin_of_sqlalchemy_loses_what_was_written_before_a_swallowed_error",
    ),
    conditional(
        "F5",
        "Two tasks that use one connection or session at the same time get an error.",
        "asyncpg raises. psycopg and Core serve one after the other and say nothing. A session"
        " refuses while it connects, flushes or commits, and lets two reads take turns.",
        f"{_SHARING}test_asyncpg_refuses_a_second_task",
        f"{_SHARING}test_psycopg_serves_two_tasks_in_turn",
        f"{_SHARING}test_cores_connection_serves_two_tasks_in_turn",
        f"{_SHARING}test_a_session_refuses_some_and_serves_some",
    ),
    conditional(
        "F6",
        "Core notices a misspelt column when the code runs, and a type checker before that.",
        "It raises while the statement is built, before anything is sent. mypy says nothing to"
        " `tasks.c.titel`, of a plain Table or with TypedColumns, whose gain is the type of columns"
        " that exist; the attribute of a mapped class it flags.",
        f"{_MODELS}test_a_misspelt_column_fails_when_the_statement_is_built",
        f"{_MODELS}test_mypy_flags_a_misspelt_attribute_of_a_class_and_no_misspelt_column",
    ),
    conditional(
        "F7",
        "In one session a key leads to one object, and getting it again sends nothing.",
        "Until a commit expires it; then the next get sends a SELECT. Before that it shows the old"
        " values, although the row was changed by others, even when a SELECT has read it again.",
        f"{_SESSION}test_the_identity_map_answers_until_something_expires_it",
    ),
    conditional(
        "F8",
        "A flush writes the changed columns and no others.",
        "The changed one and the version; nothing for the value that was there. Every query flushes"
        " too. A change inside a list goes unnoticed unless the column is a MutableList.",
        f"{_SESSION}test_a_flush_sends_the_changed_columns_only",
        f"{_SESSION}test_a_query_flushes_too",
        f"{_SESSION}test_a_change_inside_a_list_is_not_noticed",
    ),
    holds(
        "F9",
        "After a flush the object has its key, although nothing is committed.",
        "Nobody else sees the row. After a rollback the number stays used: the next row has 2.",
        f"{_SESSION}test_a_flush_assigns_the_key_and_commits_nothing",
    ),
    conditional(
        "F10",
        "Objects come from scalars(), rows from execute().",
        "scalars() gives the first column of each row, which is an object if a class was selected;"
        " of two columns it drops the second without a word. SQLModel's exec() chooses by itself.",
        f"{_SESSION}test_scalars_gives_the_first_column_and_execute_rows",
        f"{_SESSION}test_sqlmodels_exec_chooses_by_what_was_selected",
    ),
    conditional(
        "F11",
        "Lazy loading sends 1+N statements, selectinload 2, joinedload 1.",
        "For 20 parents with 2 children each: 21, 2 and 1, with 60, 60 and 40 rows. selectinload"
        " asks once for each 500 parents: 501 make it 3 statements. In async code a lazy load is"
        " an error and sends nothing, unless it runs inside run_sync().",
        f"{_SESSION}test_what_each_loading_strategy_sends",
        f"{_SESSION}test_a_lazy_load_in_async_code_is_an_error_and_sends_nothing",
    ),
    fails(
        "F12",
        "Making an object of a SQLModel table class checks its values.",
        "Three wrong values pass, and a title of None is refused by Postgres only."
        " model_validate(), or a model that is no table, finds all 3.",
        f"{_MODELS}test_a_table_model_takes_anything",
        f"{_MODELS}test_a_wrong_value_in_a_table_model_reaches_the_driver",
    ),
    fails(
        "F13",
        "One SQLModel class is enough for table, request body and response.",
        "Read as Pydantic reads a body, a table model takes three wrong values, no title at all,"
        " and an id and a version that the sender chose. As a response it leaves out its"
        " relationship.",
        f"{_MODELS}test_a_table_model_as_a_request_body_checks_nothing",
        f"{_MODELS}test_a_table_model_as_a_response_leaves_out_its_relationship",
    ),
    fails(
        "F14",
        "The URL for create_async_engine has to name an async driver.",
        "Since SQLAlchemy 2.1 plain postgresql:// means psycopg 3, which works. A URL that leads to"
        " a driver without async is refused.",
        f"{_MODELS}test_a_url_without_a_driver_means_psycopg_and_works",
    ),
    conditional(
        "F15",
        "asyncpg is fastest, Core comes close, ORM and SQLModel are fast enough.",
        "With no network between, a read by its key takes Core 2.5 times as long, the ORM 3.2 and"
        " SQLModel 3.3 times; two milliseconds away 1.2 and 1.25 times. No way is quicker than"
        " raw asyncpg but in an import that is refused, and that the others refuse before BEGIN.",
        f"{_MEASURED}test_layers_cost_less_the_farther_the_server_is",
        f"{_MEASURED}test_where_raw_asyncpg_is_not_the_quickest",
    ),
    fails(
        "F16",
        "SQLModel needs the least boilerplate, asyncpg a middling amount.",
        "For the same contract asyncpg needs the fewest lines of code and SQLModel the most, a"
        " quarter more. The repositories by themselves differ by no more than 5%.",
        "tests/claims/test_counted.py::test_sqlmodel_does_not_need_the_fewest_lines",
    ),
    conditional(
        "F17",
        "Complex queries are easy in SQL and Core; ORM and SQLModel fall back on Core for them.",
        "14 of their 20 methods call select(), insert(), update() or delete(), as Core does in 18."
        " But none of the three falls back on text: each has one expression of it, and asks the"
        " driver for one thing, COPY.",
        f"{_SOURCES}test_the_orm_builds_most_of_its_queries_with_cores_constructs",
        f"{_SOURCES}test_no_way_of_sqlalchemy_writes_a_query_as_text",
    ),
    fails(
        "F18",
        "Each knob of SQLAlchemy's pool has its match in asyncpg's.",
        "With 2 to 4 connections: min_size opens 2 at once, pool_size none; after a rush asyncpg"
        " keeps 4, an engine 2. asyncpg does not ping: 0 round trips to get a connection and 1 to"
        " give it back; it replaces one it knows is closed, which an engine without the ping does"
        " not. Its lifetime counts idle time and a timer ends it; recycle counts age, and waits for"
        " a checkout.",
        f"{_POOLS}test_min_size_is_opened_at_once_and_pool_size_on_demand",
        f"{_POOLS}test_connections_above_min_size_stay_and_overflow_is_closed",
        f"{_POOLS}test_asyncpgs_pool_closes_what_is_idle_by_itself_down_to_min_size",
        f"{_POOLS}test_asyncpgs_pool_asks_nothing_at_acquire_and_resets_at_release",
        f"{_POOLS}test_asyncpgs_pool_replaces_a_connection_that_it_knows_is_closed",
        f"{_POOLS}test_an_engine_needs_the_ping_to_notice_a_cut",
        "tests/claims/test_engine_pool.py::"
        "test_an_old_connection_is_replaced_at_checkout_and_not_before",
    ),
    conditional(
        "F19",
        "Alembic writes migrations by comparing the models with the database.",
        "It proposes nothing for our mapping and 1 step for a column more. A new name is taken for"
        " a column removed and one added, and a changed default is not seen by itself.",
        f"{_MODELS}test_autogenerate_finds_what_differs",
        f"{_MODELS}test_autogenerate_takes_a_new_name_for_another_column",
        f"{_MODELS}test_autogenerate_looks_at_defaults_only_when_told_to",
    ),
    conditional(
        "F20",
        "In FastAPI the lifespan makes and disposes the engine, and each request has a session.",
        'If the session\'s dependency has scope="function". By default what stands after its yield'
        " runs when the answer has been sent: the client hears 201, then COMMIT fails and 0 rows"
        " are there. Two requests at once have 2 connections; after the lifespan there are 0.",
        f"{_SERVICE}test_the_lifespan_ends_every_connection",
        f"{_SERVICE}test_a_session_of_the_request_commits_after_the_answer",
    ),
    conditional(
        "F21",
        "All ways can work over one pool, and in one transaction.",
        "Driver, Core, ORM and SQLModel write 4 rows on one connection between one BEGIN and one"
        " COMMIT, or ROLLBACK. But SQLAlchemy has to speak first: on asyncpg what is asked of the"
        " driver before that is outside the transaction and survives the rollback.",
        f"{_SHARING}test_all_ways_can_share_one_transaction",
        f"{_SHARING}test_asked_first_asyncpg_writes_outside_the_transaction",
    ),
    holds(
        "F22",
        "Nothing brings rows in faster than copy_records_to_table.",
        "20,000 rows take less time (median of five) than by unnest, executemany or many rows in a"
        " statement. It sends less than half the bytes of executemany; unnest sends fewer still.",
        f"{_BULK}test_copy_is_faster_than_every_kind_of_insert",
        f"{_BULK}test_what_each_way_of_writing_sends",
    ),
    conditional(
        "F23",
        "asyncpg leaves types to you, Core types columns, the ORM and SQLModel type attributes.",
        "Of 35 planted mistakes mypy notices 5 in asyncpg, 9 in Core, 17 in the ORM and 23 in"
        " SQLModel; a misspelt column of Core's is not among them. 6 to 8 nobody notices.",
        "tests/claims/test_counted.py::test_a_checker_sees_more_the_higher_the_layer",
        "tests/test_mistakes.py::test_the_table_is_what_is_found",
    ),
    conditional(
        "F24",
        "Relations are painful in raw SQL, manual in Core, at their best in ORM and SQLModel.",
        "For one relation the ORM has 5 lines and SQLModel 9; the functions that fold joined rows"
        " are 12 in asyncpg and 26 in Core. What was not loaded is an error"
        " in async code.",
        f"{_SOURCES}test_the_lines_that_relations_take",
        f"{_SESSION}test_a_lazy_load_in_async_code_is_an_error_and_sends_nothing",
    ),
    fails(
        "F25",
        "SQLModel needs no schemas beside its tables for requests and responses; the others do.",
        "For the same OpenAPI document the three share 26 lines of classes and SQLModel needs 15,"
        " beside 6 in its mapping that are no table's. Its input classes serve; its table classes"
        " would document id, version and created_at as optional and leave out a project's tasks.",
        f"{_SERVICE}test_the_lines_that_schemas_take",
        f"{_SERVICE}test_both_kinds_of_schemas_make_the_same_document",
        f"{_SERVICE}test_table_classes_document_what_postgres_decides_as_optional",
    ),
)
