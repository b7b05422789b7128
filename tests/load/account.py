"""What there may be, by what the clients were told, held against what is there afterwards.

Each task has one client that writes it, so what is told to that client says all that may be there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

OWN = "own "
"""How titles begin of tasks that their client edits; they are assigned, so nobody claims them."""

FREE = "free "
"""How titles begin of tasks that are there to be claimed, and are changed by nothing else."""

CLAIMANT = "claimant "
"""How the name begins of who claims; each name asks once."""

ANYTHING = -1
"""What a claimant may have that does not know: one task or none."""


class State(NamedTuple):
    """What an edit changes in a task of a client's own."""

    assignee: str | None
    version: int


class Stored(NamedTuple):
    """A task as it is in Postgres."""

    task_id: int
    title: str
    state: State


@dataclass(slots=True)
class Account:
    """Filled by the clients of one service."""

    counts: dict[str, set[int]] = field(default_factory=dict)
    """How many tasks of a title there may be."""
    states: dict[str, set[State]] = field(default_factory=dict)
    """What a task of this title, a client's own, may be like."""
    claims: dict[str, int | None] = field(default_factory=dict)
    """The task that a claimant was given; None for none, or ANYTHING."""


def disagreements(account: Account, tasks: Sequence[Stored]) -> list[str]:
    """Where what is there is not what the clients were told; empty if all is well."""
    return [
        *_wrong_counts(account, tasks),
        *_wrong_states(account, tasks),
        *_wrong_claims(account, tasks),
        *_wrong_versions(tasks),
    ]


def _wrong_counts(account: Account, tasks: Sequence[Stored]) -> Iterator[str]:
    """Acknowledged: all of it, once. Refused: nothing. Unknown: either."""
    found: dict[str, int] = defaultdict(int)
    for task in tasks:
        found[task.title] += 1
    for title in sorted(found.keys() | account.counts.keys()):
        allowed = account.counts.get(title, {0})
        if found[title] not in allowed:
            yield f"{title!r} is there {found[title]} times, and may be {sorted(allowed)} times"


def _wrong_states(account: Account, tasks: Sequence[Stored]) -> Iterator[str]:
    """An edit that was acknowledged is there, and has counted once."""
    for task in tasks:
        allowed = account.states.get(task.title)
        if allowed is not None and task.state not in allowed:
            yield f"{task.title!r} is {tuple(task.state)}, and may be {sorted(map(tuple, allowed))}"


def _wrong_claims(account: Account, tasks: Sequence[Stored]) -> Iterator[str]:
    """A claimant has what it was given and nothing else."""
    found: dict[str, list[int]] = defaultdict(list)
    for task in tasks:
        if task.state.assignee is not None and task.state.assignee.startswith(CLAIMANT):
            found[task.state.assignee].append(task.task_id)
    for name in sorted(found.keys() | account.claims.keys()):
        given = account.claims.get(name)
        has = found[name]
        if has != ([] if given is None else [given]) and not (given == ANYTHING and len(has) < 2):
            yield f"{name!r} was given {given}, and has {has}"


def _wrong_versions(tasks: Sequence[Stored]) -> Iterator[str]:
    """A free task is in version 1, one that was claimed in version 2: nobody claimed it twice."""
    for task in tasks:
        claimed = task.state.assignee is not None
        if task.title.startswith(FREE) and task.state.version != 1 + claimed:
            yield f"{task.title!r} is in version {task.state.version}, claimed: {claimed}"
