"""`workbook/service/scaling.md` says nothing that is not shown, and all that is probed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from shared.settings import Settings
from tests.evidence import assert_are_tests
from tests.service.conftest import client_of, running
from workbook.doctor.needs import PROBES
from workbook.service.settings import ServiceSettings
from workbook.ways import Way

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def text() -> str:
    """What it says."""
    return (ROOT / "workbook/service/scaling.md").read_text()


def test_what_it_names_is_there(text: str) -> None:
    """The tests and the files."""
    named = re.findall(r"`((?:tests|workbook)/[\w/.]+(?:::\w+)?)`", text)
    tests = [one for one in named if "::" in one]
    assert len(tests) >= 9
    assert_are_tests(tests)
    assert all((ROOT / one.partition("::")[0]).is_file() for one in named)


def test_it_lists_every_probe(text: str) -> None:
    """In the doctor's order, with who needs it, and no other."""
    rows = re.findall(r"^\| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert rows[1:] == [(probe.need, probe.users) for probe in PROBES]


async def test_any_worker_answers_for_any_other(ways: Sequence[Way], database_url: str) -> None:
    """Stored by one, edited by another by its ETag, deleted by the first: of two ways."""
    settings = [
        ServiceSettings(Settings(database_url, driver=way.driver, pool_size=1))
        for way in (ways[0], ways[-1])
    ]
    async with (
        running(ways[0], settings[0]) as app,
        running(ways[-1], settings[1]) as other_app,
        client_of(app) as one,
        client_of(other_app) as other,
    ):
        stored = await one.post("/tasks", json={"title": "a"})
        tag, path = stored.headers["ETag"], stored.headers["Location"]
        edited = await other.patch(path, json={"done": True}, headers={"If-Match": tag})
        assert (edited.status_code, edited.json()["done"]) == (200, True)
        stale = await one.patch(path, json={"done": False}, headers={"If-Match": tag})
        assert stale.status_code == 412
        assert (await one.get(path)).json() == edited.json()
        assert (await one.delete(path)).status_code == 204
        assert (await other.get(path)).status_code == 404
