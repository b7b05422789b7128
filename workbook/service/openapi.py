"""The OpenAPI document: the same for every way, with errors documented as problems."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from workbook.service.problems import MEDIA_TYPE, Misfit, Problem

TITLE = "Tasks and projects"
DESCRIPTION = """
One repository protocol over HTTP. Whichever library talks to Postgres behind it, routes, answers
and this document are the same.

Errors are `application/problem+json`. With `Retry-After` the same request may succeed later.
"""
REFERENCES = "#/components/schemas/{model}"

Responses = dict[int | str, dict[str, Any]]
Headers = dict[str, dict[str, Any]]

TAG: Headers = {
    "ETag": {"description": "The version.", "required": True, "schema": {"type": "string"}}
}
LOCATION: Headers = {
    "Location": {"description": "Where it is.", "required": True, "schema": {"type": "string"}}
}
LINK: Headers = {"Link": {"description": "The next page, if any.", "schema": {"type": "string"}}}


class DocumentedApp(FastAPI):
    """FastAPI documents a model as JSON of the route's own kind only: problems are added here."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        for model in (Problem, Misfit):
            schema = model.model_json_schema(ref_template=REFERENCES)
            schema.pop("$defs", None)
            document["components"]["schemas"][model.__name__] = schema
        return document


def problems(*statuses: int) -> Responses:
    """The errors that a route's callers should be ready for; any other is a problem as well."""
    return {status: _problem(HTTPStatus(status).phrase) for status in statuses}


def answers(status: int, *headers: Headers) -> Responses:
    """The headers of a route's own answer."""
    return {status: {"headers": {name: one for header in headers for name, one in header.items()}}}


def streamed(media_type: str) -> Responses:
    """An answer of lines, whose length nobody knows."""
    return {200: {"content": {media_type: {"schema": {"type": "string"}}}}}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": REFERENCES.format(model=Problem.__name__)}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


EVERYWHERE: Responses = {"default": _problem("Any other error")}
