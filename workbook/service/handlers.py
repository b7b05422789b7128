"""What the service answers when something is raised: always a problem, never a native text."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from shared.errors import RepositoryError
from workbook.service.problems import INTERNAL, MISFIT, Misfit, Problem, answer, problem_of, type_of
from workbook.service.units import ClientLeft

logger = logging.getLogger(__name__)

RETRY_AFTER = "1"
"""Seconds. The unit of work was tried several times already: give it time."""

CLIENT_LEFT = 499
"""For the log and the metrics: nobody is there to read the answer."""


def install(app: FastAPI) -> None:
    """Have everything that is raised answered here."""
    app.exception_handler(RepositoryError)(repository_error)
    app.exception_handler(RequestValidationError)(misfits)
    app.exception_handler(HTTPException)(refused)
    app.exception_handler(ClientLeft)(client_left)
    app.exception_handler(Exception)(unforeseen)


async def repository_error(request: Request, error: RepositoryError) -> Response:
    """By the table in `problems`; the log has the native words."""
    problem = problem_of(error)
    _count(request, error)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s: %s", type(error).__name__, error)
    return answer(problem, {"Retry-After": RETRY_AFTER} if error.retryable else None)


async def misfits(request: Request, error: RequestValidationError) -> Response:
    """Each thing that does not fit, without the values, which may be secret or unprintable."""
    _count(request, error)
    found = [Misfit(where=".".join(map(str, one["loc"])), why=one["msg"]) for one in error.errors()]
    return answer(
        Problem(
            type=type_of("invalid-request"),
            title=MISFIT.title,
            status=MISFIT.status,
            errors=found,
        )
    )


async def refused(request: Request, error: HTTPException) -> Response:
    """No such path, a method that it does not take, too large a body, no If-Match."""
    _count(request, error)
    status = HTTPStatus(error.status_code)
    detail = None if error.detail == status.phrase else error.detail
    problem = Problem(type="about:blank", title=status.phrase, status=status, detail=detail)
    return answer(problem, error.headers)


async def client_left(request: Request, error: ClientLeft) -> Response:
    """A status, so that the log and the metrics tell."""
    _count(request, error)
    return Response(status_code=CLIENT_LEFT)


async def unforeseen(request: Request, error: Exception) -> Response:
    """A mistake of this program: it is raised again afterwards, and logged with its traceback."""
    _count(request, error)
    problem = Problem(type=type_of("internal"), title=INTERNAL.title, status=INTERNAL.status)
    return answer(problem)


def _count(request: Request, error: Exception) -> None:
    request.app.state.metrics.errors.labels(type(error).__name__).inc()
