"""What tutorials teach about Postgres from async Python, each claim with a verdict and its proof.

The letters say where a claim comes from: D how a driver is set up, P asyncpg against psycopg,
E engine, pool and events, F the four ways.
"""

from __future__ import annotations

from workbook.claims import comparing, driver, engine, ways
from workbook.claims.claim import Claim, Verdict

__all__ = ["CLAIMS", "Claim", "Verdict"]

CLAIMS: tuple[Claim, ...] = (*driver.CLAIMS, *comparing.CLAIMS, *engine.CLAIMS, *ways.CLAIMS)
