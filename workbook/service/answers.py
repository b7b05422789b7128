"""Small bodies that are the same for every way."""

from pydantic import BaseModel, ConfigDict, Field

from workbook.service.queries import Text


class Claim(BaseModel):
    """Who wants a task."""

    model_config = ConfigDict(extra="forbid")

    assignee: Text


class ProjectInput(BaseModel):
    """A project to be stored."""

    model_config = ConfigDict(extra="forbid")

    name: Text


class Ids(BaseModel):
    """The new ids, in the order given."""

    ids: list[int]


class Count(BaseModel):
    """How many there are."""

    count: int = Field(ge=0)


class Completed(BaseModel):
    """How many tasks were open and are done now."""

    completed: int = Field(ge=0)


class Status(BaseModel):
    """How the service is."""

    status: str
