"""What a learner sees: one screen for one problem, calm at any width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from variants import VARIANTS
from workbook.learn.catalogue import SHORT_WAYS, way_in
from workbook.learn.exercise import Exercise
from workbook.learn.progress import Progress
from workbook.learn.standing import Problem, Standing, State
from workbook.ledger import store
from workbook.ledger.entry import Calls, Entry
from workbook.ledger.show import THEME
from workbook.ledger.show import show as show_ledger
from workbook.operations import OPERATIONS

HEADLINES: Mapping[State, tuple[str, str]] = {
    "done": ("DONE", "bold green"),
    "todo": ("TODO", "bold yellow"),
    "not yet": ("NOT YET", "bold red"),
}
SIGNS: Mapping[State, tuple[str, str]] = {
    "done": ("✓", "green"),
    "todo": ("○", "yellow"),
    "not yet": ("✗", "red"),
}
YOURS = "yours"
MOST_STATEMENTS = 12
BESIDE = (
    "Yours is a first call, on the exercise's rows; the ways are told as the ledger has them, on"
    " rows of its own: compare statements and round trips, not bytes."
)
SHORT_NAMES = {way: short for short, way in SHORT_WAYS.items()}
"""By the way's full name: what its column is called."""


def show_standing(standing: Standing, exercise: Exercise, console: Console) -> None:
    """One answer: the headline, the tasks, and either the one next problem or what was sent."""
    word, style = HEADLINES[standing.state]
    _line(console, (f"{word} {standing.exercise}", style), f"  {standing.title}  ", standing.way)
    told = (exercise.folder / "README.md").relative_to(exercise.folder.parents[1]).as_posix()
    _line(console, (told, "cyan"), (" says what to do", "dim"))
    _line(console, (standing.file, "cyan"), (" is yours", "dim"))
    console.print()
    for task in standing.tasks:
        sign, colour = SIGNS[task.state]
        console.print(Text.assemble("  ", (sign, colour), f" {task.number}. {task.title}"))
    console.print()
    if standing.problem is not None:
        _show_problem(standing.problem, console)
    else:
        show_sent(standing, exercise, console)


def show_next(standing: Standing, following: Exercise | None, way: str, console: Console) -> None:
    """What to do now: without a name the commands are about the exercise that follows."""
    if standing.problem is not None:
        run, name = "", ""
        if following is None or following.id != standing.exercise:
            run, name = f" run {standing.exercise}", f" {standing.exercise}"
        words = f"Then: uv run workbook learn{run}    Stuck: uv run workbook learn hint{name}"
    elif following is not None:
        work = following.work(way_in(following, way)).relative_to(following.folder.parents[1])
        words = (
            "Grading has more tests than you see: all that the README promises counts.\n"
            f"Next: {following.id} {following.title}\n{work}\nThen: uv run workbook learn"
        )
    else:
        words = "That was the last. Another way: uv run workbook learn --variant core"
    console.print(Text(words, style="dim"))


def _show_problem(problem: Problem, console: Console) -> None:
    lines: list[RenderableType] = []
    if problem.state == "not yet" and problem.promise:
        lines.append(Text(problem.promise, style="italic"))
    lines += [Text(line) for line in problem.words]
    if problem.place is not None:
        lines.append(Text(problem.place, style="cyan"))
    console.print(Padding(Group(*lines), (0, 0, 1, 2)))


def show_sent(standing: Standing, exercise: Exercise, console: Console) -> None:
    """The SQL of the learner beside that of the four ways."""
    operation = next((one for one in OPERATIONS if one.name == exercise.operation), None)
    if operation is None or standing.shown is None:
        return
    entry = store.read(operation.name)
    few = replace(standing.shown, statements=standing.shown.statements[:MOST_STATEMENTS])
    yours = {YOURS: Calls(few, few)}
    beside = Entry(operation.name, {**yours, **entry.ways})
    console.print(Text(BESIDE, style="dim"))
    sent = len(standing.shown.statements)
    if sent > MOST_STATEMENTS:
        console.print(Text(f"You sent {sent:,} statements; the first {MOST_STATEMENTS} are shown."))
    show_ledger(operation, beside, [YOURS, *VARIANTS], console)


def show_matrix(exercises: Sequence[Exercise], progress: Progress, console: Console) -> None:
    """Every exercise by every way: passed, open, or not to be had."""
    current = progress.current(exercises)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("exercise")
    for name in (*SHORT_NAMES.values(), "other"):
        table.add_column(name, justify="center", no_wrap=True)
    table.add_column("minutes", justify="right", no_wrap=True)
    for exercise in exercises:
        style = "bold" if exercise == current else ""
        others = [way for way in exercise.ways if way not in VARIANTS]
        cells = [_cell(exercise, [way], progress) for way in SHORT_NAMES]
        cells.append(_cell(exercise, others, progress))
        names = (Text(exercise.id, style=style), Text(exercise.title, style=style))
        table.add_row(*names, *cells, str(exercise.minutes))
    console.print(table)
    done = sum(
        progress.has_passed(exercise, way) for exercise in exercises for way in exercise.ways
    )
    console.print(f"{done} passed; your way is {progress.way}", style="dim")


def show_hints(exercise: Exercise, task: int, level: int, console: Console) -> None:
    """The first hints of a task, as many as were asked for."""
    one = exercise.tasks[task - 1]
    console.print(Text(f"{exercise.id} task {task}: {one.title}", style="bold"))
    for number, hint in enumerate(one.hints[:level], 1):
        console.print(Padding(Text(f"{number}. {hint}"), (0, 0, 0, 2)))
    left = len(one.hints) - level
    again = f"{left} more: uv run workbook learn hint {exercise.id}"
    more = again if left else "That was the last hint."
    console.print(more, style="dim")


def show_solutions(sources: Mapping[str, str], console: Console) -> None:
    """One solution after the other, each under the name of its way."""
    for way, source in sources.items():
        console.print(Text(way, style="bold cyan"))
        console.print(Padding(Syntax(source, "python", theme=THEME, word_wrap=True), (0, 0, 1, 2)))


def _cell(exercise: Exercise, ways: Sequence[str], progress: Progress) -> Text:
    offered = [way for way in ways if way in exercise.ways]
    if not offered:
        return Text("")
    if all(progress.has_passed(exercise, way) for way in offered):
        return Text("✓", style="green")
    return Text("·", style="dim")


def _line(console: Console, *parts: str | tuple[str, str]) -> None:
    console.print(Text.assemble(*parts), soft_wrap=True)
