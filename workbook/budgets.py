"""How many statements and round trips each operation may take: the fewest its layer can do with.

A budget is for a call on a warm connection, from entering the block to having left it. A read is
one statement; a transaction is three, its BEGIN and its COMMIT among them. Where a way needs more
than the plainest one, an allowance says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbook.operation import Operation

CORE, ORM, SQLMODEL = "sqlalchemy_core", "sqlalchemy_orm", "sqlmodel_orm"
RAW = ("asyncpg_raw",)
MAPPED = (ORM, SQLMODEL)
MAPPED_PSYCOPG = (f"{ORM}-psycopg", f"{SQLMODEL}-psycopg")
SQLALCHEMY = (CORE, *MAPPED)
PSYCOPG = (f"{CORE}-psycopg", *MAPPED_PSYCOPG)


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that one call may take."""

    statements: int
    round_trips: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """For these ways an operation has this budget, for this reason."""

    ways: tuple[str, ...]
    budget: Budget
    because: str


NOTHING = Budget(0, 0)
ONE_STATEMENT = Budget(1, 1)
TRANSACTION = Budget(3, 3)

BUDGETS = {
    "get_tasks.none": NOTHING,
    "list_tasks.bad_limit": NOTHING,
    "import_tasks.repeated": NOTHING,
    "savepoint.autocommit": NOTHING,
    "stream_tasks": Budget(3, 3),
    "stream_tasks.stopped": Budget(3, 3),
    "savepoint": Budget(7, 7),
    "savepoint.failed": Budget(7, 7),
}

BEGINS = "asyncpg's transaction block begins at once, SQLAlchemy with the first statement."
TELLS_WHY = "An UPDATE that matched nothing does not say why; reading the task does."
UNIT_OF_WORK = "A flush updates objects, so the object is read first, and locked."
FLUSHES = "A flush that fails rolls back, so in autocommit() it is given a transaction of its own."
AROUND = "COPY is asked of the driver, behind SQLAlchemy's back, which must have begun before that."
BATCHES = "A cursor is asked once for each batch, and once more to learn that there is no other."
TYPES = "psycopg prepares anew for each combination of parameter types; None has one of its own."
FORGETS = "At a ROLLBACK psycopg drops what it has prepared (DEALLOCATE ALL), to prepare it anew."
BINDS = "asyncpg's cursor is bound in a round trip of its own, and then asked for each batch."
DECLARES = "psycopg has no portals with a row limit: DECLARE, FETCH for each batch, CLOSE."

_NEW_TYPES = Allowance(PSYCOPG, Budget(3, 4), TYPES)
_PREPARED_ANEW = Allowance(PSYCOPG, Budget(3, 4), FORGETS)
_READ_FIRST = Allowance((*MAPPED, *MAPPED_PSYCOPG), Budget(4, 4), UNIT_OF_WORK)

ALLOWANCES: dict[str, tuple[Allowance, ...]] = {
    "add_task": (_NEW_TYPES,),
    "add_task.autocommit": (
        Allowance(MAPPED, Budget(3, 3), FLUSHES),
        Allowance(MAPPED_PSYCOPG, Budget(3, 4), f"{FLUSHES} {TYPES}"),
        Allowance(PSYCOPG[:1], Budget(1, 2), TYPES),
    ),
    "add_task.unknown_project": (_PREPARED_ANEW,),
    "add_task.taken_id": (_PREPARED_ANEW,),
    "edit_task": (_READ_FIRST,),
    "edit_task.cleared": (_READ_FIRST,),
    "edit_task.unchanged": (Allowance((*RAW, CORE, f"{CORE}-psycopg"), Budget(4, 4), TELLS_WHY),),
    "edit_task.stale": (
        Allowance((*RAW, CORE), Budget(4, 4), TELLS_WHY),
        Allowance(PSYCOPG[:1], Budget(5, 7), f"{TELLS_WHY} {FORGETS}"),
        Allowance(MAPPED_PSYCOPG, Budget(4, 5), FORGETS),
    ),
    "delete_task.missing": (Allowance(PSYCOPG, Budget(4, 5), FORGETS),),
    "stream_tasks": (
        Allowance(RAW, Budget(3, 4), BINDS),
        Allowance(SQLALCHEMY, Budget(4, 5), BATCHES),
        Allowance(PSYCOPG, Budget(7, 8), DECLARES),
    ),
    "stream_tasks.stopped": (
        Allowance(RAW, Budget(3, 4), BINDS),
        Allowance(SQLALCHEMY, Budget(4, 5), BATCHES),
        Allowance(PSYCOPG, Budget(6, 7), DECLARES),
    ),
    "add_tasks": (_NEW_TYPES,),
    "add_tasks.single": (_NEW_TYPES,),
    "load_tasks": (Allowance((*SQLALCHEMY, *PSYCOPG), Budget(4, 4), AROUND),),
    "import_tasks": (_NEW_TYPES,),
    "import_tasks.unchanged": (_NEW_TYPES,),
    "import_tasks.mixed": (_NEW_TYPES,),
    "import_tasks.repeated": (Allowance(RAW, Budget(2, 2), BEGINS),),
    "add_project.taken_name": (_PREPARED_ANEW,),
    "add_project.swallowed": (_PREPARED_ANEW,),
    "savepoint": (Allowance(PSYCOPG, Budget(8, 12), FORGETS),),
    "savepoint.failed": (Allowance(PSYCOPG, Budget(8, 13), FORGETS),),
}


def budget_of(operation: Operation, way: str) -> Budget:
    """What this operation may take through the way with this label."""
    allowance = allowance_of(operation.name, way)
    if allowance is not None:
        return allowance.budget
    usual = ONE_STATEMENT if operation.scope == "autocommit" else TRANSACTION
    return BUDGETS.get(operation.name, usual)


def allowance_of(operation: str, way: str) -> Allowance | None:
    """Why this way may take more, if it may."""
    allowances: Iterable[Allowance] = ALLOWANCES.get(operation, ())
    return next((allowance for allowance in allowances if way in allowance.ways), None)
