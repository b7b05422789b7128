"""What stands behind the question mark: conditions and pages. A misspelt condition is refused.

(Ignored, it would make the request one about every task.)
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.domain import INT8, PAGE, TEXT_LENGTH, TaskFilter

Id = Annotated[int, Field(ge=INT8[0], le=INT8[-1])]
Limit = Annotated[int, Field(ge=PAGE[0], le=PAGE[-1])]
Text = Annotated[str, Field(max_length=TEXT_LENGTH)]
PathId = Annotated[Id, Path()]


class Page(BaseModel):
    """Which part of a list: `limit` rows whose id is above `after`."""

    model_config = ConfigDict(extra="forbid")

    after: Id | None = None
    limit: Limit = 50


class Conditions(BaseModel):
    """Which tasks: every condition that is given must hold."""

    model_config = ConfigDict(extra="forbid")

    done: bool | None = None
    project_id: Id | None = None
    assignee: Text | None = None
    title_contains: str | None = None
    due_before: AwareDatetime | None = None

    @property
    def where(self) -> TaskFilter:
        """In the words of the protocol."""
        return TaskFilter(**self.model_dump(include=set(Conditions.model_fields)))


class TaskPage(Conditions, Page):
    """Which part of which tasks."""


class PerProject(BaseModel):
    """How many of each project."""

    model_config = ConfigDict(extra="forbid")

    per_project: Limit = 1


ProjectsAsked = Annotated[Page, Query()]
TasksAsked = Annotated[Conditions, Query()]
TaskPageAsked = Annotated[TaskPage, Query()]
NewestAsked = Annotated[PerProject, Query()]


def link_next(request: Request, response: Response, ids: list[int], limit: int) -> None:
    """Say where the list goes on (RFC 8288), unless the page is not full.

    After a last page that is full by chance comes an empty one.
    """
    if len(ids) == limit:
        given = [(name, value) for name, value in request.query_params.multi_items()]
        query = urlencode([one for one in given if one[0] != "after"] + [("after", str(ids[-1]))])
        response.headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
