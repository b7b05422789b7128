"""A school in a temporary folder: the bundle of a learner, and the teacher's part beside it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from shared.postgres import Server
from workbook.learn import command, teaching
from workbook.learn.catalogue import ROOT
from workbook.learn.exercise import TEACHER, Exercise, load
from workbook.learn.release import LEFT_OUT

FIRST = "e01_get_one_task"
LAST = "e12_a_queue"

Learn = Callable[..., Result]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """The first exercise and the last; the libraries are the project's own."""
    folder = tmp_path / "bundle"
    left_out = shutil.ignore_patterns("__pycache__", *LEFT_OUT)
    for name in (FIRST, LAST):
        shutil.copytree(ROOT / "exercises" / name, folder / "exercises" / name, ignore=left_out)
    for file in ("pyproject.toml", "exercises/conftest.py"):
        shutil.copyfile(ROOT / file, folder / file)
    return folder


@pytest.fixture
def school(bundle: Path) -> Path:
    """The bundle with the teacher's part of the first exercise, which is the only one."""
    shutil.rmtree(bundle / "exercises" / LAST)
    shutil.copytree(teacher_of(ROOT), teacher_of(bundle))
    return bundle


@pytest.fixture
def first(school: Path) -> Exercise:
    """The only exercise of the school."""
    return load(school / "exercises" / FIRST)


@pytest.fixture
def learn(bundle: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Learn:
    """Runs `workbook learn ...` in the bundle; the environment names the server of this run."""
    monkeypatch.setattr(command, "ROOT", bundle)
    monkeypatch.setattr(teaching, "ROOT", bundle)
    monkeypatch.setenv("WORKBOOK_POSTGRES", server.url)

    def run(*arguments: str, columns: int = 100) -> Result:
        monkeypatch.setenv("COLUMNS", str(columns))
        return CliRunner().invoke(teaching.app, arguments)

    return run


def teacher_of(root: Path, name: str = FIRST) -> Path:
    """The teacher's part of an exercise."""
    return root / "exercises" / TEACHER / name


def hand_in(root: Path, source: Path, way: str, name: str = FIRST) -> Path:
    """Put a copy of `source` where a learner would have written it."""
    work = root / "exercises" / name / "answer" / f"{way}.py"
    work.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, work)
    return work


def solution(way: str, name: str = FIRST) -> Path:
    return teacher_of(ROOT, name) / "solution" / f"{way}.py"


def wrong(mistake: str, name: str = FIRST) -> Path:
    return teacher_of(ROOT, name) / "wrong" / f"{mistake}.py"
