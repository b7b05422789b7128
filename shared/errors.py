"""The errors a repository raises, and how Postgres's own codes become them.

Callers see this tree and nothing else: no exception of a driver or a library leaves a variant. What
happened is read from the SQLSTATE and from the name of the constraint, never from the class of the
library's exception (one SQLSTATE arrives as different classes on different drivers) and never from
the text of a message (it is translated and reworded).

SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn


class RepositoryError(Exception):
    """Something went wrong between the caller and Postgres.

    `retryable` says whether trying again can help.
    """

    retryable = False


class NotFound(RepositoryError):
    """No row has this id."""


class TaskNotFound(NotFound):
    """There is no such task."""

    def __init__(self, task_id: int) -> None:
        super().__init__(f"there is no task {task_id}")


class ProjectNotFound(NotFound):
    """There is no such project."""

    def __init__(self, project_id: int) -> None:
        super().__init__(f"there is no project {project_id}")


class FieldError(RepositoryError):
    """A value does not fit; `field` names which one, or is None where Postgres does not tell."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class InvalidInput(FieldError):
    """The value can never be stored: refused before anything is sent wherever that can be known."""


class Duplicate(FieldError):
    """Another row already has this value."""


class MissingReference(FieldError):
    """The row that this value points at does not exist."""


class StaleTask(RepositoryError):
    """The task has moved on: `expected_version` is no longer its version."""

    def __init__(self, task_id: int, expected_version: int, version: int) -> None:
        super().__init__(f"task {task_id} has version {version}, no longer {expected_version}")


class Conflict(RepositoryError):
    """Another transaction was in the way. The whole unit of work may be run again."""

    retryable = True


class SerializationFailure(Conflict):
    """No serial order of the concurrent transactions gives this result (SQLSTATE 40001)."""


class Deadlock(Conflict):
    """Two transactions waited for each other; Postgres ended this one (SQLSTATE 40P01)."""


class LockNotAvailable(Conflict):
    """A lock could not be had in time, or not at once with NOWAIT (SQLSTATE 55P03)."""


class StatementTimeout(RepositoryError):
    """The statement ran past its time limit, or an operator cancelled it (SQLSTATE 57014)."""


class Unavailable(RepositoryError):
    """Postgres cannot be reached, or cannot serve now."""

    retryable = True


class Misconfigured(Unavailable):
    """The server answered and said no: wrong database, role or password.

    Trying again will not help.
    """

    retryable = False


class PoolExhausted(Unavailable):
    """Every connection of the pool stayed in use for the whole `acquire_timeout`."""


class ConnectionLost(Unavailable):
    """The connection broke before the transaction was decided: Postgres has rolled it back."""


class OutcomeUnknown(RepositoryError):
    """COMMIT was sent and its answer was lost: the work may or may not be durable.

    Never retried by itself.
    """


class TransactionAborted(RepositoryError):
    """A statement failed earlier and the error was swallowed.

    Postgres will not commit this transaction.
    """


class TransactionRequired(RepositoryError):
    """This needs a transaction, and `autocommit()` has none."""


class ReadOnly(RepositoryError):
    """A write was tried in a read-only transaction or on a read-only server (SQLSTATE 25006)."""


class ConcurrentUse(RepositoryError):
    """Two tasks used one unit of work at the same time. A connection carries one conversation."""


class Closed(RepositoryError):
    """The block that gave out this object has been left, or it belongs to another event loop."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a driver or a library told about a failure, in neutral words.

    `kind` is what the failure means if Postgres sent no code.
    """

    message: str
    sqlstate: str | None = None
    constraint: str | None = None
    column: str | None = None
    kind: type[RepositoryError] | None = None

    @classmethod
    def of_driver(
        cls, error: BaseException, kind: type[RepositoryError] | None = None
    ) -> Diagnosis:
        """Read what both drivers put on their exceptions (psycopg keeps details in `diag`)."""
        details = getattr(error, "diag", error)
        return cls(
            message=getattr(details, "message_primary", None)
            or getattr(error, "message", None)
            or str(error),
            sqlstate=getattr(error, "sqlstate", None),
            constraint=getattr(details, "constraint_name", None),
            column=getattr(details, "column_name", None),
            kind=kind,
        )


FIELD_OF_CONSTRAINT = {
    "uq_projects_name": "name",
    "uq_tasks_external_id": "external_id",
    "fk_tasks_project_id_projects": "project_id",
}

ERROR_OF_SQLSTATE: dict[str, type[RepositoryError]] = {
    "0A000": Unavailable,  # a cached plan no longer fits the table: the next try prepares anew
    "23502": InvalidInput,
    "23503": MissingReference,
    "23505": Duplicate,
    "23514": InvalidInput,
    "25006": ReadOnly,
    "25P02": TransactionAborted,
    "25P03": ConnectionLost,  # idle_in_transaction_session_timeout
    "25P04": ConnectionLost,  # transaction_timeout
    "40001": SerializationFailure,
    "40P01": Deadlock,
    "55P03": LockNotAvailable,
    "57014": StatementTimeout,
    "57P01": ConnectionLost,  # an operator ended the backend
    "57P02": ConnectionLost,  # the server crashed
    "57P05": ConnectionLost,  # idle_session_timeout
    "3D000": Misconfigured,
    "28000": Misconfigured,
    "28P01": Misconfigured,
}

ERROR_OF_SQLSTATE_CLASS: dict[str, type[RepositoryError]] = {
    "08": ConnectionLost,
    "22": InvalidInput,
    "53": Unavailable,
    "57": Unavailable,
    "58": Unavailable,
}


def error_for(diagnosis: Diagnosis) -> RepositoryError:
    """The error to raise for what was diagnosed.

    The base class with Postgres's own words where no rule fits.
    """
    kind = diagnosis.kind or RepositoryError
    if diagnosis.sqlstate is not None:
        by_class = ERROR_OF_SQLSTATE_CLASS.get(diagnosis.sqlstate[:2], RepositoryError)
        kind = ERROR_OF_SQLSTATE.get(diagnosis.sqlstate, by_class)
    if not issubclass(kind, FieldError):
        return kind(diagnosis.message)
    field = FIELD_OF_CONSTRAINT.get(diagnosis.constraint or "", diagnosis.column)
    return kind(diagnosis.message, field)


Diagnose = Callable[[BaseException], Diagnosis | None]
"""A variant's own reading of one exception.

What it says, or None if it is none of its library's.
"""


def translate(error: BaseException, diagnose: Diagnose) -> RepositoryError | None:
    """What `error` means, if it is one of the library's.

    Of all that led to it, the nearest thing that carries an SQLSTATE decides, else what it is
    itself: the driver's last word is often only that the connection is closed, not why. A code that
    ends no connection is not why: it is of what failed before.
    """
    own = diagnose(error)
    if own is None:
        return None
    known = (diagnose(link) for link in _history(error))
    coded = (error_for(diagnosis) for diagnosis in known if diagnosis and diagnosis.sqlstate)
    is_lost = own.sqlstate is None and own.kind is ConnectionLost
    reasons = (told for told in coded if not is_lost or isinstance(told, Unavailable))
    return next(reasons, None) or error_for(own)


def _history(error: BaseException) -> Iterator[BaseException]:
    """The error and everything that led to it, the nearest first."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop(0)
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [link.__cause__, link.__context__]


def raise_translated(error: Exception, diagnose: Diagnose) -> NoReturn:
    """Raise what `error` means here, from `error`; raise it unchanged where it means nothing."""
    if isinstance(error, RepositoryError):
        raise error
    translated = translate(error, diagnose)
    if translated is None:
        raise error
    raise translated from error
