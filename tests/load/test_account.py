"""What is there is held against what the clients were told, in whichever way the two differ."""

from __future__ import annotations

import pytest

from tests.load.account import ANYTHING, CLAIMANT, FREE, OWN, Account, State, Stored, disagreements
from tests.load.client import rows_after
from tests.soak.journal import Outcome

MINE = State("mine", 1)
ANN = f"{CLAIMANT}Ann"


@pytest.mark.parametrize(
    ("outcome", "rows", "is_well"),
    [
        (Outcome.ACKNOWLEDGED, 2, True),
        (Outcome.ACKNOWLEDGED, 0, False),
        (Outcome.ACKNOWLEDGED, 1, False),
        (Outcome.ACKNOWLEDGED, 4, False),
        (Outcome.FAILED, 0, True),
        (Outcome.FAILED, 2, False),
        (Outcome.UNKNOWN, 0, True),
        (Outcome.UNKNOWN, 2, True),
        (Outcome.UNKNOWN, 1, False),
        (Outcome.UNKNOWN, 4, False),
    ],
)
def test_all_of_a_write_is_there_or_nothing(outcome: Outcome, rows: int, is_well: bool) -> None:
    """Two tasks were to be stored, and of these so many are there."""
    account = Account(counts={"a": rows_after(outcome, 2)})
    tasks = [Stored(number, "a", MINE) for number in range(rows)]
    assert (disagreements(account, tasks) == []) == is_well


def test_what_nobody_wrote_is_noticed() -> None:
    """A title that is not in the account."""
    [told] = disagreements(Account(), [Stored(1, "stranger", MINE)])
    assert "stranger" in told


@pytest.mark.parametrize(
    ("state", "is_well"),
    [(State("mine", 2), True), (MINE, False), (State("mine", 3), False)],
    ids=["once", "lost", "twice"],
)
def test_an_edit_has_been_made_once(state: State, is_well: bool) -> None:
    """A task that was edited once, as it may be found."""
    title = f"{OWN}a"
    account = Account({title: {1}}, {title: {State("mine", 2)}})
    assert (disagreements(account, [Stored(1, title, state)]) == []) == is_well


@pytest.mark.parametrize(
    ("given", "has", "is_well"),
    [
        (1, {1}, True),
        (1, set(), False),
        (1, {2}, False),
        (1, {1, 2}, False),
        (None, set(), True),
        (None, {1}, False),
        (ANYTHING, set(), True),
        (ANYTHING, {2}, True),
        (ANYTHING, {1, 2}, False),
    ],
)
def test_a_claimant_has_what_it_was_given(given: int | None, has: set[int], is_well: bool) -> None:
    """Two free tasks, of which Ann has some."""
    account = Account({f"{FREE}a": {2}}, claims={ANN: given})
    tasks = [
        Stored(number, f"{FREE}a", State(ANN, 2) if number in has else State(None, 1))
        for number in (1, 2)
    ]
    assert (disagreements(account, tasks) == []) == is_well


def test_a_task_that_was_claimed_twice_is_noticed() -> None:
    """It is in version 3, whoever has it."""
    account = Account({f"{FREE}a": {1}}, claims={ANN: 1})
    [told] = disagreements(account, [Stored(1, f"{FREE}a", State(ANN, 3))])
    assert "version 3" in told
