"""What each isolation level allows does appear, what it forbids does not: by exact interleavings.

Were it only looked for what is forbidden, a checker that sees nothing would be content.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from shared.domain import Isolation
from shared.protocol import Database
from tests.histories.checker import Anomaly, find_anomalies, forbidden
from tests.histories.conftest import Record
from tests.histories.script import parse
from tests.histories.stage import Stage, play_script

READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE = Isolation
NOWHERE: tuple[Isolation, ...] = ()
AT_READ_COMMITTED = (READ_COMMITTED,)
BELOW_SERIALIZABLE = (READ_COMMITTED, REPEATABLE_READ)


@dataclass(frozen=True, slots=True)
class Case:
    """An interleaving that would lead to an anomaly, and the levels at which it does.

    At each level of `fails` one transaction ends with `error`.
    """

    name: str
    script: str
    anomaly: Anomaly
    levels: tuple[Isolation, ...]
    fails: tuple[Isolation, ...]
    error: str = "SerializationFailure"


CASES = [
    Case(
        "a write that was rolled back",
        "w1x r2x a1 r2x c2",
        Anomaly.DIRTY_READ,
        NOWHERE,
        (READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE),
        "Undo",
    ),
    Case(
        "a write that was followed by another",
        "w1x r2x w1x r2x c1 c2",
        Anomaly.INTERMEDIATE_READ,
        NOWHERE,
        NOWHERE,
    ),
    Case(
        "two who write both tasks",
        "w1x w2x w1y c1 w2y c2",
        Anomaly.CIRCULAR_FLOW,
        NOWHERE,
        (REPEATABLE_READ, SERIALIZABLE),
    ),
    Case(
        "two who each read what the other has written",
        "w1x w2y r1y r2x c1 c2",
        Anomaly.CIRCULAR_FLOW,
        NOWHERE,
        (SERIALIZABLE,),
    ),
    Case(
        "a write between two reads",
        "r1x w2x c2 r1x c1",
        Anomaly.NON_REPEATABLE_READ,
        AT_READ_COMMITTED,
        NOWHERE,
    ),
    Case(
        "a new task between two counts",
        "n1 i2 c2 n1 c1",
        Anomaly.PHANTOM,
        AT_READ_COMMITTED,
        NOWHERE,
    ),
    Case(
        "a new task between two lists",
        "s1 i2 c2 s1 c1",
        Anomaly.PHANTOM,
        AT_READ_COMMITTED,
        NOWHERE,
    ),
    Case(
        "two who read, then write",
        "r1x r2x w1x c1 w2x c2",
        Anomaly.LOST_UPDATE,
        AT_READ_COMMITTED,
        (REPEATABLE_READ, SERIALIZABLE),
    ),
    Case(
        "two who read, then write, the second while the first is at it",
        "r1x r2x w1x w2x c1 c2",
        Anomaly.LOST_UPDATE,
        AT_READ_COMMITTED,
        (REPEATABLE_READ, SERIALIZABLE),
    ),
    Case(
        "half of what another has written",
        "r1x w2x w2y c2 r1y c1",
        Anomaly.READ_SKEW,
        AT_READ_COMMITTED,
        NOWHERE,
    ),
    Case(
        "two readers who see two writes in different order",
        "r3y r4x w1x c1 r3x w2y c2 r4y c3 c4",
        Anomaly.LONG_FORK,
        AT_READ_COMMITTED,
        NOWHERE,
    ),
    Case(
        "two who each write what the other has read",
        "r1x r1y r2x r2y w1x w2y c1 c2",
        Anomaly.WRITE_SKEW,
        BELOW_SERIALIZABLE,
        (SERIALIZABLE,),
    ),
    Case(
        "two who each add to what the other has listed",
        "s1 s2 i1 i2 c1 c2",
        Anomaly.WRITE_SKEW,
        BELOW_SERIALIZABLE,
        (SERIALIZABLE,),
    ),
    Case(
        "one who only reads, and sees the second write without the first",
        "r2x r2y w1y c1 r3x r3y c3 w2x c2",
        Anomaly.WRITE_SKEW,
        BELOW_SERIALIZABLE,
        (SERIALIZABLE,),
    ),
]


@pytest.mark.parametrize("isolation", Isolation)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_an_anomaly_appears_exactly_where_the_level_allows_it(
    case: Case, isolation: Isolation, database: Database, stage: Stage, record: Record
) -> None:
    """It is found where it is allowed and only there; elsewhere one is refused, or all is well."""
    recorder = await record(database, isolation)
    await play_script(stage, recorder, parse(case.script))
    history = await recorder.history()
    found = {finding.anomaly for finding in find_anomalies(history)}
    assert (case.anomaly in found) == (isolation in case.levels), f"{found} in {history}"
    assert forbidden(history, isolation) == [], str(history)
    assert history.errors() == [case.error] * (isolation in case.fails), str(history)


@pytest.mark.parametrize("isolation", Isolation)
async def test_an_expected_version_keeps_the_first_write_at_every_level(
    isolation: Isolation, database: Database, stage: Stage, record: Record
) -> None:
    """Of two who have read the same version the second is refused, by Postgres or by us."""
    recorder = await record(database, isolation)
    await play_script(stage, recorder, parse("r1x r2x g1x g2x c1 c2"))
    history = await recorder.history()
    refused = "StaleTask" if isolation is READ_COMMITTED else "SerializationFailure"
    assert history.errors() == [refused], str(history)
    assert find_anomalies(history) == [], str(history)
