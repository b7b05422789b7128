"""Random requests after the OpenAPI document: no answer of any way breaks what it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, CheckFunction, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from shared.settings import Settings
from tests.service.conftest import POOL_SIZE, Sql
from tests.service.threads import in_a_thread
from variants import VARIANTS
from workbook.service.app import create_app
from workbook.service.server import server_of
from workbook.service.settings import ServiceSettings
from workbook.ways import chosen_ways

DEADLINE = 10.0
BOUNDED = settings(
    max_examples=6,  # for each operation, and as many that should be refused
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
STORED = """
    INSERT INTO projects (name) VALUES ('a'), ('b');
    INSERT INTO tasks (title, project_id) SELECT 'a', 1 FROM generate_series(1, 3)"""

UNTOLD: list[CheckFunction] = [positive_data_acceptance]
"""The document cannot say all: an ETag is what was read, an import needs keys, NUL is no text."""

Seen = set[tuple[str, int]]
Operation = APIOperation[Any, Any, Any, Any]


@contextmanager
def served(name: str, url: str) -> Iterator[str]:
    """The way's service at an address of its own."""
    [way] = chosen_ways([name], "asyncpg")
    app = create_app(way, ServiceSettings(Settings(url, pool_size=POOL_SIZE)))
    with in_a_thread(server_of(app)) as address:
        yield address


def reaching(case: Case[Any], known: int | None) -> None:
    """Ask for what is there: ids at random would find nothing, nor would ETags."""
    if known is not None and case.path_parameters:
        case.path_parameters = dict.fromkeys(case.path_parameters, known)
    if case.method == "PATCH":
        case.headers["If-Match"] = "*"


def answer_valid_requests(operation: Operation, seen: Seen) -> None:
    """What the document allows is answered as it says."""

    @BOUNDED
    @given(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        st.sampled_from([1, 2, 3, None]),
    )
    def conforms(case: Case[Any], known: int | None) -> None:
        reaching(case, known)
        response = case.call(timeout=DEADLINE)
        seen.add((operation.label, response.status_code))
        case.validate_response(response, excluded_checks=UNTOLD)

    conforms()


def refuse_invalid_requests(operation: Operation, seen: Seen) -> None:
    """What the document does not allow is refused, as it says."""

    @BOUNDED
    @given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def refused(case: Case[Any]) -> None:
        response = case.call(timeout=DEADLINE)
        seen.add((operation.label, response.status_code))
        case.validate_response(response)

    with suppress(Unsatisfiable):  # nothing in it can be wrong
        refused()


@pytest.mark.parametrize("name", VARIANTS)
async def test_the_service_keeps_to_its_document(name: str, database_url: str, sql: Sql) -> None:
    """20 operations: no 5xx, and status, type, headers and body as documented; all are reached."""
    await sql.execute(STORED)
    seen: Seen = set()
    with served(name, database_url) as url:
        schema = schemathesis.openapi.from_url(f"{url}/openapi.json", wait_for_schema=DEADLINE)
        operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
        for operation in operations:
            answer_valid_requests(operation, seen)
            refuse_invalid_requests(operation, seen)
    assert len(operations) == 20
    assert max(status for _, status in seen) < 500
    assert {label for label, status in seen if status < 300} == {one.label for one in operations}
