"""The sheet of an exercise: what is wrong in it is said in one line that names the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.conftest import FIRST
from workbook.learn.catalogue import ROOT, NoSuchExercise, all_exercises, exercise_named, way_named
from workbook.learn.exercise import SHEET, BadExercise, load
from workbook.learn.new import create
from workbook.operations import OPERATIONS

GOOD = (ROOT / "exercises" / FIRST / SHEET).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "exercises" / FIRST
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('kind = "implement"', 'kind = "guess"', "kind: Input should be 'implement'"),
        ("minutes = 15", "minutes = 15\nminuets = 15", "minuets: Extra inputs are not permitted"),
        ('starter = "todo"', "", "tasks.0.starter: Field required"),
        ('id = "e01"', 'id = "e02"', "id is e02, but the folder is e01_get_one_task"),
        ('"answer/*.py"', '"answer/a*.py"', "edit does not allow answer/sqlalchemy_core.py"),
        ('"sqlalchemy_core", ', '"mine", ', "ways ['mine'] need scope"),
        ("points = 3", "points = 0", "tasks.0.points: Input should be greater than or equal to 1"),
        ("minutes = 15", "minutes = ", "cannot be read"),
    ],
)
def test_a_bad_sheet_is_told_in_one_line(folder: Path, old: str, new: str, words: str) -> None:
    """The file, the place in it, and what is wrong."""
    assert old in GOOD
    (folder / SHEET).write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadExercise) as told:
        load(folder)
    assert words in str(told.value)
    assert str(told.value).startswith(f"{FIRST}/{SHEET}")
    assert "\n" not in str(told.value)


def test_every_exercise_can_be_read() -> None:
    """In order, each with another id, and its operation is in the ledger."""
    exercises = all_exercises(ROOT)
    ids = [exercise.id for exercise in exercises]
    assert ids == sorted(set(ids))
    operations = {operation.name for operation in OPERATIONS} | {None}
    assert [one.id for one in exercises if one.operation not in operations] == []
    assert [one.id for one in exercises if not set(one.needs) <= set(ids) - {one.id}] == []


def test_no_exercise_at_all_is_told(tmp_path: Path) -> None:
    """The sentence says where they were looked for."""
    with pytest.raises(NoSuchExercise, match="there are no exercises in"):
        all_exercises(tmp_path)


def test_an_exercise_has_two_names() -> None:
    """Its id and its folder."""
    exercises = all_exercises(ROOT)
    assert exercise_named("e01", exercises) == exercise_named(FIRST, exercises)
    assert way_named("orm") == "sqlalchemy_orm"


def test_a_new_exercise_can_be_read(tmp_path: Path) -> None:
    """Its files are there, and its tests and answers are Python."""
    folder = create("e04_delete_twice", tmp_path)
    exercise = load(folder)
    assert exercise.title == "Delete twice"
    files = [*folder.rglob("*.py"), *exercise.teacher.rglob("*.py")]
    assert len(files) == 11
    for file in files:
        compile(file.read_text(encoding="utf-8"), file, "exec")


@pytest.mark.parametrize("name", ["e4_delete", "delete_twice", "e04_Delete", "e04"])
def test_a_new_exercise_needs_a_name(tmp_path: Path, name: str) -> None:
    """Its number in two digits, then words."""
    with pytest.raises(NoSuchExercise, match="is no name for an exercise"):
        create(name, tmp_path)


def test_a_number_is_taken_once(tmp_path: Path) -> None:
    """Two exercises of one number would have one id."""
    create("e04_delete_twice", tmp_path)
    with pytest.raises(NoSuchExercise, match="there is an e04 already"):
        create("e04_another", tmp_path)
