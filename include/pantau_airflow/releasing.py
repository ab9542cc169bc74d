"""Releases of held days: the roles Op and Admin ask for them on the pages, and a worker writes them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pantau.errors import BadInput
from pantau.words import text
from pantau_airflow.signed import is_signed, start_signed

DAG_ID = "release_day"
FIELDS = ("day", "seen", "who", "why", "at")


@dataclass(frozen=True, slots=True)
class Order:
    """Let a day, in the state that was seen, lose what it is held for; `at` is in seconds since 1970."""

    day: str
    seen: str
    who: str
    why: str
    at: str


def start_release(day: str, seen: str, who: str, why: str) -> str:
    """Start the run that releases the day and works it; return its id. Raises PantauError if Airflow does not know the DAG."""
    order, run_id = Order(day, seen, who, why, str(int(time.time()))), f"release__{day}__{time.time_ns()}"
    start_signed(DAG_ID, run_id, asdict(order), who, text("pages.problem.no_dag", dag=DAG_ID, day=day))
    return run_id


def read_order(conf: Mapping[str, Any], run_id: str) -> Order:
    """Return the order of a run. Raises BadInput if the pages did not sign it for this run within the last hour."""
    order = Order(*(str(conf.get(name) or "") for name in FIELDS))
    if not is_signed(DAG_ID, run_id, asdict(order), conf.get("proof")):
        raise BadInput(
            f"this run of {DAG_ID} was not asked for on the pages within the last hour, so nothing was released; use the button "
            "in Pantau → Mutu (roles Op and Admin), or `pantau day release DAY --why …`"
        )
    return order
