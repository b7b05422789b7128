"""The contract suite by each route: a part of it for all ways and drivers, as a run of its own.

The whole of it: `pytest tests/contract --through pgbouncer --driver asyncpg --driver psycopg`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from shared.postgres import Server
from tests.evidence import ROOT, ids_of
from tests.surroundings.cluster import embedded_binaries
from tests.surroundings.conftest import or_skip
from tests.surroundings.left_out import LISTED
from tests.surroundings.pgbouncer import program
from tests.surroundings.tls import tls_binaries

PAIRS = 7
LIMIT = 60

PARTS: list[tuple[str, Callable[[], object], list[str], int]] = [
    ("pgbouncer", program, ["claiming", "savepoints"], 40),
    ("replica", embedded_binaries, ["reports"], 20),
    ("tls", tls_binaries, ["claiming"], 15),
]


@pytest.mark.timeout(LIMIT * 2)
@pytest.mark.parametrize(("by", "needed", "files", "least"), PARTS, ids=[by for by, *_ in PARTS])
def test_the_contract_holds_by_this_route(
    by: str, needed: Callable[[], object], files: list[str], least: int, server: Server
) -> None:
    """All pass, none is skipped, and each of the seven pairs has its share, within 60 s."""
    with or_skip():
        needed()
    paths = [f"tests/contract/test_{file}.py" for file in files]
    drivers = ["--driver", "asyncpg", "--driver", "psycopg", "--postgres", server.url]
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", *paths, "--through", by, *drivers],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr
    last = answer.stdout.strip().splitlines()[-1]
    passed = re.match(r"(\d+) passed", last)
    assert passed, last
    assert "skipped" not in last
    assert int(passed[1]) >= least * PAIRS


def test_what_is_left_out_by_name_is_there() -> None:
    """No name in the lists is of a test that was renamed or removed."""
    there = {test.partition("::")[2] for test in ids_of("tests/contract")}
    named = {name for reasons in LISTED.values() for names in reasons.values() for name in names}
    assert named <= there
