"""Claims E: engine, pool and events."""

from __future__ import annotations

from workbook.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = ()
