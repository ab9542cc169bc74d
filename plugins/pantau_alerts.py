"""What Airflow calls when something is late."""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger("pantau.alerts")


def day_is_late(context: dict[str, Any] | None = None, **_: Any) -> None:
    """Say in the log which day is not loaded in time; Airflow's home page lists the same missed deadline."""
    run = (context or {}).get("dag_run") or {}
    told = run if isinstance(run, dict) else vars(run)
    log.error(
        "Hari %s belum dimuat pada tenggatnya (lari %s). Buka DAG monitor_day, cari tugas yang merah atau lama, "
        "lalu baca halaman DAG-nya.",
        told.get("partition_key") or "?",
        told.get("run_id") or told.get("dag_run_id") or "?",
    )
