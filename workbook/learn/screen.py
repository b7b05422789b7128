"""What a learner sees: one screen for one problem, calm at any width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from variants import VARIANTS
from workbook.learn.catalogue import way_in
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


def show_next(
    problem: Problem | None, following: Exercise | None, way: str, console: Console
) -> None:
    """What to do now."""
    if problem is not None:
        words = "Then: uv run workbook learn    Stuck: uv run workbook learn hint"
    elif following is not None:
        work = following.work(way_in(following, way)).relative_to(following.folder.parents[1])
        words = f"Next: {following.id} {following.title}\n{work}\nThen: uv run workbook learn"
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
    yours = {YOURS: Calls(standing.shown, standing.shown)}
    beside = Entry(operation.name, {**yours, **entry.ways})
    show_ledger(operation, beside, [YOURS, *VARIANTS], console)


def show_matrix(exercises: Sequence[Exercise], progress: Progress, console: Console) -> None:
    """Every exercise by every way: passed, open, or not to be had."""
    current = progress.current(exercises)
    ways = list(dict.fromkeys(way for exercise in exercises for way in exercise.ways))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("exercise")
    for way in ways:
        table.add_column(way.replace("_", "\n"), justify="center")
    table.add_column("minutes", justify="right")
    for exercise in exercises:
        style = "bold" if exercise == current else ""
        cells = [_cell(exercise, way, progress) for way in ways]
        name = Text(f"{exercise.id}  {exercise.title}", style=style)
        table.add_row(name, *cells, str(exercise.minutes))
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


def _cell(exercise: Exercise, way: str, progress: Progress) -> Text:
    if way not in exercise.ways:
        return Text("")
    if progress.has_passed(exercise, way):
        return Text("✓", style="green")
    return Text("·", style="dim")


def _line(console: Console, *parts: str | tuple[str, str]) -> None:
    console.print(Text.assemble(*parts), soft_wrap=True)
