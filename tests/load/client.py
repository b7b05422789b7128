"""A client: one request after another, each answer judged by what only this client can know."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from typing import Any, NamedTuple

import httpx

from tests.load.account import ANYTHING, CLAIMANT, FREE, OWN, Account, State
from tests.soak.journal import Outcome

UNKNOWN = "/problems/outcome-unknown"
REFUSED = {
    "/problems/unavailable",
    "/problems/connection-lost",
    "/problems/pool-exhausted",
    "/problems/serialization-failure",
    "/problems/deadlock",
    "/problems/lock-not-available",
}
"""The kinds of 503 after which nothing was changed, and the same request may be sent again."""

PAUSE = 0.01
"""Seconds that a client which was refused leaves to the others."""

BULK = 5
IMPORT = 3
PAGE = 20
KEPT = 20
"""From so many tasks of its own on a client deletes one where it would store another."""


class Exchange(NamedTuple):
    """One request and its answer, as its client saw it. `kind` is the problem's type."""

    client: int
    begun: float
    ended: float
    status: int
    kind: str


@dataclass(slots=True)
class Log:
    """Every exchange with one service, and what was wrong with an answer."""

    exchanges: list[Exchange] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Pace:
    """When the clients are to stop: after one more success each."""

    stopping = False


@dataclass(slots=True)
class Client:
    """One of many. `own` are the ids of its tasks, by their titles."""

    number: int
    http: httpx.AsyncClient
    account: Account
    log: Log
    random: Random
    own: dict[str, int] = field(default_factory=dict)
    written: int = 0

    async def work(self, pace: Pace) -> None:
        """Ask until one request was served that began after the pace said to stop."""
        while True:
            last = pace.stopping
            served = await self._draw()() is Outcome.ACKNOWLEDGED
            if served and last:
                return
            if not served:
                await asyncio.sleep(PAUSE)

    async def finds_it_ready(self) -> bool:
        """Whether the service says that it is."""
        return (await self.http.get("/ready")).is_success

    def _draw(self) -> Callable[[], Awaitable[Outcome]]:
        if not self.own:
            return self._create
        renew = self._create if len(self.own) < KEPT else self._delete
        kinds = (self._read, self._list, self._edit, self._claim, renew, self._bulk, self._import)
        return self.random.choices(kinds, (5, 3, 4, 4, 3, 1, 1))[0]

    async def _create(self) -> Outcome:
        title = self._title(OWN)
        state = State(f"{title} is mine", 1)
        body = {"title": title, "assignee": state.assignee}
        outcome, answer = await self._ask("POST", "/tasks", 201, body)
        self.account.counts[title] = rows_after(outcome, 1)
        self.account.states[title] = {state}
        if outcome is Outcome.ACKNOWLEDGED:
            task = answer.json()
            self._judge(state_of(task) == state and task["title"] == title, answer)
            self.own[title] = task["id"]
        return outcome

    async def _bulk(self) -> Outcome:
        title = self._title(FREE)
        body = [{"title": title}] * BULK
        outcome, answer = await self._ask("POST", "/tasks/bulk", 201, body)
        self.account.counts[title] = rows_after(outcome, BULK)
        if outcome is Outcome.ACKNOWLEDGED:
            self._judge(len(set(answer.json()["ids"])) == BULK, answer)
        return outcome

    async def _import(self) -> Outcome:
        title = self._title(FREE)
        body = [{"title": title, "external_id": f"{title} {n}"} for n in range(IMPORT)]
        outcome, answer = await self._ask("POST", "/tasks/import", 200, body)
        self.account.counts[title] = rows_after(outcome, IMPORT)
        if outcome is Outcome.ACKNOWLEDGED:
            expected = {"inserted": IMPORT, "updated": 0, "unchanged": 0}
            self._judge(answer.json() == expected, answer)
        return outcome

    async def _claim(self) -> Outcome:
        name = self._title(CLAIMANT)
        outcome, answer = await self._ask("POST", "/tasks/claim", (200, 204), {"assignee": name})
        self.account.claims[name] = ANYTHING if outcome is Outcome.UNKNOWN else None
        if answer.status_code == HTTPStatus.OK:
            task = answer.json()
            self._judge(state_of(task) == State(name, 2), answer)
            self.account.claims[name] = task["id"]
        return outcome

    async def _edit(self) -> Outcome:
        """Change a task that is as it was read; one that may be another is read first."""
        title, path = self._any_of_its_own()
        states = self.account.states[title]
        if len(states) > 1:
            return await self._read_one(title, path)
        [state] = states
        edited = State(f"{title} edited {state.version} times", state.version + 1)
        headers = {"If-Match": f'"{state.version}"'}
        body = {"assignee": edited.assignee}
        outcome, answer = await self._ask("PATCH", path, 200, body, headers)
        if outcome is not Outcome.FAILED:
            states.add(edited)
        if outcome is Outcome.ACKNOWLEDGED:
            states.discard(state)
            self._judge(state_of(answer.json()) == edited, answer)
        return outcome

    async def _delete(self) -> Outcome:
        title, path = self._any_of_its_own()
        outcome, _ = await self._ask("DELETE", path, 204)
        if outcome is not Outcome.FAILED:
            del self.own[title]
            self.account.counts[title] = {0} if outcome is Outcome.ACKNOWLEDGED else {0, 1}
        return outcome

    async def _read(self) -> Outcome:
        return await self._read_one(*self._any_of_its_own())

    async def _read_one(self, title: str, path: str) -> Outcome:
        outcome, answer = await self._ask("GET", path, 200)
        if outcome is Outcome.ACKNOWLEDGED:
            state = state_of(answer.json())
            self._judge(state in self.account.states[title], answer)
            self.account.states[title] = {state}
        return outcome

    async def _list(self) -> Outcome:
        """A page that begins with a task of its own."""
        _, path = self._any_of_its_own()
        first = int(path.rpartition("/")[2])
        query = f"/tasks?after={first - 1}&limit={PAGE}"
        outcome, answer = await self._ask("GET", query, 200)
        if outcome is Outcome.ACKNOWLEDGED:
            ids = [task["id"] for task in answer.json()]
            in_order = ids == sorted(set(ids)) and ids[:1] == [first] and len(ids) <= PAGE
            self._judge(in_order and ("Link" in answer.headers) == (len(ids) == PAGE), answer)
        return outcome

    async def _ask(
        self,
        method: str,
        path: str,
        expected: int | tuple[int, int],
        body: object = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[Outcome, httpx.Response]:
        """Ask, note it, and tell what came of it. An answer that is none of ours is wrong."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        answer = await self.http.request(method, path, json=body, headers=headers)
        kind = kind_of(answer)
        self.log.exchanges.append(Exchange(self.number, begun, clock(), answer.status_code, kind))
        if answer.status_code in (expected if isinstance(expected, tuple) else (expected,)):
            return Outcome.ACKNOWLEDGED, answer
        if kind == UNKNOWN and method != "GET":
            return Outcome.UNKNOWN, answer
        self._judge(
            answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE and kind in REFUSED, answer
        )
        return Outcome.FAILED, answer

    def _judge(self, right: bool, answer: httpx.Response) -> None:
        if not right:
            asked = f"{answer.request.method} {answer.request.url.raw_path.decode()}"
            self.log.wrong.append(f"{asked}: {answer.status_code} {answer.text}")

    def _any_of_its_own(self) -> tuple[str, str]:
        """The title and the path of one of its tasks."""
        title = self.random.choice([*self.own])
        return title, f"/tasks/{self.own[title]}"

    def _title(self, beginning: str) -> str:
        """One that nobody has used."""
        self.written += 1
        return f"{beginning}{self.number}-{self.written}"


def rows_after(outcome: Outcome, rows: int) -> set[int]:
    """How many there may be of so many that were to be stored."""
    return {
        Outcome.ACKNOWLEDGED: {rows},
        Outcome.FAILED: {0},
        Outcome.UNKNOWN: {0, rows},
    }[outcome]


def state_of(task: dict[str, Any]) -> State:
    """What an edit would change in it."""
    return State(task["assignee"], task["version"])


def kind_of(answer: httpx.Response) -> str:
    """The type of the problem that it tells, if any."""
    if answer.headers.get("Content-Type") != "application/problem+json":
        return ""
    kind: str = answer.json()["type"]
    return kind
