"""Rules: how each outlet's pages are marked up, as data in seeds/rules that people edit."""

from __future__ import annotations

from pantau.rules.model import NO_FURNITURE, Furniture, Generation, OutletRule, PageKindRule, Pages
from pantau.rules.reading import Rules, read_rules

__all__ = ["NO_FURNITURE", "Furniture", "Generation", "OutletRule", "PageKindRule", "Pages", "Rules", "read_rules"]
