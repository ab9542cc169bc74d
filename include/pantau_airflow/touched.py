"""The days that polling touched: they are kept with the asset `landing` until they are announced, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from airflow.sdk import get_current_context

from pantau.settings import settings
from pantau_airflow.defaults import LANDING


def keep_touched(days: Iterable[str], key: str = "waiting") -> list[str]:
    """Keep and return `days` and those still waiting under this key, newest first, so that none is forgotten.

    Each DAG has a key of its own, because two that end at the same moment would overwrite each other.
    """
    store: Any = get_current_context()["asset_state_store"][LANDING]
    waiting = sorted({*(store.get(key) or ()), *days}, reverse=True)
    store.set(key, waiting)
    return waiting


def announce_some(waiting: list[str], counts: dict[str, Any], key: str = "waiting") -> list[str]:
    """Announce the first `live_days` days as partitions of the asset and keep the rest; return those announced."""
    now, later = waiting[: settings().live_days], waiting[settings().live_days :]
    context: Any = get_current_context()
    event = context["outlet_events"][LANDING]
    event.extra = {"days": now, "waiting": later, **counts}
    event.add_partitions(now)
    context["asset_state_store"][LANDING].set(key, later)
    return now
