"""A site whose answers a test writes itself comes from the tests of polling."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "poll"))

from poll_site import site, workspace

__all__ = ["site", "workspace"]
