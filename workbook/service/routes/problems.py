"""What the types of problems lead to: each kind, and whether to send the request again."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.exceptions import HTTPException
from pydantic import BaseModel

from workbook.service.problems import INTERNAL, KINDS, MISFIT, Kind, slug, type_of


class ProblemKind(BaseModel):
    """One kind of problem. If it is `retryable`, the same request may succeed when sent again."""

    type: str
    title: str
    status: int
    retryable: bool


def router() -> APIRouter:
    """All of them; like the OpenAPI document itself, they are for its readers and not in it."""
    routes = APIRouter(prefix="/problems", include_in_schema=False)
    routes.get("")(list_problems)
    routes.get("/{name}")(read_problem)
    return routes


async def list_problems() -> list[ProblemKind]:
    """Every kind there is, by its type."""
    return [DOCUMENTED[name] for name in sorted(DOCUMENTED)]


async def read_problem(name: str) -> ProblemKind:
    """The kind of problem with this name."""
    if name not in DOCUMENTED:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return DOCUMENTED[name]


def _documented() -> Iterator[tuple[str, Kind, bool]]:
    """The names, with what there is to say."""
    yield "internal", INTERNAL, False
    yield "invalid-request", MISFIT, False
    for error, kind in KINDS.items():
        yield slug(error.__name__), kind, error.retryable


DOCUMENTED: Mapping[str, ProblemKind] = {
    name: ProblemKind(type=type_of(name), title=kind.title, status=kind.status, retryable=retryable)
    for name, kind, retryable in _documented()
}
