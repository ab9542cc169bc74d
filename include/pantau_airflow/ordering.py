"""Orders from the pages to a worker: signed by the API server, which only reads the warehouse, and good for one run.

Airflow lets the role User start any run. So an order carries a proof that only the API server can make, and makes only for whom
the page lets; it is good for an hour.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from pantau.errors import BadInput, PantauError
from pantau.report.desk_orders import DeskOrder
from pantau.words import text
from pantau_airflow.releasing import VALID_S, signing_key

DAG_ID = "desk_order"
FIELDS = ("kind", "what", "who", "why", "at")


def start_order(kind: str, what: Mapping[str, str], who: str, why: str = "") -> str:
    """Start the run that carries an order out; return its id. Raises PantauError where Airflow does not know the DAG."""
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.exceptions import DagNotFound
    from airflow.utils.types import DagRunTriggeredByType

    run_id = f"{kind}__{time.time_ns()}"
    said = json.dumps(dict(what), sort_keys=True)
    conf = dict(zip(FIELDS, (kind, said, who, why, str(int(time.time()))), strict=True))
    conf["proof"] = _prove(conf, run_id)
    try:
        trigger_dag(DAG_ID, triggered_by=DagRunTriggeredByType.UI, triggering_user_name=who, run_id=run_id, conf=conf)
    except DagNotFound:
        raise PantauError(text("pages.problem.no_order_dag", dag=DAG_ID)) from None
    return run_id


def read_signed(conf: Mapping[str, Any], run_id: str) -> DeskOrder:
    """Return the order of a run; raise BadInput unless the pages signed it for this run within the last hour."""
    told = {name: str(conf.get(name) or "") for name in FIELDS}
    fresh = told["at"].isdigit() and abs(time.time() - int(told["at"])) < VALID_S
    if not fresh or not hmac.compare_digest(str(conf.get("proof") or ""), _prove(told, run_id)):
        raise BadInput(
            f"this run of {DAG_ID} was not asked for on the pages within the last hour, so nothing was done; "
            "use the buttons in Pantau"
        )
    return DeskOrder(run_id, told["kind"], json.loads(told["what"]), told["who"], told["why"])


def _prove(told: Mapping[str, str], run_id: str) -> str:
    said = repr((DAG_ID, run_id, *(told[name] for name in FIELDS)))
    return hmac.new(signing_key().encode(), said.encode(), hashlib.sha256).hexdigest()
