"""Releases asked for on the pages and written by a worker: the API server only reads the warehouse, and signs what it asks for.

Airflow lets the role User start any run, also of `release_day`. So its order carries a proof that only the API server can make,
and makes only for Op and Admin; it is good for one run and for an hour.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pantau.errors import BadInput, PantauError
from pantau.words import text

DAG_ID = "release_day"
VALID_S = 3600
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
    """Start the run that releases the day and works it; return its id. Raises PantauError where Airflow does not know the DAG."""
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.exceptions import DagNotFound
    from airflow.utils.types import DagRunTriggeredByType

    order, run_id = Order(day, seen, who, why, str(int(time.time()))), f"release__{day}__{time.time_ns()}"
    conf = asdict(order) | {"proof": _proof(order, run_id)}
    try:
        trigger_dag(DAG_ID, triggered_by=DagRunTriggeredByType.UI, triggering_user_name=who, run_id=run_id, conf=conf)
    except DagNotFound:
        raise PantauError(text("pages.problem.no_dag", dag=DAG_ID, day=day)) from None
    return run_id


def read_order(conf: Mapping[str, Any], run_id: str) -> Order:
    """Return the order of a run; raise BadInput unless the pages signed it for this run within the last hour."""
    order = Order(*(str(conf.get(name) or "") for name in FIELDS))
    fresh = order.at.isdigit() and abs(time.time() - int(order.at)) < VALID_S
    if not fresh or not hmac.compare_digest(str(conf.get("proof") or ""), _proof(order, run_id)):
        raise BadInput(
            f"this run of {DAG_ID} was not asked for on the pages within the last hour, so nothing was released; use the button "
            "in Pantau → Mutu (roles Op and Admin), or `pantau day release DAY --why …`"
        )
    return order


def signing_key() -> str:
    """Return the secret of this installation that no person and no page knows."""
    from airflow.configuration import conf

    return str(conf.get("api", "secret_key") or conf.get("api_auth", "jwt_secret"))


def _proof(order: Order, run_id: str) -> str:
    said = repr((DAG_ID, run_id, *asdict(order).values()))
    return hmac.new(signing_key().encode(), said.encode(), hashlib.sha256).hexdigest()
