"""Which part of a call a function belongs to, by the file it stands in."""

from __future__ import annotations

from pathlib import Path
from types import CodeType, FrameType

ROOT = Path(__file__).resolve().parents[2]

PARTS = {
    "waiting": "for Postgres and the socket, in the event loop's selector",
    "loop": "the event loop itself, and whoever calls",
    "boundary": "shared/: checks, limits, errors",
    "repository": "variants/: our own methods and blocks",
    "pool": "giving a connection and taking it back",
    "session": "transactions, units of work, what is remembered of objects",
    "statement": "building, compiling, parameters",
    "adapter": "SQLAlchemy's async shell: greenlets, and a cursor on top of the driver",
    "driver": "asyncpg or psycopg: protocol, sockets, values",
    "objects": "rows and objects of what came back",
}
"""Every part, with what it is about."""

PLACES = (
    ("<string>:__init__", "objects"),  # of a dataclass
    ("/asyncio/selector_events.py", "driver"),  # transports: they call the driver's C code
    ("/asyncio/base_events.py", "loop"),
    ("/asyncio/events.py", "loop"),
    ("/selectors.py", "waiting"),
    ("/asyncpg/pool.py", "pool"),
    ("/asyncpg/transaction.py", "session"),
    ("/site-packages/asyncpg/", "driver"),
    ("/site-packages/psycopg/", "driver"),
    ("/site-packages/psycopg_binary/", "driver"),
    ("/site-packages/psycopg_c/", "driver"),
    ("/sqlalchemy/pool/", "pool"),
    ("/sqlalchemy/ext/asyncio/", "adapter"),
    ("/sqlalchemy/connectors/", "adapter"),
    ("/sqlalchemy/util/concurrency.py", "adapter"),
    ("/sqlalchemy/dialects/postgresql/asyncpg.py", "adapter"),
    ("/sqlalchemy/dialects/postgresql/psycopg.py", "adapter"),
    ("/sqlalchemy/dialects/", "statement"),
    ("/sqlalchemy/sql/", "statement"),
    ("/sqlalchemy/engine/default.py", "statement"),
    ("/sqlalchemy/engine/base.py", "session"),
    ("/sqlalchemy/engine/", "objects"),
    ("/sqlalchemy/orm/session.py", "session"),
    ("/sqlalchemy/orm/unitofwork.py", "session"),
    ("/sqlalchemy/orm/persistence.py", "session"),
    ("/sqlalchemy/orm/bulk_persistence.py", "session"),
    ("/sqlalchemy/orm/identity.py", "session"),
    ("/sqlalchemy/orm/state.py", "session"),
    ("/sqlalchemy/orm/state_changes.py", "session"),
    ("/sqlalchemy/orm/context.py", "statement"),
    ("/sqlalchemy/orm/query.py", "statement"),
    ("/sqlalchemy/orm/", "objects"),
    ("/sqlmodel/ext/", "session"),
    ("/sqlmodel/orm/", "session"),
    ("/sqlmodel/sql/", "statement"),
    ("/sqlmodel/", "objects"),
    ("/site-packages/pydantic/", "objects"),
    (f"{ROOT}/shared/", "boundary"),
    (f"{ROOT}/variants/", "repository"),
    (f"{ROOT}/workbook/operation.py", "repository"),  # enters the block
    (f"{ROOT}/workbook/", "loop"),
)
"""A piece of a path and its part: the first that fits. What fits none belongs to its caller."""


class Finder:
    """Finds the part of a frame; it remembers what it has looked up."""

    def __init__(self) -> None:
        self._known: dict[CodeType, str | None] = {}

    def part_of(self, frame: FrameType | None) -> str:
        """The part of the function, or of the nearest caller that has one."""
        while frame is not None:
            part = self._part_of_code(frame.f_code)
            if part is not None:
                return part
            frame = frame.f_back
        return "loop"

    def _part_of_code(self, code: CodeType) -> str | None:
        if code not in self._known:
            where = f"{code.co_filename}:{code.co_name}"
            self._known[code] = next((part for piece, part in PLACES if piece in where), None)
        return self._known[code]
