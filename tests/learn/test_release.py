"""The bundle of a learner: it works by itself, and holds nothing of the teacher's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.postgres import Server
from workbook.learn.catalogue import ROOT
from workbook.learn.release import CannotRelease, release

LEARN = [sys.executable, "-c", "from workbook.learn.teaching import app; app()"]
PYTEST = [sys.executable, "-m", "pytest", "-n", "0", "-q"]
DEADLINE = 50
TEACHERS = ("solution", "wrong", "hidden", "notes.md")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """All of it, as it is given to learners."""
    release(ROOT, tmp_path / "bundle")
    return tmp_path / "bundle"


def run(bundle: Path, server: Server, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "WORKBOOK_POSTGRES": server.url}
    return subprocess.run(
        command,
        cwd=bundle,
        env=environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


def test_a_bundle_begins_with_the_first_exercise(bundle: Path, server: Server) -> None:
    """Its own copy of the libraries is what runs."""
    shown = run(bundle, server, *LEARN)
    assert shown.stdout.startswith("TODO e01  Get one task"), shown.stderr
    assert shown.returncode == 1


def test_a_bundle_works_with_pytest_alone(bundle: Path, server: Server) -> None:
    """Without the command, by the names of the options."""
    shown = run(bundle, server, *PYTEST, "exercises/e01_get_one_task", "--variant", "core")
    assert "3 failed" in shown.stdout
    assert "task 1: the row of `tasks` with this id" in shown.stdout
    assert "Traceback" not in shown.stdout


@pytest.mark.parametrize("folder", ["exercises", "tests/contract"])
def test_all_that_tests_import_is_in_the_bundle(bundle: Path, server: Server, folder: str) -> None:
    """One exercise may import from another, and the suite from the folders around it."""
    shown = run(bundle, server, *PYTEST, "--collect-only", folder)
    assert shown.returncode == 0, shown.stdout
    assert "tests collected" in shown.stdout


@pytest.mark.parametrize("name", ["e18_cancelled_in_the_middle", "e19_break_my_repository"])
def test_an_exercise_that_builds_on_others_runs(bundle: Path, server: Server, name: str) -> None:
    """Its starter fails as it should, and not because something is missing."""
    shown = run(bundle, server, *PYTEST, f"exercises/{name}", "--tb", "line")
    assert " failed" in shown.stdout
    assert "ModuleNotFoundError" not in shown.stdout
    assert " error" not in shown.stdout


def test_a_bundle_has_nothing_of_the_teachers(bundle: Path) -> None:
    """No file of that folder, under whatever name."""
    teacher = ROOT / "exercises" / "_teacher"
    secrets = {file.read_bytes() for file in files_in(teacher) if file.stat().st_size}
    assert secrets
    assert [file for file in files_in(bundle) if file.read_bytes() in secrets] == []
    parts = {part for file in files_in(bundle / "exercises") for part in file.parts}
    assert [part for part in parts if any(word in part for word in TEACHERS)] == []


def test_a_bundle_has_the_contract_suite_and_no_other_tests(bundle: Path) -> None:
    """A way of one's own is held to it; the project's other tests stay behind."""
    places = {file.relative_to(bundle / "tests") for file in files_in(bundle / "tests")}
    alone = {place.name for place in places if len(place.parts) == 1}
    assert alone == {"__init__.py", "conftest.py", "left_open.py", "ways.py"}
    assert {place.parts[0] for place in places} - alone == {"contract", "surroundings"}


def test_a_bundle_goes_into_an_empty_folder(bundle: Path) -> None:
    """Nothing is written over, and not into the project."""
    with pytest.raises(CannotRelease, match="is not empty"):
        release(ROOT, bundle)
    with pytest.raises(CannotRelease, match="is inside the project"):
        release(ROOT, ROOT / "exercises" / "bundle")


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
