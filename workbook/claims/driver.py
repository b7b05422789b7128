"""Claims D: how a driver is set up."""

from __future__ import annotations

from workbook.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = ()
