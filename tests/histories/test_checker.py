"""The checker finds in histories made by hand what was put there, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain import Isolation
from tests.histories.checker import Anomaly, find_anomalies, forbidden
from tests.histories.history import Abort, Commit, History, Read, Seen
from tests.histories.telling import told

READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE = Isolation

GOOD = {
    "nothing": "",
    "one after the other": "r1(1=1) w1(1=2) c1 r2(1=2) w2(1=3) c2",
    "side by side": "r1(1=1) r2(2=1) w1(1=2) w2(2=2) c1 c2",
    "reads what it wrote itself": "w1(1=2) r1(1=2) w1(1=3) r1(1=3) c1",
    "writes blindly over another": "w1(1=2) c1 w2(1=3) c2",
    "reads what is old, all of it": "r1(1=1) w2(1=2) w2(2=2) c2 r1(2=1) c1",
    "reads again what is new": "r1(1=1) c1 w2(1=2) c2 r3(1=2) c3",
    "counts what it has added itself": "n1(3) w1(4=1) n1(4) s1(1=1 2=1 3=1 4=1) c1",
    "does not see what was added": "n1(3) w2(4=1) c2 n1(3) c1",
    "what was rolled back is written again": "w1(1=2) a1(Deadlock) w2(1=2) c2 r3(1=2) c3",
    "who was rolled back did not lose": "r1(1=1) w2(1=2) c2 w1(1=3) a1(Undo)",
    "what was added and rolled back": "s1() w2(4=1) a2(Undo) s1() c1",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_history_shows_nothing(name: str) -> None:
    """No anomaly is seen where there is none."""
    assert find_anomalies(told(GOOD[name])) == []


BAD = {
    "r1(1=1) w2(1=2) c2 r1(1=2) c1": {Anomaly.NON_REPEATABLE_READ, Anomaly.READ_SKEW},
    "r1(1=1) w2(1=2) c2 s1(1=2) c1": {Anomaly.NON_REPEATABLE_READ, Anomaly.READ_SKEW},
    "r1(1=1) w2(1=2) c2 r1(1=2) a1(Undo)": {Anomaly.NON_REPEATABLE_READ},
    "n1(3) w2(4=1) c2 n1(4) c1": {Anomaly.PHANTOM},
    "n1(3) w2(4=1) c2 w1(5=1) n1(5) c1": {Anomaly.PHANTOM},
    "s1() w2(4=1) c2 s1(4=1) c1": {Anomaly.PHANTOM, Anomaly.READ_SKEW},
    "s1() w2(4=1) c2 n1(1) c1": {Anomaly.PHANTOM},
    "r1(1=1) r2(1=1) w1(1=2) c1 w2(1=3) c2": {Anomaly.LOST_UPDATE, Anomaly.READ_SKEW},
    "s2(1=1) w1(1=2) c1 w2(1=3) c2": {Anomaly.LOST_UPDATE, Anomaly.READ_SKEW},
    "r1(1=1) w2(1=2) w2(2=2) c2 r1(2=2) c1": {Anomaly.READ_SKEW},
    "r3(2=1) r4(1=1) w1(1=2) c1 r3(1=2) w2(2=2) c2 r4(2=2) c3 c4": {Anomaly.LONG_FORK},
    "r1(1=1) r2(2=1) w1(2=2) w2(1=2) c1 c2": {Anomaly.WRITE_SKEW},
    "s1() s2() w1(4=1) w2(5=1) c1 c2": {Anomaly.WRITE_SKEW},
    "r2(1=1) r2(2=1) w1(2=2) c1 r3(1=1) r3(2=2) c3 w2(1=2) c2": {Anomaly.WRITE_SKEW},
    "r1(1=1) w1(2=2) r2(2=1) w2(3=2) r3(3=1) w3(1=2) c1 c2 c3": {Anomaly.WRITE_SKEW},
    "w1(1=2) r2(1=2) a1(Undo) c2": {Anomaly.DIRTY_READ},
    "w1(1=2) s2(1=2) a1(Undo) a2(Undo)": {Anomaly.DIRTY_READ},
    "w1(1=2) r2(1=2) w1(1=3) c1 c2": {Anomaly.INTERMEDIATE_READ, Anomaly.READ_SKEW},
    "w1(1=2) w2(2=2) r1(2=2) r2(1=2) c1 c2": {Anomaly.CIRCULAR_FLOW},
    "w1(1=2) w2(1=3) w2(2=2) w1(2=3) c1 c2": {Anomaly.CIRCULAR_FLOW},
    "w1(1=2) c1 w2(1=2) c2": {Anomaly.BROKEN_VERSIONS},
    "w1(1=2) c1 w2(1=4) c2": {Anomaly.BROKEN_VERSIONS},
    "w1(1=3) c1": {Anomaly.BROKEN_VERSIONS},
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_history_shows_what_is_wrong_with_it(text: str) -> None:
    """All anomalies that are there are seen, and no other."""
    assert {finding.anomaly for finding in find_anomalies(told(text))} == BAD[text]


@pytest.mark.parametrize("final", ["1=1", "1=3", ""])
def test_a_committed_write_that_is_not_there_at_the_end_is_missed(final: str) -> None:
    """Gone, or done once more: what is stored must be the last committed version."""
    history = replace(told("w1(1=2) c1", final), final=(*told("", final).final, Seen(9, 1, "x")))
    assert [finding.anomaly for finding in find_anomalies(history)] == [Anomaly.BROKEN_VERSIONS]


def test_a_committed_write_that_is_there_at_the_end_is_well() -> None:
    """The last version with its value; what was rolled back is not waited for."""
    assert find_anomalies(told("w1(1=2) c1 w2(1=3) a2(Undo) w3(1=3) c3", final="1=3")) == []


def test_a_value_that_nobody_wrote_is_a_dirty_read() -> None:
    """Whatever version it claims to be."""
    strange = History((Read(1, Seen(1, 2, "?")), Commit(1)))
    assert [finding.anomaly for finding in find_anomalies(strange)] == [Anomaly.DIRTY_READ]


def test_a_cycle_is_told_once() -> None:
    """Who takes part, and by which edges, from the lowest transaction on."""
    [finding] = find_anomalies(told("r1(1=1) r2(2=1) w1(2=2) w2(1=2) c1 c2"))
    assert finding.transactions == (1, 2)
    assert finding.evidence == "1 rw 2 (task 1), 2 rw 1 (task 2)"


LEVELS = {
    "w1(1=2) r2(1=2) a1(Undo) c2": [*Isolation],
    "w1(1=2) r2(1=2) w1(1=3) c1 c2": [*Isolation],
    "w1(1=2) w2(2=2) r1(2=2) r2(1=2) c1 c2": [*Isolation],
    "w1(1=2) c1 w2(1=2) c2": [*Isolation],
    "r1(1=1) w2(1=2) c2 r1(1=2) c1": [REPEATABLE_READ, SERIALIZABLE],
    "n1(3) w2(4=1) c2 n1(4) c1": [REPEATABLE_READ, SERIALIZABLE],
    "r1(1=1) r2(1=1) w1(1=2) c1 w2(1=3) c2": [REPEATABLE_READ, SERIALIZABLE],
    "r3(2=1) r4(1=1) w1(1=2) c1 r3(1=2) w2(2=2) c2 r4(2=2) c3 c4": [REPEATABLE_READ, SERIALIZABLE],
    "r1(1=1) r2(2=1) w1(2=2) w2(1=2) c1 c2": [SERIALIZABLE],
}


@pytest.mark.parametrize("text", LEVELS)
def test_each_level_forbids_its_own(text: str) -> None:
    """The stronger level forbids all that the weaker one does, and more."""
    assert [level for level in Isolation if forbidden(told(text), level)] == LEVELS[text]


@pytest.mark.parametrize("text", [*GOOD.values(), *BAD])
def test_a_history_reads_back_as_it_prints(text: str) -> None:
    """What a failing test prints can be put into this file."""
    assert str(told(text)) == text


def test_why_transactions_ended_can_be_read() -> None:
    """Errors in the order in which they came, and who was committed."""
    history = told("w1(1=2) a1(Deadlock) w2(1=2) c2 a3(Undo)")
    assert history.errors() == ["Deadlock", "Undo"]
    assert history.committed() == {2}
    assert history.of(1)[-1] == Abort(1, "Deadlock")
