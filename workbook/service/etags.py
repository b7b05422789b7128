"""A task's version as its entity tag: what was read must still be there to be changed."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import Header, Response
from fastapi.exceptions import HTTPException

from shared.domain import INT4
from shared.protocol import Task

VERSION = re.compile(r'"(0|[1-9][0-9]{0,9})"')
TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


def tag(response: Response, task: Task) -> Task:
    """Set the task's ETag, and hand the task on."""
    response.headers["ETag"] = f'"{task.version}"'
    return task


def expected_version(
    if_match: Annotated[
        str | None,
        Header(description="The ETag that was read, or * for whatever version there is."),
    ] = None,
) -> int | None:
    """The version that the task must still have, or None for `*`.

    Without the header the change is refused (428, RFC 6585): who does not say what they have seen
    would overwrite what they have not. A tag that no task of ours ever had is 412.
    """
    if if_match is None:
        raise HTTPException(HTTPStatus.PRECONDITION_REQUIRED, "If-Match is missing: an ETag, or *")
    if if_match == "*":
        return None
    if TAG.fullmatch(if_match) is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "If-Match must be one ETag, or *")
    version = VERSION.fullmatch(if_match)
    if version is None or int(version[1]) not in INT4:
        raise HTTPException(HTTPStatus.PRECONDITION_FAILED, "No task has ever had this ETag")
    return int(version[1])
