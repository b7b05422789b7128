"""Random programs: the same steps for every way and for the model, compared after each of them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from shared.domain import NewTask, TaskFilter
from tests.programs import values
from tests.programs.calls import IN_VAIN, REFUSALS, Refusal
from tests.programs.model import Model
from tests.programs.player import NEVER, Player
from tests.programs.tables import Tables
from workbook.difference import Difference, first_difference
from workbook.outcome import Outcome, failure, plain

DEEPEST = 4


class Divergence(AssertionError):
    """A way does not do what the model does."""


@dataclass(slots=True)
class Tally:
    """How much was played: programs to their end, and steps in all."""

    programs: int = 0
    steps: int = 0


class Program(RuleBasedStateMachine):
    """One program. Hypothesis chooses its steps; each is played by the model and by all players."""

    def __init__(self, runner: asyncio.Runner, players: Sequence[Player], tally: Tally) -> None:
        super().__init__()
        self._runner = runner
        self._players = players
        self._tally = tally
        self._has_failed = False

    @initialize(start=values.STARTS)
    def begin(self, start: Callable[[], Tables]) -> None:
        self.model = Model(start())
        self._runner.run(self._begin())

    async def _begin(self) -> None:
        await asyncio.gather(*(player.begin(self.model.committed) for player in self._players))
        await self._look()

    def teardown(self) -> None:
        if sys.exc_info()[0] is None:  # Hypothesis has not given it up halfway
            self._tally.programs += 1
        self._runner.run(self._end())

    async def _end(self) -> None:
        await asyncio.gather(*(player.end() for player in self._players))

    # Blocks
    @rule(options=values.TRANSACTIONS)
    def transaction(self, options: dict[str, Any]) -> None:
        self._leave_all()
        self._step("transaction", **options)

    @rule()
    def autocommit(self) -> None:
        self._leave_all()
        self._step("autocommit")

    @precondition(lambda self: self.model.depth < DEEPEST and self.model.has_begun)
    @rule()
    def savepoint(self) -> None:
        self._step("savepoint")

    @precondition(lambda self: self.model.depth > 0)
    @rule()
    def leave(self) -> None:
        self._step("leave")

    @precondition(lambda self: self.model.depth > 0)
    @rule()
    def undo(self) -> None:
        self._step("undo")

    @precondition(lambda self: self.model.depth > 0 and self._has_failed)
    @rule()
    def let_out(self) -> None:
        self._step("let_out")

    # One task
    @precondition(lambda self: self.model.is_usable)
    @rule(new=values.NEW_TASKS)
    def add_task(self, new: NewTask) -> None:
        self._step("call", "add_task", new)

    @precondition(lambda self: self.model.is_usable)
    @rule(task_id=values.TASK_IDS)
    def get_task(self, task_id: int) -> None:
        self._step("call", "get_task", task_id)

    @precondition(lambda self: self.model.is_usable)
    @rule(
        task_id=values.TASK_IDS,
        expected_version=st.none() | st.integers(1, 3),
        changes=values.CHANGES,
    )
    def edit_task(
        self, task_id: int, expected_version: int | None, changes: dict[str, Any]
    ) -> None:
        self._step("call", "edit_task", task_id, expected_version=expected_version, **changes)

    @precondition(lambda self: self.model.is_usable)
    @rule(task_id=values.TASK_IDS)
    def delete_task(self, task_id: int) -> None:
        self._step("call", "delete_task", task_id)

    # Many tasks
    @precondition(lambda self: self.model.is_usable)
    @rule(task_ids=st.lists(values.TASK_IDS, max_size=4))
    def get_tasks(self, task_ids: list[int]) -> None:
        self._step("call", "get_tasks", task_ids)

    @precondition(lambda self: self.model.is_usable)
    @rule(where=values.FILTERS, after=st.none() | values.TASK_IDS, limit=values.LIMITS)
    def list_tasks(self, where: TaskFilter, after: int | None, limit: int) -> None:
        self._step("call", "list_tasks", where, after=after, limit=limit)

    @precondition(lambda self: self.model.is_usable)
    @rule(where=values.FILTERS)
    def count_tasks(self, where: TaskFilter) -> None:
        self._step("call", "count_tasks", where)

    @precondition(lambda self: self.model.is_usable)
    @rule(where=values.FILTERS)
    def stream_tasks(self, where: TaskFilter) -> None:
        self._step("call", "stream_tasks", where)

    # Bulk
    @precondition(lambda self: self.model.is_usable)
    @rule(new=values.BATCHES)
    def add_tasks(self, new: list[NewTask]) -> None:
        self._step("call", "add_tasks", new)

    @precondition(lambda self: self.model.is_usable)
    @rule(new=values.BATCHES)
    def load_tasks(self, new: list[NewTask]) -> None:
        self._step("call", "load_tasks", new)

    # Where both the server and the source refuse, the drivers differ in whom they ask first.
    @precondition(lambda self: self.model.is_usable and not self.model.is_read_only)
    @rule(new=st.lists(values.NEW_TASKS, min_size=1, max_size=2))
    def break_off_loading(self, new: list[NewTask]) -> None:
        self._step("break_off_loading", new)

    @precondition(lambda self: self.model.is_usable)
    @rule(new=values.IMPORTS)
    def import_tasks(self, new: list[NewTask]) -> None:
        self._step("call", "import_tasks", new)

    @precondition(lambda self: self.model.is_usable)
    @rule(where=values.FILTERS)
    def complete_tasks(self, where: TaskFilter) -> None:
        self._step("call", "complete_tasks", where)

    # Projects
    @precondition(lambda self: self.model.is_usable)
    @rule(name=values.NAMES)
    def add_project(self, name: str) -> None:
        self._step("call", "add_project", name)

    @precondition(lambda self: self.model.is_usable)
    @rule(project_id=values.PROJECT_IDS)
    def get_project(self, project_id: int) -> None:
        self._step("call", "get_project", project_id)

    @precondition(lambda self: self.model.is_usable)
    @rule(after=st.none() | values.PROJECT_IDS, limit=values.LIMITS)
    def list_projects(self, after: int | None, limit: int) -> None:
        self._step("call", "list_projects", after=after, limit=limit)

    @precondition(lambda self: self.model.is_usable)
    @rule(project_id=values.PROJECT_IDS)
    def delete_project(self, project_id: int) -> None:
        self._step("call", "delete_project", project_id)

    # Working at the same time, and reports
    @precondition(lambda self: self.model.is_usable)
    @rule(assignee=values.PEOPLE)
    def claim_task(self, assignee: str) -> None:
        self._step("call", "claim_task", assignee)

    @precondition(lambda self: self.model.is_usable)
    @rule()
    def summarize_projects(self) -> None:
        self._step("call", "summarize_projects")

    @precondition(lambda self: self.model.is_usable)
    @rule(per_project=values.LIMITS)
    def newest_tasks(self, per_project: int) -> None:
        self._step("call", "newest_tasks", per_project)

    # Streams, a step at a time
    @precondition(lambda self: self.model.is_usable)
    @rule(where=values.FILTERS)
    def begin_stream(self, where: TaskFilter) -> None:
        self._step("begin_stream", where)

    @precondition(lambda self: self.model.stream is not None)
    @rule()
    def go_on(self) -> None:
        self._step("go_on")

    @precondition(lambda self: self.model.stream is not None)
    @rule()
    def drop_stream(self) -> None:
        self._step("drop_stream")

    # What is refused
    @precondition(lambda self: self.model.is_usable)
    @rule(refusal=st.sampled_from(REFUSALS))
    def refuse(self, refusal: Refusal) -> None:
        self._step("refuse", *refusal)

    @precondition(lambda self: self.model.has_begun and not self.model.is_usable)
    @rule(method=st.sampled_from([*IN_VAIN]))
    def call_in_vain(self, method: str) -> None:
        self._step("call", method, *IN_VAIN[method])

    def _leave_all(self) -> None:
        """A block ends the one before it: so a program can be made smaller by any of its steps."""
        while self.model.depth > 0:
            self._step("leave")
        self._has_failed = False

    def _step(self, step: str, *arguments: Any, **options: Any) -> None:
        self._tally.steps += 1
        expected = self._expected(step, *arguments, **options)
        self._has_failed = self._has_failed or expected.failure is not None
        self._runner.run(self._play(expected, step, *arguments, **options))

    def _expected(self, step: str, *arguments: Any, **options: Any) -> Outcome:
        try:
            result = getattr(self.model, step)(*arguments, **options)
        except Exception as error:
            return Outcome(None, failure(error))
        return Outcome(plain(result, NEVER))

    async def _play(self, expected: Outcome, step: str, *arguments: Any, **options: Any) -> None:
        turns = (player.play(step, *arguments, **options) for player in self._players)
        self._compare(expected, await asyncio.gather(*turns), "the outcome")
        await self._look()

    async def _look(self) -> None:
        tables = self.model.committed
        in_use = int(self.model.depth > 0)
        expected = Outcome(plain([*tables.rows(), in_use], NEVER))
        looks = (player.look(tables.numbers) for player in self._players)
        self._compare(expected, await asyncio.gather(*looks), "what is committed")

    def _compare(self, expected: Outcome, actual: Sequence[Outcome], place: str) -> None:
        differences = [
            Difference(
                player.way.label, *first_difference(expected, outcome, place), "in the model"
            )
            for player, outcome in zip(self._players, actual, strict=True)
            if outcome != expected
        ]
        if differences:
            raise Divergence("\n".join(map(str, differences)))
