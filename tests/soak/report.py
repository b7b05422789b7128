"""What a soak came to, in a few lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tests.soak.journal import Outcome
from tests.soak.load import DONE, Load
from tests.soak.weather import Fault, Weather

RECOVERY = 2.0
"""Seconds after which every worker was served again once the server was up again."""


@dataclass(frozen=True, slots=True)
class Report:
    """The account of one way."""

    label: str
    seed: int
    load: Load
    weather: Weather

    def slow_recoveries(self) -> list[str]:
        """The restarts that took too long to get over."""
        slow = [seconds for seconds in self.weather.recoveries if seconds > RECOVERY]
        return [f"{seconds:.2f} s until all were served after a restart" for seconds in slow]

    def plan(self) -> str:
        """Every fault, with the seconds of calm before it."""
        return ", ".join(f"{blow.pause:.2f} {blow.fault.name}" for blow in self.weather.blows)

    def __str__(self) -> str:
        outcomes = self.load.journal.outcomes()
        reads = Counter(self.load.reads)
        done = reads.pop(DONE, 0)
        faults = Counter(blow.fault for blow in self.weather.blows)
        lines = [
            f"{self.label}: soak of seed {self.seed}: {outcomes.total()} writes, {done} reads",
            f"acknowledged {outcomes[Outcome.ACKNOWLEDGED]}, unknown {outcomes[Outcome.UNKNOWN]}",
            f"failed {outcomes[Outcome.FAILED]}: {_listed(self.load.journal.reasons())}",
            f"reads that failed: {_listed(reads)}",
            f"faults {faults.total()}, of them {faults[Fault.RESTART]} restarts",
            f"slowest recovery {max(self.weather.recoveries, default=0):.2f} s",
            f"longest outage {self.load.longest_outage:.2f} s",
        ]
        return "\n    ".join(lines)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.most_common()) or "none"
