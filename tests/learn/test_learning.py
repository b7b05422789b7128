"""What a learner does with `workbook learn`, from the first screen to a pass."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from shared.postgres import NoServer
from tests.learn.conftest import FIRST, LAST, Learn, hand_in, solution, wrong
from workbook.learn import command, progress, screen
from workbook.learn.catalogue import ROOT
from workbook.learn.exercise import load
from workbook.learn.progress import Progress
from workbook.learn.session import Desk

WORK = f"exercises/{FIRST}/answer"
NOT_YET, CANNOT_RUN = 1, 2


def test_the_first_screen_says_todo_where_and_what_next(learn: Learn) -> None:
    """A fresh bundle begins with the first exercise, its file and its line."""
    shown = learn()
    assert shown.exit_code == NOT_YET, shown.output
    assert shown.output.startswith("TODO e01  Get one task")
    assert f"exercises/{FIRST}/README.md says what to do" in shown.output
    assert f"{WORK}/asyncpg_raw.py is yours" in shown.output
    assert "task 1: " in shown.output
    assert "asyncpg_raw.py:18" in shown.output
    assert "workbook learn hint" in shown.output


def test_a_right_answer_is_done_and_the_next_is_named(learn: Learn, bundle: Path) -> None:
    """After a pass what was sent stands beside what the four ways send."""
    hand_in(bundle, solution("sqlalchemy_core"), "sqlalchemy_core")
    shown = learn("--variant", "core")
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("DONE e01")
    assert "yours" in shown.output
    assert "sqlmodel_orm" in shown.output
    assert "Next: e12" in shown.output
    assert Desk.at(bundle).chosen(None).id == "e12"


def test_a_wrong_answer_is_told_in_three_lines(learn: Learn, bundle: Path) -> None:
    """Expected, actual and what to look at, below the promise of the test."""
    hand_in(bundle, wrong("returns_none"), "sqlalchemy_orm")
    shown = learn("run", "e01", "--variant", "orm")
    assert shown.exit_code == NOT_YET
    lines = [line.strip() for line in shown.output.splitlines()]
    promise = lines.index("An id that no task has is told by TaskNotFound.")
    beginnings = [line[:9] for line in lines[promise + 1 : promise + 4]]
    assert beginnings == ["expected:", "actual:  ", "look at: "]
    assert not any("Traceback" in line for line in lines)


def test_the_state_can_be_read_by_programs(learn: Learn) -> None:
    """`--json` prints the standing alone."""
    told = json.loads(learn("--json").stdout)
    assert (told["exercise"], told["state"], told["seed"]) == ("e01", "todo", 1)
    assert [task["state"] for task in told["tasks"]] == ["todo", "todo"]
    assert told["problem"]["test"] == "test_the_task_is_given_back"
    assert json.loads(learn("list", "--json").stdout)["way"] == "asyncpg_raw"


def test_hints_open_one_by_one(learn: Learn) -> None:
    """Each call shows one more, up to the last."""
    hints = load(ROOT / "exercises" / FIRST).tasks[0].hints
    for level in (1, 2, 3, 3):
        shown = " ".join(learn("hint", columns=200).output.split())
        assert [hint in shown for hint in hints] == [number < level for number in range(3)]
    assert "the last hint" in shown


def test_reset_brings_the_starter_back_and_keeps_the_old(learn: Learn, bundle: Path) -> None:
    """Nothing that a learner wrote is lost."""
    work = hand_in(bundle, solution("asyncpg_raw"), "asyncpg_raw")
    assert learn("reset", "e01").exit_code == 0
    assert "TodoError" in work.read_text()
    assert (
        work.with_name("asyncpg_raw.py.before").read_text() == solution("asyncpg_raw").read_text()
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "e99"), "no such exercise; there are e01, e12"),
        (("run", "--postgres", "nowhere"), "is no Postgres"),
    ],
)
def test_what_cannot_be_run_is_one_line(
    learn: Learn, arguments: tuple[str, ...], words: str
) -> None:
    """Exit status 2, and a sentence that says what to do instead."""
    shown = learn(*arguments)
    assert shown.exit_code == CANNOT_RUN
    assert words in shown.output
    assert shown.output.count("\n") == 1


def test_an_unknown_way_is_named(learn: Learn) -> None:
    """The sentence lists the ways that there are."""
    assert "there are asyncpg_raw, sqlalchemy_core" in learn("--variant", "mongo").output


def test_an_unreadable_memory_is_one_line(learn: Learn, bundle: Path) -> None:
    """It says which file to delete."""
    (bundle / "exercises" / ".progress.json").write_text("{")
    shown = learn()
    assert shown.exit_code == CANNOT_RUN
    assert "delete it to begin anew" in shown.output


def test_no_server_is_one_line(learn: Learn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Postgres nothing can be tried."""

    def serve(_: str | None) -> None:
        raise NoServer("none is to be had")

    monkeypatch.setattr(command, "serve", serve)
    shown = learn()
    assert (shown.exit_code, shown.output) == (CANNOT_RUN, "workbook: none is to be had\n")


async def test_no_screen_is_wider_than_the_terminal(bundle: Path, database_url: str) -> None:
    """The four ways stand below one another where they do not fit side by side."""
    hand_in(bundle, solution("asyncpg_raw"), "asyncpg_raw")
    exercise = load(bundle / "exercises" / FIRST)
    desk, standing = await Desk.at(bundle).tried(exercise, database_url)
    assert standing.state == "done", standing
    following = desk.progress.current(desk.exercises)
    for width in (80, 120, 200):
        console = Console(width=width, file=StringIO(), record=True)
        screen.show_standing(standing, exercise, console)
        screen.show_next(standing, following, "asyncpg_raw", console)
        screen.show_matrix(desk.exercises, desk.progress, console)
        screen.show_hints(exercise, 1, 3, console)
        assert max(map(len, console.export_text().splitlines())) <= width


def test_the_matrix_shows_what_has_passed(learn: Learn, bundle: Path) -> None:
    """One mark for the way that has passed."""
    passed(bundle, FIRST, "sqlmodel_orm")
    shown = learn("list").output
    assert shown.count("✓") == 1
    assert "1 passed; your way is sqlmodel_orm" in shown


def test_a_pass_that_is_broken_again_is_none() -> None:
    """What is remembered is the last run."""
    exercise = load(ROOT / "exercises" / FIRST)
    once = Progress().after(exercise, "asyncpg_raw", None)
    assert once.has_passed(exercise, "asyncpg_raw")
    assert not once.after(exercise, "asyncpg_raw", 2).has_passed(exercise, "asyncpg_raw")
    assert once.after(exercise, "asyncpg_raw", 2).task_of(exercise) == 2


def test_solutions_open_after_a_pass(learn: Learn, school: Path) -> None:
    """Before it there is one line; after it the learner's way comes first."""
    closed = learn("solution", "e01", "--variant", "core")
    assert (closed.exit_code, closed.output.count("\n")) == (NOT_YET, 1)
    passed(school, FIRST, "sqlalchemy_core")
    assert learn("solution", "e01").output.startswith("sqlalchemy_core\n")


def test_a_bundle_has_no_solutions(learn: Learn, bundle: Path) -> None:
    """They are with the instructor."""
    passed(bundle, FIRST, "sqlalchemy_core")
    assert "with your instructor" in learn("solution", "e01").output


def test_the_last_pass_says_so(learn: Learn, bundle: Path) -> None:
    """After the last exercise there is another way to take."""
    passed(bundle, FIRST, "asyncpg_raw")
    hand_in(bundle, solution("asyncpg_raw", LAST), "asyncpg_raw", LAST)
    assert "That was the last." in learn().output


def passed(root: Path, name: str, way: str) -> None:
    """Let the learner of this folder have passed an exercise, in the way that is now theirs."""
    exercise = load(root / "exercises" / name)
    progress.write(root, Progress().taking(way).after(exercise, way, None))


def test_what_comes_next_is_about_the_exercise_that_was_run(learn: Learn, bundle: Path) -> None:
    """Without a name both commands would lead back to the current one."""
    shown = learn("run", "e12").output
    assert "learn run e12" in shown
    assert "learn hint e12" in shown


def test_after_a_pass_there_are_solutions_and_no_hints(learn: Learn, bundle: Path) -> None:
    """In one sentence."""
    passed(bundle, FIRST, "asyncpg_raw")
    shown = learn("hint", "e01")
    assert shown.exit_code == NOT_YET
    assert shown.output == (
        "workbook: e01 has passed in your way: uv run workbook learn solution e01\n"
    )


def test_a_pass_in_one_way_opens_the_solutions_of_all(learn: Learn, school: Path) -> None:
    """Whichever way is the learner's now."""
    passed(school, FIRST, "sqlmodel_orm")
    assert learn("solution", "e01", "--variant", "core").exit_code == 0


async def test_of_very_many_statements_the_first_are_shown(bundle: Path, database_url: str) -> None:
    """And how many there were."""
    hand_in(bundle, solution("asyncpg_raw"), "asyncpg_raw")
    exercise = load(bundle / "exercises" / FIRST)
    _, standing = await Desk.at(bundle).tried(exercise, database_url)
    assert standing.shown is not None
    many = replace(standing.shown, statements=standing.shown.statements * 9_000)
    console = Console(width=120, file=StringIO(), record=True)
    told = standing.model_copy(update={"shown": many})
    screen.show_sent(told, exercise, console)
    shown = console.export_text()
    assert "You sent 9,000 statements; the first 12 are shown." in shown
    assert len(shown.splitlines()) < 200
