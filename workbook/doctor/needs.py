"""Everything that the contract needs of a server, each with its probe.

What is not here is not needed: any server that has all of it can be tried with the contract suite.
"""

from __future__ import annotations

import asyncpg

from workbook.doctor.probe import Connection, Missing, Probe, answers, refuses

FIRST_VERSION = 15


async def _copy(connection: Connection) -> None:
    status = await connection.copy_records_to_table(
        "probe", columns=["key"], records=[("c",), ("d",)]
    )
    if status != "COPY 2":
        raise Missing(f"answers {status!r}")


async def _constraint_name(connection: Connection) -> None:
    try:
        await connection.execute("INSERT INTO probe (key) VALUES ('a')")
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name != "probe_key":
            raise Missing(f"names the constraint {error.constraint_name!r}") from error
    else:
        raise Missing("takes a duplicate")


EVERYTHING = "everything"
TIME_LIMITS = "the limits of Settings"

PROBES: tuple[Probe, ...] = (
    answers(
        f"PostgreSQL {FIRST_VERSION} or later",
        EVERYTHING,
        f"SELECT current_setting('server_version_num')::int >= {FIRST_VERSION}0000",
        expected=True,
    ),
    answers("UTF-8", "every text", "SHOW server_encoding", "UTF8"),
    answers("identity columns", "every id", "SELECT id FROM probe WHERE key = 'b'", 2),
    answers(
        "tables made in a transaction",
        "migrations",
        "CREATE TEMPORARY TABLE more (); SELECT count(*) FROM more",
        0,
    ),
    answers(
        "advisory locks",
        "migrations",
        "SELECT pg_advisory_xact_lock(4862020);"
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4862020"
        " AND pid = pg_backend_pid()",
        1,
    ),
    answers(
        "partial indexes",
        "claim_task",
        "CREATE INDEX probe_free ON probe (id) WHERE free;"
        "SELECT pg_get_expr(indpred, indrelid) FROM pg_index"
        " WHERE indexrelid = 'probe_free'::regclass",
        "free",
    ),
    answers(
        "FOR UPDATE SKIP LOCKED",
        "claim_task",
        "SELECT id FROM probe ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
        1,
    ),
    answers(
        "INSERT … ON CONFLICT DO UPDATE",
        "import_tasks",
        "INSERT INTO probe (key, free) VALUES ('a', false)"
        " ON CONFLICT (key) DO UPDATE SET free = excluded.free"
        " WHERE probe.free IS DISTINCT FROM excluded.free RETURNING id",
        1,
    ),
    answers(
        "xmax tells an insert from an update",
        "import_tasks",
        "INSERT INTO probe (key) VALUES ('a')"
        " ON CONFLICT (key) DO UPDATE SET free = false RETURNING xmax = 0",
        expected=False,
    ),
    Probe("COPY", "load_tasks", _copy),
    answers(
        "arrays as parameters",
        "get_tasks",
        "SELECT count(*) FROM probe WHERE key = ANY (ARRAY['a', 'z'])",
        1,
    ),
    answers(
        "unnest … WITH ORDINALITY",
        "add_tasks",
        "SELECT string_agg(key, '' ORDER BY position DESC)"
        " FROM unnest(ARRAY['x', 'y']) WITH ORDINALITY AS given (key, position)",
        "yx",
    ),
    answers(
        "server-side cursors",
        "stream_tasks",
        "DECLARE probe_cursor NO SCROLL CURSOR FOR SELECT id FROM probe ORDER BY id;"
        "FETCH 1 FROM probe_cursor",
        1,
    ),
    answers(
        "window functions",
        "newest_tasks",
        "SELECT max(place) FROM (SELECT row_number() OVER (ORDER BY id) AS place FROM probe) AS p",
        2,
    ),
    answers(
        "LATERAL",
        "newest_tasks",
        "SELECT count(*) FROM probe, LATERAL (SELECT probe.id LIMIT 1) AS one",
        2,
    ),
    answers(
        "aggregates with FILTER",
        "summarize_projects",
        "SELECT count(*) FILTER (WHERE key = 'a') FROM probe",
        1,
    ),
    answers("ILIKE in every script", "list_tasks", "SELECT 'ÄÖ' ILIKE 'äö'", expected=True),
    answers(
        "savepoints",
        "savepoint()",
        "SAVEPOINT part; DELETE FROM probe; ROLLBACK TO SAVEPOINT part;SELECT count(*) FROM probe",
        2,
    ),
    Probe("constraints named in errors", "Duplicate, MissingReference", _constraint_name),
    answers(
        "SERIALIZABLE, and not another level for it",
        "transaction(isolation=…)",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SHOW transaction_isolation",
        "serializable",
    ),
    refuses(
        "read-only transactions",
        "transaction(read_only=True)",
        "SET TRANSACTION READ ONLY; CREATE TABLE probe_of_workbook ()",
        "25006",
    ),
    refuses(
        "statement_timeout",
        TIME_LIMITS,
        "SET LOCAL statement_timeout = '20ms'; SELECT pg_sleep(5)",
        "57014",
    ),
    answers("lock_timeout", TIME_LIMITS, "SET LOCAL lock_timeout = '9s'; SHOW lock_timeout", "9s"),
    answers(
        "idle_in_transaction_session_timeout",
        TIME_LIMITS,
        "SET LOCAL idle_in_transaction_session_timeout = '9s';"
        "SHOW idle_in_transaction_session_timeout",
        "9s",
    ),
)
