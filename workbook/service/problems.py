"""Errors as problem+json (RFC 9457): one table from the errors of `shared.errors` to answers.

What Postgres or a library said stays in the log: its words name tables, hosts and values of others.
A sentence of this project about the caller's own request is told as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi.responses import Response
from pydantic import BaseModel

from shared import errors

MEDIA_TYPE = "application/problem+json"


class RequestTimeout(errors.StatementTimeout):
    """A unit of work that only reads took longer than `request_timeout`."""


class Misfit(BaseModel):
    """One thing in a request that does not fit: where it stands, and why."""

    where: str
    why: str


class Problem(BaseModel):
    """What went wrong. `type` names the kind, and stays the same from version to version."""

    type: str
    title: str
    status: int
    detail: str | None = None
    field: str | None = None
    errors: list[Misfit] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: status, and a sentence that is true of every case."""

    status: int
    title: str


INTERNAL = Kind(500, "The service has failed.")
MISFIT = Kind(422, "The request does not fit the OpenAPI document.")
UNAVAILABLE = Kind(503, "The database cannot serve now.")

KINDS: Mapping[type[errors.RepositoryError], Kind] = {
    errors.RepositoryError: INTERNAL,
    errors.NotFound: Kind(404, "There is no such thing."),
    errors.TaskNotFound: Kind(404, "There is no such task."),
    errors.ProjectNotFound: Kind(404, "There is no such project."),
    # 422 can be known from the request alone, 409 depends on what is stored.
    errors.FieldError: Kind(422, "A value does not fit."),
    errors.InvalidInput: Kind(422, "A value cannot be stored."),
    errors.MissingReference: Kind(409, "What a value points at does not exist."),
    errors.Duplicate: Kind(409, "Another row has this value."),
    errors.StaleTask: Kind(412, "The task has moved on: read it again."),
    # 503 and not 409: sent again unchanged, the same request can succeed.
    errors.Conflict: Kind(503, "Others were in the way, several times."),
    errors.SerializationFailure: Kind(503, "Others were in the way, several times."),
    errors.Deadlock: Kind(503, "Others were in the way, several times."),
    errors.LockNotAvailable: Kind(503, "Others have kept a row for too long."),
    errors.StatementTimeout: Kind(504, "The database took too long; nothing was changed."),
    RequestTimeout: Kind(504, "The request took too long; nothing was changed."),
    errors.Unavailable: UNAVAILABLE,
    errors.PoolExhausted: Kind(503, "The service is busy: no connection was free in time."),
    errors.ConnectionLost: Kind(503, "The connection to the database broke; nothing was changed."),
    errors.Misconfigured: Kind(500, "The service is not set up for its database."),
    # No 502, 503 or 504: a proxy in between may repeat those by itself.
    errors.OutcomeUnknown: Kind(500, "The outcome is unknown: it may or may not have been done."),
    errors.TransactionAborted: INTERNAL,
    errors.TransactionRequired: INTERNAL,
    errors.ConcurrentUse: INTERNAL,
    errors.ReadOnly: Kind(503, "The database takes no writes now."),
    errors.Closed: Kind(503, "The service is shutting down."),
}
"""Every error of `shared.errors`; a test sees to it that none is missing."""

CALLERS_OWN = (errors.TaskNotFound, errors.ProjectNotFound, errors.StaleTask, errors.InvalidInput)


def kind_of(error: errors.RepositoryError) -> Kind:
    """By the class, or the nearest above it that the table has."""
    return next(KINDS[one] for one in type(error).__mro__ if one in KINDS)


def problem_of(error: errors.RepositoryError) -> Problem:
    """What the caller is told."""
    kind = kind_of(error)
    return Problem(
        type=type_of(slug(type(error).__name__)),
        title=kind.title,
        status=kind.status,
        detail=_own_words(error),
        field=getattr(error, "field", None),
    )


def type_of(name: str) -> str:
    """The URI of a kind of problem; `routes/problems` answers there."""
    return f"/problems/{name}"


def slug(name: str) -> str:
    """StaleTask as stale-task."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


def _own_words(error: errors.RepositoryError) -> str | None:
    """The message, if it was made in this project: a translated one has the native as its cause."""
    native = not isinstance(error.__cause__, UnicodeError | OverflowError | None)
    return str(error) if isinstance(error, CALLERS_OWN) and not native else None


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The response that carries it."""
    content = problem.model_dump_json(exclude_none=True)
    return Response(content, problem.status, headers, MEDIA_TYPE)
