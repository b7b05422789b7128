"""Where mutants find what plants them; it stands in workbook/, for exercises plant mistakes too."""

from __future__ import annotations

from workbook.plant import ROOT, plant, unchanged, variant_of

__all__ = ["ROOT", "plant", "unchanged", "variant_of"]
