"""Claims F: the four ways."""

from __future__ import annotations

from workbook.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = ()
