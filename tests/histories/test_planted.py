"""The checker notices mistakes that are planted in copies of the ways."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from shared.domain import Isolation
from tests.histories.checker import Anomaly, find_anomalies
from tests.histories.conftest import OpenWay, Record
from tests.histories.script import parse
from tests.histories.stage import Stage, play_script
from tests.plant import plant, unchanged
from workbook.ways import Way


@dataclass(frozen=True, slots=True)
class Mistake:
    """In a variant's file `old` reads `new`, and `script` then leads to what it must not."""

    name: str
    file: str
    old: str
    new: str
    isolation: Isolation
    script: str
    anomaly: Anomaly


MISTAKES = [
    Mistake(
        "SERIALIZABLE is but REPEATABLE READ",
        "asyncpg_raw/database.py",
        'Isolation.SERIALIZABLE: "serializable"',
        'Isolation.SERIALIZABLE: "repeatable_read"',
        Isolation.SERIALIZABLE,
        "r1x r1y r2x r2y w1x w2y c1 c2",
        Anomaly.WRITE_SKEW,
    ),
    Mistake(
        "every level is READ COMMITTED",
        "sqlalchemy_core/database.py",
        'options["isolation_level"] = isolation.value',
        'options["isolation_level"] = "READ COMMITTED"',
        Isolation.REPEATABLE_READ,
        "r1x r2x w1x c1 w2x c2",
        Anomaly.LOST_UPDATE,
    ),
    Mistake(
        "each statement commits by itself",
        "sqlmodel_orm/database.py",
        'options["isolation_level"] = isolation.value',
        'options["isolation_level"] = "AUTOCOMMIT"',
        Isolation.READ_COMMITTED,
        "w1x r2x w1x c1 c2",
        Anomaly.INTERMEDIATE_READ,
    ),
    Mistake(
        "a rollback commits",
        "sqlalchemy_orm/database.py",
        """
            async with unit.body():
                yield Repository(session, unit, partial(_letting_go, partial(let_go, session)))
""",
        """
            try:
                async with unit.body():
                    yield Repository(session, unit, partial(_letting_go, partial(let_go, session)))
            finally:
                await session.commit()
""",
        Isolation.READ_COMMITTED,
        "w1x a1 r2x c2",
        Anomaly.DIRTY_READ,
    ),
    Mistake(
        "a stale caller overwrites",
        "sqlalchemy_orm/repository.py",
        "if expected_version is not None and task.version != expected_version:",
        "if expected_version is not None and task.version < expected_version:",
        Isolation.READ_COMMITTED,
        "r1x r2x g1x c1 g2x c2",
        Anomaly.LOST_UPDATE,
    ),
    Mistake(
        "an edit does not count",
        "asyncpg_raw/repository.py",
        'UPDATE tasks SET ({", ".join(changes)}, version) = ROW ({given}, version + 1)',
        'UPDATE tasks SET ({", ".join(changes)}, version) = ROW ({given}, version)',
        Isolation.READ_COMMITTED,
        "w1x c1 w2x c2",
        Anomaly.BROKEN_VERSIONS,
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
async def test_a_planted_mistake_is_noticed(
    mistake: Mistake, open_way: OpenWay, stage: Stage, record: Record
) -> None:
    """With the mistake the anomaly is found; without it the same script shows nothing of it."""
    variant = mistake.file.partition("/")[0]
    planted = plant(mistake.file, mistake.old, mistake.new)
    seen = []
    for copy in (unchanged(variant), planted):
        async with open_way(Way("a copy", copy, "asyncpg")) as database:
            recorder = await record(database, mistake.isolation)
            await play_script(stage, recorder, parse(mistake.script))
            findings = find_anomalies(await recorder.history())
            seen.append(mistake.anomaly in {finding.anomaly for finding in findings})
    assert seen == [False, True]
